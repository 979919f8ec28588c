/* SPDX-License-Identifier: MIT */
/*
 * mm/failing.h for host tests: no allocation fails on purpose.
 */
#include <mm/failing.h>

bool failing_now(void)
{
	return false;
}
