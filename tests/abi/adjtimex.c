/* SPDX-License-Identifier: MIT */
/*
 * adjtimex() reports the state of the clock and rejects adjustments that are not supported.
 */
#include <abi.h>
#include <sys/timex.h>

int main(void)
{
	struct timex tx = {.modes = 0};
	struct timespec now;
	int state = adjtimex(&tx);

	YES(state >= 0 && state <= TIME_ERROR);
	clock_gettime(CLOCK_REALTIME, &now);
	YES(tx.time.tv_sec == now.tv_sec || tx.time.tv_sec == now.tv_sec - 1);
	YES(tx.tick >= 9000 && tx.tick <= 11000);
	YES(tx.maxerror >= 0 && tx.esterror >= 0);
	out("precision %ld, tolerance %ld", tx.precision, tx.tolerance);
	tx.modes = ADJ_OFFSET_SS_READ;
	YES(adjtimex(&tx) >= 0);
	tx.modes = 0;
	YES(clock_adjtime(CLOCK_REALTIME, &tx) >= 0);
	SHOW(clock_adjtime(CLOCK_MONOTONIC, &tx));
	SHOW(clock_adjtime(CLOCK_PROCESS_CPUTIME_ID, &tx));
	SHOW(clock_adjtime(1234, &tx));
	SHOW(syscall(SYS_adjtimex, NOWHERE));
	SHOW(syscall(SYS_clock_adjtime, CLOCK_REALTIME, NULL));
	return 0;
}
