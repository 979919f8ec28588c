"""Boot paths, memory sizes, CPU models; bad input gives a clear message and never a hang."""
import os, pathlib, re, subprocess, tempfile
from lib import ROOT, boot, build_of, expect

MAX_INSTRUCTIONS = 5000000
X86 = ("x86_64", "i386")
SHORT = "demo=two-threads turns=1"


def check_boot(out, arch, cpus, timer=None):
    protocol = "PVH" if arch in X86 else "SBI"
    banner = re.search(r"^heddle: (\w+), (\d) CPUs?, (\w+) timer, sched=rr$", out, re.M)
    expect(banner and banner[1] == protocol and int(banner[2]) == cpus, "the banner", out)
    expect(timer is None or banner[3] == timer, f"not the {timer} timer", out)
    expect("exit values add up to 3\n=== demo two-threads: done\n" in out, "the demo", out)
    expect("panic" not in out and "unknown word" not in out, "complaints", out)


def boots(arch, cpus=1, timer=None, image="heddle.elf", **machine):
    out = boot(arch, SHORT, cpus=cpus, image=image, **machine)
    check_boot(out, arch, cpus, timer)
    return out


def memory(arch, size, mib):
    out = boots(arch, mem=size)
    found = re.search(r"^memory: (\d+) KiB, (\d+) KiB free$", out, re.M)
    least = mib * 1024 * 63 // 64 - 4096  # for the kernel and its array of pages
    expect(found and least <= int(found[1]) <= mib * 1024, "not all memory is there", out)
    expect(int(found[2]) > int(found[1]) - 1024, "too much is in use", out)


def instructions(arch):
    """The number of instructions from the kernel's first one to its first thread's work is exact and repeats."""
    counts = []
    for _ in range(2):
        out = boot(arch, SHORT, det=True)
        match = re.search(r"^boot: (\d+) counter steps to here", out, re.M)
        expect(match, "no count", out)
        counts.append(int(match[1]))
    expect(0 < counts[0] <= MAX_INSTRUCTIONS, f"{counts[0]} instructions", out)
    expect(counts[0] == counts[1], f"not deterministic: {counts}", out)


def too_old(arch):
    """A CPU without a feature that the kernel needs: the report names it."""
    out = boot(arch, SHORT, machine="pc", cpu="pentium3", status=101)
    expect("*** kernel panic: this CPU cannot forbid execution page by page (no NX)" in out, "reason", out)


def kernel_tests_on_pit(arch):
    out = boot(arch, "test=t", image="heddle-test.elf", machine="pc", cpu="max,-apic", timeout=120)
    expect(re.search(r"^# \d+ passed, 0 failed$", out, re.M), "kernel tests", out)
    expect("PIT timer" in out, "not the PIT", out)


# Bad initial ramdisks: each program either starts or is reported, and the demo ends.

def programs(arch):
    return (build_of(arch) / "user" / name for name in ("spin", "trespass-kernel", "trespass-other"))


def with_initrd(arch, make, messages):
    """Boot the demo of user programs with the ramdisk that `make(path)` creates."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "initrd"
        make(path)
        out = boot(arch, "demo=user-tasks", initrd=path, det=True)
    for message in messages:
        expect(re.search(message, out, re.M), f"no message {message}", out)
    expect(out.endswith("=== demo user-tasks: done\n"), "the demo did not end", out)


def pack(path, *files):
    subprocess.run([str(ROOT / "scripts" / "make-initrd"), str(path), *map(str, files)], check=True)


def truncated(arch, path):
    whole = (build_of(arch) / "initrd.cpio").read_bytes()
    path.write_bytes(whole[:len(whole) // 2])


def garbage(arch, path):
    path.write_bytes(bytes(i * 7 & 255 for i in range(5000)))


def one_missing(arch, path):
    pack(path, *list(programs(arch))[1:])


def corrupt_programs(arch, path):
    """spin is truncated before its segments, another has a bad header, and one is a script without interpreter."""
    spin, kernel, other = (p.read_bytes() for p in programs(arch))
    folder = path.parent / "programs"
    folder.mkdir()
    (folder / "spin").write_bytes(spin[:600])
    (folder / "trespass-kernel").write_bytes(kernel[:40] + b"\xff" * 60 + kernel[100:])
    (folder / "trespass-other").write_bytes(b"#!/bin/no-such-shell\n")
    for program in folder.iterdir():
        program.chmod(0o755)
    pack(path, *folder.iterdir())


def hard_links(arch, path):
    """As cpio writes them: the first of two names is empty, and the last one has the contents."""
    folder = path.parent / "links"
    (folder / "bin").mkdir(parents=True)
    for program in programs(arch):
        (folder / "bin" / program.name).write_bytes(program.read_bytes())
        (folder / "bin" / program.name).chmod(0o755)
        os.link(folder / "bin" / program.name, folder / "bin" / f"z-{program.name}")
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))
    with open(path, "wb") as out:
        subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], cwd=folder, stdout=out, check=True,
                       input="\n".join(names).encode())


STARTS_NONE = [r"^/bin/spin does not start: -2$", r"^/bin/trespass-other does not start: -2$"]
BAD_INITRDS = {
    "truncated": (truncated, [r"^initrd: damaged cpio archive \(.+\), not used$", *STARTS_NONE]),
    "garbage": (garbage, [r"^initrd: damaged cpio archive \(.+\), not used$", *STARTS_NONE]),
    "hard-links": (hard_links, [r"^process \d+ \(/bin/trespass-kernel\) ended with status 0xb$",
                                r"^process \d+ \(/bin/trespass-other\) ended with status 0xb$"]),
    "missing-program": (one_missing, [r"^/bin/spin does not start: -2$",
                                      r"^process \d+ \(/bin/trespass-other\) ended with status 0xb$"]),
    "corrupt-programs": (corrupt_programs, [r"^exec: /bin/spin: .+$", r"^/bin/spin does not start: -8$",
                                            r"^exec: /bin/trespass-kernel: .+$",
                                            r"^/bin/trespass-other does not start: -2$"]),
}


def no_initrd(arch):
    out = boot(arch, "demo=user-tasks", initrd="", det=True)
    expect(re.search(r"^initrd: none$", out, re.M), "it does not say so", out)
    expect("/bin/spin does not start: -2\n" in out, "the program", out)


# Bad command lines.

def odd_words(arch):
    out = boot(arch, 'typo sched= quantum_us=junk cpus=-1 turns="" x="a b =" =y demo=two-threads turns=1',
               det=True)
    for word in ("typo", "x", ""):
        expect(f'command line: unknown word "{word}" ignored\n' in out, f"nothing about {word!r}", out)
    expect('command line: no scheduling policy ""' in out, "the policy", out)
    expect(out.endswith("=== demo two-threads: done\n"), "the demo did not run", out)


def overlong(arch):
    out = boot(arch, SHORT + " junk" * 1000, det=True)
    expect(re.search(r"^command line: too long, only the first \d+ bytes are read$", out, re.M),
           "it does not say so", out)
    expect(out.endswith("=== demo two-threads: done\n"), "the demo did not run", out)


def cases(arch):
    if arch in X86:
        for machine in ("microvm", "pc", "q35"):
            for n in (1, 2, 4):
                yield f"{machine}-{n}cpu", lambda m=machine, n=n: boots(arch, n, "LAPIC", machine=m)
        yield "basic-cpu", lambda: boots(arch, cpu="qemu64" if arch == "x86_64" else "coreduo")
    else:
        for image in ("heddle.elf", "heddle.Image"):
            for n in (1, 2, 4):
                yield f"{image[7:]}-{n}cpu", lambda i=image, n=n: boots(arch, n, image=i)
        yield "no-sstc", lambda: boots(arch, timer="SBI", cpu="rv64,sstc=false")
    if arch == "i386":
        yield "no-apic", lambda: boots(arch, timer="PIT", machine="pc", cpu="max,-apic")
        yield "no-apic-tests", lambda: kernel_tests_on_pit(arch)
        yield "too-old", lambda: too_old(arch)
    yield "16M", lambda: memory(arch, "16M", 16)
    yield "3G", lambda: memory(arch, "3G", 512 if arch == "i386" else 3072)
    yield "instructions", lambda: instructions(arch)
    for name, (make, messages) in BAD_INITRDS.items():
        yield f"initrd-{name}", lambda make=make, messages=messages: with_initrd(
            arch, lambda path: make(arch, path), messages)
    yield "initrd-none", lambda: no_initrd(arch)
    yield "odd-words", lambda: odd_words(arch)
    yield "overlong-command-line", lambda: overlong(arch)
