"""`heddle run`: streams, status, files and libraries of a program in a machine of its own."""
import contextlib, fcntl, os, pathlib, pty, random, re, select, signal, struct, subprocess, tempfile, termios, time
from lib import ROOT, Failed, boot, build_of, expect

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
COMMAND = ROOT / "build" / ("tools-llvm" if os.environ.get("LLVM") else "tools") / "heddle"
SOURCES = ROOT / "tests" / "system"
SECONDS = 120


def environment(folder, arch):
    """The environment of the command, with the machines of this variant laid out as when installed."""
    share = folder / "share" / arch
    share.mkdir(parents=True)
    (share / "heddle.elf").symlink_to(build_of(arch) / "heddle.elf")
    for name in ("runner", "explore"):
        (share / name).symlink_to(build_of(arch) / "user" / name)
    return dict(os.environ, HEDDLE_DIR=str(folder / "share"))


@contextlib.contextmanager
def program(arch):
    """(folder with the test's program, and its library in lib/; environment)"""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "lib").mkdir()
        library = folder / "lib" / "libstreams.so"
        flags = [CC[arch], "-O2", "-Wall", "-Wextra", "-Werror"]
        subprocess.run([*flags, "-shared", "-fPIC", "-Wl,-soname,libstreams.so", "-o", library, SOURCES / "streams-library.c"], check=True)
        subprocess.run([*flags, "-o", folder / "streams", SOURCES / "streams.c", library,
                        "-Wl,-rpath,$ORIGIN/lib,--enable-new-dtags"], check=True)
        yield folder, environment(folder, arch)


def heddle(at, *words, status=0, data=b"", **changes):
    """Run the command in the program's folder: (standard output, standard error)."""
    folder, env = at
    result = subprocess.run([COMMAND, *words], cwd=folder, env=dict(env, **changes), input=data,
                            capture_output=True, timeout=SECONDS)
    if result.returncode != status:
        raise Failed(f"{words}: status {result.returncode}, not {status}\n{result.stderr.decode(errors='replace')}")
    return result.stdout, result.stderr


def same(got, wanted):
    if got != wanted:
        raise Failed(f"{got[:500]!r}\nis not\n{wanted[:500]!r}")


def statuses(arch):
    with program(arch) as at:
        for number in (0, 3, 255):
            same(heddle(at, "run", "./streams", "exit", str(number), status=number), (b"", b""))
        same(heddle(at, "run", "./streams", "signal", "11", status=139), (b"", b""))
        same(heddle(at, "run", "--", "./streams", "signal", "15", status=143), (b"", b""))
        heddle(at, "run", "./none", status=127)
        (at[0] / "text").write_text("no program\n")
        expect(b"neither an ELF program nor a script" in heddle(at, "run", "./text", status=126)[1], "no reason", "")
    return 7


