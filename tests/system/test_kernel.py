"""The kernel's own tests, in QEMU: one CPU in deterministic mode, then two and four."""
import re
from lib import Failed, boot, expect


def kernel_tests(arch, cpus):
    out = boot(arch, "test=all", image="heddle-test.elf", cpus=cpus, det=cpus == 1, timeout=240)
    plan = re.search(r"^1\.\.(\d+)$", out, re.M)
    results = re.findall(r"^(not )?ok \d+ (\S+)", out, re.M)
    expect(plan and int(plan[1]) == len(results) > 0, "the plan was not carried out", out)
    bad = [name for no, name in results if no]
    expect(not bad, f"failed: {bad}", out)
    return len(results)


def cases(arch):
    return [(f"{n}cpu", lambda n=n: kernel_tests(arch, n)) for n in (1, 2, 4)]
