/* SPDX-License-Identifier: MIT */
/*
 * The part for RISC-V: instructions that a program may not execute, and control transfers that C
 * cannot express.
 */
#include "hostile.h"

#define WORD(w)                                                                                    \
	{                                                                                          \
		(const unsigned char[]){(w)&0xff, (w) >> 8 & 0xff, (w) >> 16 & 0xff, (w) >> 24}, 4 \
	}
#define CSR(op, csr) WORD(0x73u | (op) << 12 | 10u << 7 | 11u << 15 | (unsigned)(csr) << 20)

const unsigned long frame_offset = 0;

const struct piece pieces[] = {
	WORD(0x00000073u), WORD(0x00000073u), WORD(0x00000073u), /* ecall */
	WORD(0x00100073u),                                       /* ebreak */
	WORD(0x10200073u),                                       /* sret */
	WORD(0x30200073u),                                       /* mret */
	WORD(0x10500073u),                                       /* wfi */
	WORD(0x12000073u),                                       /* sfence.vma */
	WORD(0x0000100fu),                                       /* fence.i */
	CSR(1u, 0x100), CSR(1u, 0x104), CSR(1u, 0x105), CSR(1u, 0x140), CSR(1u, 0x141),
	CSR(1u, 0x180), CSR(2u, 0x100), CSR(2u, 0x142), CSR(2u, 0x300), CSR(1u, 0x304),
	CSR(1u, 0x341), CSR(2u, 0xf14), CSR(2u, 0xc00), CSR(2u, 0xc01), CSR(2u, 0xc02),
	CSR(1u, 0xc00),                                          /* cycle, time, instret */
	CSR(1u, 0x001), CSR(1u, 0x002), CSR(1u, 0x003),          /* floating-point state */
	WORD(0x0005b283u),                                       /* ld t0, (a1) */
	WORD(0x00558023u),                                       /* sb t0, (a1) */
	WORD(0x0015b283u),                                       /* ld t0, 1(a1): not aligned */
	WORD(0x00000113u),                                       /* li sp, 0 */
	WORD(0x00058113u),                                       /* mv sp, a1 */
	WORD(0x00060213u),                                       /* mv tp, a2 */
	WORD(0x00068193u),                                       /* mv gp, a3 */
	WORD(0x08b00893u),                                       /* li a7, rt_sigreturn */
	WORD(0x1005a52fu),                                       /* lr.w a0, (a1) */
	WORD(0x18a5a52fu),                                       /* sc.w a0, a0, (a1) */
	WORD(0x00a5b52fu),                                       /* amoadd.d a0, a0, (a1) */
	WORD(0x00058067u),                                       /* jr a1 */
	WORD(0x00000000u), WORD(0xffffffffu), WORD(0x0005b507u), /* fld fa0, (a1) */
	WORD(0x02b67557u),                                       /* a vector instruction */
	WORD(0x0c0572d7u),                                       /* vsetvli */
};
const size_t piece_count = sizeof(pieces) / sizeof(pieces[0]);

asm(".globl enter_code\n"
    "enter_code:\n"
    "	mv t6, a0\n"
    "	mv t5, a1\n"
    "	beqz a2, 1f\n"
    "	mv sp, a2\n"
    "1:	ld ra, 0(t5)\n"
    "	ld t0, 8(t5)\n"
    "	ld t1, 16(t5)\n"
    "	ld t2, 24(t5)\n"
    "	ld s0, 32(t5)\n"
    "	ld s1, 40(t5)\n"
    "	ld a0, 48(t5)\n"
    "	ld a1, 56(t5)\n"
    "	ld a2, 64(t5)\n"
    "	ld a3, 72(t5)\n"
    "	ld a4, 80(t5)\n"
    "	ld a5, 88(t5)\n"
    "	ld a6, 96(t5)\n"
    "	ld a7, 104(t5)\n"
    "	ld s2, 112(t5)\n"
    "	ld s3, 120(t5)\n"
    "	ld s4, 128(t5)\n"
    "	ld s5, 136(t5)\n"
    "	jr t6\n"
    ".globl return_through\n"
    "return_through:\n"
    "	mv sp, a0\n"
    "	li a7, 139\n"
    "	ecall\n"
    "	unimp\n");
