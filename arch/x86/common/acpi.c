/* SPDX-License-Identifier: MIT */
/*
 * The part of ACPI that finds the CPUs and interrupt controllers: RSDP, RSDT or XSDT, MADT. No
 * table is used before its length and checksum are checked.
 */
#include <arch/io.h>
#include <arch/mmu.h>
#include <asm/platform.h>
#include <kernel/debug/printk.h>
#include <lib/string.h>

#define RSDP_SIGNATURE 0x2052545020445352 /* "RSD PTR " */

struct rsdp {
	uint64_t signature;
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
} __attribute__((packed));

struct table {
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} __attribute__((packed));

struct madt_table {
	struct table header;
	uint32_t lapic;
	uint32_t flags;
	uint8_t entries[];
} __attribute__((packed));

static bool sums_to_zero(const void *start, size_t n)
{
	const uint8_t *p = start;
	uint8_t sum = 0;

	while (n--)
		sum += *p++;
	return sum == 0;
}

/* Map a whole table. NULL if it is damaged. */
static const struct table *map_table(paddr_t pa)
{
	const struct table *t = (const void *)io_map(pa, sizeof(*t));
	uint32_t length;

	if (!t)
		return NULL;
	length = t->length;
	if (length < sizeof(*t) || length > 1u << 20)
		return NULL;
	t = (const void *)io_map(pa, length);
	return t && sums_to_zero(t, length) ? t : NULL;
}

static const struct rsdp *find_rsdp(paddr_t pa)
{
	const uint64_t *area;

	if (pa) {
		const struct rsdp *rsdp = (const void *)io_map(pa, sizeof(*rsdp));

		return rsdp && rsdp->signature == RSDP_SIGNATURE ? rsdp : NULL;
	}
	area = (const void *)io_map(0xe0000, 0x20000); /* ACPI 5.2.5.1 */
	for (size_t at = 0; area && at < 0x20000 / 8; at += 2)
		if (area[at] == RSDP_SIGNATURE && sums_to_zero((const void *)&area[at], 20))
			return (const void *)&area[at];
	return NULL;
}

static const struct table *find_table(const struct rsdp *rsdp, const char *signature)
{
	bool wide = rsdp->revision >= 2 && rsdp->xsdt;
	const struct table *root = map_table(wide ? rsdp->xsdt : rsdp->rsdt);
	size_t size = wide ? 8 : 4;

	if (!root)
		return NULL;
	for (size_t at = sizeof(*root); at + size <= root->length; at += size) {
		uint64_t pa = 0;
		const struct table *t;

		memcpy(&pa, (const char *)root + at, size);
		t = map_table(pa);
		if (t && memcmp(t->signature, signature, 4) == 0)
			return t;
	}
	return NULL;
}

/* One MADT entry of type e[0] and length e[1]. */
static void read_entry(struct madt *madt, const uint8_t *e)
{
	struct madt_override *o;
	uint32_t word;

	switch (e[0]) {
	case 0: /* processor local APIC: id, flags (enabled) */
		if (e[1] >= 8 && e[4] & 1 && madt->cpus < CPU_MAX)
			madt->lapic_ids[madt->cpus++] = e[3];
		break;
	case 1: /* I/O APIC; the first is the one with the ISA lines */
		if (e[1] >= 12 && !madt->has_ioapic) {
			memcpy(&word, e + 4, 4);
			madt->ioapic = word;
			memcpy(&madt->ioapic_gsi_base, e + 8, 4);
			madt->has_ioapic = true;
		}
		break;
	case 2: /* interrupt source override */
		if (e[1] >= 10 && madt->override_count < ARRAY_SIZE(madt->overrides)) {
			o = &madt->overrides[madt->override_count++];
			o->isa_irq = e[3];
			memcpy(&o->gsi, e + 4, 4);
			memcpy(&o->flags, e + 8, 2);
		}
		break;
	}
}

void acpi_read_madt(struct madt *madt, paddr_t rsdp_address)
{
	const struct rsdp *rsdp = find_rsdp(rsdp_address);
	const struct madt_table *table = rsdp ? (const void *)find_table(rsdp, "APIC") : NULL;
	size_t at = sizeof(*table);

	*madt = (struct madt){0};
	if (!table) {
		printk("acpi: no usable MADT; one CPU, interrupts by the 8259\n");
		return;
	}
	madt->found = true;
	madt->lapic = table->lapic;
	while (at + 2 <= table->header.length) {
		const uint8_t *e = (const uint8_t *)table + at;

		if (e[1] < 2 || at + e[1] > table->header.length)
			break;
		read_entry(madt, e);
		at += e[1];
	}
}
