"""`make run`: a user's own program with each C library, static and dynamic, and its exit status; and the
shell, demos and programs when the input ends or is closed."""
import os, pathlib, re, subprocess, tempfile
from lib import ROOT, Failed, expect

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
SOURCE = ROOT / "tests" / "system" / "threads.c"
FLAGS = ["-O2", "-Wall", "-Wextra", "-Werror", "-pthread"]
INPUT = "".join(f"line {n} of the input\n" for n in range(500))
SECONDS = 200
# Without the flags of a make that runs these tests.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
READER = "#include <unistd.h>\nint main(void)\n{\n\tchar c;\n\treturn 5 + (int)read(0, &c, 1);\n}\n"


def compiled(arch, libc, kind, out):
    flags = [*FLAGS, *(["-static"] if kind == "static" else [])]
    if libc == "musl":
        subprocess.run([ROOT / "scripts" / "fetch-debian", "--alone", arch, "musl", "musl-dev"], check=True)
        compiler = [ROOT / "tests" / "musl" / "gcc", arch]
    else:
        compiler = [CC[arch]]
    subprocess.run([*compiler, *flags, SOURCE, "-o", out], check=True)


def expected(folder):
    """The result on Linux, with this machine's kernel and C library."""
    program = folder / "linux"
    if not program.exists():
        subprocess.run(["gcc", *FLAGS, SOURCE, "-o", program], check=True)
    return subprocess.run([program], input=INPUT, capture_output=True, text=True, check=True)


def make_run(arch, words, text="", closed=False, **variables):
    """`make run`, with `text` as its input, or with its input closed."""
    settings = [f"{name}={value}" for name, value in variables.items()]
    command = ["make", "-s", "run", f"ARCH={arch}", f"PROGRAM={words}", *settings]
    if closed:
        command = ["sh", "-c", 'exec "$@" <&-', "sh", *command]
    return subprocess.run(command, cwd=ROOT, input=text, env=ENVIRONMENT, capture_output=True, text=True,
                          timeout=SECONDS)


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
    """A program that does not exist, and one that cannot be executed."""
    check("none", make_run(arch, "./no-such-program"), 127, "", "no-such-program")
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name, "script")
        path.write_text("#!/bin/sh\nexit 1\n")
        check("no execution", make_run(arch, path), 126, "")
    return 2


def console_input(arch):
    """Input that is not from a terminal is typed on the console, and the machine ends when it does."""
    for text, closed, status, wanted in (
            ("", False, 0, []), ("", True, 0, []), ("echo hi\n", False, 0, ["hi"]),
            ("echo a\nfalse", False, 1, ["a"]), ("cat\nx\ny", False, 0, ["x", "y", "x", "y"]),
            ("sleep 1; wc -l > /tmp/n; cat /tmp/n\n" + "z\n" * 1000, False, 0, ["1000"]),
            ("seq 3\nexit 7\n", False, 7, ["1", "2", "3"])):
        result = make_run(arch, "", text, closed)
        lines = [line for line in result.stdout.partition("list of built-in commands.")[2].splitlines()
                 if re.fullmatch(r"\w+", line) and line != "z"]
        if result.returncode != status or lines != wanted:
            raise Failed(f"{text[:50]!r}: status {result.returncode}, not {status}\n{result.stdout}{result.stderr}")
    return 7


def closed_input(arch):
    """A demo, and a program on its own streams and on the console."""
    result = make_run(arch, "", closed=True, DEMO="two-threads")
    expect(result.returncode == 0 and result.stdout.endswith("demo two-threads: done\n"), "the demo", result.stdout)
    result = make_run(arch, "", DEMO="no-such-demo")
    expect(result.returncode == 2 and "one of" in result.stderr, "no error for a wrong demo", result.stderr)
    with tempfile.TemporaryDirectory() as folder:
        (path := pathlib.Path(folder, "reader.c")).write_text(READER)
        subprocess.run([CC[arch], "-static", "-o", f"{folder}/reader", path], check=True)
        console = {"MACHINE": "virt" if arch == "riscv64" else "pc"}
        for settings in ({}, console):
            check("closed", make_run(arch, f"{folder}/reader", closed=True, **settings), 5, "")
            check("empty", make_run(arch, f"{folder}/reader", **settings), 5, "")
        check("typed", make_run(arch, f"{folder}/reader", "x\n", **console), 6, "x\n")
    return 7


def cases(arch):
    return [("console-input", lambda: console_input(arch)), ("closed-input", lambda: closed_input(arch)),
            ("glibc", lambda: program(arch, "glibc")), ("musl", lambda: program(arch, "musl")),
            ("errors", lambda: shell(arch))]
