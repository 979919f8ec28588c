/* SPDX-License-Identifier: MIT */
/*
 * The CMOS real-time clock (MC146818 data sheet): the date in registers, in UTC. They are read
 * until two readings agree, since the clock may advance in between.
 */
#include <arch/time.h>
#include <asm/io.h>

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71

enum cmos {
	CMOS_SECOND = 0,
	CMOS_MINUTE = 2,
	CMOS_HOUR = 4,
	CMOS_DAY = 7,
	CMOS_MONTH = 8,
	CMOS_YEAR = 9,
	CMOS_STATUS_A = 10,
	CMOS_STATUS_B = 11,
	CMOS_CENTURY = 0x32,
};
#define A_UPDATING 0x80
#define B_24_HOURS 0x02
#define B_BINARY   0x04
#define HOUR_PM    0x80
#define TRIES      1000000

struct date {
	uint8_t second, minute, hour, day, month, year, century;
};

static uint8_t cmos_read(enum cmos index)
{
	port_out8(CMOS_INDEX, (uint8_t)index);
	return port_in8(CMOS_DATA);
}

static struct date read_once(void)
{
	for (int i = 0; i < TRIES && cmos_read(CMOS_STATUS_A) & A_UPDATING; i++)
		;
	return (struct date){cmos_read(CMOS_SECOND), cmos_read(CMOS_MINUTE), cmos_read(CMOS_HOUR),
		cmos_read(CMOS_DAY), cmos_read(CMOS_MONTH), cmos_read(CMOS_YEAR),
		cmos_read(CMOS_CENTURY)};
}

static bool is_same(const struct date *a, const struct date *b)
{
	return a->second == b->second && a->minute == b->minute && a->hour == b->hour &&
	       a->day == b->day;
}

static unsigned from_bcd(uint8_t value, uint8_t status)
{
	return status & B_BINARY ? value : value / 16u * 10 + value % 16u;
}

/* Days since 1970 of a date in the Gregorian calendar. March is counted as the first month, so that
 * the leap day is the last day of the year. */
static uint64_t days_of(unsigned year, unsigned month, unsigned day)
{
	if (month <= 2) {
		month += 12;
		year--;
	}
	return 365ull * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 +
	       day - 1 - 719468;
}

uint64_t arch_rtc_ns(void)
{
	struct date date = read_once(), again = read_once();
	uint8_t status = cmos_read(CMOS_STATUS_B);
	unsigned hour, century;
	uint64_t days;

	if (status == 0xff)
		return 0; /* no device answers */
	while (!is_same(&date, &again)) {
		date = again;
		again = read_once();
	}
	hour = from_bcd(date.hour & ~HOUR_PM, status);
	if (!(status & B_24_HOURS))
		hour = hour % 12 + (date.hour & HOUR_PM ? 12 : 0);
	century = from_bcd(date.century, status);
	days = days_of((century >= 19 && century <= 21 ? century : 20) * 100 +
			       from_bcd(date.year, status),
		from_bcd(date.month, status), from_bcd(date.day, status));
	return ((days * 24 + hour) * 3600 + from_bcd(date.minute, status) * 60 +
		       from_bcd(date.second, status)) *
	       1000000000;
}
