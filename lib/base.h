/* SPDX-License-Identifier: MIT */
/*
 * Basic definitions for every file: fixed-width types, compiler attributes, small arithmetic. Pure.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t paddr_t; /* physical address */

#define NORETURN          __attribute__((noreturn))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define UNUSED_FN         __attribute__((unused))
#define NOINLINE          __attribute__((noinline))
#define ALWAYS_INLINE     inline __attribute__((always_inline))
#define likely(x)         __builtin_expect(!!(x), 1)
#define unlikely(x)       __builtin_expect(!!(x), 0)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n)        (1ul << (n))

/*
 * The name of a function that a host's C library or compiler support library also has. On the host,
 * ours gets a prefix, so that tests can call it.
 */
#ifdef HEDDLE_HOST
#define LIBC_NAME(name) heddle_##name
#else
#define LIBC_NAME(name) name
#endif

/* `a` must be a power of two. */
#define ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a)-1))
#define ALIGN_UP(x, a)   ALIGN_DOWN((x) + (__typeof__(x))(a)-1, a)

#define MIN(a, b)                                  \
	({                                         \
		__typeof__(a) min_a_ = (a);        \
		__typeof__(b) min_b_ = (b);        \
		(void)(&min_a_ == &min_b_);        \
		min_a_ < min_b_ ? min_a_ : min_b_; \
	})
#define MAX(a, b)                                  \
	({                                         \
		__typeof__(a) max_a_ = (a);        \
		__typeof__(b) max_b_ = (b);        \
		(void)(&max_a_ == &max_b_);        \
		max_a_ > max_b_ ? max_a_ : max_b_; \
	})

/* The structure that contains member `m` at `ptr`. */
#define container_of(ptr, type, m) ((type *)((char *)(ptr)-offsetof(type, m)))

/* Exactly one access, which the compiler neither splits, repeats nor omits. No memory ordering. */
#define READ_ONCE(x)     (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#ifndef static_assert
#define static_assert _Static_assert
#endif
