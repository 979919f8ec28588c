"""Debian's dynamic programs, unmodified: the scripts in debian/ give the same output on Heddle and on Linux.

Linux is this machine's kernel if it can run the programs in a chroot, and otherwise Debian's kernel in
QEMU. `python3 tests/system/test_debian.py ARCH [NAME...]` shows the differences of some scripts.
"""
import concurrent.futures, contextlib, fcntl, hashlib, json, os, pathlib, re, subprocess, sys, tempfile
from lib import ROOT, VARIANT, Failed, boot, build_of

sys.path.insert(0, str(ROOT / "tests"))
import oracle

HERE = ROOT / "tests" / "system" / "debian"
FETCH = ("bash", "coreutils", "dash", "lua5.4", "sqlite3", "python3", "gawk", "make", "xz-utils", "rt-tests",
         "busybox-static")
# The packages of python3 itself have the version in their names.
PACKAGES = ("bash", "coreutils", "dash", "lua5.4", "sqlite3", "gawk", "make", "xz-utils", "rt-tests",
            "*python3.*-minimal", "libpython3.*-stdlib", "python3-minimal")
SECONDS = 400
LINUX_WORDS = "console=ttyS0 loglevel=0 panic=-1"
LEAVE = "mount --rbind /dev {0}/dev && mount -t proc proc {0}/proc && mount -t tmpfs tmpfs {0}/tmp && " \
        "exec chroot {0} /usr/bin/env -i PATH=/bin:/sbin HOME=/root \"$@\""


def names():
    return sorted(path.name for path in HERE.iterdir() if path.name != "run")


@contextlib.contextmanager
def ramdisk(arch, wanted):
    """A ramdisk that runs the scripts; the same bytes for the same programs and scripts."""
    subprocess.run([ROOT / "scripts" / "fetch-debian", arch, *FETCH], check=True)
    tree = ROOT / "build" / "debian" / arch
    packages = [path.name for pattern in PACKAGES for path in sorted((tree / ".lists").glob(pattern))]
    busybox = next(p for p in (tree / "bin/busybox", tree / "usr/bin/busybox") if p.exists())
    with tempfile.NamedTemporaryFile(suffix=".cpio") as file:
        subprocess.run([ROOT / "scripts" / "make-initrd", file.name, "--base", "--busybox", busybox,
                        "--tree", tree, *(f"--package={p}" for p in packages),
                        f"--file={build_of(arch)}/user/init=/init",
                        *(f"--file={path}=/debian/{path.name}" for path in HERE.iterdir()),
                        "--run", "/bin/bash", "/debian/run", *wanted], check=True)
        yield file.name


def parse(text):
    """{script: its output, with its status as the last line}"""
    text = text.replace("\r", "")
    return {m[1]: f"{m[2]}exit {m[3]}" for m in re.finditer(
        r"^<<< (\S+)\n((?:(?!<<< ).*\n)*?)\n>>> \1 (\d+)$", text, re.M)}


def linux_here(initrd, wanted):
    """Outputs on this machine's kernel; None if it cannot run the programs: other architecture, no root, no namespaces."""
    if os.geteuid():
        return None
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(f"cpio -idmu --quiet --no-absolute-filenames < {initrd}", shell=True, cwd=root,
                       stderr=subprocess.DEVNULL)
        command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c",
                   LEAVE.format(root), "sh"]
        try:
            if subprocess.run([*command, "/bin/bash", "-c", "true"], capture_output=True).returncode:
                return None
            result = subprocess.run([*command, "/bin/bash", "/debian/run", *wanted], capture_output=True,
                                    timeout=SECONDS, stdin=subprocess.DEVNULL)
        except FileNotFoundError:
            return None
        return parse(result.stdout.decode(errors="replace"))


def linux_in_machine(arch, initrd):
    subprocess.run([ROOT / "scripts" / "fetch-debian", "--kernel", arch], check=True)
    kernel = ROOT / "build" / "debian" / arch / "boot" / "linux"
    env = dict(os.environ, ARCH=arch, INITRD=initrd, CPUS="2", MEM="1G", CMDLINE=LINUX_WORDS,
               MACHINE="virt" if arch == "riscv64" else "pc")
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        subprocess.run([ROOT / "scripts" / "qemu", "--timeout", str(SECONDS), "--log", log.name, kernel],
                       env=env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return parse(pathlib.Path(log.name).read_text(errors="replace"))


def on_linux(arch, initrd, wanted, again):
    """Outputs on Linux, kept for an unchanged ramdisk unless `again`."""
    stamp = hashlib.sha256(pathlib.Path(initrd).read_bytes()).hexdigest()
    cache = ROOT / "build" / "debian" / f"linux-{arch}.json"
    with open(cache, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = json.loads(cache.read_text() or "{}")
        if again or known.get("stamp") != stamp:
            outputs = linux_here(initrd, wanted) or linux_in_machine(arch, initrd)
            known = {"stamp": stamp, "outputs": outputs}
            cache.write_text(json.dumps(known))
    return known["outputs"]


def on_heddle(arch, initrd, cpus):
    return boot(arch, "quiet", cpus=cpus, mem="512M", timeout=SECONDS, initrd=initrd, status=None)


def run_both(arch, wanted, cpus, again):
    with ramdisk(arch, wanted) as initrd, concurrent.futures.ThreadPoolExecutor(1) as other:
        linux = other.submit(on_linux, arch, initrd, wanted, again)
        text = on_heddle(arch, initrd, cpus)
        linux = linux.result()
    heddle = parse(text)
    for name in wanted:
        if name not in linux:
            raise Failed(f"{name} did not end on Linux")
        if name not in heddle:
            heddle[name] = "did not end:\n" + "\n".join(text.splitlines()[-30:])
    return {name: (linux[name], heddle[name]) for name in wanted}


def compare(arch, wanted, cpus):
    return oracle.compare(wanted, lambda names, again: run_both(arch, names, cpus, again),
                          "debian", f"{arch}{VARIANT}, {cpus} CPUs")


def programs(arch, cpus):
    wanted = names()
    wrong = [f"{name}: {text}" for name, text in compare(arch, wanted, cpus).items() if text]
    if wrong:
        raise Failed(f"{len(wrong)} of {len(wanted)} differ\n" + "\n".join(wrong))
    return len(wanted)


def cases(arch):
    return [("2cpu", lambda: programs(arch, 2))]


if __name__ == "__main__":
    if "HEDDLE_PLAIN" not in os.environ:
        os.execv(ROOT / "scripts" / "plain-start", ["plain-start", "python3", *sys.argv])
    for name, text in compare(sys.argv[1], sys.argv[2:] or names(), int(os.environ.get("CPUS", 2))).items():
        print(f"{'FAIL' if text else 'ok  '} {name}" + (f"\n{text}" if text else ""))
