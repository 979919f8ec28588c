/* SPDX-License-Identifier: MIT */
/*
 * What the host command `heddle run` and the machine's first process (user/runner.c) say to each
 * other over the serial line, which is raw. Each way it is a row of frames: CHANNEL_START, a kind,
 * the payload's size (16 bits, little endian), the payload. What the machine writes outside of
 * frames is the kernel's: text, without zero bytes.
 *
 * The line's receiver holds a few kilobytes and loses what comes beyond. So the host sends no more
 * CHANNEL_IN frames (their headers count) than it has been given credit for; the others are small
 * and few. The machine's way needs none: the line stops a writer.
 */
#pragma once

#define CHANNEL_START   0
#define CHANNEL_HEADER  4
#define CHANNEL_PAYLOAD 4096 /* the largest */
#define CHANNEL_WINDOW  3072 /* the credit at the start, bytes */

/* From the machine. */
#define CHANNEL_OUT    'o' /* the program's standard output */
#define CHANNEL_ERR    'e' /* its standard error */
#define CHANNEL_TTY    't' /* output of its terminal */
#define CHANNEL_CREDIT 'c' /* 16 bits: so many bytes more of CHANNEL_IN, headers and payloads */
#define CHANNEL_EXIT   'x' /* 16 bits: the status of wait(2); the last frame */

/* To the machine. */
#define CHANNEL_IN    'i' /* standard input, or what is typed at the terminal */
#define CHANNEL_EOF   'f' /* its end */
#define CHANNEL_SIZE  's' /* twice 16 bits: rows and columns of the terminal */
#define CHANNEL_CLOSE 'q' /* 8 bits: nobody takes CHANNEL_OUT or CHANNEL_ERR any more */

/*
 * The words of /etc/channel, each ended by a zero byte, made by the host:
 *   program=PATH  what to execute; its arguments, from argv[0] on, are in /etc/run
 *   folder=PATH   where it starts
 *   env=NAME=VALUE
 *   streams=...   one letter for each of descriptors 0, 1 and 2: p a pipe, t a terminal, s the same
 *                 as descriptor 1
 *   rows=N, columns=N  the terminal's size
 */
