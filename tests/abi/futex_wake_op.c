/* SPDX-License-Identifier: MIT */
/*
 * FUTEX_WAKE_OP changes the second word and wakes by its old value.
 */
#include <abi.h>
#include <linux/futex.h>

static int a, b;

static void try(int op, int argument, int compare, int than, int start)
{
	long result;

	b = start;
	result = syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 1, &b,
		FUTEX_OP(op, argument, compare, than));
	out("op %d %d: %ld, word %d", op, argument, result, b);
}

int main(void)
{
	try(FUTEX_OP_SET, 5, FUTEX_OP_CMP_EQ, 0, 3);
	try(FUTEX_OP_ADD, 5, FUTEX_OP_CMP_NE, 0, 3);
	try(FUTEX_OP_ADD, -1, FUTEX_OP_CMP_LT, 0, 3);
	try(FUTEX_OP_OR, 4, FUTEX_OP_CMP_LE, 0, 3);
	try(FUTEX_OP_ANDN, 1, FUTEX_OP_CMP_GT, 0, 3);
	try(FUTEX_OP_XOR, 7, FUTEX_OP_CMP_GE, 0, 3);
	try(FUTEX_OP_SET | FUTEX_OP_OPARG_SHIFT, 4, FUTEX_OP_CMP_EQ, 0, 3);
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 1, &b, FUTEX_OP(7, 0, 0, 0)));
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 1, &b, FUTEX_OP(0, 0, 9, 0)));
	SHOW(syscall(SYS_futex, &a, FUTEX_WAKE_OP_PRIVATE, 1, 1, NOWHERE, FUTEX_OP(0, 0, 0, 0)));
	return 0;
}
