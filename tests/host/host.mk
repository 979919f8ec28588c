# How the host tests are built: make -f tests/host/host.mk from the repository's root. tests/host/run
# does that. Headers of arch/host come first; arch/riscv adds what its device tree reader needs.

O := build/host
HOSTCC ?= gcc
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

FLAGS := -std=gnu11 -g -O1 -DHEDDLE_HOST -fno-omit-frame-pointer -fno-strict-aliasing \
	-fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Wshadow -Wmissing-prototypes -Wno-unused-parameter -Werror \
	-Iinclude -Iarch/host/include -Iarch/riscv/include -I.

TESTS := $(patsubst tests/host/%.c,$(O)/%,$(wildcard tests/host/test_*.c))
COMMON := $(patsubst %.c,$(O)/obj/%.o,$(wildcard lib/*.c) tests/host/harness.c \
	arch/riscv/devicetree.c)

all: $(TESTS)

$(O)/obj/%.o: %.c tests/host/host.mk
	@mkdir -p $(@D)
	@$(HOSTCC) $(FLAGS) -MMD -MP -c -o $@ $<

$(O)/test_%: $(O)/obj/tests/host/test_%.o $(COMMON)
	@$(HOSTCC) $(FLAGS) -o $@ $^ -lcmocka

-include $(wildcard $(O)/obj/*/*.d $(O)/obj/*/*/*.d)
