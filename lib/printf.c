/* SPDX-License-Identifier: MIT */
/*
 * The formatter. A conversion is parsed into `struct spec`; its digits are made in a small buffer,
 * last one first, and then padded.
 */
#include <lib/printf.h>
#include <lib/string.h>

#define DIGITS_MAX 24   /* 2^64 in octal has 22 digits */
#define FIELD_MAX  4096 /* larger widths and precisions count as this */

struct out {
	void (*put)(void *context, const char *text, size_t length);
	void *context;
	size_t length;
};

struct spec {
	bool left, plus, space, alternate, zero, upper;
	int width;
	int precision; /* -1: none */
	int length;    /* bytes of the integer argument */
};

static void emit(struct out *out, const char *text, size_t n)
{
	if (n)
		out->put(out->context, text, n);
	out->length += n;
}

static void fill(struct out *out, char c, int n)
{
	static const char blanks[] = "                ", zeros[] = "0000000000000000";
	const char *text = c == '0' ? zeros : blanks;

	for (; n > 0; n -= (int)sizeof(blanks) - 1)
		emit(out, text, MIN((size_t)n, sizeof(blanks) - 1));
}

static const char *parse_number(const char *p, int *value, va_list *ap)
{
	if (*p == '*') {
		*value = va_arg(*ap, int);
		*value = MAX(MIN(*value, FIELD_MAX), -FIELD_MAX);
		return p + 1;
	}
	for (*value = 0; *p >= '0' && *p <= '9'; p++)
		*value = MIN(*value * 10 + (*p - '0'), FIELD_MAX);
	return p;
}

static const char *parse_flags(const char *p, struct spec *spec)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			spec->left = true;
			break;
		case '+':
			spec->plus = true;
			break;
		case ' ':
			spec->space = true;
			break;
		case '#':
			spec->alternate = true;
			break;
		case '0':
			spec->zero = true;
			break;
		default:
			return p;
		}
	}
}

static const char *parse_length(const char *p, struct spec *spec)
{
	spec->length = sizeof(int);
	switch (*p) {
	case 'h':
		spec->length = p[1] == 'h' ? 1 : 2;
		return p + (p[1] == 'h' ? 2 : 1);
	case 'l':
		spec->length = p[1] == 'l' ? sizeof(long long) : sizeof(long);
		return p + (p[1] == 'l' ? 2 : 1);
	case 'j':
		spec->length = sizeof(intmax_t);
		return p + 1;
	case 'z':
		spec->length = sizeof(size_t);
		return p + 1;
	case 't':
		spec->length = sizeof(ptrdiff_t);
		return p + 1;
	default:
		return p;
	}
}

/* Write the digits of `value`, last first, so that they end at `end`. Returns where they start. */
static char *make_digits(char *end, uint64_t value, unsigned base, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	while (value) {
		/* cppcheck-suppress zerodivcond ; base is 8, 10 or 16 */
		*--end = digits[value % base];
		value /= base;
	}
	return end;
}

static void format_integer(struct out *out, struct spec *spec, uint64_t value, unsigned base,
	const char *prefix)
{
	char buf[DIGITS_MAX];
	char *digits = make_digits(buf + sizeof(buf), value, base, spec->upper);
	int count = (int)(buf + sizeof(buf) - digits);
	int prefix_length = (int)strlen(prefix);
	int zeros = MAX((spec->precision < 0 ? 1 : spec->precision) - count, 0);

	if (spec->alternate && base == 8 && zeros == 0 && (count == 0 || digits[0] != '0'))
		zeros = 1;
	if (spec->zero && !spec->left && spec->precision < 0)
		zeros = MAX(spec->width - prefix_length - count, zeros);
	if (!spec->left)
		fill(out, ' ', spec->width - prefix_length - zeros - count);
	emit(out, prefix, (size_t)prefix_length);
	fill(out, '0', zeros);
	emit(out, digits, (size_t)count);
	if (spec->left)
		fill(out, ' ', spec->width - prefix_length - zeros - count);
}

static void format_text(struct out *out, const struct spec *spec, const char *text, size_t n)
{
	if (!spec->left)
		fill(out, ' ', spec->width - (int)n);
	emit(out, text, n);
	if (spec->left)
		fill(out, ' ', spec->width - (int)n);
}

