"""The output of the demos of the five sources."""
import re
from lib import boot, expect

# Interrupts on and the mode of a crafted frame, as its dump shows them.
PRIVILEGE = {
    "x86_64": r"rflags 0*202  cs 08  ss 10",
    "i386": r"eflags 0*202  cs 08",
    "riscv64": r"\(SPP supervisor, SPIE 1, SIE 0\)",
}


def two_threads(out, arch, cpus):
    turns = re.findall(r"^-- (\d) --$", out, re.M)
    expect(len(turns) == 16, "16 turns expected", out)
    if cpus == 1:
        expect(turns == ["1", "2"] * 8, f"turns do not alternate: {turns}", out)
    expect(turns.count("1") == 8, "both threads take 8 turns", out)
    expect("exit values add up to 3" in out, "exit values", out)


def user_tasks(out, arch, cpus):
    """Both spinning processes kept their registers and their page; the other two were killed."""
    turns = re.findall(r"^process (\d+): turn (\d+), data at 600000, all registers as they were$", out, re.M)
    pids = sorted({pid for pid, _ in turns})
    # On many CPUs their progress in the demo's time depends on the host.
    expect(len(pids) == 2 or cpus > 1, f"two processes expected, not {pids}", out)
    expect("registers changed" not in out, "registers changed", out)
    for pid in pids:
        numbers = [int(turn) for of, turn in turns if of == pid]
        expect(numbers == list(range(1, len(numbers) + 1)), f"turns of process {pid}: {numbers}", out)
        expect(len(numbers) >= 5 or cpus > 1, f"only {numbers} of process {pid}", out)
    if cpus == 1:
        changes = sum(a[0] != b[0] for a, b in zip(turns, turns[1:]))
        expect(changes >= 6, f"the processes changed only {changes} times", out)
    for name, access, address in (("trespass-kernel", "reading", r"0xf+0+"),
                                  ("trespass-other", "writing", "0x600000")):
        expect(f"/bin/{name}: write from " in out, f"{name} did not try", out)
        expect(re.search(rf"^/bin/{name}: write from .*: -14$", out, re.M), "-EFAULT", out)
        expect(re.search(rf"^fault: thread \d+ \({name}\) of {name}: bad memory access \(.*\) at pc "
                         rf"0x[0-9a-f]+, {access} {address}, code", out, re.M), f"{name}'s fault", out)
        expect(re.search(rf"^process \d+ \(/bin/{name}\) ended with status 0xb$", out, re.M), "status", out)
    expect(len(re.findall(r"^process \d+ \(/bin/spin\) ended with status 0x9$", out, re.M)) == 2,
           "the good ones go on to the end", out)
    expect("worked" not in out, "a forbidden access worked", out)


def thread_args(out, arch, cpus):
    expect(re.search(PRIVILEGE[arch], out), "privilege and interrupt bits", out)
    expect("it returns to kernel mode, interrupts on\n" in out, "mode", out)
    expect(re.search(r"^thread \d+: arguments 0x11 0x22 0x33, on its own stack: yes, interrupts on: yes$",
                     out, re.M), "arguments", out)
    expect("its exit value: 0x66\n" in out, "exit value", out)


