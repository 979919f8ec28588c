/* SPDX-License-Identifier: MIT */
/*
 * The data that the host command `heddle` and the first process of its machine exchange:
 *
 *   - the job, a file in the ramdisk that says what to do (both programs of the guest);
 *   - frames on the serial line, both ways, for the streams of the program (user/run);
 *   - lines of JSON on the serial line, from the machine only (user/explore).
 *
 * Names and limits of the explorer that the kernel knows, too, are in <uapi/explore.h>.
 */
#pragma once
#include <uapi/explore.h>

/* One number for this header and for <uapi/explore.h>: see there. */
#define PROTOCOL_VERSION EXPLORE_VERSION

/* The error message if the other side's version differs; both arguments are unsigned long long. */
#define PROTOCOL_MISMATCH                                              \
	"the command's protocol has version %llu, the machine's %llu:" \
	" install both from the same build"

/* --- The job --- */

/*
 * The program's arguments, from argv[0] on, each ended by a zero byte. A separate file, because
 * scripts/make-initrd writes it for user/init.c as well.
 */
#define JOB_ARGUMENTS_PATH "/etc/run"

/*
 * Settings, each `key=value` and ended by a zero byte. The first is JOB_VERSION. An empty word is
 * ignored; an unknown key is an error. Numbers are decimal, addresses hexadecimal.
 */
#define JOB_PATH "/etc/job"

#define JOB_VERSION "version=" /* PROTOCOL_VERSION */
#define JOB_PROGRAM "program=" /* the path to execute */
#define JOB_FOLDER  "folder="  /* where it starts */
#define JOB_ENV     "env="     /* NAME=VALUE, one variable; may be repeated */

/* Limits. The command checks them; the machine reserves as much memory. */
#define JOB_SIZE_MAX       (1u << 20) /* bytes of a job, with a zero byte at its end */
#define JOB_ARGUMENTS_SIZE (1u << 18) /* bytes of the arguments, likewise */
#define JOB_WORDS_MAX      8192       /* arguments, and variables */
#define JOB_LIBRARIES_MAX  64         /* of JOB_LIBRARY */

/* The error message of a limit: what exceeds it (a string), the limit (unsigned), its unit. */
#define LIMIT_EXCEEDED "%s is too long: at most %u %s are possible"

/* Of user/run only. */
#define JOB_STREAMS "streams=" /* one of the letters below for each of descriptors 0, 1 and 2 */
#define JOB_ROWS    "rows="    /* the terminal's size */
#define JOB_COLUMNS "columns="

#define STREAM_PIPE     'p'
#define STREAM_TERMINAL 't'
#define STREAM_SAME     's' /* the same as descriptor 1 */

/* Of user/explore only. */
#define JOB_MODE       "mode="       /* one of the words below; "explore" by default */
#define JOB_SEEDS      "seeds="      /* FIRST..LAST; 1..1 by default */
#define JOB_SHARE      "share="      /* I/N: only the seeds of share I of N (user/cells.h) */
#define JOB_STOP_FIRST "stop-first=" /* 1: stop after the first failure */
#define JOB_BRIEF      "brief="      /* 1: of schedules that are ok, report only sums */
#define JOB_POLICY     "policy="     /* one of <uapi/explore.h>, "slice" and "pct" with `:N` */
#define JOB_EVENTS     "events="     /* one of EXPLORE_EVENTS_NAMES, or "mix" */
#define JOB_MEMORY     "memory="     /* one of EXPLORE_MEMORY_NAMES, or "mix" */
#define JOB_BUDGET     "budget="     /* user instructions of one schedule */
#define JOB_LATE       "late="       /* how far deadlines may pass early in one schedule, in ms */
#define JOB_PROCESSORS "processors=" /* that the program sees; PROCESSORS_DEFAULT by default */
#define JOB_FAULTS     "faults="     /* of EXPLORE_FAULTS_NAMES, a comma between two; or empty */
#define JOB_PART       "part="       /* K/N: with the policy all, part K of N */
#define JOB_CHOICE     "choice="     /* a struct explore_choice, as below; repeated */

