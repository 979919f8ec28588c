# Builds, runs and tests Heddle. `make help` lists the targets; docs/tour.md introduces the code.
#
# ARCH=x86_64|i386|riscv64 chooses the machine. LLVM=1 builds with clang and lld. DEBUG=1 adds debug
# assertions, lock-order checks and allocations that fail on purpose (mm/failing.h).
# All output is in build/$(ARCH)[-llvm][-debug]/.

ARCH ?= x86_64
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

ARCHES := x86_64 i386 riscv64
ifeq ($(filter $(ARCH),$(ARCHES)),)
$(error ARCH=$(ARCH): one of $(ARCHES))
endif

O := build/$(ARCH)$(if $(LLVM),-llvm)$(if $(DEBUG),-debug)

# --- Architectures: overlay folders, tools, flags -------------------------------------------------

OVERLAYS_x86_64  := arch/x86/common arch/x86/64
OVERLAYS_i386    := arch/x86/common arch/x86/32
OVERLAYS_riscv64 := arch/riscv
OVERLAYS := $(OVERLAYS_$(ARCH))

CROSS_x86_64  :=
CROSS_i386    := i686-linux-gnu-
CROSS_riscv64 := riscv64-linux-gnu-
TARGET_x86_64  := x86_64-linux-gnu
TARGET_i386    := i686-linux-gnu
TARGET_riscv64 := riscv64-linux-gnu

ifdef LLVM
CC      := clang --target=$(TARGET_$(ARCH))
LD      := ld.lld
NM      := llvm-nm-14
OBJCOPY := llvm-objcopy-14
AR      := llvm-ar-14
# Silences warnings that only clang gives.
WARN_CC := -Wno-gnu-variable-sized-type-not-at-end -Wno-unused-command-line-argument
MARCH_riscv64 := rv64imac
MRELAX_riscv64 := -mno-relax
MSTACK_x86_64 := -mstack-alignment=8
MSTACK_i386 := -mstack-alignment=4
else
CC      := $(CROSS_$(ARCH))gcc
LD      := $(CROSS_$(ARCH))ld
NM      := $(CROSS_$(ARCH))nm
OBJCOPY := $(CROSS_$(ARCH))objcopy
AR      := $(CROSS_$(ARCH))ar
# A waiter is a local variable of a function that removes it from the queue before returning.
WARN_CC := -Wno-dangling-pointer
MARCH_riscv64 := rv64imac_zicsr_zifencei
# Code without vector registers needs a stack aligned to a word only.
MSTACK_x86_64 := -mpreferred-stack-boundary=3
MSTACK_i386 := -mpreferred-stack-boundary=2
endif

KFLAGS_x86_64  := -mcmodel=kernel -mno-red-zone -mgeneral-regs-only $(MSTACK_x86_64)
KFLAGS_i386    := -m32 -march=i686 -mgeneral-regs-only -mregparm=3 $(MSTACK_i386)
KFLAGS_riscv64 := -march=$(MARCH_riscv64) -mabi=lp64 -mcmodel=medany $(MRELAX_riscv64)
UFLAGS_x86_64  :=
UFLAGS_i386    := -m32 -march=i686
# Small read-only data would be linked with writable data, and both with the code.
UFLAGS_riscv64 := -march=rv64gc -mabi=lp64d -msmall-data-limit=0
LDFLAGS_x86_64  := -m elf_x86_64
LDFLAGS_i386    := -m elf_i386
LDFLAGS_riscv64 := -m elf64lriscv

# Callbacks have all parameters of their type, used or not. A frame is at most a quarter of a kernel
# stack, and of the guard below it.
WARNINGS := -Wframe-larger-than=2048 -Wall -Wextra -Wshadow -Wmissing-prototypes -Wno-unused-parameter -Werror $(WARN_CC)
INCLUDES := -Iinclude $(addsuffix /include,$(addprefix -I,$(OVERLAYS))) -I. -I$(O)/gen
CFLAGS := -std=gnu11 -O2 -g -ffreestanding -fno-pic -fno-pie -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-omit-frame-pointer -fno-strict-aliasing -fno-common \
	$(WARNINGS) $(KFLAGS_$(ARCH)) $(INCLUDES) $(if $(DEBUG),-DHEDDLE_DEBUG)
