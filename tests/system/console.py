"""A machine with a serial console, on which tests type and read. Every wait has a time limit.

LINUX=1 in the environment boots Debian's kernel instead: a new test must pass there first.
"""
import os, re, select, subprocess, time
from lib import ROOT, Failed, build_of

BOOT_SECONDS = 60
PROMPT = r"^@# $"
ANSWER_SECONDS = 40
LINUX_WORDS = "console=ttyS0 loglevel=0 panic=-1"


class Console:
    """A BusyBox shell in a machine: `with Console(arch) as c: c.run("ls")`."""

    def __init__(self, arch, cpus=1, mem="128M", take=(), files=(), words="", qemu=()):
        build = build_of(arch)
        env = dict(os.environ, ARCH=arch, O=str(build), CPUS=str(cpus), MEM=mem, CMDLINE=words)
        env.pop("MACHINE", None)
        options = [f"--take={path}" for path in take] + [f"--file={item}" for item in files]
        self.initrd = build / f"shell-{os.getpid()}-{id(self)}.cpio"
        subprocess.run([ROOT / "scripts" / "run", "--only-initrd", str(self.initrd), *options], env=env,
                       check=True)
        env["INITRD"] = str(self.initrd)
        kernel = build / "heddle.elf"
        if os.environ.get("LINUX"):
            subprocess.run([ROOT / "scripts" / "fetch-debian", "--kernel", arch], check=True)
            kernel = ROOT / "build" / "debian" / arch / "boot" / "linux"
            env.update(MACHINE="virt" if arch == "riscv64" else "pc", CMDLINE=LINUX_WORDS)
        self.log = ""
        self.machine = subprocess.Popen([ROOT / "scripts" / "qemu", kernel, *qemu], env=env,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, start_new_session=True)

    def __enter__(self):
        self.wait_for(r"# $", BOOT_SECONDS)
        self.type("stty cols 500; PS1='@# '\n")  # so that no echoed line is wrapped
        self.wait_for(PROMPT)
        return self

    def __exit__(self, *exception):
        if self.machine.poll() is None:
            os.killpg(self.machine.pid, 9)  # the session that this console started
        self.machine.wait()
        self.initrd.unlink(missing_ok=True)

    def type(self, text):
        self.machine.stdin.write(text.encode())
        self.machine.stdin.flush()

    def wait_for(self, pattern, seconds=ANSWER_SECONDS):
        """The output before the pattern, and the match; both are removed from the log."""
        end = time.monotonic() + seconds
        while not (match := re.search(pattern, self.log, re.M)):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.machine.stdout], [], [], left)[0]:
                raise Failed(f"no {pattern!r} within {seconds} s; the console:\n{self.log[-3000:]}")
            data = os.read(self.machine.stdout.fileno(), 65536)
            if not data:
                raise Failed(f"the machine ended before {pattern!r}; the console:\n{self.log[-3000:]}")
            self.log = re.sub(r"\r|\x1b\[[0-9;]*[A-Za-z]", "", self.log + data.decode(errors="replace"))
        before, self.log = self.log[:match.start()], self.log[match.end():]
        return before, match

    def run(self, command, seconds=ANSWER_SECONDS):
        """Run a shell command: (output, status)."""
        self.type(f"{command}\n")
        self.wait_for(re.escape(command.splitlines()[-1][-30:]) + "\n", seconds)
        output, _ = self.wait_for(PROMPT, seconds)
        self.type("echo =$?=\n")
        _, match = self.wait_for(r"^=(\d+)=$", seconds)
        self.wait_for(PROMPT, seconds)
        return output, int(match[1])

    def expect(self, command, output="", status=0, seconds=ANSWER_SECONDS):
        got, got_status = self.run(command, seconds)
        if [line.strip() for line in got.strip().split("\n")] != output.strip().split("\n") or got_status != status:
            raise Failed(f"{command}: status {got_status}, not {status}; printed\n{got}\nnot\n{output}")