/*
 * A choice is "VALUE FROM OWN", or with ORDER behind it if that is not 0, with the number of a
 * thread as VALUE, if its kind is a switch; of another kind it is "KIND VALUE FROM OWN ORDER", with
 * one of EXPLORE_CHOICE_NAMES as KIND. In files of choices, each line has the word "choice" and a
 * space before that.
 */

/*
 * The code that is the program's own, by addresses in its file: JOB_BASE is the lowest address of
 * the file, JOB_APP a range of own code. Calls of the functions at JOB_CALL are events. A JOB_CALL
 * after a JOB_LIBRARY has addresses in that library's file.
 */
#define JOB_BASE    "base="    /* ADDRESS */
#define JOB_APP     "app="     /* START END; repeated, as are the next two */
#define JOB_LIBRARY "library=" /* BASE PATH, as the guest sees the path */
#define JOB_CALL    "call="    /* START END KIND GROUP, or with RESULT; as in struct explore_call */

#define MODE_EXPLORE "explore" /* results; a deadlock or livelock is run again for its detail */
#define MODE_REPLAY  "replay"  /* all that happened, then the result */
#define MODE_SHRINK  "shrink"  /* as replay; then the same for the fewest choices that fail */

#define POLICY_DEFAULT     EXPLORE_POLICY_MIX
#define STORES_DEFAULT     "sc"
#define BUDGET_DEFAULT     200000000
#define LATE_DEFAULT       100
#define LATE_MAX           UINT32_MAX
#define FAULTS_DEFAULT     "spurious"
#define PROCESSORS_DEFAULT 4
#define START_FACTOR       20 /* times the budget, up to the program's first thread */

/* --- Lines from user/explore --- */

/*
 * Each line is a JSON object with "type". Its other members are, in any order (a `?` marks those
 * that may be missing; tests/system/test_explore.py checks every line against this table):
 *
 *   hello   version
 *   map     start end offset path
 *   ready   steps
 *   unwatched unmovable no_room missed_steps lost late_pages places
 *   thread  step thread parent? name?
 *   switch  step event from to pc stack? why word?
 *   wait    step thread word
 *   wake    step thread by
 *   late    step event thread? ns pc? stack?
 *   output  seed step fd text
 *   choice  event kind value from own order? pc? stack? word? late?
 *   result  seed verdict hash behaviour? steps events switches threads policy? left? cut? place?
 *           detail?
 *   passed  seed count verdict hash hashes behaviours
 *   shrink  tries choices unfinished?
 *   error   text errno
 *   done    schedules instructions
 *
 * "hello" is the first line; "done" or "error" is the last. "schedules" is the number of results:
 * the program shares the console with user/explore, and its output may damage a line. "ready" means
 * that the program makes a second thread or process; otherwise there is one result, whatever the
 * seeds. "pc" is where a thread was interrupted, and "stack" the words on its stack that may be
 * return addresses, innermost first. The "kind" of a choice is one of EXPLORE_CHOICE_NAMES; the
 * "value" of a switch is the thread that was chosen; no "order" means 0. In "switch", "why" is one
 * of EXPLORE_WHY_NAMES, and "word" what the event is about. "late" means that the clock jumps by
 * "ns", to the deadline of "thread", which waits at "pc" and is chosen, or to a timer; "late" of a
 * choice is an object with the same ns, pc and stack. Addresses are strings in hexadecimal with 0x;
 * "hash" has 16 hexadecimal digits; other numbers are numbers. In every string, a byte is the
 * character with the byte's value.
 *
 * "behaviour", of 16 hexadecimal digits, is the same in two schedules whose conflicting events have
 * the same order.
 *
 * "policy" has the policy, the events and the memory of the seed ("pct:3 app sc"), if the seed
 * selects some of them.
 *
 * With the policy all, "left" is the number of subtrees of schedules that have not been entered, at
 * least; "cut": some schedules are left out, as one was too long.
 *
 * "unwatched" says what the runs before the first seed could not watch, if that is anything. The
 * numbers are those of struct explore_result; "places" has the first addresses of instructions that
 * are no events.
 *
 * "place" is the same number in two failures at the same place: of a signal, an address in the
 * program's own code; of a deadlock, made of the words that the threads wait for.
 *
 * "passed" stands for the results of "count" schedules that are ok, of the seeds from "seed" on,
 * which are all in one cell (user/cells.h): "hash" is the first one's, "hashes" the sum of all
 * explore_hash(), and "behaviours" has 16 digits for each, as "behaviour"; 0 stands for none. The
 * line appears only if the job says JOB_BRIEF.
 *
 * "shrink" is the progress of MODE_SHRINK: runs, and choices that are left. "unfinished":
 * it was stopped, and fewer choices may be enough.
 *
 * "detail" of a result depends on the verdict: of a deadlock, "waiting", a list of
 *   thread pc stack? word? holder?
 * of a livelock, "hot", the places where the program was found, most often first, a list of
 *   pc thread count
 * of a signal, if a fault was its cause,
 *   address pc thread
 * and of what is unsupported,
 *   what
 */
