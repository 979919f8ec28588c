"""Boots machines for the tests in this folder."""
import os, pathlib, re, select, signal, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


# The suffix of the build folder, as in the Makefile.
VARIANT = ("-llvm" if os.environ.get("LLVM") else "") + ("-debug" if os.environ.get("DEBUG") else "")


def build_of(arch):
    return ROOT / "build" / (arch + VARIANT)


class Failed(Exception):
    pass


def environment(arch, cmdline, cpus=1, mem="128M", machine=None, cpu=None, initrd=None):
    """The environment of scripts/qemu. initrd: None means that of the build, "" none."""
    env = dict(os.environ, ARCH=arch, CMDLINE=cmdline, CPUS=str(cpus), MEM=mem,
               INITRD=str(build_of(arch) / "initrd.cpio") if initrd is None else str(initrd))
    for name, value in (("MACHINE", machine), ("QEMU_CPU", cpu)):
        env.pop(name, None)
        if value:
            env[name] = value
    return env


def boot(arch, cmdline, image="heddle.elf", cpus=1, machine=None, mem="128M", det=False, timeout=60,
         status=0, extra=(), cpu=None, initrd=None):
    """Boot and wait for the end: the serial output. Raises Failed unless the machine ends with `status`."""
    build = build_of(arch)
    env = environment(arch, cmdline, cpus, mem, machine, cpu, initrd)
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        command = [str(ROOT / "scripts" / "qemu"), "--timeout", str(timeout), "--log", log.name]
        command += ["--det"] if det else []
        result = subprocess.run(command + [str(build / image), *extra], env=env, timeout=timeout + 30,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True)
        output = pathlib.Path(log.name).read_text(errors="replace").replace("\r", "")
    if status is not None and result.returncode != status:
        tail = "\n".join(output.splitlines()[-40:])
        raise Failed(f"ended with status {result.returncode}, not {status}\n{result.stderr}{tail}")
    return output


def expect(condition, what, output):
    if not condition:
        raise Failed(what + "\n" + "\n".join(output.splitlines()[-60:]))


class Console:
    """A running machine with its serial line connected to pipes; for `with`."""

    def __init__(self, arch, cmdline, cpus=1, **machine):
        command = [str(ROOT / "scripts" / "qemu"), str(build_of(arch) / "heddle.elf")]
        self.output = ""
        self.process = subprocess.Popen(command, env=environment(arch, cmdline, cpus, **machine),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)  # its own process group
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def wait_for(self, pattern, timeout=60):
        """Read until `pattern` matches: the text up to the end of the match, which is removed from the output."""
        end = time.monotonic() + timeout
        while not (match := re.search(pattern, self.output, re.M)):
            left = end - time.monotonic()
            ready = select.select([self.process.stdout], [], [], max(left, 0))[0]
            data = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not data:
                raise Failed(f"{pattern!r} was not printed\n" + self.output[-2000:])
            self.output += data.decode(errors="replace").replace("\r", "")
        text = self.output[:match.end()]
        self.output = self.output[match.end():]
        return text