def errors(arch):
    """The machine reports in words why a program cannot be run; a machine of another build is refused."""
    with program(arch) as at:
        folder = at[0]
        subprocess.run([CC[arch], "-c", "-o", folder / "object", SOURCES / "streams.c"], check=True)
        (folder / "object").chmod(0o755)
        same(heddle(at, "run", "./object", status=126), (b"", b"heddle: ./object: Exec format error\n"))
        for words, text in (("version=999", "protocol has version 999, the machine's"), ("", "protocol has version 0,")):
            (folder / "job").write_text(words + "\0")
            subprocess.run([ROOT / "scripts/make-initrd", folder / "initrd", "--base", "--file", f"{folder}/job=/etc/job",
                            "--file", f"{build_of(arch)}/user/runner=/init", "--run", "/init"], check=True)
            output = boot(arch, "quiet", initrd=str(folder / "initrd"), status=126)
            expect(f"heddle: the command's {text}" in output, "not refused", output)
        # A file in the place of the folder where the program starts.
        (folder / "sub").mkdir()
        err = heddle((folder / "sub", at[1]), "run", "--file", f"{folder}/object:{folder}/sub", "../streams", status=126)[1]
        same(err.decode(), f"heddle: {folder}/sub: Not a directory\n")
        # Programs that are none.
        (folder / "self").write_text("#!./self\n")
        (folder / "a").write_text("#!./b\n")
        (folder / "b").write_text("#!./a\n")
        (folder / "noexec").write_bytes((folder / "streams").read_bytes())
        for name in ("self", "a", "b"):
            (folder / name).chmod(0o755)
        for name, text in (("self", "./self: Too many levels of symbolic links"), ("a", "./a: Too many levels of symbolic links"),
                           ("sub", "./sub: Is a directory"), ("noexec", "./noexec: Permission denied")):
            for command, status in (("run", 126), ("explore", 2)):
                same(heddle(at, command, f"./{name}", status=status), (b"", f"heddle: {text}\n".encode()))
        # Limits, and numbers.
        for words, text in ((["./streams", *["x"] * 8192], "the command line is too long: at most 8192 words are possible"),
                            (["./streams", *["x" * 100000] * 3], "the command line is too long: at most 262143 bytes are possible"),
                            ([*[f"--env={c}={c * 120000}" for c in "abcdefghi"], "./streams"], "the job is too long: at most 1048575 bytes are possible")):
            for command, status in (("run", 125), ("explore", 2)):
                same(heddle(at, command, *words, status=status)[1], f"heddle: {text}\n".encode())
        for value in ("15", "15M", "16383K", "2T", "1025G", "18014398509481984G", "18446744073709551616", "-1", "1X", "64MB", ""):
            err = heddle(at, "run", "--mem", value, "./streams", status=125)[1].decode()
            expect(f"--mem {value}: must be a size from 16M to 1T" in err, "no range", err)
        for value in ("0", "9", "4294967297", "x"):
            err = heddle(at, "run", "--cpus", value, "./streams", status=125)[1].decode()
            expect(f"--cpus {value}: must be a number from 1 to 8" in err, "no range", err)
        same(heddle(at, "run", "--mem", "0131072K", "./streams", "exit", "3", status=3), (b"", b""))
    return 34


def machine(arch):
    """The machine has the requested numbers of processors and MiB of memory."""
    with program(arch) as at:
        for cpus, mib in ((1, 512), (4, 128), (8, 256)):
            out = heddle(at, "run", "--cpus", str(cpus), "--mem", f"{mib}M", "./streams", "machine")[0].decode()
            found = re.fullmatch(r"(\d+) processors, (\d+) MiB\n", out)
            expect(found and int(found[1]) == cpus and 0.9 * mib < int(found[2]) <= mib, "another machine", out)
    return 3


