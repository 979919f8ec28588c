/* SPDX-License-Identifier: MIT */
/*
 * The library of tests/system/streams.c.
 */
const char *library_says(void);

const char *library_says(void)
{
	return "the library";
}
