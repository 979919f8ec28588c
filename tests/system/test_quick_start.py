"""The commands that README.md and docs/explore.md show print the output shown there.

Numbers may differ, since they depend on this machine's compiler and C library, except those that match
NUMBERS_KEPT.
"""
import contextlib, os, pathlib, platform, re, subprocess, tempfile
from lib import ROOT, VARIANT, Failed, expect

SECONDS = 300
NUMBERS_KEPT = r"\w+\.c:\d+|line \d+|exit:\d+|thread \d+|switch \d+|--seed \d+|pct:\d+"


@contextlib.contextmanager
def scratch():
    """A folder that looks like a fresh copy of the repository, with the build of the other."""
    with tempfile.TemporaryDirectory() as name:
        for path in ROOT.iterdir():
            (pathlib.Path(name) / path.name).symlink_to(path)
        yield name


def paste(folder, text, gdb=None):
    """The output of commands. gdb: commands for GDB, which reads them from a file."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    env["PATH"] = f"{folder}/build/tools:{env['PATH']}"
    if gdb:
        pathlib.Path(folder, "commands").write_text("\n".join(gdb) + "\n")
        text = text.replace("--gdb", "-x commands")
    result = subprocess.run(["bash", "-c", text], cwd=folder, env=env, stdin=subprocess.DEVNULL, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
    expect(result.returncode in (0, 1), f"status {result.returncode}", result.stdout)
    return result.stdout


def form(text):
    """The lines of `text` without what may differ."""
    text = re.sub(r"\b[0-9a-f]{16}\b|0x[0-9a-f]+|/tmp/explore-\w+", "#", text)
    text = re.sub(rf"({NUMBERS_KEPT})|\d+", lambda match: match[1] or "#", text)
    return [re.sub(" +", " ", line.strip()) for line in text.splitlines() if line.strip()]


def check(command, shown, printed):
    """`shown` ends what was printed."""
    if form(printed)[-len(form(shown)):] != form(shown):
        raise Failed(f"{command}\nprints\n{printed}\nbut the document shows\n{shown}")


def check_inside(command, shown, printed):
    """The lines of `shown` are among those printed, in the same order."""
    lines = iter(form(printed))
    for line in form(shown):
        if line not in lines:  # which takes lines from the iterator up to the one found
            raise Failed(f"{command}\nprints\n{printed}\nbut the document shows\n{line}")


def readme():
    text = (ROOT / "README.md").read_text()
    block = re.search(r"^## Quick start\n.*?^```sh\n(.*?)^```.*?^```text\n(.*?)^```", text, re.M | re.S)
    expect(block, "no quick start", text)
    with scratch() as folder:
        check(block[1], block[2], paste(folder, block[1]))
    return 1


def walk_through():
    """Every block of docs/explore.md that shows commands, in order, in one folder."""
    blocks = re.findall(r"^```console\n(.*?)^```", (ROOT / "docs/explore.md").read_text(), re.M | re.S)
    expect(len(blocks) > 5, "no walk-through", "")
    count = 0
    with scratch() as folder:
        for block in blocks:
            for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
                gdb = re.findall(r"^\(gdb\) (.*)$", shown, re.M)
                printed = paste(folder, command, gdb)
                if gdb:
                    check_inside(command, re.sub(r"^\(gdb\) .*\n", "", shown, flags=re.M), printed)
                elif shown:
                    check(command, shown, printed)
                count += 1
        expect(pathlib.Path(folder, "heddle.html").exists(), "no page", "")
    return count


def cases(arch):
    if arch == "x86_64" == platform.machine() and not VARIANT:
        yield "readme", readme
        yield "explore", walk_through
