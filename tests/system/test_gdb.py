"""`make debug`'s commands, in GDB's batch mode, on a machine with blocked and sleeping threads."""
import os, re, subprocess
from lib import ROOT, build_of, expect

LIFECYCLE = ["break thread_kill", "continue", "threads", "runqueue", "timers", "thread-bt 3",
             "thread-bt 10", "thread-bt 0", "thread-bt 6"]
TWO_THREADS = ["break second", "continue", "thread-bt 4", "thread-bt 5"]


def session(arch, demo, commands):
    """The output of each command, and the whole output."""
    build = build_of(arch)
    image = build / f"heddle-gdb-{demo}.elf"  # a name of its own, from which the log's name derives
    image.unlink(missing_ok=True)
    image.symlink_to("heddle.elf")
    env = dict(os.environ, ARCH=arch, CMDLINE=f"demo={demo}", CPUS="1", MEM="128M",
               INITRD=str(build / "initrd.cpio"))
    env.pop("MACHINE", None)
    arguments = [str(ROOT / "scripts" / "debug"), "--timeout", "90"]
    if arch != "riscv64":  # QEMU 7.2 loses breakpoints there when it counts instructions
        arguments.append("--det")
    arguments += [str(image), "-batch"]
    for command in commands:
        arguments += ["-ex", f"echo === {command}\\n", "-ex", command]
    result = subprocess.run(["timeout", "100", *arguments], env=env, stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=120)
    out = result.stdout + result.stderr
    part = dict(re.findall(r"^=== (.*)\n((?:(?!===).*\n)*)", out, re.M))
    expect("Breakpoint" in part.get("continue", ""), "the breakpoint was not reached", out)
    return part, out


def check_all(part, out, patterns):
    for command, pattern in patterns:
        expect(re.search(pattern, part[command], re.M), f"{command}: no {pattern}", out)
    return len(patterns)


def lifecycle(arch):
    """At the end of the demo, with one thread blocked, one sleeping, one running, and the others gone."""
    return check_all(*session(arch, "lifecycle", LIFECYCLE), [
        ("threads", r"^ +0 main +running +31 +0 +\d+ +- +0 kernel$"),
        ("threads", r"^ +3 console +blocked +31 +0 +\d+ +debug console +0 kernel$"),
        ("threads", r"^ +9 waiter +blocked +16 +0 +\d+ +never +5 workers$"),
        ("threads", r"^ +10 victim +sleeping +16 +0 +\d+ +sleep +5 workers$"),
        ("runqueue", r"^CPU 0: policy rr, running main \(0\), 0 ready$"),
        ("timers", r"^CPU 0: armed for 6\d{7} us\n +6\d{7} us wait_timer_fire$"),
        ("thread-bt 3", r"(?s)thread 3 \(console\), blocked.* sem_down.*console_thread .* thread_start "),
        ("thread-bt 10", r"(?s)thread 10 \(victim\), sleeping.*thread_sleep_until "
                        r".* sleeps \(\) at kernel/demo/lifecycle.c.* thread_start "),
        ("thread-bt 0", r"(?s)thread 0 \(main\), running\n#0 .* thread_kill .*lifecycle "
                        r".* kernel_main "),
        ("thread-bt 6", "no thread 6"),
    ])


def preempted(arch):
    """The backtrace of a preempted thread continues through the trapframe."""
    return check_all(*session(arch, "two-threads", TWO_THREADS), [
        ("thread-bt 4", r"(?s)thread 4 \(first\), ready.* interrupted here .* arch_cpu_idle "
                        r".* first .* thread_start "),
        ("thread-bt 5", r"(?s)thread 5 \(second\), running\n#0 .* second \(\) at "),
    ])


def cases(arch):
    return [("lifecycle", lambda: lifecycle(arch)), ("preempted", lambda: preempted(arch))]
