/* SPDX-License-Identifier: MIT */
/*
 * Numbers in text: the characters read, text without a number, numbers of more than 64 bits.
 */
#include <lib/number.h>
#include <tests/host/harness.h>

/* The characters read; 0 when there is no number. */
static size_t read_as(const char *text, unsigned base, uint64_t *value)
{
	const char *end = text;

	*value = 77;
	if (number_read(&end, base, value))
		return (size_t)(end - text);
	assert_ptr_equal(end, text);
	assert_true(*value == 77);
	return 0;
}

TEST(digits_are_read)
{
	uint64_t value;

	assert_int_equal(read_as("0", 10, &value), 1);
	assert_true(value == 0);
	assert_int_equal(read_as("123..", 10, &value), 3);
	assert_true(value == 123);
	assert_int_equal(read_as("0x1fG", 16, &value), 4);
	assert_true(value == 0x1f);
	assert_int_equal(read_as("AbC", 16, &value), 3);
	assert_true(value == 0xabc);
	assert_int_equal(read_as("0x", 16, &value), 1);
	assert_true(value == 0);
	assert_int_equal(read_as("0x12", 10, &value), 1);
	assert_true(value == 0);
}

TEST(what_is_no_number_is_refused)
{
	static const char *const bad[] = {"", " 1", "-1", "+1", "x", "a"};
	uint64_t value;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(read_as(bad[i], 10, &value), 0);
	assert_int_equal(read_as("g", 16, &value), 0);
}

TEST(numbers_of_more_than_64_bits_are_refused)
{
	uint64_t value;

	assert_int_equal(read_as("18446744073709551615", 10, &value), 20);
	assert_true(value == UINT64_MAX);
	assert_int_equal(read_as("18446744073709551616", 10, &value), 0);
	assert_int_equal(read_as("99999999999999999999", 10, &value), 0);
	assert_int_equal(read_as("184467440737095516150", 10, &value), 0);
	assert_int_equal(read_as("0000000000000000000001", 10, &value), 22);
	assert_int_equal(read_as("0xffffffffffffffff", 16, &value), 18);
	assert_true(value == UINT64_MAX);
	assert_int_equal(read_as("10000000000000000", 16, &value), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_read),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(numbers_of_more_than_64_bits_are_refused),
	};

	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