VFLAGS_x86_64  := -mgeneral-regs-only
VFLAGS_i386    := -m32 -march=i686 -mgeneral-regs-only
VFLAGS_riscv64 := -march=$(MARCH_riscv64) -mabi=lp64 $(MRELAX_riscv64)
VDSO_CFLAGS := -std=gnu11 -O2 -ffreestanding -fPIC -fno-stack-protector -fasynchronous-unwind-tables \
	-fomit-frame-pointer -fno-strict-aliasing $(WARNINGS) $(VFLAGS_$(ARCH)) $(INCLUDES)
VDSO_LDFLAGS := $(LDFLAGS_$(ARCH)) -shared -nostdlib -Bsymbolic --build-id=none --hash-style=both \
	--eh-frame-hdr -z max-page-size=4096 -z noexecstack $(if $(LLVM),,--no-warn-rwx-segments)
LDFLAGS := $(LDFLAGS_$(ARCH)) -nostdlib -static --build-id=none -z max-page-size=4096 \
	-z noexecstack $(if $(LLVM),,--no-warn-rwx-segments)

# --- Sources --------------------------------------------------------------------------------------

GENERIC := lib kernel kernel/lock kernel/debug kernel/sched kernel/time kernel/sync kernel/signal kernel/exec kernel/proc \
	kernel/sys kernel/explore kernel/explore/schedule mm fs fs/dev fs/event fs/pipe fs/proc fs/snapshot fs/tmpfs fs/tty fs/unix
