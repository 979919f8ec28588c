/* SPDX-License-Identifier: MIT */
/*
 * The kernel image: linked at KERNEL_BASE + physical, loaded at KERNEL_PHYS. Each protection starts
 * on a new page. The symbol table is at the end of the read-only data.
 */
#include <asm/layout.h>

OUTPUT_ARCH(riscv)
ENTRY(image_header_phys)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
}

#define LOAD(section) AT(ADDR(section) - KERNEL_BASE)
#define TABLE(name) \
	. = ALIGN(8); __##name##_start = .; KEEP(*(name)) __##name##_end = .;

SECTIONS
{
	. = KERNEL_BASE + KERNEL_PHYS;
	__kernel_start = .;
	image_header_phys = . - KERNEL_BASE;
	.text : LOAD(.text) {
		__text_start = .;
		*(.text.boot) *(.text .text.*)
		. = ALIGN(4096);
		__text_end = .;
	} :text
	.rodata : LOAD(.rodata) {
		__rodata_start = .;
		*(.rodata .rodata.* .srodata .srodata.*)
		TABLE(extable) TABLE(ktests) TABLE(kbench) TABLE(kdemos)
	} :rodata
	.symtab_heddle : LOAD(.symtab_heddle) {
		*(.symtab_heddle)
		. = ALIGN(4096);
		__rodata_end = .;
	} :rodata
	.data : LOAD(.data) {
		__data_start = .;
		*(.data .data.* .sdata .sdata.*)
	} :data
	.bss : LOAD(.bss) {
		__bss_start = .;
		*(.bss .bss.* .sbss .sbss.*)
		. = ALIGN(16384);
		. += 8192;
		boot_stack_bottom = .;
		. += 8192;
		boot_stack_top = .;
		. = ALIGN(4096);
		__bss_end = .;
	} :data
	__data_end = .;
	__kernel_end = .;
	__image_size = . - __kernel_start;
	/DISCARD/ : { *(.comment) *(.eh_frame) *(.note.*) *(.riscv.attributes) }
}
