"""The kernel's allocations fail one by one (DEBUG=1 kernels): calls return errors, and nothing breaks or leaks."""
import os, re, subprocess, tempfile
from lib import ROOT, boot, build_of, expect

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
THINGS = ["files", "descriptors", "sockets", "memory", "systems", "signals", "processes", "threads", "exec"]


def failing(arch):
    with tempfile.TemporaryDirectory() as folder:
        program, initrd = f"{folder}/failing", f"{folder}/initrd"
        subprocess.run([CC[arch], "-static", "-pthread", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wno-unused-result", "-Werror",
                        f"-I{ROOT}", "-o", program, ROOT / "tests/system/failing.c"], check=True)
        env = dict(os.environ, ARCH=arch, O=str(build_of(arch)))
        subprocess.run([ROOT / "scripts" / "run", "--only-initrd", initrd, program], env=env, check=True)
        out = boot(arch, "", initrd=initrd, mem="64M", det=True)
    counts = dict(re.findall(r"^(?:.*\a)?(\w+): (\d+) allocations failed$", out, re.M))
    expect(list(counts) == THINGS and "nothing is lost" in out, "the program", out)
    return sum(map(int, counts.values()))


def cases(arch):
    if os.environ.get("DEBUG"):
        yield "one-by-one", lambda: failing(arch)
