/* SPDX-License-Identifier: MIT */
/*
 * Bits of personality(2).
 */
#pragma once

#define ADDR_NO_RANDOMIZE 0x0040000
