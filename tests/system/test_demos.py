"""The demos of the five sources: their real output."""
import re
from lib import boot, expect


def two_threads(arch, cpus):
    out = boot(arch, "demo=two-threads", cpus=cpus, det=cpus == 1)
    turns = re.findall(r"^-- (\d) --$", out, re.M)
    expect(len(turns) == 16, "16 turns expected", out)
    if cpus == 1:
        expect(turns == ["1", "2"] * 8, f"turns do not alternate: {turns}", out)
    expect(turns.count("1") == 8, "both threads take 8 turns", out)
    expect("exit values add up to 3" in out, "exit values", out)


def cases(arch):
    return [(f"two-threads-{n}cpu", lambda n=n: two_threads(arch, n)) for n in (1, 2, 4)]
