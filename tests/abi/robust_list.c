/* SPDX-License-Identifier: MIT */
/*
 * set_robust_list(), get_robust_list(): sizes and pointers.
 */
#include <abi.h>
#include <linux/futex.h>

int main(void)
{
	struct robust_list_head head = {{&head.list}, 0, NULL}, *got = NULL;
	size_t size = 0;

	SHOW(syscall(SYS_set_robust_list, &head, 5));
	SHOW(syscall(SYS_set_robust_list, &head, sizeof(head)));
	SHOW(syscall(SYS_get_robust_list, 0, &got, &size));
	YES(got == &head && size == sizeof(head));
	SHOW(syscall(SYS_get_robust_list, 0, NOWHERE, &size));
	SHOW(syscall(SYS_get_robust_list, 0x3ffffff, &got, &size));
	return 0;
}
