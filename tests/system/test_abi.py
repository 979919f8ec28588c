"""The programs of tests/abi: the output of each on Heddle equals its output on Linux."""
import re, sys
from lib import ROOT, Failed

sys.path.insert(0, str(ROOT / "tests" / "abi"))
import harness


def programs(arch, cpus, wanted=None, words=""):
    wanted = wanted or [name for name in harness.names() if name not in harness.listed("pending", arch)]
    result = harness.compare(arch, wanted, cpus, words) if wanted else {}
    wrong = [f"{name}:\n{text}" for name, text in result.items() if text]
    if wrong:
        raise Failed(f"{len(wrong)} of {len(wanted)} programs differ from Linux "
                     f"(tests/abi/run --arch {arch} NAME repeats one)\n" + "\n".join(wrong[:10]))
    return len(wanted)


def without_vdso(arch):
    """With vdso=off, programs read the clocks by system call, and signal handlers return."""
    harness.build(arch)
    output = harness.on_heddle(arch, ["vdso"], words="vdso=off")["vdso"]
    if "== 0: no\nexit 1" not in output:
        raise Failed("vdso=off does not hide it:\n" + output)
    return 1 + programs(arch, 1, ["auxv", "clock_read", "signal_handler", "signal_longjmp", "vdso_threads"],
                        "vdso=off")


def without_aslr(arch):
    """Every program starts at the same addresses."""
    harness.build(arch)
    output = harness.on_heddle(arch, ["aslr"], words="aslr=off")["aslr"]
    differ = re.findall(r"^random: (.*) differ$", output, re.M)
    if differ != ["random bytes"]:
        raise Failed(f"with aslr=off still differ: {differ}\n{output}")
    return 1


def cases(arch):
    return [(f"{n}cpu", lambda n=n: programs(arch, n)) for n in (1, 4)] + [
        ("vdso-off", lambda: without_vdso(arch)), ("aslr-off", lambda: without_aslr(arch))]
