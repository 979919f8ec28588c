# Builds the ABI programs of one architecture as one static binary, with each program's main() renamed after
# its file: make -f tests/abi/abi.mk ARCH=A build/abi/A/programs
ARCH ?= x86_64
CC_x86_64  := gcc
CC_i386    := i686-linux-gnu-gcc
CC_riscv64 := riscv64-linux-gnu-gcc
CC := $(CC_$(ARCH))
O := build/abi/$(ARCH)
NAMES := $(filter-out abi,$(patsubst tests/abi/%.c,%,$(sort $(wildcard tests/abi/*.c))))
CFLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Itests/abi -pthread -Wall -Wextra \
	-Wno-unused-parameter -Wno-nonnull -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-format-truncation -Wno-infinite-recursion -Wno-alloc-size-larger-than -Wno-unused-result -Werror

$(O)/programs: $(NAMES:%=$(O)/%.o) $(O)/abi.o $(O)/table.o
	@echo "  LINK  $@"
	@$(CC) -static -pthread -o $@.debug $^
	@$(CC:gcc=strip) -o $@.new $@.debug && mv $@.new $@

$(O)/abi.o: tests/abi/abi.c tests/abi/abi.h tests/abi/abi.mk
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c -o $@ $<

# Landing pads for faults, as in C++ programs.
$(O)/signal_unwind.o: CFLAGS += -fexceptions -fnon-call-exceptions

$(O)/%.o: tests/abi/%.c tests/abi/abi.h tests/abi/abi.mk
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Dmain=main_$* -c -o $@ $<

$(O)/names: FORCE
	@mkdir -p $(@D)
	@echo $(NAMES) | cmp -s - $@ || echo $(NAMES) > $@

$(O)/table.c: $(O)/names
	@{ for n in $(NAMES); do echo "int main_$$n(int, char **, char **);"; done; \
		echo 'const struct program { const char *name; int (*main)(int, char **, char **); } programs[] = {'; \
		for n in $(NAMES); do echo "{\"$$n\", main_$$n},"; done; echo '{0, 0}};'; } > $@

$(O)/table.o: $(O)/table.c
	@$(CC) -O1 -c -o $@ $<

.PHONY: FORCE
FORCE:
