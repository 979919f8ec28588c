"""The programs of user/demos print the same in Heddle's shell as on Linux."""
import subprocess, tempfile
from console import Console
from lib import ROOT, Failed

NAMES = sorted(path.stem for path in (ROOT / "user" / "demos").glob("*.c"))


def on_linux(name):
    """The output with this machine's compiler and kernel, which is the same on all architectures."""
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/{name}"
        subprocess.run(["gcc", "-std=gnu11", "-O2", "-pthread", "-o", program, ROOT / f"user/demos/{name}.c"],
                       check=True)
        return subprocess.run([program], capture_output=True, text=True, check=True, timeout=60).stdout


def demos(arch, cpus):
    with Console(arch, cpus, words="quiet") as c:
        for name in NAMES:
            c.expect(name, on_linux(name), seconds=60)
    return len(NAMES)


def cases(arch):
    return [(f"{n}cpu", lambda n=n: demos(arch, n)) for n in (1, 4)]
