# Builds the hostile program of one architecture:
# make -f tests/hostile/hostile.mk ARCH=A build/hostile/A/hostile
ARCH ?= x86_64
CC_x86_64  := gcc
CC_i386    := i686-linux-gnu-gcc
CC_riscv64 := riscv64-linux-gnu-gcc
CC := $(CC_$(ARCH))
COLUMN_x86_64  := 2
COLUMN_i386    := 3
COLUMN_riscv64 := 4
O := build/hostile/$(ARCH)
NAMES := args calls code frames greed supervise worker machine-$(ARCH)
CFLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE -Itests/hostile -I$(O) -I. -pthread -Wall -Wextra -Wno-unused-result -Werror

$(O)/hostile: $(NAMES:%=$(O)/%.o)
	@echo "  LINK  $@"
	@$(CC) -static -pthread -o $@.new $^ && mv $@.new $@

$(O)/%.o: tests/hostile/%.c $(wildcard tests/hostile/*.h) tests/leaks.h tests/hostile/hostile.mk $(O)/numbers.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c -o $@ $<

$(O)/numbers.h: kernel/sys/syscalls.tbl tests/hostile/hostile.mk
	@mkdir -p $(@D)
	@awk '!/^#/ && NF == 4 && $$$(COLUMN_$(ARCH)) != "-" { print "{" $$$(COLUMN_$(ARCH)) ", \"" $$1 "\"}," }' $< > $@
