"""`make debug`'s commands, in GDB's batch mode, on a machine with blocked and sleeping threads."""
import os, re, subprocess
from lib import ROOT, build_of, expect

COMMANDS = ["tbreak threads_print", "continue", "thread-bt 1", "break thread_kill", "continue ", "threads", "runqueue", "timers", "thread-bt 2",
            "thread-bt 9", "thread-bt 0", "thread-bt 6"]


def gdb(arch):
    """First in the middle of the lifecycle demo, then when only its waiter and victim are left."""
    build = build_of(arch)
    image = build / "heddle-gdb.elf"  # its own name: the log's name follows from it
    image.unlink(missing_ok=True)
    image.symlink_to("heddle.elf")
    env = dict(os.environ, ARCH=arch, CMDLINE="demo=lifecycle", CPUS="1", MEM="128M",
               INITRD=str(build / "initrd.cpio"))
    env.pop("MACHINE", None)
    arguments = [str(ROOT / "scripts" / "debug"), "--timeout", "90"]
    if arch != "riscv64":  # there QEMU 7.2 loses breakpoints when it counts instructions
        arguments.append("--det")
    arguments += [str(image), "-batch"]
    for command in COMMANDS:
        arguments += ["-ex", f"echo === {command}\\n", "-ex", command]
    result = subprocess.run(["timeout", "100", *arguments], env=env, stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=120)
    out = result.stdout + result.stderr
    part = dict(re.findall(r"^=== (.*)\n((?:(?!===).*\n)*)", out, re.M))
    expect("Breakpoint" in part.get("continue ", ""), "the breakpoint was not reached", out)

    def check(command, pattern):
        expect(re.search(pattern, part[command], re.M), f"{command}: no {pattern}", out)

    check("threads", r"^ +0 main +running +31 +0 +\d+ +- +0 kernel$")
    check("threads", r"^ +2 console +blocked +31 +0 +\d+ +debug console +0 kernel$")
    check("threads", r"^ +8 waiter +blocked +16 +0 +\d+ +never +2 workers$")
    check("threads", r"^ +9 victim +sleeping +16 +0 +\d+ +sleep +2 workers$")
    check("runqueue", r"^CPU 0: policy rr, running main \(0\), 0 ready$")
    check("timers", r"^CPU 0: armed for 6\d{7} us\n +6\d{7} us wait_timer_fire$")
    check("thread-bt 2", r"(?s)thread 2 \(console\), blocked.* wait_block_here "
                         r".*sem_down .*console_thread .* thread_start ")
    check("thread-bt 9", r"(?s)thread 9 \(victim\), sleeping.*thread_sleep_until "
                         r".* sleeps \(\) at kernel/demo/lifecycle.c.* thread_start ")
    check("thread-bt 1", r"(?s)thread 1 \(idle/0\), ready.* sched_idle_loop ")
    check("thread-bt 0", r"(?s)thread 0 \(main\), running\n#0 .* thread_kill .*lifecycle "
                         r".* kernel_main ")
    check("thread-bt 6", "no thread 6")
    return len(COMMANDS)


def cases(arch):
    return [("commands", lambda: gdb(arch))]
