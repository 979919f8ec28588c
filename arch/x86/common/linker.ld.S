/* SPDX-License-Identifier: MIT */
/*
 * The kernel image: linked at KERNEL_BASE + physical, loaded at KERNEL_PHYS. Each protection starts
 * on a new page. The symbol table is at the end of the read-only data.
 */
#include <asm/layout.h>

ENTRY(pvh_start)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	note PT_NOTE FLAGS(4);
}

#define LOAD(section) AT(ADDR(section) - KERNEL_BASE)
#define TABLE(name) \
	. = ALIGN(8); __##name##_start = .; KEEP(*(name)) __##name##_end = .;

SECTIONS
{
	. = KERNEL_BASE + KERNEL_PHYS;
	__kernel_start = .;
	.text : LOAD(.text) {
		__text_start = .;
		*(.text.boot) *(.text .text.*)
		. = ALIGN(4096);
		__text_end = .;
	} :text
	.rodata : LOAD(.rodata) {
		__rodata_start = .;
		*(.rodata .rodata.*)
		TABLE(extable) TABLE(ktests) TABLE(kbench) TABLE(kdemos) TABLE(smap)
	} :rodata
	.note : LOAD(.note) { KEEP(*(.note.Xen)) } :rodata :note
	.symtab_heddle : LOAD(.symtab_heddle) {
		*(.symtab_heddle)
		. = ALIGN(4096);
		__rodata_end = .;
	} :rodata
	.data : LOAD(.data) {
		__data_start = .;
		*(.data .data.*)
	} :data
	.bss : LOAD(.bss) {
		__bss_start = .;
		*(.bss .bss.*)
		. = ALIGN(16384);
		boot_stack_guard = .;
		. += 8192;
		boot_stack_bottom = .;
		. += 8192;
		boot_stack_top = .;
		. = ALIGN(4096);
		__bss_end = .;
	} :data
	__data_end = .;
	__kernel_end = .;
	/DISCARD/ : { *(.comment) *(.eh_frame) *(.note.GNU-stack) *(.note.gnu.*) *(.gnu.*) }
}
