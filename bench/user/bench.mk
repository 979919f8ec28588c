# Builds the benchmark program of one architecture, always with GCC, both with this machine's C library and
# with Debian's musl (after scripts/fetch-debian --alone A musl musl-dev):
# make -f bench/user/bench.mk ARCH=A [build/bench/A/bench build/bench/A/bench-musl]
ARCH ?= x86_64
CC_x86_64  := gcc
CC_i386    := i686-linux-gnu-gcc
CC_riscv64 := riscv64-linux-gnu-gcc
CC := $(CC_$(ARCH))
OVERLAY_x86_64  := x86
OVERLAY_i386    := x86
OVERLAY_riscv64 := riscv
O := build/bench/$(ARCH)
SRCS := $(sort $(wildcard bench/user/*.c))
CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -Ibench/user/$(OVERLAY_$(ARCH)) -pthread -Wall -Wextra -Wshadow -Werror

COMPILE_bench      := $(CC)
COMPILE_bench-musl := tests/musl/gcc $(ARCH)

both: $(O)/bench $(O)/bench-musl

$(O)/bench $(O)/bench-musl: $(SRCS) $(wildcard bench/user/*.h bench/user/$(OVERLAY_$(ARCH))/*.h) bench/user/bench.mk
	@mkdir -p $(@D)
	@echo "  USER  $@"
	@$(COMPILE_$(@F)) $(CFLAGS) -static -o $@.debug $(SRCS)
	@$(CC:gcc=strip) -o $@.new $@.debug && mv $@.new $@
