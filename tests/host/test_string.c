/* SPDX-License-Identifier: MIT */
/*
 * Memory and string functions against the host's, at every alignment, with guard bytes around.
 */
#include <lib/random.h>
#include <lib/string.h>
#include <tests/host/harness.h>

#define ROOM   160
#define ROUNDS 100000

static unsigned char ours[ROOM], theirs[ROOM];

static void fill_random(struct prng *prng)
{
	for (size_t i = 0; i < ROOM; i++)
		ours[i] = theirs[i] = (unsigned char)prng_next(prng);
}

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

TEST(copies_and_fills)
{
	unsigned char source[ROOM];
	struct prng prng;

	prng_seed(&prng, 1);
	for (size_t i = 0; i < ROOM; i++)
		source[i] = (unsigned char)prng_next(&prng);
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = prng_below(&prng, ROOM / 2), from = prng_below(&prng, ROOM / 2);
		size_t to = prng_below(&prng, 2) ? prng_below(&prng, ROOM / 2)
						 : (from + 8 * prng_below(&prng, 8)) % (ROOM / 2);
		int byte = (int)prng_below(&prng, 1024) - 512;

		fill_random(&prng);
		switch (prng_below(&prng, 3)) {
		case 0:
			memcpy(theirs + to, source + from, n);
			assert_ptr_equal(heddle_memcpy(ours + to, source + from, n), ours + to);
			break;
		case 1:
			memmove(theirs + to, theirs + from, n);
			assert_ptr_equal(heddle_memmove(ours + to, ours + from, n), ours + to);
			break;
		default:
			memset(theirs + to, byte, n);
			assert_ptr_equal(heddle_memset(ours + to, byte, n), ours + to);
		}
		assert_memory_equal(ours, theirs, ROOM);
	}
}

TEST(memcmp_like_the_host)
{
	struct prng prng;

	prng_seed(&prng, 2);
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = prng_below(&prng, ROOM);

		fill_random(&prng);
		for (uint32_t changes = prng_below(&prng, 3); changes; changes--)
			ours[prng_below(&prng, ROOM)] ^= (unsigned char)prng_below(&prng, 256);
		assert_int_equal(sign(heddle_memcmp(ours, theirs, n)),
			sign(memcmp(ours, theirs, n)));
	}
}

/* A string over few letters, so that many strings are equal or have the same start. */
static void random_string(struct prng *prng, char *s, size_t max)
{
	static const char letters[] = "ab\x80";
	size_t length = prng_below(prng, (uint32_t)max);

	for (size_t i = 0; i < length; i++)
		s[i] = letters[prng_below(prng, 3)];
	s[length] = '\0';
}

TEST(strings_like_the_host)
{
	static const char wanted[] = "b\x80"; /* and NUL */
	struct prng prng;
	char a[8], b[8];

	prng_seed(&prng, 3);
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = prng_below(&prng, 10);

		random_string(&prng, a, sizeof(a));
		random_string(&prng, b, sizeof(b));
		assert_int_equal(heddle_strlen(a), strlen(a));
		assert_int_equal(heddle_strnlen(a, n), strnlen(a, n));
		assert_int_equal(sign(heddle_strcmp(a, b)), sign(strcmp(a, b)));
		assert_int_equal(sign(heddle_strncmp(a, b, n)), sign(strncmp(a, b, n)));
		for (size_t i = 0; i < sizeof(wanted); i++) {
			int c = wanted[i];

			assert_ptr_equal(heddle_strchr(a, c), strchr(a, c));
			assert_ptr_equal(heddle_strrchr(a, c), strrchr(a, c));
			assert_ptr_equal(heddle_memchr(a, c, strlen(a)), memchr(a, c, strlen(a)));
		}
	}
}

TEST(strlcpy_cuts_and_ends)
{
	char buf[8];

	memset(buf, 'x', sizeof(buf));
	assert_int_equal(strlcpy(buf, "abcdef", 4), 6);
	assert_memory_equal(buf, "abc\0xxxx", 8);
	assert_int_equal(strlcpy(buf, "abc", 4), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(strlcpy(buf, "zz", 1), 2);
	assert_string_equal(buf, "");
	memset(buf, 'x', sizeof(buf));
	assert_int_equal(strlcpy(buf, "zz", 0), 2);
	assert_memory_equal(buf, "xxxxxxxx", 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_and_fills),
		cmocka_unit_test(memcmp_like_the_host),
		cmocka_unit_test(strings_like_the_host),
		cmocka_unit_test(strlcpy_cuts_and_ends),
	};

	return cmocka_run_group_tests_name("string", tests, NULL, NULL);
}
