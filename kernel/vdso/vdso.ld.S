/* SPDX-License-Identifier: MIT */
/*
 * The vDSO: one segment, starting at the ELF header, that is never written and needs no relocation.
 */
PHDRS
{
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	dynamic PT_DYNAMIC FLAGS(4);
	unwind PT_GNU_EH_FRAME FLAGS(4);
}

SECTIONS
{
	. = SIZEOF_HEADERS;
	.hash : { *(.hash) } :text
	.gnu.hash : { *(.gnu.hash) }
	.dynsym : { *(.dynsym) }
	.dynstr : { *(.dynstr) }
	.gnu.version : { *(.gnu.version) }
	.gnu.version_d : { *(.gnu.version_d) }
	.dynamic : { *(.dynamic) } :text :dynamic
	.rodata : { *(.rodata .rodata.* .got .got.plt) } :text
	.eh_frame_hdr : { *(.eh_frame_hdr) } :text :unwind
	.eh_frame : { KEEP(*(.eh_frame)) } :text
	. = ALIGN(16);
	.text : { *(.text.first) *(.text .text.*) } :text
	.data : { *(.data .data.* .sdata .bss .bss.* .sbss) }
	.relocations : { *(.rel .rel.* .rela .rela.*) }
	/DISCARD/ : { *(.comment) *(.note.*) *(.riscv.attributes) }
	ASSERT(SIZEOF(.data) == 0 && SIZEOF(.relocations) == 0, "the vDSO is never written")
}
