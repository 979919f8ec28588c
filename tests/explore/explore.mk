# Builds the programs of one architecture, each with its correct twin, as static binaries:
# make -f tests/explore/explore.mk ARCH=A builds build/explore/A/NAME and NAME-fixed. LIBC=musl builds the
# programs in MUSL in build/explore/A-musl (after scripts/fetch-debian --alone A musl musl-dev). OPTIMIZE=0 and
# OPTIMIZE=2 build with that level in build/explore/A-O0 and build/explore/A-O2. The target `release` builds the
# programs in C++ and Rust of the folder `release`, as their users would, in build/explore/x86_64-release.
ARCH ?= x86_64
LIBC ?= glibc
OPTIMIZE ?= 1
MUSL := lost_update missed_signal if_wait philosophers aba_stack file_counter
CC_x86_64  := gcc
CC_i386    := i686-linux-gnu-gcc
CC_riscv64 := riscv64-linux-gnu-gcc
CC_glibc := $(CC_$(ARCH))
CC_musl  := tests/musl/gcc $(ARCH)
O := build/explore/$(ARCH)$(if $(filter musl,$(LIBC)),-musl)$(if $(filter-out 1,$(OPTIMIZE)),-O$(OPTIMIZE))
NAMES_glibc := $(patsubst tests/explore/%.c,%,$(wildcard tests/explore/*.c))
NAMES_musl := $(MUSL)
NAMES := $(NAMES_$(LIBC))
DEPS := $(wildcard tests/explore/*.h) tests/explore/explore.mk
FLAGS := -std=gnu11 -O$(OPTIMIZE) -g -D_GNU_SOURCE -static -pthread -Wall -Wextra -Wno-unused-parameter -Werror

all: $(NAMES:%=$(O)/%) $(NAMES:%=$(O)/%-fixed)

$(O)/%-fixed: tests/explore/%.c $(DEPS)
	@mkdir -p $(@D)
	@$(CC_$(LIBC)) $(FLAGS) -DFIXED=1 -o $@ $<

$(O)/%: tests/explore/%.c $(DEPS)
	@mkdir -p $(@D)
	@$(CC_$(LIBC)) $(FLAGS) -o $@ $<

R := build/explore/x86_64-release
RELEASE := $(basename $(notdir $(wildcard tests/explore/release/*)))

.PHONY: release
release: $(RELEASE:%=$(R)/%) $(RELEASE:%=$(R)/%-fixed)

$(R)/%-fixed: tests/explore/release/%.cc
	@mkdir -p $(@D)
	@g++ -std=c++20 -O2 -g -Wall -Wextra -Werror -pthread -DFIXED -o $@ $<

$(R)/%: tests/explore/release/%.cc
	@mkdir -p $(@D)
	@g++ -std=c++20 -O2 -g -Wall -Wextra -Werror -pthread -o $@ $<

$(R)/%-fixed: tests/explore/release/%.rs
	@mkdir -p $(@D)
	@env -u MAKEFLAGS -u MFLAGS rustc -O -g -A warnings --cfg fixed -o $@ $<

$(R)/%: tests/explore/release/%.rs
	@mkdir -p $(@D)
	@env -u MAKEFLAGS -u MFLAGS rustc -O -g -A warnings -o $@ $<
