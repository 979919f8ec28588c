/* SPDX-License-Identifier: MIT */
/*
 * Terminals in the Linux ABI (termios(3), ioctl_tty(2)); the same on all three architectures.
 */
#pragma once
#include <stdint.h>

#define TERMIOS_CHARS 19

struct linux_termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line;
	uint8_t cc[TERMIOS_CHARS];
};

struct linux_termios2 {
	struct linux_termios base;
	uint32_t ispeed, ospeed;
};

struct linux_winsize {
	uint16_t rows, columns, xpixel, ypixel;
};

enum termios_char {
	VINTR,
	VQUIT,
	VERASE,
	VKILL,
	VEOF,
	VTIME,
	VMIN,
	VSWTC,
	VSTART,
	VSTOP,
	VSUSP,
	VEOL,
	VREPRINT,
	VDISCARD,
	VWERASE,
	VLNEXT,
	VEOL2,
};

/* iflag */
#define ISTRIP  0000040u
#define INLCR   0000100u
#define IGNCR   0000200u
#define ICRNL   0000400u
#define IXON    0002000u
#define IXANY   0004000u
#define IMAXBEL 0020000u
#define IUTF8   0040000u

/* oflag */
#define OPOST  0000001u
#define OLCUC  0000002u
#define ONLCR  0000004u
#define OCRNL  0000010u
#define ONOCR  0000020u
#define ONLRET 0000040u
#define XTABS  0014000u

/* cflag */
#define B38400  0000017u
#define B115200 0010002u
#define CS8     0000060u
#define CREAD   0000200u
#define HUPCL   0002000u
#define CLOCAL  0004000u

/* lflag */
#define ISIG    0000001u
#define ICANON  0000002u
#define ECHO    0000010u
#define ECHOE   0000020u
#define ECHOK   0000040u
#define ECHONL  0000100u
#define NOFLSH  0000200u
#define TOSTOP  0000400u
#define ECHOCTL 0001000u
#define ECHOKE  0004000u
#define IEXTEN  0100000u

enum tty_request {
	TCGETS = 0x5401,
	TCSETS = 0x5402,
	TCSETSW = 0x5403,
	TCSETSF = 0x5404,
	TCSBRK = 0x5409,
	TCXONC = 0x540a,
	TCFLSH = 0x540b,
	TIOCSCTTY = 0x540e,
	TIOCGPGRP = 0x540f,
	TIOCSPGRP = 0x5410,
	TIOCOUTQ = 0x5411,
	TIOCSTI = 0x5412,
	TIOCGWINSZ = 0x5413,
	TIOCSWINSZ = 0x5414,
	TIOCINQ = 0x541b,
	TIOCPKT = 0x5420,
	TIOCNOTTY = 0x5422,
	TCSBRKP = 0x5425,
	TIOCGSID = 0x5429,
	TIOCGPTPEER = 0x5441,
};

/* Their values contain sizes. Macros, since an enum is an int. */
#define TCGETS2    0x802c542au
#define TCSETS2    0x402c542bu
#define TCSETSW2   0x402c542cu
#define TCSETSF2   0x402c542du
#define TIOCGPTN   0x80045430u
#define TIOCSPTLCK 0x40045431u
#define TIOCSIG    0x40045436u
#define TIOCGPKT   0x80045438u
#define TIOCGPTLCK 0x80045439u

/* Bits in the first byte of a read in packet mode: changes of the slave. */
#define TIOCPKT_FLUSHREAD  1u
#define TIOCPKT_FLUSHWRITE 2u
#define TIOCPKT_STOP       4u
#define TIOCPKT_START      8u
#define TIOCPKT_NOSTOP     16u
#define TIOCPKT_DOSTOP     32u
