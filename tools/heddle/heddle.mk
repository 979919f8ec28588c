# The host command `heddle`; the Makefile includes this file. The command is built for this host and does
# not depend on ARCH. LLVM=1 builds it with clang.

HOSTCC := $(if $(LLVM),clang,gcc)
TOOLS := build/tools$(if $(LLVM),-llvm)
TOOLS_CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wmissing-prototypes -Werror -I. -Iinclude
# libarchive is linked statically: the shared one loads libxml2, ICU and libstdc++ at every start.
TOOLS_LIBS := -l:libarchive.a -ljansson -ldw -lelf -lfdt
TOOLS_OBJS := $(patsubst %,$(TOOLS)/obj/%.o,$(wildcard tools/heddle/*.c))

$(TOOLS)/obj/%.c.o: %.c tools/heddle/heddle.mk
	@mkdir -p $(@D)
	@echo "  HOSTCC $<"
	@$(HOSTCC) $(TOOLS_CFLAGS) -MMD -MP -c -o $@ $<

$(TOOLS)/obj/tools/heddle/show.c.o: tools/heddle/show.html

$(TOOLS)/heddle: $(TOOLS_OBJS)
	@echo "  HOSTLD $@"
	@$(HOSTCC) -o $@ $^ $(TOOLS_LIBS)

$(TOOLS)/make-exit.so: tools/make-exit.c
	@mkdir -p $(@D)
	@echo "  HOSTCC $<"
	@$(HOSTCC) $(TOOLS_CFLAGS) -shared -fPIC -o $@ $<

-include $(TOOLS_OBJS:.o=.d)

.PHONY: tools install
tools: ## Build the host command `heddle` (build/tools/heddle)
	@scripts/setup tools
	@$(MAKE) --no-print-directory $(TOOLS)/heddle $(TOOLS)/make-exit.so

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
install: tools ## Install the command and the three machines under PREFIX=/usr/local (DESTDIR=)
	@for arch in $(ARCHES); do $(MAKE) --no-print-directory ARCH=$$arch all || exit; done
	@install -D -t $(DESTDIR)$(PREFIX)/bin $(TOOLS)/heddle
	@for arch in $(ARCHES); do \
		install -D -m 644 -t $(SHARE)/heddle/$$arch build/$$arch/heddle.elf || exit; \
		install -D -t $(SHARE)/heddle/$$arch build/$$arch/user/runner build/$$arch/user/explore || exit; \
	done
	@install -D -m 644 -t $(SHARE)/heddle/gdb scripts/gdb/*.py
	@install -D -m 644 -t $(SHARE)/man/man1 tools/heddle/heddle.1
	@install -D -m 644 tools/heddle/completion.bash $(SHARE)/bash-completion/completions/heddle
