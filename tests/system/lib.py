"""Boots machines for the tests in this folder."""
import os, pathlib, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


# As the Makefile names its output.
VARIANT = ("-llvm" if os.environ.get("LLVM") else "") + ("-debug" if os.environ.get("DEBUG") else "")


def build_of(arch):
    return ROOT / "build" / (arch + VARIANT)


class Failed(Exception):
    pass


def boot(arch, cmdline, image="heddle.elf", cpus=1, machine=None, mem="128M", det=False, timeout=60,
         status=0, extra=()):
    """Boot, wait for the end, return the serial output. Raises when it ends otherwise."""
    build = build_of(arch)
    env = dict(os.environ, ARCH=arch, CMDLINE=cmdline, CPUS=str(cpus), MEM=mem,
               INITRD=str(build / "initrd.cpio"))
    env.pop("MACHINE", None)
    if machine:
        env["MACHINE"] = machine
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        command = [str(ROOT / "scripts" / "qemu"), "--timeout", str(timeout), "--log", log.name]
        command += ["--det"] if det else []
        result = subprocess.run(command + [str(build / image), *extra], env=env, timeout=timeout + 30,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True)
        output = pathlib.Path(log.name).read_text(errors="replace").replace("\r", "")
    if result.returncode != status:
        tail = "\n".join(output.splitlines()[-40:])
        raise Failed(f"ended with status {result.returncode}, not {status}\n{result.stderr}{tail}")
    return output


def expect(condition, what, output):
    if not condition:
        raise Failed(what + "\n" + "\n".join(output.splitlines()[-60:]))
