/* SPDX-License-Identifier: MIT */
/*
 * Control and status registers of supervisor mode (RISC-V privileged specification, chapter 4).
 */
#pragma once

#define SSTATUS_SIE        0x2
#define SSTATUS_SPIE       0x20
#define SSTATUS_SPP        0x100
#define SSTATUS_FS         0x6000 /* off 0, initial 0x2000, clean 0x4000, dirty 0x6000 */
#define SSTATUS_FS_INITIAL 0x2000
#define SSTATUS_FS_CLEAN   0x4000
#define SSTATUS_FS_DIRTY   0x6000
#define SSTATUS_SUM        0x40000

#define SIE_SOFTWARE 0x2
#define SIE_TIMER    0x20
#define SIE_EXTERNAL 0x200

#define SCAUSE_INTERRUPT  (1ul << 63)
#define SCAUSE_ECALL_USER 8

#define SATP_SV39 0x8000000000000000 /* mode 8 in bits 60-63 */

#define CSR_STIMECMP 0x14d

#ifndef __ASSEMBLY__
#define csr_read(csr)                                                    \
	({                                                               \
		unsigned long value_;                                    \
		asm volatile("csrr %0, " #csr : "=r"(value_)::"memory"); \
		value_;                                                  \
	})
#define csr_write(csr, value) asm volatile("csrw " #csr ", %0" ::"rK"(value) : "memory")
#define csr_set(csr, bits)    asm volatile("csrs " #csr ", %0" ::"rK"(bits) : "memory")
#define csr_clear(csr, bits)  asm volatile("csrc " #csr ", %0" ::"rK"(bits) : "memory")
#endif
