"""The debug console: Ctrl-T on the serial line prints the live thread table."""
import re
from lib import Console, expect

CTRL_T = b"\x14"
ROW = re.compile(r"^ *(\d+) (\S+) +(\S+) +(\d+) (\S+) +(-?\d+) +(\d+) +(\d+\.\d+) +(\d+)  (.*)$", re.M)


def table(console, last="console"):
    """Print one table, up to thread `last`: name -> (process, state, cpu, priority, milliseconds, switches, wait)."""
    console.send(CTRL_T)
    console.wait_for(r"^ tid name +process +from state +cpu prio +cpu time ms switches +waits for$")
    console.wait_for(r"^ +0 main ", 10)
    text = " 0 main " + console.wait_for(rf"^ *\d+ {last} .*\n", 10)
    return {row[1]: (row[2], row[4], int(row[5]), int(row[6]), float(row[7]), int(row[8]), row[9])
            for row in ROW.findall(text)}


def at_the_menu(arch, cpus):
    with Console(arch, "", cpus) as console:
        out = console.wait_for(r"^Ctrl-T shows the threads")
        expect("priority-ticks" in out, "the menu lacks a demo", out)
        first = table(console)
        for _ in range(100):  # main may not be asleep yet
            if first["main"][1] == "sleeping":
                break
            first = table(console)
        second = table(console)
    idle = [name for name in first if name.startswith("idle/")]
    expect(len(idle) == cpus, f"idle threads: {idle}", str(first))
    process, state, cpu, priority, ms, switches, waits = first["main"]
    expect((process, state, priority) == ("kernel", "sleeping", 31), "main", str(first))
    expect(waits.startswith("sleep ("), "what main waits for", str(first))
    expect(first["console"][1] == second["console"][1] == "running", "the console prints", str(first))
    expect(second["console"][4] > first["console"][4], "CPU time is not counted", str(second))


def while_others_spin(arch):
    """While two threads spin, the table is still printed, and shows that their CPU time grows."""
    with Console(arch, "demo=two-threads turns=100000000") as console:
        console.wait_for(r"^-- 2 --$")
        first = table(console, "second")
        console.wait_for(r"^-- 2 --$")
        second = table(console, "second")
    for name in ("first", "second"):
        expect(first[name][1] in ("ready", "running"), f"{name} is not ready", str(first))
        expect(second[name][4] > first[name][4], f"{name}'s CPU time does not grow", str(second))
    expect(first["main"][1] == "blocked" and first["main"][6] == "join", "main joins", str(first))


def unknown_demo(arch):
    with Console(arch, "demo=no-such-demo sched=no-such-policy") as console:
        out = console.wait_for(r"^Ctrl-T shows the threads")
    expect('command line: no demo "no-such-demo"' in out, "the demo's name", out)
    expect('command line: no scheduling policy "no-such-policy" (rr, ticks, prio, linux); using rr' in out,
           "the policy's name", out)


def cases(arch):
    yield from ((f"menu-{n}cpu", lambda n=n: at_the_menu(arch, n)) for n in (1, 2, 4))
    yield "while-others-spin", lambda: while_others_spin(arch)
    yield "unknown-demo", lambda: unknown_demo(arch)
