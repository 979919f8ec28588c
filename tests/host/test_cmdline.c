/* SPDX-License-Identifier: MIT */
/*
 * The reader of the kernel's command line: words, values and numbers; then random strings.
 */
#include <lib/cmdline.h>
#include <lib/random.h>
#include <lib/string.h>
#include <tests/fuzz/check_cmdline.h>
#include <tests/host/harness.h>

#define ROUNDS 100000

static void expect_word(struct cmdline_iter *it, const char *key, const char *value)
{
	struct cmdline_word word;

	assert_true(cmdline_next(it, &word));
	assert_true(cmdline_word_is(&word, key));
	assert_int_equal(word.value == NULL, value == NULL);
	if (value) {
		assert_int_equal(word.value_length, strlen(value));
		assert_memory_equal(word.value, value, word.value_length);
	}
}

TEST(words)
{
	struct cmdline_iter it = cmdline_iter("  quiet demo=all\tinit=\"/bin/sh -c ls\" empty= "
					      "q=\"\" =nokey a=b=c\n open=\"to the end");
	struct cmdline_word word;

	expect_word(&it, "quiet", NULL);
	expect_word(&it, "demo", "all");
	expect_word(&it, "init", "/bin/sh -c ls");
	expect_word(&it, "empty", "");
	expect_word(&it, "q", "");
	expect_word(&it, "", "nokey");
	expect_word(&it, "a", "b=c");
	expect_word(&it, "open", "to the end");
	assert_false(cmdline_next(&it, &word));
	it = cmdline_iter(" \t ");
	assert_false(cmdline_next(&it, &word));
}

TEST(keys_match_whole)
{
	assert_true(cmdline_has("a demo=x b", "demo"));
	assert_true(cmdline_has("a demo=x b", "b"));
	assert_false(cmdline_has("a demo=x b", "dem"));
	assert_false(cmdline_has("a demo=x b", "demos"));
	assert_false(cmdline_has("a demo=x b", "x"));
	assert_false(cmdline_has("", "a"));
}

TEST(values)
{
	char buf[8] = "before";

	assert_false(cmdline_get("demo demos=1", "demo", buf, sizeof(buf)));
	assert_string_equal(buf, "before");
	assert_true(cmdline_get("demo=one demo=two demo", "demo", buf, sizeof(buf)));
	assert_string_equal(buf, "two");
	assert_true(cmdline_get("demo=0123456789", "demo", buf, sizeof(buf)));
	assert_string_equal(buf, "0123456");
	assert_true(cmdline_get("demo=0123456789", "demo", buf, 1));
	assert_string_equal(buf, "");
	assert_false(cmdline_get("demo=1", "demo", NULL, 0));
}

TEST(numbers)
{
	static const struct {
		const char *text;
		bool is_valid;
		uint64_t value;
	} cases[] = {
		{"n=0", true, 0},
		{"n=42", true, 42},
		{"n=007", true, 7},
		{"n=\"42\"", true, 42},
		{"n=4k", true, 4096},
		{"n=4K", true, 4096},
		{"n=3M", true, 3 << 20},
		{"n=2G", true, 2ull << 30},
		{"n=18446744073709551615", true, UINT64_MAX},
		{"n=18446744073709551616", false, 0},
		{"n=99999999999999999999", false, 0},
		{"n=17179869183G", true, 17179869183ull << 30},
		{"n=17179869184G", false, 0},
		{"n=", false, 0},
		{"n", false, 0},
		{"n=k", false, 0},
		{"n=-1", false, 0},
		{"n=0x10", false, 0},
		{"n=1kk", false, 0},
		{"n=1 2", true, 1},
		{"n=\"1 2\"", false, 0},
		{"m=1", false, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t value = 99;

		assert_int_equal(cmdline_parse_u64(cases[i].text, "n", &value), cases[i].is_valid);
		assert_true(value == (cases[i].is_valid ? cases[i].value : 99));
	}
}

TEST(random_strings)
{
	static const char letters[] = "ab=\" \t19kG\xff";
	struct prng prng;
	char text[33];

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		size_t length = prng_below(&prng, sizeof(text));

		for (size_t i = 0; i < length; i++)
			text[i] = letters[prng_below(&prng, sizeof(letters) - 1)];
		text[length] = '\0';
		check_cmdline(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(keys_match_whole),
		cmocka_unit_test(values),
		cmocka_unit_test(numbers),
		cmocka_unit_test(random_strings),
	};

	return cmocka_run_group_tests_name("cmdline", tests, NULL, NULL);
}
