/* SPDX-License-Identifier: MIT */
/*
 * Litmus tests: a few threads with a few accesses each. What the loads return, and the last values
 * in memory where they matter, are the digits of the outcome, which is the exit status. The runner
 * reads the same lines of the threads for its model of the memory.
 */
#pragma once
#include <pthread.h>
#include <stdlib.h>

static struct {
	_Alignas(64) int word;
} x_, y_ __attribute__((unused));
#define x x_.word
#define y y_.word

#define D0(value) ((value)*1)
#define D1(value) ((value)*3)
#define D2(value) ((value)*9)
#define D3(value) ((value)*27)

#define store(word, value)  store_to(&(word), value)
#define locked(word, value) locked_to(&(word), value)
#define load(word)          load_from(&(word))

#ifdef __riscv
static inline void store_to(int *word, int value)
{
	__asm__ volatile("sw %1, %0" : "=m"(*word) : "r"(value) : "memory");
}

static inline int load_from(int *word)
{
	int value;

	__asm__ volatile("lw %0, %1" : "=r"(value) : "m"(*word) : "memory");
	return value;
}

static inline void locked_to(int *word, int value)
{
	__asm__ volatile("amoswap.w.aqrl x0, %1, %0" : "+A"(*word) : "r"(value) : "memory");
}

static inline void fence(void)
{
	__asm__ volatile("fence rw, rw" : : : "memory");
}
#else
static inline void store_to(int *word, int value)
{
	__asm__ volatile("movl %1, %0" : "=m"(*word) : "r"(value) : "memory");
}

static inline int load_from(int *word)
{
	int value;

	__asm__ volatile("movl %1, %0" : "=r"(value) : "m"(*word) : "memory");
	return value;
}

static inline void locked_to(int *word, int value)
{
	__asm__ volatile("xchgl %1, %0" : "+m"(*word), "+r"(value) : : "memory");
}

static inline void fence(void)
{
	__asm__ volatile("mfence" : : : "memory");
}
#endif

#define THREAD(number) static int thread_##number(void)

/* The program has these threads; `last` are the digits of last values. */
#define LITMUS(last, ...)                                              \
	static int (*const threads[])(void) = {__VA_ARGS__};           \
	static void *start(void *thread)                               \
	{                                                              \
		return (void *)(long)threads[(long)thread]();          \
	}                                                              \
	int main(void)                                                 \
	{                                                              \
		enum { COUNT = sizeof(threads) / sizeof(threads[0]) }; \
		pthread_t t[COUNT];                                    \
		int outcome = 1;                                       \
		for (long i = 0; i < COUNT; i++)                       \
			pthread_create(&t[i], NULL, start, (void *)i); \
		for (int i = 0; i < COUNT; i++) {                      \
			void *digits;                                  \
			pthread_join(t[i], &digits);                   \
			outcome += (int)(long)digits;                  \
		}                                                      \
		return outcome + (last);                               \
	}