SRCS := $(foreach d,$(GENERIC) $(OVERLAYS),$(wildcard $(d)/*.c $(d)/*.S))
SRCS := $(filter-out %/asm-offsets.c %/linker.ld.S $(if $(DEBUG),,%/lockcheck.c %/failing.c),$(SRCS))
SRCS += $(wildcard drivers/*.c)
DEMO_SRCS := $(wildcard kernel/demo/*.c)
TEST_SRCS := $(wildcard tests/kernel/*.c bench/*.c) \
	$(foreach d,$(OVERLAYS),$(wildcard $(d)/test/*.c $(d)/test/*.S))

# User code that the kernel maps into every program, with a linker script of its own.
VDSO_SRCS := $(wildcard kernel/vdso/*.c) $(foreach d,$(OVERLAYS),$(wildcard $(d)/vdso/*.c $(d)/vdso/*.S))
VDSO_OBJS := $(patsubst %,$(O)/vdso/%.o,$(VDSO_SRCS))
VDSO_SONAME := $(if $(filter i386,$(ARCH)),linux-gate.so.1,linux-vdso.so.1)

obj = $(patsubst %,$(O)/obj/%.o,$(1))
OBJS := $(call obj,$(SRCS)) $(O)/obj/gen/syscall-table.c.o $(O)/obj/gen/call-classes.c.o
DEMO_OBJS := $(call obj,$(DEMO_SRCS))
TEST_OBJS := $(call obj,$(TEST_SRCS))

ifeq ($(ARCH),riscv64)
IMAGES := $(O)/heddle.Image
endif

USER_DEMOS := $(patsubst user/demos/%.c,$(O)/user/demos/%,$(wildcard user/demos/*.c))

.PHONY: all
all: $(O)/heddle.elf $(O)/heddle-test.elf $(O)/initrd.cpio $(USER_DEMOS) $(IMAGES) ## Build this ARCH (the default)

# --- Generated ------------------------------------------------------------------------------------

$(O)/gen/asm-offsets.h: $(firstword $(wildcard $(addsuffix /asm-offsets.c,$(OVERLAYS)))) Makefile
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -MMD -MP -MT $@ -MF $@.d -S -o $@.s $<
	@sed -n 's/.*"->\([A-Z0-9_]*\) [$$#]*\([-0-9]*\)".*/#define \1 \2/p' $@.s > $@

offsets: $(O)/gen/asm-offsets.h $(O)/gen/syscall-prototypes.h ## Build only the generated headers
print-%:
	@echo '$($*)'

$(O)/gen/syscall-table.c: kernel/sys/syscalls.tbl scripts/gen-syscalls
	@mkdir -p $(@D)
	@scripts/gen-syscalls $(ARCH) $< > $@

$(O)/gen/call-classes.c: kernel/sys/syscalls.tbl scripts/gen-syscalls
	@mkdir -p $(@D)
	@scripts/gen-syscalls classes $(ARCH) $< > $@

$(O)/gen/syscall-prototypes.h: kernel/sys/syscalls.tbl scripts/gen-syscalls
	@mkdir -p $(@D)
	@scripts/gen-syscalls prototypes $< > $@

$(O)/vdso/%.c.o: %.c Makefile
	@mkdir -p $(@D)
	@$(CC) $(VDSO_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/vdso/%.S.o: %.S Makefile
	@mkdir -p $(@D)
	@$(CC) $(VDSO_CFLAGS) -MMD -MP -D__ASSEMBLY__ -c -o $@ $<

$(O)/vdso/vdso.ld: kernel/vdso/vdso.ld.S Makefile
	@mkdir -p $(@D)
	@$(CC) -E -P -x c $(INCLUDES) -D__ASSEMBLY__ -o $@ $<

VDSO_VERSIONS := $(lastword $(OVERLAYS))/vdso/versions
$(O)/gen/vdso.so: $(VDSO_OBJS) $(O)/vdso/vdso.ld $(VDSO_VERSIONS)
	@mkdir -p $(@D)
	@$(LD) $(VDSO_LDFLAGS) -soname $(VDSO_SONAME) -T $(O)/vdso/vdso.ld \
		--version-script $(VDSO_VERSIONS) -o $@.full $(VDSO_OBJS)
	@$(OBJCOPY) -S $@.full $@

$(O)/gen/vdso-symbols.h: $(O)/gen/vdso.so
	@$(NM) -g $<.full | sed -n 's/^\([0-9a-f]*\) [TW] \([a-z_0-9]*\).*/#define VDSO_\2 0x\1/p' > $@

$(call obj,kernel/exec/vdso_image.S): $(O)/gen/vdso.so
$(call obj,$(addsuffix /signal.c,$(lastword $(OVERLAYS)))): $(O)/gen/vdso-symbols.h

# --- Compile and link -----------------------------------------------------------------------------

$(O)/obj/%.c.o: %.c $(O)/gen/asm-offsets.h $(O)/gen/syscall-prototypes.h Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(O)/obj/gen/%.c.o: $(O)/gen/%.c $(O)/gen/syscall-prototypes.h Makefile
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(O)/obj/%.S.o: %.S $(O)/gen/asm-offsets.h Makefile
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(CC) $(CFLAGS) -MMD -MP -D__ASSEMBLY__ -c -o $@ $<

$(O)/linker.ld: $(firstword $(wildcard $(addsuffix /linker.ld.S,$(OVERLAYS)))) Makefile
	@mkdir -p $(@D)
	@$(CC) -E -P -x c $(INCLUDES) -D__ASSEMBLY__ -o $@ $<

# Link with an empty symbol table, generate the table from the result, and link again. The table is last
# in the image, so that its size moves no code. A table generated from the second link proves that.
define link_image
$(O)/$(1).elf: $$($(2)) $(O)/linker.ld scripts/gen-symbols
	@echo "  LINK  $$@"
	@: | scripts/gen-symbols > $(O)/$(1).sym0.S
	@$$(CC) $$(CFLAGS) -c -o $(O)/$(1).sym0.o $(O)/$(1).sym0.S
	@$$(LD) $$(LDFLAGS) -T $(O)/linker.ld -o $$@.0 $$($(2)) $(O)/$(1).sym0.o
	@$$(NM) -n $$@.0 | scripts/gen-symbols > $(O)/$(1).sym1.S
	@$$(CC) $$(CFLAGS) -c -o $(O)/$(1).sym1.o $(O)/$(1).sym1.S
	@$$(LD) $$(LDFLAGS) -T $(O)/linker.ld -o $$@.1 $$($(2)) $(O)/$(1).sym1.o
	@$$(NM) -n $$@.1 | scripts/gen-symbols > $(O)/$(1).sym2.S
	@cmp -s $(O)/$(1).sym1.S $(O)/$(1).sym2.S || { echo "symbol table moved the code"; exit 1; }
	@mv $$@.1 $$@ && rm -f $$@.0
endef
KERNEL_OBJS = $(OBJS) $(DEMO_OBJS)
TESTIMG_OBJS = $(OBJS) $(TEST_OBJS)
$(eval $(call link_image,heddle,KERNEL_OBJS))
$(eval $(call link_image,heddle-test,TESTIMG_OBJS))

$(O)/%.Image: $(O)/%.elf
	@$(OBJCOPY) -O binary $< $@

# --- User programs and the initial ramdisk --------------------------------------------------------

# Copies of one program, which commits the fault in its name: tests/user/fault.c.
FAULTS := fault-null fault-text fault-execute fault-kernel fault-divide fault-illegal \
	fault-privileged
USER_OWN := $(patsubst user/%.c,%,$(wildcard user/*.c))
USER_TESTS := $(patsubst tests/user/%.c,%,$(wildcard tests/user/*.c))
# The first processes of the host command's machines: user/run and user/explore.
USER_NAMES := $(USER_OWN) runner explore $(USER_TESTS) $(FAULTS)
USER_CFLAGS := -std=gnu11 -O2 -g -static -nostdlib -ffreestanding -fno-pic -fno-pie \
	-fno-stack-protector -fno-asynchronous-unwind-tables -Wall -Wextra -Wshadow \
	-Wmissing-prototypes -Wno-unused-parameter -Werror \
	$(WARN_CC) $(UFLAGS_$(ARCH)) -Iuser/lib -Iinclude -I. -Itests/user/$(ARCH)
user_obj = $(patsubst %,$(O)/user/obj/%.o,$(1))
USER_LIB := $(call user_obj,user/lib/user.c $(wildcard user/lib/$(ARCH)/*.S)) $(O)/user/lib.a
# Code that only some programs use, and the parts of lib/ that need no kernel. Debugging information
# would only make the ramdisk larger.
USER_LIB_OBJS := $(call user_obj,$(filter-out user/lib/user.c,$(wildcard user/lib/*.c)) \
	lib/bitops.c lib/div64.c lib/number.c lib/printf.c lib/string.c)
$(USER_LIB_OBJS): USER_CFLAGS += -g0

# All programs are linked at the same address, with a page of data at another fixed one. Only the program
# that accesses the memory of others is elsewhere, so that their addresses are not its own.
USER_LDFLAGS := -no-pie -Wl,-z,noexecstack -Wl,-z,max-page-size=4096 -Wl,--build-id=none \
	-Wl,--section-start=.fixed=0x600000 $(if $(LLVM),-fuse-ld=lld)
USER_BASE := -Wl,-Ttext-segment=0x400000
$(O)/user/trespass-other: USER_BASE := -Wl,-Ttext-segment=0x10000000
ifdef LLVM
USER_BASE := -Wl,--image-base=0x400000
$(O)/user/trespass-other: USER_BASE := -Wl,--image-base=0x10000000
endif

$(O)/user/obj/%.c.o: %.c Makefile
	@mkdir -p $(@D)
	@$(CC) $(USER_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/user/obj/%.S.o: %.S Makefile
	@mkdir -p $(@D)
	@$(CC) $(USER_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/user/lib.a: $(USER_LIB_OBJS)
	@rm -f $@
	@$(AR) rcs $@ $^

define link_user
@echo "  USER  $@"
@$(CC) $(USER_CFLAGS) $(USER_LDFLAGS) $(USER_BASE) -o $@ $(filter %.o,$^) $(O)/user/lib.a
endef
$(addprefix $(O)/user/,$(USER_OWN)): $(O)/user/%: $(O)/user/obj/user/%.c.o $(USER_LIB)
	$(link_user)
$(addprefix $(O)/user/,$(USER_TESTS)): $(O)/user/%: $(O)/user/obj/tests/user/%.c.o $(USER_LIB)
	$(link_user)
$(O)/user/runner: $(call user_obj,$(wildcard user/run/*.c)) $(USER_LIB)
	$(link_user)
$(O)/user/explore: $(call user_obj,$(wildcard user/explore/*.c)) $(USER_LIB)
	$(link_user)
$(O)/user/spin: $(call user_obj,user/$(ARCH)/spin.S)
$(addprefix $(O)/user/,$(FAULTS)): $(O)/user/fault
	@cp $< $@

# Ordinary pthread programs, built in the ordinary way, also with LLVM=1.
$(O)/user/demos/%: user/demos/%.c user/demos/demo.h Makefile
	@mkdir -p $(@D)
	@echo "  USER  $@"
	@$(CROSS_$(ARCH))gcc -std=gnu11 -O2 -g -Wall -Wextra -Wshadow -Werror -pthread -static -o $@ $<

$(O)/initrd.cpio: $(addprefix $(O)/user/,$(USER_NAMES)) scripts/make-initrd
	@scripts/make-initrd $@ $(addprefix $(O)/user/,$(USER_NAMES))

-include $(wildcard $(O)/user/obj/*/*.d $(O)/user/obj/*/*/*.d $(O)/user/obj/*/*/*/*.d)
-include $(VDSO_OBJS:.o=.d) $(OBJS:.o=.d) $(DEMO_OBJS:.o=.d) $(TEST_OBJS:.o=.d) $(O)/gen/asm-offsets.h.d

# --- The host command ---------------------------------------------------------------------------

include tools/heddle/heddle.mk

# --- Running and testing --------------------------------------------------------------------------

DEMO ?=
PROGRAM ?=
SYSROOT ?=
SCHED ?=
export CPUS MEM MACHINE
IN_MACHINE = ARCH=$(ARCH) O=$(O) CMDLINE="$(CMDLINE)"
run debug: CMDLINE := $(if $(SCHED),sched=$(SCHED)) $(if $(DEMO),demo=$(DEMO)) $(CMDLINE)

.PHONY: offsets run .run-program .run-machine test bench bench-explore host-test debug check format setup clean help

# `make run` ends with the machine's status where make can load an object that does that (Debian's
# can). Otherwise it prints the status and ends with 2.
STATUS := $(O)/run-status.$(shell echo $$PPID)
MAKE_EXIT := $(if $(filter load,$(.FEATURES)),$(TOOLS)/make-exit.so)
run: .run-$(if $(PROGRAM),program,machine) ## Build and boot: a shell, DEMO=name or PROGRAM="./prog args" (CPUS= MEM= MACHINE= SCHED= CMDLINE=)
	$(if $(MAKE_EXIT),$(eval -load $(MAKE_EXIT)(make_exit_gmk_setup))$(exit-with $(STATUS)))
	@status=$$(cat $(STATUS)); rm -f $(STATUS); [ "$$status" = 0 ] || \
		{ echo "exit status $$status" >&2; exit "$$status"; }

ifneq ($(DEMO),)
DEMOS := $(shell sed -n 's/^DEMO.*, "\([a-z-]*\)",.*/\1/p' kernel/demo/*.c) all
ifeq ($(filter $(DEMO),$(DEMOS)),)
$(error DEMO=$(DEMO): one of $(DEMOS))
endif
endif
.run-machine:
	@scripts/setup $(if $(LLVM),all,run) < /dev/null
	@$(MAKE) --no-print-directory all $(MAKE_EXIT) < /dev/null
	@$(IN_MACHINE) $(if $(DEMO),INITRD=$(O)/initrd.cpio scripts/qemu $(O)/heddle.elf,scripts/run); \
		echo $$? > $(STATUS)
.run-program:
	@scripts/setup $(if $(LLVM),all,tools) < /dev/null >&2
	@$(MAKE) -s --no-print-directory all $(TOOLS)/heddle $(MAKE_EXIT) < /dev/null >&2
	@$(IN_MACHINE) TOOLS=$(TOOLS) SYSROOT=$(SYSROOT) scripts/run $(PROGRAM); echo $$? > $(STATUS)

test: ## Set up, build and run all tests on the three architectures, and with DEBUG=1 on x86_64
	@scripts/setup $(if $(LLVM),all,test)
	@tests/run $(if $(LLVM)$(DEBUG),,--then-debug x86_64)

bench: ## Count instructions per operation on the three architectures and on Linux, and compare with limits
	@scripts/setup test
	@scripts/bench

bench-explore: ## Measure schedules per second, instructions per switch, and schedules until a bug is found
	@scripts/setup test
	@for arch in $(ARCHES); do $(MAKE) -s --no-print-directory ARCH=$$arch all || exit; done
	@$(MAKE) -s --no-print-directory tools
	@scripts/bench-explore

host-test: ## Run only the tests on this host, under ASan and UBSan
	@tests/host/run

debug: ## Boot under GDB with Heddle's commands (variables as for run; DET=1: deterministic)
	@scripts/setup all
	@$(MAKE) --no-print-directory all
	@ARCH=$(ARCH) INITRD=$(O)/initrd.cpio CMDLINE="$(CMDLINE)" \
		scripts/debug $(if $(DET),--det) $(O)/heddle.elf

check: ## Check the project's rules: format, layers, headers, sizes, documents, static analysis, clang, the model
	@scripts/setup all
	@scripts/check/all

format: ## Format all C files
	@git ls-files '*.c' '*.h' | xargs clang-format-14 -i

SECONDS ?= 60
.PHONY: fuzz
fuzz: ## Fuzz every parser of untrusted data with libFuzzer for SECONDS=60
	@tests/fuzz/run $(SECONDS)

.PHONY: soak
soak: SECONDS = 600
soak: ## Run the hostile program for SECONDS=600, then tests with DEBUG=1 and all of tests/explore (FIRST= first seed; SEED= and ARCH= repeat a failure)
	@scripts/setup soak
	@tests/hostile/run --seconds $(SECONDS) $(if $(SEED),--seed $(SEED)) $(if $(FIRST),--first $(FIRST)) \
		$(if $(filter-out file,$(origin ARCH)),--arch $(ARCH)) $(if $(CPUS),--cpus $(CPUS))
ifeq ($(SEED)$(FIRST),)
	@DEBUG=1 tests/run --debug-suite $(if $(filter-out file,$(origin ARCH)),--arch $(ARCH))
	@for arch in $(ARCHES); do $(MAKE) -s --no-print-directory ARCH=$$arch all || exit; done
	@$(MAKE) -s --no-print-directory tools
	@tests/explore/run $(if $(filter-out file,$(origin ARCH)),--arch $(ARCH))
	@for arch in $(ARCHES); do tests/explore/litmus/run --arch $$arch || exit; done
	@tests/explore/litmus/run --arch riscv64 --memory weak
	@tests/explore/debian/run $(if $(filter-out file,$(origin ARCH)),--arch $(ARCH))
endif

.PHONY: model
model: ## Explore all interleavings of the wait/wake/switch model with Spin
	@scripts/check-model

setup: ## Install all Debian packages for building and testing
	@scripts/setup all

clean: ## Remove all build output
	rm -rf build

help: ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile tools/heddle/heddle.mk | sort | \
		awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'
