"""Wrong uses end the kernel with a report: the assertion, CPU, thread, backtrace and thread table."""
import re
from lib import VARIANT, Console, boot, expect

PANIC_STATUS = 101

# wrong=NAME (tests/kernel/wrong_use.c): the expected report, and a function of the backtrace.
WRONGS = {
    "unlock_nonowner": (r"assertion failed: mutex_is_mine\(mutex\) \(kernel/sync/mutex\.c:\d+, unlock_slow\)", "unlock_slow"),
    "unlock_free": (r"assertion failed: mutex_is_mine\(mutex\)", "unlock_slow"),
    "lock_twice": (r"assertion failed: !mutex_is_mine\(mutex\) \(.*, lock_slow", "(mutex_lock|lock_slow)"),
    "exit_with_mutex": (r"assertion failed: self->mutexes_held == 0", "thread_exit"),
    "exit_twice": (r"assertion failed: .*THREAD_EXITING", "thread_exit"),
    "sleep_preemption_off": (r"assertion failed: .*preempt_count == 0", "thread_sleep_until"),
    "sleep_interrupts_off": (r"assertion failed: arch_irqs_enabled\(\)", "thread_sleep_until"),
    "sleep_with_spinlock": (r"assertion failed: .*preempt_count == 0", "sem_down"),
    "sleep_in_interrupt": (r"assertion failed: .*preempt_count == 0", "timer_interrupt"),
    "yield_preemption_off": (r"assertion failed: .*preempt_count == 0", "sched_yield"),
    "preempt_enable_too_often": (r"assertion failed: self->preempt_count > 0", "commit_wrong"),
    "start_twice": (r"thread \d+ \(wrong\): illegal state change|assertion failed: .*run_link", "sched_start"),
    "timer_twice": (r"assertion failed: !rb_is_linked", "timer_start"),
    "free_page_twice": (r"assertion failed: page->use == PAGE_USED", "(page_put|free_page_twice)"),
    "free_object_twice": (r"assertion failed: .*page->objects != object", "slab_free"),
    "smash_canary": (r"kernel stack of thread \d+ \(wrong\) overflowed", "commit_wrong"),
    "overflow_stack": (r"thread \d+ \(wrong\) overflowed its kernel stack", "recurse"),
    "write_to_null": (r"bad memory access \(.*page fault\) writing (0x0|\(nil\)|0+), code", "write_to_null"),
}

if VARIANT.endswith("-debug"):
    WRONGS["lock_against_order"] = (r"lock order: takes \"threads\" \(rank 20\) while holding "
                                    r"\"inner\" \(rank 30\)", "lock_against_order")


def report(arch, name, cpus=1):
    out = boot(arch, f"wrong={name}", image="heddle-test.elf", cpus=cpus, det=cpus == 1,
               status=PANIC_STATUS)
    expect(out.count("*** kernel panic: ") == 1, "one report expected", out)
    expect("nobody noticed" not in out, "it went through", out)
    return out[out.index("*** kernel panic: "):]


def check_complete(out):
    expect(re.search(r"^CPU \d, thread \d+ \(\S+\) of \S+, \d+ us after boot$", out, re.M),
           "CPU and thread missing", out)
    expect(re.search(r"^backtrace:\n(  #\d+ +0x[0-9a-f]+ \S+\+(0x[0-9a-f]+|0)\n)+", out, re.M),
           "backtrace missing", out)
    expect(re.search(r"^ tid name .*\n +0 main +kernel +\d+ ", out, re.M), "thread table missing", out)
    expect(out.endswith("repeats this under GDB\n"), "the report is not complete", out)


def wrong_use(arch, name):
    message, function = WRONGS[name]
    out = report(arch, name)
    expect(re.match(r"\*\*\* kernel panic: (" + message + ")", out), f"other reason than {message}", out)
    check_complete(out)
    if name != "sleep_in_interrupt":
        expect(re.search(r"^CPU 0, thread \d+ \(wrong\) of kernel,", out, re.M), "which thread", out)
    expect(re.search(rf"^  #\d+ .* {function}(\.\S+)?\+", out, re.M), f"{function} not in the backtrace", out)
    if name in ("overflow_stack", "write_to_null"):
        register = "sepc" if arch == "riscv64" else "rip" if arch == "x86_64" else "eip"
        expect(re.search(rf"^  {register} +[0-9a-f]+", out, re.M), "registers missing", out)


def nested(arch):
    out = report(arch, "panic_within_panic")
    expect(out.startswith("*** kernel panic: first\n"), "the first reason", out)
    expect("panic within the panic report: bad memory access" in out, "the second reason", out)


def everywhere(arch, cpus):
    out = report(arch, "panic_everywhere", cpus)
    expect(re.match(r"\*\*\* kernel panic: number \d+\n", out), "the reason", out)
    check_complete(out)


def among_printers(arch, cpus):
    out = report(arch, "panic_among_printers", cpus)
    expect(out.startswith("*** kernel panic: among printers\n"), "the reason", out)
    check_complete(out)
    expect("a line of" not in out, "others still print", out)


def nmi(arch, cmdline, ready, cpus):
    """The QEMU monitor's `nmi` for an idle machine, and for one in user mode."""
    with Console(arch, cmdline, cpus) as console:
        console.wait_for(ready)
        console.send(b"\x01cnmi\n")
        out = console.wait_for(r"repeats this under GDB\n")
        status = console.process.wait(30)
    expect(status == PANIC_STATUS, f"status {status}", out)
    out = out[out.index("*** kernel panic: "):]
    expect(out.startswith("*** kernel panic: NMI, code 0\n"), "the reason", out)
    check_complete(out)
    # Whatever the CPU was doing: an NMI waits for nothing.
    expect(re.search(r"^CPU 0, thread \d+ \(\S+\) of \S+", out, re.M), "which thread", out)
    expect(re.search(r"^  .*\b[re]flags [0-9a-f]+", out, re.M), "registers missing", out)


def nmis(arch):
    for n in (1, 4):
        yield f"nmi-idle-{n}cpu", lambda n=n: nmi(arch, "", r"^Ctrl-T shows the threads", n)
    yield "nmi-user", lambda: nmi(arch, "demo=user-tasks", r"all registers as they were$", 1)


def cases(arch):
    if arch != "riscv64":
        yield from nmis(arch)
    yield from ((name, lambda name=name: wrong_use(arch, name)) for name in WRONGS)
    yield "nested", lambda: nested(arch)
    for n in (1, 4):
        yield f"everywhere-{n}cpu", lambda n=n: everywhere(arch, n)
        yield f"among-printers-{n}cpu", lambda n=n: among_printers(arch, n)
