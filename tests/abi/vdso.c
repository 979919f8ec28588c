/* SPDX-License-Identifier: MIT */
/*
 * The vDSO. AT_SYSINFO_EHDR locates it; it has Linux's functions with Linux's symbol versions; they
 * return the same times as the system calls; and the C library uses them.
 */
#include <abi.h>
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

#if defined(__x86_64__)
static const char *const names[] = {"__vdso_clock_gettime", "__vdso_gettimeofday", "__vdso_time",
	"__vdso_clock_getres", "__vdso_getcpu"};
#elif defined(__i386__)
static const char *const names[] = {"__vdso_clock_gettime", "__vdso_clock_gettime64",
	"__vdso_gettimeofday", "__vdso_time", "__vdso_clock_getres", "__kernel_vsyscall",
	"__kernel_sigreturn", "__kernel_rt_sigreturn"};
#else
static const char *const names[] = {"__vdso_rt_sigreturn", "__vdso_clock_gettime",
	"__vdso_gettimeofday", "__vdso_clock_getres", "__vdso_getcpu", "__vdso_flush_icache"};
#endif

static const char *base, *strings;
static const ElfW(Sym) * symbols;
static const ElfW(Half) * versions;
static const ElfW(Verdef) * definitions;
static uint32_t symbol_count;

static const ElfW(Phdr) * segment(unsigned type)
{
	const ElfW(Ehdr) *header = (const void *)base;
	const ElfW(Phdr) *found = (const void *)(base + header->e_phoff);

	for (int i = 0; i < header->e_phnum; i++, found++)
		if (found->p_type == type)
			return found;
	return NULL;
}

static void parse(void)
{
	const ElfW(Phdr) *load = segment(PT_LOAD), *dynamic = segment(PT_DYNAMIC);
	const ElfW(Dyn) * dyn;

	YES(load && load->p_vaddr == 0 && load->p_offset == 0);
	YES(load->p_flags == (PF_R | PF_X));
	YES(segment(PT_GNU_EH_FRAME) != NULL);
	for (dyn = (const void *)(base + dynamic->p_vaddr); dyn->d_tag; dyn++) {
		const void *at = base + dyn->d_un.d_ptr;

		if (dyn->d_tag == DT_STRTAB)
			strings = at;
		else if (dyn->d_tag == DT_SYMTAB)
			symbols = at;
		else if (dyn->d_tag == DT_VERSYM)
			versions = at;
		else if (dyn->d_tag == DT_VERDEF)
			definitions = at;
	}
	for (dyn = (const void *)(base + dynamic->p_vaddr); dyn->d_tag; dyn++)
		if (dyn->d_tag == DT_SONAME)
			out("named %s", strings + dyn->d_un.d_val);
	symbol_count = (uint32_t)((const char *)strings > (const char *)symbols
					  ? ((const char *)strings - (const char *)symbols) /
						    sizeof(*symbols)
					  : 0);
}

static const char *version_of(uint32_t symbol)
{
	const ElfW(Verdef) *d = definitions;

	while (d->vd_ndx != (versions[symbol] & 0x7fff)) {
		if (!d->vd_next)
			return "none";
		d = (const void *)((const char *)d + d->vd_next);
	}
	return strings + ((const ElfW(Verdaux) *)((const char *)d + d->vd_aux))->vda_name;
}

static void *function(const char *name, bool tell)
{
	for (uint32_t i = 1; i < symbol_count; i++) {
		if (strcmp(strings + symbols[i].st_name, name))
			continue;
		if (tell)
			out("%s, version %s, type %d, %s", name, version_of(i),
				ELF32_ST_TYPE(symbols[i].st_info),
				symbols[i].st_shndx ? "defined" : "undefined");
		return (void *)(base + symbols[i].st_value);
	}
	if (tell)
		out("%s: missing", name);
	return NULL;
}

typedef int (*clock_call)(clockid_t clock, struct timespec *time);

static long long ns_of(const struct timespec *time)
{
	return (long long)time->tv_sec * 1000000000 + time->tv_nsec;
}

/* A reading by one way lies between two readings by the other. */
static void compare(const char *what, clock_call by, clockid_t clock)
{
	struct timespec before, between, after;
	int wrong = 0;

	for (int i = 0; i < 2000; i++) {
		if (syscall(SYS_clock_gettime, clock, &before) || by(clock, &between) ||
			syscall(SYS_clock_gettime, clock, &after))
			wrong++;
		wrong += ns_of(&before) > ns_of(&between) || ns_of(&between) > ns_of(&after);
		wrong += between.tv_nsec < 0 || between.tv_nsec >= 1000000000;
	}
	out("%s and the call: %d disagreements", what, wrong);
}

static void check_others(clock_call clock)
{
	int (*gettimeofday_by)(struct timeval * time, void *zone) =
		(int (*)(struct timeval *, void *))function("__vdso_gettimeofday", false);
	clock_call getres = (clock_call)function("__vdso_clock_getres", false);
	struct timezone zone = {5, 5};
	struct timespec time, step = {9, 9};
	struct timeval now;

	SHOW(gettimeofday_by(&now, &zone));
	SHOW(clock_gettime(CLOCK_REALTIME, &time));
	YES(time.tv_sec - now.tv_sec <= 1 && zone.tz_minuteswest == 0 && zone.tz_dsttime == 0);
	SHOW(gettimeofday_by(NULL, NULL));
	SHOW(getres(CLOCK_MONOTONIC, &step));
	out("step %ld.%09ld", (long)step.tv_sec, step.tv_nsec);
	SHOW(getres(CLOCK_REALTIME, NULL));
	SHOW(getres(12345, &step));
	SHOW(clock(12345, &time));
	SHOW(clock(CLOCK_PROCESS_CPUTIME_ID, &time));
	SHOW(clock(CLOCK_THREAD_CPUTIME_ID, &time));
	SHOW(clock(-1, &time));
}

/* Unmap the page that the clocks are computed from: a clock read that still works needs no page. */
static void without_page(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[256];
	unsigned long start, end;
	struct timespec time;

	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, "[vvar") && sscanf(line, "%lx-%lx", &start, &end) == 2)
			munmap((void *)start, end - start);
	clock_gettime(CLOCK_MONOTONIC, &time);
}

int main(void)
{
	clock_call clock;

	base = (const char *)getauxval(AT_SYSINFO_EHDR);
	YES(base && memcmp(base, ELFMAG, SELFMAG) == 0);
	if (!base)
		return 1;
	parse();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		function(names[i], true);
	clock = (clock_call)function("__vdso_clock_gettime", false);
	compare("MONOTONIC", clock, CLOCK_MONOTONIC);
	compare("REALTIME", clock, CLOCK_REALTIME);
	compare("BOOTTIME", clock, CLOCK_BOOTTIME);
	compare("MONOTONIC_RAW", clock, CLOCK_MONOTONIC_RAW);
	compare("TAI", clock, CLOCK_TAI);
	compare("libc", clock_gettime, CLOCK_MONOTONIC);
	check_others(clock);
	in_child("the clock without its page", without_page);
	return 0;
}
