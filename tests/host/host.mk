# Builds the host tests: make -f tests/host/host.mk in the repository's root, as tests/host/run does.
# Headers of arch/host take precedence; arch/riscv is there for its device tree reader.

O := build/host
HOSTCC ?= gcc
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

# The sanitizers call the C library's functions of these names.
RENAME := -Dsched_yield=heddle_sched_yield -Dsem_init=heddle_sem_init

FLAGS := -std=gnu11 -g -O1 -DHEDDLE_HOST -DHEDDLE_DEBUG -fno-omit-frame-pointer -fno-strict-aliasing \
	-fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Wshadow -Wmissing-prototypes -Wno-unused-parameter -Werror \
	-Iinclude -Iarch/host/include -Iarch/riscv/include -Iarch/x86/common/include -I. $(RENAME)

TESTS := $(patsubst tests/host/%.c,$(O)/%,$(wildcard tests/host/test_*.c))
HELPERS := $(filter-out tests/host/test_%.c,$(wildcard tests/host/*.c))
KERNEL := $(wildcard kernel/explore/schedule/*.c) user/explore/shrink.c \
	$(wildcard kernel/sched/*.c kernel/time/*.c kernel/sync/*.c arch/host/*.c arch/host/*.S) \
	kernel/proc/thread.c kernel/proc/process.c kernel/proc/id_table.c kernel/proc/orphan.c kernel/signal/signal.c \
	kernel/signal/queue.c kernel/proc/user_thread.c kernel/proc/schedparam.c kernel/signal/posix_timer.c kernel/proc/attributes.c kernel/proc/cputime.c mm/page.c mm/early.c mm/table.c arch/riscv/devicetree.c \
	arch/riscv/insn_find.c $(wildcard arch/x86/common/insn_*.c)
COMMON := $(patsubst %,$(O)/obj/%.o,$(HELPERS) $(wildcard lib/*.c) $(KERNEL))

# Tests of the host command, which is hosted code, are called test_heddle_*.
TOOLS := $(patsubst %,$(O)/obj/%.o,$(filter-out tools/heddle/main.c,$(wildcard tools/heddle/*.c)))
TOOLS_LIBS := -larchive -ljansson -ldw -lelf
$(TOOLS): FLAGS += -D_GNU_SOURCE
$(O)/obj/tests/host/test_heddle_%.c.o: FLAGS += -D_GNU_SOURCE

$(O)/test_insn: LIBS := -lZydis

all: $(TESTS)

# An archive, so that a test is linked only with the objects it needs.
$(O)/common.a: $(COMMON)
	@rm -f $@
	@ar rcs $@ $^

$(O)/tools.a: $(TOOLS)
	@rm -f $@
	@ar rcs $@ $^

$(O)/obj/%.c.o: %.c tests/host/host.mk
	@mkdir -p $(@D)
	@$(HOSTCC) $(FLAGS) -MMD -MP -c -o $@ $<

$(O)/obj/%.S.o: %.S tests/host/host.mk
	@mkdir -p $(@D)
	@$(HOSTCC) $(FLAGS) -c -o $@ $<

$(O)/test_heddle_%: $(O)/obj/tests/host/test_heddle_%.c.o $(O)/tools.a $(O)/common.a
	@$(HOSTCC) $(FLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(TOOLS_LIBS) -lcmocka -lm

$(O)/test_%: $(O)/obj/tests/host/test_%.c.o $(O)/common.a
	@$(HOSTCC) $(FLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) -lcmocka -lm

-include $(wildcard $(O)/obj/*/*.d $(O)/obj/*/*/*.d $(O)/obj/*/*/*/*.d)
