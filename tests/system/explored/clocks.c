/* SPDX-License-Identifier: MIT */
/*
 * Clocks and random numbers, read by two threads in turn: the values are the same in every
 * repetition. Status 1: a clock stands still or runs backwards, or the CPU has an instruction for
 * random numbers, which would not repeat.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#if defined(__i386__) || defined(__x86_64__)
#include <cpuid.h>
#endif

#define TURNS  12
#define CLOCKS 8

static const int clocks[CLOCKS] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
	CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE,
	CLOCK_BOOTTIME};
static struct seen {
	uint64_t counter, again, clock[CLOCKS], day, cpu, random;
} seen[2][TURNS];

static uint64_t counter(void)
{
#if defined(__riscv)
	uint64_t value;

	asm volatile("rdtime %0" : "=r"(value));
	return value;
#else
	uint32_t low, high, cpu = -1;

	asm volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(cpu));
	if (cpu != (uint32_t)sched_getcpu())
		abort();
	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
#endif
}

/* Reads at least the lower half of the counter and returns. */
#if defined(__riscv)
static const uint32_t reader[] = {0xc0102573, 0x00008067};
#else
static const uint8_t reader[] = {0x0f, 0x31, 0xc3};
#endif

/* Read the counter by code that is mapped into the program as libraries are, and by compiled
 * code. */
static uint32_t counter_by(int of_file)
{
	int fd = open("/tmp/code", O_CREAT | O_RDWR, 0700);
	uint8_t *code = mmap(NULL, sizeof(reader), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(code, reader, sizeof(reader));
	if (of_file) {
		if (write(fd, reader, sizeof(reader)) != sizeof(reader))
			abort();
		code = mmap(NULL, sizeof(reader), PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	} else if (mprotect(code, sizeof(reader), PROT_READ | PROT_EXEC)) {
		abort();
	}
	close(fd);
	return ((uint32_t(*)(void))code)();
}

static int has_random_instruction(void)
{
#if defined(__i386__) || defined(__x86_64__)
	unsigned a, b, c, d;

	if (__get_cpuid(1, &a, &b, &c, &d) && c & bit_RDRND)
		return 1;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_RDSEED;
#else
	return 0;
#endif
}

static void look(struct seen *at, int device)
{
	struct timespec now;
	struct timeval day;
	struct rusage usage;
	struct tms tms;

	at->counter = counter();
	for (volatile int i = 0; i < 1000; i++)
		;
	at->again = counter();
	for (int i = 0; i < CLOCKS; i++) {
		clock_gettime(clocks[i], &now);
		at->clock[i] = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	}
	gettimeofday(&day, NULL);
	at->day = (uint64_t)day.tv_sec * 1000000 + (uint64_t)day.tv_usec;
	getrusage(RUSAGE_THREAD, &usage);
	at->cpu = (uint64_t)usage.ru_utime.tv_usec * 1000000 + (uint64_t)usage.ru_stime.tv_usec +
		  (uint64_t)times(&tms);
	getrandom(&at->random, 4, 0);
	if (read(device, (char *)&at->random + 4, 4) != 4)
		abort();
}

static void *looker(void *number)
{
	int device = open("/dev/urandom", O_RDONLY);

	for (int i = 0; i < TURNS; i++) {
		look(&seen[(long)number][i], device);
		sched_yield();
	}
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int bad = has_random_instruction();
	uint64_t first = counter();
	uint32_t made, mapped;
	const unsigned char *random = (void *)getauxval(AT_RANDOM);

	mkdir("/tmp", 0777);
	made = counter_by(0);
	mapped = counter_by(1);
	pthread_create(&thread, NULL, looker, (void *)1);
	looker((void *)0);
	pthread_join(thread, NULL);
	printf("AT_RANDOM %02x%02x, pid %d, %llu at first\n", random[0], random[15], getpid(),
		(unsigned long long)first);
	printf("by other code %u %u, first %u %u\n", counter_by(0), counter_by(1), made, mapped);
	for (int t = 0; t < 2; t++)
		for (int i = 0; i < TURNS; i++) {
			const struct seen *s = &seen[t][i];

			printf("%d: %llu+%llu, day %llu, cpu %llu, random %llx:", t,
				(unsigned long long)s->counter,
				(unsigned long long)(s->again - s->counter),
				(unsigned long long)s->day, (unsigned long long)s->cpu,
				(unsigned long long)s->random);
			for (int c = 0; c < CLOCKS; c++)
				printf(" %llu", (unsigned long long)s->clock[c]);
			puts("");
			bad |= s->again <= s->counter ||
			       (i && (s->counter <= s[-1].again || s->clock[1] <= s[-1].clock[1]));
		}
	return bad;
}
