"""Runs the ABI programs on Linux and on Heddle and compares their output.

Linux is this machine's kernel if it can run the programs, and otherwise Debian's kernel in QEMU, with the
same initial ramdisk as Heddle's. tests/abi/machine lists the programs that are never run on this machine,
tests/abi/pending those that are not expected to pass yet.
"""
import concurrent.futures, contextlib, fcntl, json, os, pathlib, re, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import oracle

HERE = ROOT / "tests" / "abi"
ENVIRONMENT = {"PATH": "/bin", "HOME": "/root", "ABI": "1"}
# The suffix of the build folder, as in the Makefile.
VARIANT = ("-llvm" if os.environ.get("LLVM") else "") + ("-debug" if os.environ.get("DEBUG") else "")
BATCH_SECONDS = 400
LINUX_WORDS = "console=ttyS0 loglevel=0 panic=-1"


@contextlib.contextmanager
def alone(arch):
    """Lock the files of an architecture: runs of the harness, for instance one per number of CPUs, share them."""
    folder = ROOT / "build" / "abi" / arch
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(arch):
    with alone(arch):
        subprocess.run(["make", "-s", "-j2", "-f", "tests/abi/abi.mk", f"ARCH={arch}"], cwd=ROOT, check=True)
    return ROOT / "build" / "abi" / arch / "programs"


def names():
    return sorted(path.stem for path in HERE.glob("*.c") if path.stem != "abi")


def listed(file, arch):
    """The names in a list file, whose lines are NAME or NAME:ARCH, then the reason."""
    words = [line.split()[0] for line in (HERE / file).read_text().splitlines()
             if line.strip() and not line.startswith("#")]
    return {word.split(":")[0] for word in words if word.split(":")[-1] in (word, arch)}


def runs_here(arch):
    try:
        return subprocess.run([build(arch), "getpid"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def run_on_linux(arch, name):
    folder = tempfile.mkdtemp()
    try:
        with open(folder + "/.output", "w+b") as output:
            os.mkdir(folder + "/" + name)
            try:
                result = subprocess.run([ROOT / "build/abi" / arch / "programs", name], timeout=60,
                                        cwd=folder + "/" + name, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                                        stdout=output, stderr=output, start_new_session=True)
                end = (f"exit {result.returncode}" if result.returncode >= 0
                       else f"signal {-result.returncode}")
            except subprocess.TimeoutExpired:
                end = "timeout"
            output.seek(0)
            return output.read().decode(errors="replace") + end
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def here_again(arch, wanted):
    """As on_linux(), but always on this machine's kernel, and without kept outputs."""
    build(arch)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip(wanted, pool.map(lambda name: run_on_linux(arch, name), wanted)))


def on_linux(arch, wanted):
    """{name: output on Linux, with the status as the last line}. Outputs of an unchanged binary are kept."""
    binary = build(arch)
    here = runs_here(arch)
    with alone(arch):
        return read_or_run(arch, wanted, binary, here)


def stamp_of(binary):
    """Kept outputs are valid as long as the stamp is the same."""
    return f"{binary.stat().st_mtime} {(HERE / 'machine').read_text()}"


def kept(arch, stamp):
    cache = ROOT / "build" / "abi" / arch / "linux.json"
    known = json.loads(cache.read_text()) if cache.exists() else {}
    return known.get("outputs", {}) if known.get("stamp") == stamp else {}


def keep(arch, stamp, outputs):
    (ROOT / "build" / "abi" / arch / "linux.json").write_text(json.dumps({"stamp": stamp, "outputs": outputs}))


def forget(arch, names):
    """Drop the kept outputs of these programs, also those of riscv64, which stand in for others."""
    for name in {arch, "riscv64"}:
        stamp = stamp_of(build(name))
        with alone(name):
            keep(name, stamp, {n: text for n, text in kept(name, stamp).items() if n not in names})


def read_or_run(arch, wanted, binary, here):
    stamp = stamp_of(binary)
    outputs = kept(arch, stamp)
    missing = [name for name in wanted if name not in outputs]
    if here:
        local = [name for name in missing if name not in listed("machine", arch)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            outputs.update(zip(local, pool.map(lambda name: run_on_linux(arch, name), local)))
        missing = [name for name in missing if name not in local]
    if missing and arch != "riscv64":
        others = on_linux("riscv64", missing)  # with all that are kept there
        outputs.update((name, others[name]) for name in missing if name in others)
    elif missing:
        subprocess.run([ROOT / "scripts/fetch-debian", "--kernel", arch], check=True)
        subprocess.run(["make", "-s", "-j2", f"ARCH={arch}"], cwd=ROOT, check=True)  # for its init
        outputs.update(in_machine(arch, missing, ROOT / f"build/debian/{arch}/boot/linux", LINUX_WORDS))
    keep(arch, stamp, outputs)
    return outputs


def boot_batch(arch, wanted, kernel, words, cpus):
    """Boot once and run the programs in turn: (outputs as above, the console's text)."""
    build_folder = ROOT / "build" / (arch + VARIANT)
    with tempfile.TemporaryDirectory() as folder:
        initrd, log = f"{folder}/abi.cpio", pathlib.Path(folder, "log")
        subprocess.run([ROOT / "scripts/make-initrd", initrd, "--base",
                        "--file", f"{build_folder}/user/init=/init",
                        "--file", f"{build_folder}/user/abi-batch=/bin/abi-batch",
                        "--file", f"{ROOT}/build/abi/{arch}/programs=/bin/programs",
                        "--run", "/bin/abi-batch", *wanted], check=True)
        env = dict(os.environ, ARCH=arch, INITRD=initrd, CPUS=str(cpus), MEM="256M",
                   CMDLINE=words)
        subprocess.run([ROOT / "scripts/qemu", "--timeout", str(BATCH_SECONDS), "--log", log,
                        kernel], env=env, stdin=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        text = log.read_bytes().decode(errors="replace").replace("\r", "")
    outputs = {m[1]: m[2] + m[3] for m in re.finditer(
        r"^<<< (\w+)\n((?:(?!<<< ).*\n)*?)\n>>> \1 (timeout|(?:exit|signal) \d+)", text, re.M)}
    for name, output in outputs.items():
        outputs[name] = "timeout" if output.endswith("timeout") else output
        outputs[name] = re.sub(r"timeout \d+$", "timeout", outputs[name])
    return outputs, text


def in_machine(arch, wanted, kernel, words, cpus=1):
    """As on_linux(). When a program ends the machine, another boot runs the rest."""
    outputs, left = {}, list(wanted)
    while left:
        new, text = boot_batch(arch, left, kernel, words, cpus)
        outputs.update(new)
        done = [name for name in left if name in new]
        left = [name for name in left if name not in new]
        if left:
            tail = "\n".join(text.splitlines()[-25:])
            outputs[left[0]] = f"the machine ended or hung:\n{tail}"
            if not done:
                for name in left[1:]:
                    outputs[name] = "not run"
                break
            left = left[1:]
    return outputs


def on_heddle(arch, wanted, cpus=1, words=""):
    words = f"quiet {words} " + os.environ.get("CMDLINE", "")
    return in_machine(arch, wanted, ROOT / "build" / (arch + VARIANT) / "heddle.elf", words, cpus)


def compare(arch, wanted, cpus=1, words=""):
    """As oracle.compare(); `words` are added to the kernel's command line."""
    def run(names, again):
        if again:
            forget(arch, names)
        linux, heddle = on_linux(arch, names), on_heddle(arch, names, cpus, words)
        return {name: (linux[name], heddle[name]) for name in names}
    return oracle.compare(wanted, run, "abi", f"{arch}{VARIANT}, {cpus} CPUs")
