"""Little memory, and memory that runs out."""
import os, re, subprocess, tempfile
from lib import ROOT, boot, build_of, expect

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
LEAST_MIB = {"x86_64": 8, "i386": 6, "riscv64": 8}
KERNEL_KIB = 2048  # the kernel, firmware, the first megabyte of PCs: what may be missing in the report


def run(arch, mem, words, cpus=1, status=0):
    """Boot tests/system/memory.c, static, as scripts/run would; the output."""
    with tempfile.TemporaryDirectory() as folder:
        program, initrd = f"{folder}/memory", f"{folder}/initrd"
        subprocess.run([CC[arch], "-static", "-pthread", "-O2", "-Wall", "-Werror", "-o", program,
                        ROOT / "tests/system/memory.c"], check=True)
        env = dict(os.environ, ARCH=arch, O=str(build_of(arch)))
        subprocess.run([ROOT / "scripts" / "run", "--only-initrd", initrd, program, *words], env=env, check=True)
        return boot(arch, "quiet", cpus=cpus, mem=mem, initrd=initrd, status=status)


def little(arch):
    """A static program of Linux's beside BusyBox; the ramdisk's memory has been given back."""
    out = run(arch, f"{LEAST_MIB[arch]}M", ["report"], status=3)
    match = re.search(r"heddle\a(\d+) KiB, (\d+) KiB free$", out, re.M)  # after init's mark
    expect(match and int(match[1]) > LEAST_MIB[arch] * 1024 - KERNEL_KIB, "memory is missing", out)


def cases(arch):
    yield "little", lambda: little(arch)
