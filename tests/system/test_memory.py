"""Small machines, and memory that runs out."""
import os, re, subprocess, tempfile
from lib import ROOT, boot, build_of, expect

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
LEAST_MIB = {"x86_64": 8, "i386": 6, "riscv64": 8}
KERNEL_KIB = 2176  # the kernel, firmware and the first megabyte of PCs, which the report may lack


def run(arch, mem, words, cpus=1, status=0):
    """Boot tests/system/memory.c, static, as scripts/run does: the output."""
    with tempfile.TemporaryDirectory() as folder:
        program, initrd = f"{folder}/memory", f"{folder}/initrd"
        subprocess.run([CC[arch], "-static", "-pthread", "-D_GNU_SOURCE", "-D_FILE_OFFSET_BITS=64", "-O2", "-Wall", "-Werror", "-o", program,
                        ROOT / "tests/system/memory.c"], check=True)
        env = dict(os.environ, ARCH=arch, O=str(build_of(arch)))
        subprocess.run([ROOT / "scripts" / "run", "--only-initrd", initrd, program, *words], env=env, check=True)
        return boot(arch, "", cpus=cpus, mem=mem, initrd=initrd, status=status)


def little(arch):
    """A static Linux program beside BusyBox; the memory of the ramdisk is free again."""
    out = run(arch, f"{LEAST_MIB[arch]}M", ["report"], status=3)
    match = re.search(r"^(?:.*heddle\a)?(\d+) KiB, (\d+) KiB free$", out, re.M)  # after the mark that init prints
    expect(match and int(match[1]) > LEAST_MIB[arch] * 1024 - KERNEL_KIB, "memory is missing", out)


def refused(arch, cpus):
    """Requests for more than is free: every call that allocates fails with ENOMEM, and no process is killed."""
    out = run(arch, "32M", ["refused"], cpus)
    expect("refused, and all memory is back" in out and "killed" not in out, "the program", out)


def killed(arch, cpus):
    """Use of more pages than are free: the largest process is killed; the kernel and the parent continue."""
    out = run(arch, "32M", ["killed"], cpus)
    expect("killed, and all memory is back" in out and "panic" not in out, "the program", out)
    found = re.findall(r"memory: none left, process \d+ \(memory\) with (\d+) KiB is killed", out)
    expect(len(found) >= 7 and int(found[0]) > 16 * 1024, "who was killed", out)


def files(arch):
    out = run(arch, "32M", ["files"])
    expect("no room, and all memory is back" in out, "the program", out)


def cases(arch):
    yield "little", lambda: little(arch)
    yield "files", lambda: files(arch)
    for n in (1, 4):
        yield f"refused-{n}cpu", lambda n=n: refused(arch, n)
        yield f"killed-{n}cpu", lambda n=n: killed(arch, n)