static int64_t signed_argument(const struct spec *spec, va_list *ap)
{
	switch (spec->length) {
	case 1:
		return (signed char)va_arg(*ap, int);
	case 2:
		return (short)va_arg(*ap, int);
	case 4:
		return va_arg(*ap, int);
	default:
		return va_arg(*ap, int64_t);
	}
}

static uint64_t unsigned_argument(const struct spec *spec, va_list *ap)
{
	switch (spec->length) {
	case 1:
		return (unsigned char)va_arg(*ap, unsigned);
	case 2:
		return (unsigned short)va_arg(*ap, unsigned);
	case 4:
		return va_arg(*ap, unsigned);
	default:
		return va_arg(*ap, uint64_t);
	}
}

static void format_signed(struct out *out, struct spec *spec, va_list *ap)
{
	int64_t value = signed_argument(spec, ap);
	const char *prefix = value < 0 ? "-" : spec->plus ? "+" : spec->space ? " " : "";

	format_integer(out, spec, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, prefix);
}

static void format_hex(struct out *out, struct spec *spec, uint64_t value)
{
	const char *prefix = spec->alternate && value ? (spec->upper ? "0X" : "0x") : "";

	format_integer(out, spec, value, 16, prefix);
}

static void convert(struct out *out, struct spec *spec, char conversion, va_list *ap)
{
	const char *text;
	char c;

	switch (conversion) {
	case 'd':
	case 'i':
		format_signed(out, spec, ap);
		return;
	case 'u':
		format_integer(out, spec, unsigned_argument(spec, ap), 10, "");
		return;
	case 'o':
		format_integer(out, spec, unsigned_argument(spec, ap), 8, "");
		return;
	case 'X':
		spec->upper = true; /* fall through */
	case 'x':
		format_hex(out, spec, unsigned_argument(spec, ap));
		return;
	case 'p':
		spec->alternate = true;
		spec->length = sizeof(uintptr_t);
		format_integer(out, spec, (uintptr_t)va_arg(*ap, void *), 16, "0x");
		return;
	case 'c':
		c = (char)va_arg(*ap, int);
		format_text(out, spec, &c, 1);
		return;
	case 's':
		text = va_arg(*ap, const char *);
		text = text ? text : "(null)";
		format_text(out, spec, text,
			spec->precision < 0 ? strlen(text)
					    : strnlen(text, (size_t)spec->precision));
		return;
	default:
		emit(out, &conversion, 1);
		return; /* %% and unknown conversions */
	}
}

size_t vprintf_to(void (*put)(void *context, const char *text, size_t length), void *context,
	const char *fmt, va_list ap)
{
	struct out out = {.put = put, .context = context};
	va_list args;

	va_copy(args, ap);
	while (*fmt) {
		struct spec spec = {.precision = -1};
		size_t plain = 0;

		while (fmt[plain] && fmt[plain] != '%')
			plain++;
		emit(&out, fmt, plain);
		fmt += plain;
		if (!*fmt)
			break;
		fmt = parse_flags(fmt + 1, &spec);
		fmt = parse_number(fmt, &spec.width, &args);
		if (spec.width < 0) {
			spec.left = true;
			spec.width = -spec.width;
		}
		if (*fmt == '.')
			fmt = parse_number(fmt + 1, &spec.precision, &args);
		fmt = parse_length(fmt, &spec);
		if (!*fmt)
			break;
		convert(&out, &spec, *fmt++, &args);
	}
	va_end(args);
	return out.length;
}

struct buffer {
	char *next;
	size_t left; /* room before the NUL */
};

static void put_buffer(void *context, const char *text, size_t length)
{
	struct buffer *buffer = context;

	length = MIN(length, buffer->left);
	if (length == 0)
		return; /* buf may be NULL then */
	memcpy(buffer->next, text, length);
	buffer->next += length;
	buffer->left -= length;
}

int LIBC_NAME(vsnprintf)(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct buffer buffer = {.next = buf, .left = size ? size - 1 : 0};
	size_t length = vprintf_to(put_buffer, &buffer, fmt, ap);

	if (size)
		*buffer.next = '\0';
	return (int)length;
}

int LIBC_NAME(snprintf)(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = LIBC_NAME(vsnprintf)(buf, size, fmt, ap);
	va_end(ap);
	return length;
}
