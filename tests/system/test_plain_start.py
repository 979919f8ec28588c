"""Test runners do not inherit the state of whoever starts them (scripts/plain-start)."""
import difflib, os, platform, subprocess, sys
from lib import ROOT, Failed, expect

sys.path.insert(0, str(ROOT / "tests" / "abi"))
import harness

# Programs that print what a process inherits: dispositions, the signal mask, the umask, limits, descriptors,
# the terminal, addresses.
PROGRAMS = ["aslr", "exec_signals", "proc_fd", "proc_figures", "pty_jobs", "rlimits", "signal_default",
            "signal_mask", "statx"]
BLOCK = "import os, signal, sys; signal.pthread_sigmask(0, range(1, 65)); os.execvp(sys.argv[1], sys.argv[1:])"
SETTINGS = {"LC_ALL": "de_DE", "LANG": "de_DE@euro", "CDPATH": "/:/tmp", "GREP_OPTIONS": "-v", "TZ": "Asia/Tokyo",
            "PYTHONHOME": "/none", "PYTHONPATH": "/none", "PYTHONHASHSEED": "1", "PYTHONOPTIMIZE": "2",
            "PYTHONIOENCODING": "latin-1", "POSIXLY_CORRECT": "1", "MAKEFLAGS": "n -j --jobserver-auth=8,9",
            "TMPDIR": "/none", "LD_LIBRARY_PATH": "/none", "BASH_ENV": "/none", "CPATH": "/none"}


def shell(text):
    return ["sh", "-c", f'{text}; exec "$@"', "sh"]


STARTS = {
    "background": shell("trap '' INT QUIT"),
    "nohup": shell("trap '' HUP INT QUIT PIPE CHLD TSTP TTIN TTOU"),
    "blocked": ["python3", "-c", BLOCK],
    "env-i": ["env", "-i"],
    "variables": ["env", *(f"{name}={value}" for name, value in SETTINGS.items())],
    "umask": shell("umask 077"),
    "setsid": ["setsid", "--wait"],
    "no-input": shell("exec <&-"),
    "no-errors": shell("exec 2>&-"),
    "descriptors": shell("exec 3< /etc/passwd 7> /dev/null 9<&3"),
    "soft-limits": shell("ulimit -S -n 64 && ulimit -S -s 512 && ulimit -S -c unlimited"),
    "personality": ["setarch", "--addr-no-randomize"],
    "nice": ["nice"],
    "removed-folder": shell("d=$(mktemp -d) && cd $d && rmdir $d"),
}


def plain(prefix):
    """What the programs print on Linux when the runner is started by `prefix`."""
    env = {name: value for name, value in os.environ.items() if name != "HEDDLE_PLAIN"}
    return subprocess.run([*prefix, ROOT / "tests/abi/run", "--arch", "x86_64", "--linux", "--again", *PROGRAMS],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.PIPE, text=True, env=env,
                          timeout=120)


def starts():
    harness.build("x86_64")
    wanted = plain([]).stdout
    expect(wanted.count("--- x86_64") == len(PROGRAMS), "the programs did not run", wanted)
    for name, prefix in STARTS.items():
        result = plain(prefix)
        if result.returncode or result.stdout != wanted:
            differ = "\n".join(difflib.unified_diff(wanted.splitlines(), result.stdout.splitlines(), "plain", name,
                                                    lineterm="", n=1))
            raise Failed(f"{name}: status {result.returncode}\n{differ}\n{result.stderr}")
    return len(STARTS)


def hard_limit():
    """A hard limit that is too low is raised where that is allowed, and named otherwise."""
    result = subprocess.run([*shell("ulimit -n 64"), ROOT / "scripts/plain-start", "sh", "-c", "ulimit -n"],
                            capture_output=True, text=True)
    if result.returncode:
        expect(result.returncode == 2 and "needs 1024 open files, but the hard limit is 64" in result.stderr,
               f"status {result.returncode}", result.stderr)
    else:
        expect(result.stdout == "1024\n", "another limit", result.stdout)


def runners():
    """Every runner starts itself again."""
    found = [*ROOT.glob("tests/run"), *ROOT.glob("tests/*/run"), *ROOT.glob("tests/explore/*/run"),
             *ROOT.glob("scripts/bench*"), ROOT / "scripts/profile", ROOT / "scripts/check-model",
             ROOT / "scripts/check/all", ROOT / ".ci/run"]
    wrong = [str(path) for path in found if "plain-start" not in path.read_text()]
    expect(len(found) > 10 and not wrong, f"without plain-start: {wrong}", "")
    return len(found)


def cases(arch):
    if arch == "x86_64" == platform.machine():
        yield "starts", starts
        yield "hard-limit", hard_limit
        yield "runners", runners