#define LINE_HELLO     "hello"
#define LINE_MAP       "map"
#define LINE_READY     "ready"
#define LINE_UNWATCHED "unwatched"
#define LINE_THREAD    "thread"
#define LINE_SWITCH    "switch"
#define LINE_WAIT      "wait"
#define LINE_WAKE      "wake"
#define LINE_LATE      "late"
#define LINE_OUTPUT    "output"
#define LINE_CHOICE    "choice"
#define LINE_RESULT    "result"
#define LINE_PASSED    "passed"
#define LINE_SHRINK    "shrink"
#define LINE_ERROR     "error"
#define LINE_DONE      "done"

#define VERDICT_OK          "ok"
#define VERDICT_EXIT        "exit:"   /* and the status, not 0 */
#define VERDICT_SIGNAL      "signal:" /* and the signal's number */
#define VERDICT_DEADLOCK    "deadlock"
#define VERDICT_LIVELOCK    "livelock?" /* perhaps one: the budget was exceeded */
#define VERDICT_UNSUPPORTED "unsupported"

/* --- Frames of user/run --- */

/*
 * The serial line is raw. Each way it carries frames: CHANNEL_START, a kind, the payload's size (16
 * bits, little endian), the payload. The machine also writes text outside frames, without zero
 * bytes: the kernel's, or a message that no frame can carry.
 *
 * The line's receiver holds a few kilobytes and loses what exceeds them. So the host sends no more
 * CHANNEL_IN frames (their headers count) than it has credit for; the other frames are small and
 * few. In the other direction no credit is needed, because a full line makes the writer wait.
 */
#define CHANNEL_START   0
#define CHANNEL_HEADER  4
#define CHANNEL_PAYLOAD 4096 /* the largest */
#define CHANNEL_WINDOW  3072 /* the credit at the start, in bytes */

/* From the machine. */
#define CHANNEL_OUT    'o' /* the program's standard output */
#define CHANNEL_ERR    'e' /* its standard error */
#define CHANNEL_TTY    't' /* output of its terminal */
#define CHANNEL_CREDIT 'c' /* 16 bits: that many bytes more of CHANNEL_IN, headers and payloads */
#define CHANNEL_ERROR  '!' /* 16 bits: an errno, or 0; then text: the program cannot be run */
#define CHANNEL_EXIT   'x' /* 16 bits: the status of wait(2); the last frame */

/* To the machine. */
#define CHANNEL_IN    'i' /* standard input, or keys typed at the terminal */
#define CHANNEL_EOF   'f' /* the end of standard input */
#define CHANNEL_SIZE  's' /* twice 16 bits: rows and columns of the terminal */
#define CHANNEL_CLOSE 'q' /* 8 bits: nobody reads CHANNEL_OUT or CHANNEL_ERR any more */
