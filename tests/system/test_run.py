"""`make run PROGRAM=`: a user's own program, of each C library, static and dynamic, with its exit status."""
import os, pathlib, subprocess, tempfile
from lib import ROOT, Failed

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
SOURCE = ROOT / "tests" / "system" / "threads.c"
FLAGS = ["-O2", "-Wall", "-Wextra", "-Werror", "-pthread"]
INPUT = "".join(f"line {n} of the input\n" for n in range(500))
SECONDS = 200


def compiled(arch, libc, kind, out):
    flags = [*FLAGS, *(["-static"] if kind == "static" else [])]
    if libc == "musl":
        subprocess.run([ROOT / "scripts" / "fetch-debian", "--alone", arch, "musl", "musl-dev"], check=True)
        compiler = [ROOT / "tests" / "musl" / "gcc", arch]
    else:
        compiler = [CC[arch]]
    subprocess.run([*compiler, *flags, SOURCE, "-o", out], check=True)


def expected(folder):
    """On Linux: this machine's kernel and C library."""
    program = folder / "linux"
    if not program.exists():
        subprocess.run(["gcc", *FLAGS, SOURCE, "-o", program], check=True)
    return subprocess.run([program], input=INPUT, capture_output=True, text=True, check=True)


def make_run(arch, words, text="", **variables):
    # A make that runs these tests must not hand its flags on.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    settings = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(["make", "-s", "run", f"ARCH={arch}", f"PROGRAM={words}", *settings], cwd=ROOT, input=text,
                          env=env, capture_output=True, text=True, timeout=SECONDS)


def check(what, result, status, stdout, stderr=None):
    if result.returncode != status or result.stdout != stdout or (stderr is not None and stderr not in result.stderr):
        raise Failed(f"{what}: status {result.returncode}, not {status}\n{result.stdout}not\n{stdout}{result.stderr}")


def program(arch, libc):
    """Statuses, signals, both output streams, and input up to its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        linux = expected(folder)
        runs = [("static", "77", 77, 4), ("dynamic", "0 6", 134, 2)]
        if libc == "glibc":
            runs += [("static", "0", 0, 1), ("dynamic", "3", 3, 4)]
        for kind, end, status, cpus in runs:
            path = folder / f"threads-{kind}"
            if not path.exists():
                compiled(arch, libc, kind, path)
            settings = {"SYSROOT": f"build/debian/{arch}"} if libc == "musl" else {}
            result = make_run(arch, f"{path} {end}", INPUT, CPUS=cpus, **settings)
            check(f"{libc} {kind}", result, status, linux.stdout, linux.stderr)
    return len(runs)


def shell(arch):
    """Programs that are not there, words in quotes, and a name of BusyBox's."""
    check("none", make_run(arch, "./no-such-program"), 127, "", "no-such-program")
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name, "script")
        path.write_text("#!/bin/sh\nexit 1\n")
        check("no execution", make_run(arch, path), 126, "")
    return 2


def cases(arch):
    return [("glibc", lambda: program(arch, "glibc")), ("musl", lambda: program(arch, "musl")),
            ("errors", lambda: shell(arch))]
