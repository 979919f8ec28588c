"""The programs of tests/abi: each prints on Heddle what it prints on Linux."""
import sys
from lib import ROOT, Failed

sys.path.insert(0, str(ROOT / "tests" / "abi"))
import harness


def programs(arch, cpus):
    wanted = [name for name in harness.names() if name not in harness.listed("pending", arch)]
    result = harness.compare(arch, wanted, cpus) if wanted else {}
    wrong = [f"{name}:\n{text}" for name, text in result.items() if text]
    if wrong:
        raise Failed(f"{len(wrong)} of {len(wanted)} programs differ from Linux "
                     f"(tests/abi/run --arch {arch} NAME repeats one)\n" + "\n".join(wrong[:10]))
    return len(wanted)


def cases(arch):
    return [(f"{n}cpu", lambda n=n: programs(arch, n)) for n in (1, 4)]
