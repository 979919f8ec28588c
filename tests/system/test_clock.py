"""The date, read from the real-time clock and set; the precision of sleeps; load averages."""
import os, re, subprocess, tempfile
from console import Console
from lib import ROOT, boot, build_of, expect

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
OVER_NS = 20_000  # in deterministic mode: of 1 ms


def date(arch):
    with Console(arch, qemu=("-rtc", "base=2031-05-06T07:08:09")) as c:
        c.expect("date -u +%Y-%m-%dT%H", "2031-05-06T07")
        c.expect("date -u -s '2035-01-02 03:04:05' > /dev/null; date -u +%Y-%m-%dT%H:%M", "2035-01-02T03:04")
        c.expect("touch /tmp/x; date -u -r /tmp/x +%Y", "2035")
    return 3


def sleep(arch):
    with tempfile.TemporaryDirectory() as folder:
        program, initrd = f"{folder}/sleep", f"{folder}/initrd"
        subprocess.run([CC[arch], "-static", "-D_GNU_SOURCE", "-O2", "-Wall", "-Werror", "-o", program,
                        ROOT / "tests/system/sleep.c"], check=True)
        env = dict(os.environ, ARCH=arch, O=str(build_of(arch)))
        subprocess.run([ROOT / "scripts" / "run", "--only-initrd", initrd, program], env=env, check=True)
        out = boot(arch, "", initrd=initrd, det=True)
    over = [int(n) for n in re.findall(r": (\d+) ns over", out)]
    expect(len(over) == 2 and max(over) <= OVER_NS, f"more than {OVER_NS} ns over", out)
    return len(over)


def load(arch):
    """The average rises while three processes compute, and falls when they have ended."""
    with Console(arch, cpus=2) as c:
        out, _ = c.run("for i in 1 2 3; do while :; do :; done & done; until grep -qv '^0.0' /proc/loadavg; "
                       "do sleep 1; done; cat /proc/loadavg; kill %1 %2 %3; uptime", seconds=90)
        high = float(re.search(r"^(\S+) \S+ \S+ \d+/\d+ \d+$", out, re.M)[1])
        expect(0.1 <= high <= 3.1, "while three compute", out)
        c.run(f"while ! cut -d ' ' -f 1 /proc/loadavg | awk '{{exit !($1 < {high})}}'; do sleep 1; done", seconds=90)
    return 2


def cases(arch):
    return [("date", lambda: date(arch)), ("sleep", lambda: sleep(arch)), ("load", lambda: load(arch))]
