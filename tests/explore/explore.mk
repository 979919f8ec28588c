# Builds the programs of one architecture, each with its correct twin: make -f tests/explore/explore.mk
# ARCH=A gives build/explore/A/NAME and NAME-fixed, static.
ARCH ?= x86_64
CC_x86_64  := gcc
CC_i386    := i686-linux-gnu-gcc
CC_riscv64 := riscv64-linux-gnu-gcc
O := build/explore/$(ARCH)
NAMES := $(patsubst tests/explore/%.c,%,$(wildcard tests/explore/*.c))
FLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE -static -pthread -Wall -Wextra -Wno-unused-parameter -Werror

all: $(NAMES:%=$(O)/%) $(NAMES:%=$(O)/%-fixed)

$(O)/%-fixed: tests/explore/%.c tests/explore/explore.h tests/explore/explore.mk
	@mkdir -p $(@D)
	@$(CC_$(ARCH)) $(FLAGS) -DFIXED=1 -o $@ $<

$(O)/%: tests/explore/%.c tests/explore/explore.h tests/explore/explore.mk
	@mkdir -p $(@D)
	@$(CC_$(ARCH)) $(FLAGS) -o $@ $<
