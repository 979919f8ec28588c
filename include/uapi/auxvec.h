/* SPDX-License-Identifier: MIT */
/*
 * Keys of the auxiliary vector on a new program's stack (System V ABI; getauxval(3)).
 */
#pragma once

#define AT_NULL   0
#define AT_PHENT  4
#define AT_PHNUM  5
#define AT_PAGESZ 6
#define AT_ENTRY  9
