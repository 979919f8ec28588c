"""The programs of this folder under the command `heddle`: findings, schedules to the first one, repetition."""
import fcntl, functools, json, pathlib, re, subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "tests" / "explore"
VARIANTS = ("x86_64", "i386", "riscv64", "x86_64-musl", "i386-musl", "riscv64-musl",
            "x86_64-O0", "i386-O0", "riscv64-O0", "x86_64-O2", "i386-O2", "riscv64-O2", "x86_64-release")
POLICIES = ("rr", "rw", "slice:3", "pct:3", "pos", "surw")
EVENTS = "app"
TRIALS = 20
SECONDS = 300


class Failed(Exception):
    pass


@functools.cache
def build(variant):
    """The folder with the programs of ARCH, ARCH-musl, ARCH-O0 or ARCH-O2, or those of x86_64-release."""
    arch, _, kind = variant.partition("-")
    libc = kind == "musl"
    level = kind[1:] if kind.startswith("O") else "1"
    folder = ROOT / "build" / "explore" / variant
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if libc:
            subprocess.run([ROOT / "scripts/fetch-debian", "--alone", arch, "musl", "musl-dev"], check=True,
                           stdout=subprocess.DEVNULL)
        subprocess.run(["make", "-s", "-j2", "-f", "tests/explore/explore.mk", f"ARCH={arch}",
                        f"LIBC={'musl' if libc else 'glibc'}", f"OPTIMIZE={level}",
                        "release" if kind == "release" else "all"], cwd=ROOT, check=True)
    return folder


class Program:
    """A source, and the values of its header: pattern, depth, found (verdicts), events (the smallest set
    that shows the bug)."""

    def __init__(self, path):
        self.name = path.stem
        header = path.read_text().partition("*/\n/*")[2].partition("*/")[0]
        values = dict(re.findall(r"^ \* (pattern|depth|found|events): (.*)$", header, re.M))
        if len(values) != 4:
            raise Failed(f"{path.name}: its header lacks a line")
        self.pattern, self.depth, self.events = values["pattern"], int(values["depth"]), values["events"]
        self.found = set(values["found"].split())
        count = re.search(r"n = (\d+)$", self.pattern)
        self.threads = int(count[1]) if count else 0

    def limits(self):
        """{policy: the number of seeds within which it must be found}"""
        if self.threads >= 10:
            return {"surw": 100 if self.pattern.startswith("two-stage") else 500}
        return {"pct:3": 1000} if self.depth <= 3 else {"surw": 1000}

    def preemptions(self):
        """The most preemptions that may remain after `shrink`."""
        return self.depth + 1


def programs(variant=""):
    pattern = "release/*" if variant.endswith("-release") else "*.c"
    return [Program(path) for path in sorted(SOURCES.glob(pattern))]


def heddle(command, *words, statuses=(0, 1), seconds=SECONDS):
    result = subprocess.run([command, *map(str, words)], capture_output=True, text=True, errors="replace",
                            timeout=seconds)
    if result.returncode not in statuses:
        raise Failed(f"{' '.join(map(str, words))}: status {result.returncode}\n{result.stderr}")
    return result


def explore(command, program, policy, first, last, events=EVENTS):
    """The JSON that `heddle explore` writes."""
    result = heddle(command, "explore", "--jobs", 1, "--policy", policy, "--events", events, "--json", "-",
                    "--seeds", f"{first}..{last}", program)
    return json.loads(result.stdout)


def failures(found):
    return [f for f in found["findings"] if f["verdict"] != "ok"]


def trials(command, path, policy, limit, count=TRIALS):
    """(schedules to the first failure in each of `count` trials, or None if not within `limit`; all verdicts
    of failures; the first failure). A trial starts with the seed after the previous trial's failure, so no two
    trials share a seed."""
    took, verdicts, done, first = [], set(), 0, None
    start, step = 1, 100  # the current trial's first seed; seeds per request
    while len(took) < count:
        found = explore(command, path, policy, done + 1, done + step)
        done += step
        step = min(2 * step, 4 * limit)
        wrong = failures(found)
        verdicts |= {f["verdict"] for f in wrong}
        first = first or min(wrong, key=lambda f: f["first_seed"], default=None)
        for seed in sorted(seed for f in wrong for seed in f["seeds"]):
            while seed - start >= limit:
                took.append(None)
                start += limit
            took.append(seed - start + 1)
            start = seed + 1
        while done - start + 1 >= limit:
            took.append(None)
            start += limit
    return took[:count], verdicts, first