def lifecycle(out, arch, cpus):
    rounds = out.split("--- again, counting pages ---\n")
    expect(len(rounds) == 2, "two rounds expected", out)
    for text in rounds:
        # With several CPUs, such a line can begin in the middle of a row of the thread table.
        awake = re.findall(r"  sleeper-(\d+) awake after (\d+) ms \(asked for (\d+)\)$", text, re.M)
        expect(all(name == asked and int(slept) >= int(asked) for name, slept, asked in awake),
               f"sleepers: {awake}", out)
        names = [name for name, _, _ in awake]
        expect(sorted(names) == ["10", "20", "50"], f"sleepers: {awake}", out)
        if cpus == 1:
            expect(names == ["10", "20", "50"], f"order of sleepers: {awake}", out)
            expect(all(slept == asked for _, slept, asked in awake), f"late: {awake}", out)
            for row in (r" *\d+ sleeper-50 +sleepers +0 sleeping +0 +16 .* sleep \(\d+ us left\)",
                        r" *\d+ returner +kernel +0 dead ", r" *\d+ exiter +kernel +0 dead ",
                        r" *\d+ waiter +workers +0 blocked .* never$",
                        r" *\d+ victim +workers +0 sleeping "):
                expect(re.search("^" + row, text, re.M), f"no row {row}", out)
        joined = dict(re.findall(r"^  (\S+) joined, exit value (-?\d+)$", text, re.M))
        expect(joined == {"returner": "7", "exiter": "8", "sleeper-10": "10", "sleeper-20": "20",
                          "sleeper-50": "50", "waiter": "-1", "victim": "-1"}, f"joined: {joined}", out)
        expect("both processes ended with their last thread\n" in text, "processes", out)
    last = rounds[1].rindex(" tid name")
    names = set(re.findall(r"^ *\d+ (\S+) +kernel ", rounds[1][last:], re.M))
    expect(names == {"main", "console", *(f"idle/{i}" for i in range(cpus))}, f"left over: {names}", out)
    pages = re.search(r"^pages free before (\d+), after (\d+): every page is back$", out, re.M)
    expect(pages and pages[1] == pages[2], "pages", out)


def priority_ticks(out, arch, cpus):
    """Shares of 31 : 31 : 8 within 5 %, and three threads that are ended after a fault."""
    found = re.search(r"^CPU time in ms: main (\d+), argA (\d+), argB (\d+) \(quanta 31, 31, 8\)$", out, re.M)
    expect(found, "no shares", out)
    total = sum(map(int, found.groups()))
    for ms, quantum in zip(found.groups(), (31, 31, 8)):
        share = int(ms) / total * 70 / quantum
        expect(0.95 <= share <= 1.05, f"{ms} ms are {share:.2f} of what quantum {quantum} gives", out)
    expect(re.search(r"^CPU 0: \d+ interrupts, running main, \d ready:.* argA argB$", out, re.M), "ready list", out)
    for name, priority in (("main", 31), ("argA", 31), ("argB", 8)):
        expect(re.search(rf"^ *\d+ {name} +kernel +0 (running|ready|dead) +0 +{priority} ", out, re.M),
               f"{name} is not in the list of all", out)
    kind = "load access fault" if arch == "riscv64" else "#GP general protection"
    for report in (r"^stack canary of thread \d+ \(smash-canary\) smashed: 0xdead instead of 0x",
                   r"^fault: thread \d+ \(overflow-stack\) of kernel: kernel stack overflow \(",
                   rf"^fault: thread \d+ \(protection\) of kernel: protection fault \({kind}\) at pc 0x",
                   r"^  #0 +0x[0-9a-f]+ arch_protection_fault\+"):
        expect(re.search(report, out, re.M), f"no report {report}", out)
    for name in ("smash-canary", "overflow-stack", "protection"):
        expect(f"{name}: the thread was ended, the rest goes on\n" in out, f"{name} was not ended", out)
    expect("SURVIVED" not in out, "somebody survived", out)


DEMOS = {
    "lifecycle": lifecycle,
    "priority-ticks": priority_ticks,
    "thread-args": thread_args,
    "two-threads": two_threads,
    "user-tasks": user_tasks,
}


def demo(arch, name, cpus):
    out = boot(arch, f"demo={name}", cpus=cpus, det=cpus == 1)
    DEMOS[name](out, arch, cpus)
    expect(out.endswith(f"=== demo {name}: done\n"), "the demo did not end", out)


def all_demos(arch):
    """All demos in one boot, with the policy that priority-ticks needs and that suits the others too."""
    out = boot(arch, "demo=all sched=ticks", det=True)
    parts = re.findall(r"^=== demo (\S+): [^\n]*\n(.*?)^=== demo \1: done$", out, re.M | re.S)
    expect([name for name, _ in parts] == list(DEMOS), f"demos: {[name for name, _ in parts]}", out)
    for name, text in parts:
        DEMOS[name](text, arch, 1)


def cases(arch):
    yield "all", lambda: all_demos(arch)
    for name in DEMOS:
        for n in (1, 2, 4) if name != "priority-ticks" else ():
            yield f"{name}-{n}cpu", lambda name=name, n=n: demo(arch, name, n)
