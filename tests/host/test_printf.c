/* SPDX-License-Identifier: MIT */
/*
 * The formatter against the host's snprintf(): every conversion with random flags, widths,
 * precisions and lengths. Combinations that are undefined in C are left out.
 */
#include <lib/printf.h>
#include <lib/random.h>
#include <limits.h>
#include <string.h>
#include <tests/host/harness.h>

#define ROUNDS 200000

/* Compare text and length in a buffer that holds all, a part, or nothing of the text. */
#define CHECK(...)                                                                             \
	do {                                                                                   \
		char ours_[256], theirs_[256];                                                 \
		int length_ = snprintf(theirs_, sizeof(theirs_), __VA_ARGS__);                 \
                                                                                               \
		assert_int_equal(heddle_snprintf(ours_, sizeof(ours_), __VA_ARGS__), length_); \
		assert_string_equal(ours_, theirs_);                                           \
		memset(ours_, '~', sizeof(ours_));                                             \
		assert_int_equal(heddle_snprintf(ours_, 5, __VA_ARGS__), length_);             \
		assert_int_equal(strncmp(ours_, theirs_, 4), 0);                               \
		assert_true(strlen(ours_) <= 4 && ours_[5] == '~');                            \
		assert_int_equal(heddle_snprintf(NULL, 0, __VA_ARGS__), length_);              \
	} while (0)

TEST(plain_and_fixed)
{
	int number = 5;

	CHECK("%s", "");
	CHECK("no conversion at all%c", '!');
	CHECK("100%% %s", "sure");
	CHECK("%c%c%c", 'a', '\x80', 'z');
	CHECK("[%5c|%-5c]", 'a', 'b');
	CHECK("[%s|%10s|%-10s|%.3s|%8.2s|%-8.2s]", "text", "text", "text", "text", "text", "text");
	CHECK("[%*d|%-*d|%*d]", 6, 1, 6, 2, -6, 3);
	CHECK("[%.*d|%.*d|%.*s]", 4, 1, -1, 2, 2, "abc");
	CHECK("%d %d %u", INT_MIN, INT_MAX, UINT_MAX);
	CHECK("%ld %lld %llu", LONG_MIN, LLONG_MIN, ULLONG_MAX);
	CHECK("%zu %zd %jd %td", SIZE_MAX, (ssize_t)-1, INTMAX_MIN, (ptrdiff_t)-2);
	CHECK("[%.0d|%.0u|%5.0x|%#.0x|%#.0o|%+.0d]", 0, 0u, 0u, 0u, 0u, 0);
	CHECK("[%#x|%#X|%#o|%#x]", 255u, 255u, 8u, 0u);
	CHECK("%p", (void *)&number);
	CHECK("[%30p|%-30p]", (void *)&number, (void *)&number);
}

/* Write a random conversion specification for `conversion` to `fmt`. */
static void random_spec(struct prng *prng, char *fmt, const char *length, char conversion)
{
	static const char flags[] = "-+ #0";
	bool is_signed = conversion == 'd' || conversion == 'i';

	*fmt++ = '[';
	*fmt++ = '%';
	for (int i = 0; i < 5; i++) {
		bool is_defined = flags[i] == '#' ? strchr("xXo", conversion) != NULL
				  : flags[i] == '+' || flags[i] == ' ' ? is_signed
								       : true;

		if (is_defined && prng_below(prng, 3) == 0)
			*fmt++ = flags[i];
	}
	if (prng_below(prng, 2))
		fmt += sprintf(fmt, "%u", 1 + prng_below(prng, 40));
	if (prng_below(prng, 2))
		fmt += sprintf(fmt, ".%u", prng_below(prng, 40));
	sprintf(fmt, "%s%c]", length, conversion);
}

static uint64_t random_value(struct prng *prng)
{
	uint64_t value = prng_next(prng) >> prng_below(prng, 64);

	switch (prng_below(prng, 8)) {
	case 0:
		return 0;
	case 1:
		return -value;
	case 2:
		return 1ull << prng_below(prng, 64);
	default:
		return value;
	}
}

TEST(random_integers)
{
	static const char conversions[] = "diuxXo";
	char fmt[32];
	struct prng prng;

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		char conversion = conversions[prng_below(&prng, 6)];
		uint64_t value = random_value(&prng);

		switch (prng_below(&prng, 4)) {
		case 0:
			random_spec(&prng, fmt, "hh", conversion);
			CHECK(fmt, (int)(signed char)value);
			break;
		case 1:
			random_spec(&prng, fmt, "h", conversion);
			CHECK(fmt, (int)(short)value);
			break;
		case 2:
			random_spec(&prng, fmt, "", conversion);
			CHECK(fmt, (int)value);
			break;
		default:
			random_spec(&prng, fmt, prng_below(&prng, 2) ? "l" : "j", conversion);
			CHECK(fmt, value);
		}
	}
}

/* heddle_snprintf() without the compiler's format checks, which would rightly reject the
 * formats. */
static int format_unchecked(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = heddle_vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return length;
}

/* Undefined in C; nothing breaks here. */
TEST(odd_formats_are_harmless)
{
	static const char *const cut_off[] = {"ab%", "ab%-", "ab%08", "ab%.", "ab%ll"};
	char buf[16];

	for (size_t i = 0; i < ARRAY_SIZE(cut_off); i++) {
		assert_int_equal(format_unchecked(buf, sizeof(buf), cut_off[i], 0), 2);
		assert_string_equal(buf, "ab");
	}
	assert_int_equal(format_unchecked(buf, sizeof(buf), "%s", NULL), 6);
	assert_string_equal(buf, "(null)");
	assert_int_equal(format_unchecked(NULL, 0, "%99999999999d", 1), 4096);
	assert_int_equal(format_unchecked(NULL, 0, "%.99999999999d", 1), 4096);
	assert_int_equal(format_unchecked(NULL, 0, "%*d", INT_MIN, 1), 4096);
}

static void append(void *context, const char *text, size_t length)
{
	strncat(context, text, length);
}

PRINTF_LIKE(2, 3) static size_t format_pieces(char *buf, const char *fmt, ...)
{
	va_list ap;
	size_t length;

	va_start(ap, fmt);
	length = vprintf_to(append, buf, fmt, ap);
	va_end(ap);
	return length;
}

TEST(streaming)
{
	char buf[128] = "";

	assert_int_equal(format_pieces(buf, "<%5d|%-20s|%#x>", 42, "left", 255u), 33);
	assert_string_equal(buf, "<   42|left                |0xff>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_and_fixed),
		cmocka_unit_test(random_integers),
		cmocka_unit_test(odd_formats_are_harmless),
		cmocka_unit_test(streaming),
	};

	return cmocka_run_group_tests_name("printf", tests, NULL, NULL);
}
