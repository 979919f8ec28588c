"""The kernel's own tests, in QEMU: one CPU in deterministic mode under each policy, and more CPUs."""
import re
from lib import boot, expect

# The expected reports of the faults that the tests commit.
REPORTS = [
    r"^fault: thread \d+ \(illegal\) of kernel: illegal instruction \(.*\) at pc 0x",
    r"^  #0 +0x[0-9a-f]+ arch_test_illegal_instruction\+",
    r"^fault: thread \d+ \(illegal\) ends, the rest goes on$",
    r"^fault: thread \d+ \(fault-null\) of fault-null: bad memory access \(.*\) at pc 0x[0-9a-f]+, reading (0x0|\(nil\)|0+),",
    r"^fault: thread \d+ \(fault-text\) of fault-text: bad memory access \(.*\) at pc 0x[0-9a-f]+, writing ",
    r"^fault: thread \d+ \(fault-execute\) of fault-execute: bad memory access \(.*\) at pc 0x[0-9a-f]+, executing ",
    r"^fault: thread \d+ \(fault-illegal\) of fault-illegal: illegal instruction ",
    r"^fault: process \d+ \(trespass-other\) ends with signal 11$",
]
REPORTS_X86 = [
    r"^fault: thread \d+ \(fault-divide\) of fault-divide: divide error \(#DE divide error\)",
    r"^fault: thread \d+ \(fault-privilege\) of fault-privilege: protection fault \(#GP general protection\)",
]
REPORTS_RISCV = [
    r"^fault: thread \d+ \(fault-privilege\) of fault-privilege: illegal instruction ",
]


def kernel_tests(arch, cpus, policy="rr", tests="all"):
    out = boot(arch, f"test={tests} sched={policy}", image="heddle-test.elf", cpus=cpus,
               det=cpus == 1, timeout=240)
    plan = re.search(r"^1\.\.(\d+)$", out, re.M)
    results = re.findall(r"^(not )?ok \d+ (\S+) # (SKIP)?", out, re.M)
    expect(plan and int(plan[1]) == len(results) > 0, "the plan was not carried out", out)
    bad = [name for no, name, skip in results if no]
    expect(not bad, f"failed: {bad}", out)
    expect(f"sched={policy}\n" in out, "the policy is another one", out)
    if tests == "all":
        for pattern in REPORTS + (REPORTS_RISCV if arch == "riscv64" else REPORTS_X86):
            # With more CPUs a report may start in the middle of a program's line.
            expect(re.search(pattern if cpus == 1 else pattern[1:], out, re.M), f"no report: {pattern}", out)
    skipped = {name for no, name, skip in results if skip}
    if cpus == 1:
        # Only tests of other policies and of several CPUs may be skipped.
        for name in skipped:
            expect(re.match(rf"sched_(?!{policy}_)|smp_", name), f"skipped: {name}", out)
    return len(results) - len(skipped)


def cases(arch):
    return [(f"{n}cpu", lambda n=n: kernel_tests(arch, n)) for n in (1, 2, 4)] + [
        ("prio", lambda: kernel_tests(arch, 1, "prio")),
        ("ticks", lambda: kernel_tests(arch, 1, "ticks")),
        ("linux", lambda: kernel_tests(arch, 1, "linux")),
        ("linux-2cpu", lambda: kernel_tests(arch, 2, "linux")),
        ("linux-4cpu", lambda: kernel_tests(arch, 4, "linux", "s")),
        ("linux-8cpu", lambda: kernel_tests(arch, 8, "linux", "s")),
        ("prio-2cpu", lambda: kernel_tests(arch, 2, "prio", "s")),
    ]
