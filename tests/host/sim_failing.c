/* SPDX-License-Identifier: MIT */
/*
 * mm/failing.h for the host's tests: nothing fails on purpose.
 */
#include <mm/failing.h>

bool failing_now(void)
{
	return false;
}
