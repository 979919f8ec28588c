# How the host tests are built: make -f tests/host/host.mk from the repository's root. tests/host/run
# does that. Headers of arch/host come first; arch/riscv adds what its device tree reader needs.

O := build/host
HOSTCC ?= gcc
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

# The C library has functions of these names, and the sanitizers call them.
RENAME := -Dsched_yield=heddle_sched_yield -Dsem_init=heddle_sem_init

FLAGS := -std=gnu11 -g -O1 -DHEDDLE_HOST -DHEDDLE_DEBUG -fno-omit-frame-pointer -fno-strict-aliasing \
	-fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Wshadow -Wmissing-prototypes -Wno-unused-parameter -Werror \
	-Iinclude -Iarch/host/include -Iarch/riscv/include -I. $(RENAME)

TESTS := $(patsubst tests/host/%.c,$(O)/%,$(wildcard tests/host/test_*.c))
HELPERS := $(filter-out tests/host/test_%.c,$(wildcard tests/host/*.c))
KERNEL := kernel/explore/schedule/schedule.c kernel/explore/schedule/policy.c kernel/explore/schedule/surw.c \
	$(wildcard kernel/sched/*.c kernel/time/*.c kernel/sync/*.c arch/host/*.c arch/host/*.S) \
	kernel/proc/thread.c kernel/proc/process.c kernel/proc/orphan.c kernel/signal/signal.c \
	kernel/signal/queue.c kernel/proc/user_thread.c kernel/proc/schedparam.c kernel/signal/posix_timer.c kernel/proc/attributes.c kernel/proc/cputime.c mm/page.c mm/early.c mm/table.c arch/riscv/devicetree.c
COMMON := $(patsubst %,$(O)/obj/%.o,$(HELPERS) $(wildcard lib/*.c) $(KERNEL))

# The host command's tests have names of their own: test_heddle_*. What they test is hosted code.
TOOLS := $(patsubst %,$(O)/obj/%.o,$(filter-out tools/heddle/main.c,$(wildcard tools/heddle/*.c)))
TOOLS_LIBS := -larchive -ljansson -ldw -lelf
$(TOOLS): FLAGS += -D_GNU_SOURCE
$(O)/obj/tests/host/test_heddle_%.c.o: FLAGS += -D_GNU_SOURCE

all: $(TESTS)

# An archive, so that a test gets what it calls and nothing else.
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
	@$(HOSTCC) $(FLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcmocka -lm

-include $(wildcard $(O)/obj/*/*.d $(O)/obj/*/*/*.d)