def streams(arch):
    data = random.Random(1).randbytes(1 << 20)
    with program(arch) as at:
        same(heddle(at, "run", "./streams", "both"), (b"out 0\nout 1\nout 2\n", b"err 0\nerr 1\nerr 2\n"))
        same(heddle(at, "run", "./streams", "copy"), (b"", b""))
        same(heddle(at, "run", "./streams", "copy", data=data), (data, b""))
        same(heddle(at, "run", "--cpus", "2", "./streams", "copy", data=data[:70000]), (data[:70000], b""))
        folder, env = at
        both = subprocess.run([COMMAND, "run", "./streams", "both"], cwd=folder, env=env, timeout=SECONDS,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        same(both.stdout, b"out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\n")
        # A closed stream is no place for the command's own files.
        closed = subprocess.run(["sh", "-c", 'exec "$0" run ./streams both <&-', COMMAND], cwd=folder, env=env,
                                timeout=SECONDS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        same(closed.stdout, b"out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\n")
        # Without a reader the program gets SIGPIPE, as on this machine.
        with subprocess.Popen([COMMAND, "run", "./streams", "copy"], cwd=folder, env=env,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            child.stdin.write(b"first\n")
            child.stdin.flush()
            same(child.stdout.readline(), b"first\n")
            child.stdout.close()
            child.stdin.write(b"second\n")
            child.stdin.flush()
            time.sleep(0.5)
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(b"third\n")
                child.stdin.close()
            same(child.wait(timeout=SECONDS), 128 + signal.SIGPIPE)
    return 7


def files(arch):
    with program(arch) as at:
        folder = at[0]
        same(heddle(at, "run", "--env", "HEDDLE_TEST", "./streams", "say", "word", HEDDLE_TEST="here")[0],
             b"the library\n./streams word\nhere\n")
        script = folder / "script"
        script.write_text(f"#!{folder}/streams say\n")
        script.chmod(0o755)
        same(heddle(at, "run", "./script", "x")[0], f"the library\n{folder}/streams ./script\n-\n".encode())
        (folder / "streams2").symlink_to("streams")
        same(heddle(at, "run", "./streams2", "say", "link")[0], b"the library\n./streams2 link\n-\n")
        (folder / "lib" / "libstreams.so").rename(folder / "libstreams.so")
        out, err = heddle(at, "run", "./streams", "say", status=127)
        expect(b"needs the library libstreams.so" in err, "not named", err.decode())
        same(heddle(at, "run", "./streams", "say", "x", LD_LIBRARY_PATH=str(folder))[0],
             b"the library\n./streams x\n-\n")
    return 5


def read_until(terminal, pattern, seconds=SECONDS):
    text, end = b"", time.monotonic() + seconds
    while not re.search(pattern, text):
        if not select.select([terminal], [], [], max(end - time.monotonic(), 0))[0]:
            raise Failed(f"{pattern!r} was not printed: {text!r}")
        try:
            text += os.read(terminal, 4096)
        except OSError:
            raise Failed(f"ended before {pattern!r}: {text!r}")
    return text


def terminal(arch):
    """The user's terminal: size, echo, line editing, Ctrl-C."""
    with program(arch) as (folder, env):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 33, 111, 0, 0))
        before = termios.tcgetattr(slave)
        child = subprocess.Popen([COMMAND, "run", "./streams", "talk"], cwd=folder, env=env, stdin=slave,
                                 stdout=slave, stderr=slave, start_new_session=True)
        try:
            read_until(master, rb"terminal 111 33x111\r\n")
            os.write(master, b"helo\x7flo\r")
            read_until(master, rb"line hello\r\n")
            os.write(master, b"\x03")
            read_until(master, rb"\^Cinterrupted\r\n")
            same(child.wait(timeout=SECONDS), 7)
            same(termios.tcgetattr(slave), before)
        finally:
            child.kill()
            child.wait()
            os.close(master)
            os.close(slave)
    return 4


def ending(arch):
    """The machine ends with the command, when that gets a signal and when it is killed."""
    with program(arch) as (folder, env):
        for signo in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
            child = subprocess.Popen([COMMAND, "run", "./streams", "copy"], cwd=folder, env=env,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            child.stdin.write(b"x\n")
            child.stdin.flush()
            same(child.stdout.readline(), b"x\n")
            machine = int(pathlib.Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text())
            child.send_signal(signo)
            same(child.wait(timeout=SECONDS), -signo)
            end = time.monotonic() + SECONDS
            while pathlib.Path(f"/proc/{machine}/cmdline").exists() and \
                    pathlib.Path(f"/proc/{machine}/cmdline").read_bytes():
                expect(time.monotonic() < end, f"the machine outlives signal {signo}", "")
                time.sleep(0.05)
            child.stdin.close()
            child.stdout.close()
    return 3


def cases(arch):
    yield "statuses", lambda: statuses(arch)
    yield "errors", lambda: errors(arch)
    yield "machine", lambda: machine(arch)
    yield "streams", lambda: streams(arch)
    yield "files", lambda: files(arch)
    yield "terminal", lambda: terminal(arch)
    yield "ending", lambda: ending(arch)
