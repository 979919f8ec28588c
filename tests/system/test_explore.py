"""Exploring the schedules of programs with planted bugs (tests/explore), and of their correct twins."""
import fcntl, json, os, pathlib, re, subprocess, tempfile, threading
import test_heddle
from lib import ROOT, Failed, boot, build_of, expect

# Program and verdict, by the events that are needed to find it.
FOUND_BY_SYNC = [("abba", "deadlock"), ("missed_signal", "deadlock"), ("fork_order", "exit:1")]
FOUND_BY_APP = [("lost_update", "exit:1"), ("torn_pair", "signal:6"), ("atomic_check", "exit:1")]
JOB_SIZE = 2000  # bytes
# Lock functions of jobs: the kind, the group, and perhaps a result.
ENTRIES = {"pthread_mutex_lock": "0 0", "pthread_mutex_unlock": "0 1", "pthread_cond_wait": "2 2 0",
           "cnd_wait": "2 2 0", "mtx_trylock": "0 3 1"}


def program(arch, name):
    folder = ROOT / "build" / "explore" / arch
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "-s", "-j2", "-f", "tests/explore/explore.mk", f"ARCH={arch}"], cwd=ROOT,
                       check=True)
    return folder / name


def explored(arch, name):
    """A program of tests/system/explored, built; `NAME-WORD` with WORD as 1."""
    source, *words = name.split("-")
    out = ROOT / "build" / "explored" / arch / name
    out.parent.mkdir(parents=True, exist_ok=True)
    prefix = {"x86_64": "", "i386": "i686-linux-gnu-", "riscv64": "riscv64-linux-gnu-"}[arch]
    # Tests that run at the same time build the same program: none may see another's half-written file.
    part = out.with_name(f"{name}.{os.getpid()}-{threading.get_ident()}")
    subprocess.run([prefix + "gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-static", "-pthread", "-Wall", "-o", part,
                    *[f"-D{word.upper()}=1" for word in words], ROOT / "tests/system/explored" / f"{source}.c"], check=True)
    part.replace(out)
    return out


def code(arch, name):
    """The lines of a job with the addresses of the program's own functions, found through its source."""
    source = (ROOT / "tests" / "explore" / (name.removesuffix("-fixed") + ".c")).read_text()
    return own_code(program(arch, name), set(re.findall(r"^(?:static )?\w+ \*?(\w+)\(.*\)$", source, re.M)))


def own_code(path, own):
    symbols = subprocess.run(["nm", "-S", path], capture_output=True, text=True, check=True)
    lines = ["base=" + first_address(path)]
    for start, size, kind, symbol in re.findall(r"^(\w+) (\w+) (\w) (\w+)$", symbols.stdout, re.M):
        if symbol in own and kind in "tT":
            lines.append(f"app={start} {int(start, 16) + int(size, 16):x}")
        elif symbol in ENTRIES and kind in "tTW":
            lines.append(f"call={start} {int(start, 16) + int(size, 16):x} {ENTRIES[symbol]}")
    return lines


def first_address(path):
    headers = subprocess.run(["readelf", "-lW", path], capture_output=True, text=True, check=True)
    return re.search(r"LOAD +\S+ (0x\S+)", headers.stdout)[1]


def explore(arch, name, *job):
    """Explore a program of tests/explore: the machine's JSON lines."""
    return explore_file(arch, program(arch, name), *job)


def explore_file(arch, path, *job, may_fail=False, version=None, files=(), argument="argument"):
    with tempfile.TemporaryDirectory() as folder:
        initrd, text = f"{folder}/explore.cpio", pathlib.Path(folder, "job")
        # As many bytes for every job: programs may print how much memory there is.
        text.write_text("".join(word + "\0" for word in (f"version={version or VERSION}", *job)).ljust(JOB_SIZE, "\0"))
        subprocess.run([ROOT / "scripts/make-initrd", initrd, "--base",
                        "--file", f"{build_of(arch)}/user/explore=/init",
                        "--file", f"{path}=/root/program", "--file", f"{text}=/etc/job",
                        *[word for file in files for word in ("--file", file)],
                        "--run", "/root/program", str(argument)], check=True)
        output = boot(arch, "quiet explore", det=True, mem="64M", initrd=initrd, timeout=120,
                      status=2 if may_fail else 0)
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    if not lines or lines[-1]["type"] not in ("done", "error"):
        raise Failed("\n".join(output.splitlines()[-20:]))
    for line in lines:
        check_line(line)
    if lines[-1]["type"] == "error" and not may_fail:
        raise Failed(str(lines[-1]))
    return lines


def check_line(line):
    """A line has the members that user/protocol.h says, and no others."""
    kinds, details = MEMBERS
    bad = [line] if not conforms(line, {"type", *kinds.get(line["type"], {"unknown"})}) else []
    detail = line.get("detail", {})
    if detail and set(detail) not in ({"waiting"}, {"hot"}, {"address", "pc", "thread"}, {"what"}):
        bad.append(detail)
    for name, value in detail.items():
        bad += [item for item in (value if isinstance(value, list) else []) if not conforms(item, details[name])]
    if bad:
        raise Failed(f"not as in user/protocol.h: {bad[0]}")


def conforms(item, members):
    may = {name.rstrip("?") for name in members}
    must = {name for name in members if not name.endswith("?")}
    return must <= set(item) <= may


def members():
    """({type: members}, {list in the detail: members}), by the tables in user/protocol.h"""
    text = (ROOT / "user" / "protocol.h").read_text()
    table = re.search(r"checks every line against this table\):\n \*\n(.*?)\n \*\n", text, re.S)[1]
    kinds = {words[1]: set(words[2:]) for words in map(str.split, re.sub(r"\n \* {6,}", " ", table).splitlines())}
    details = re.findall(r'"(\w+)",[^"]*?a list of\n \*   (.*)', text)
    return kinds, {name: set(line.split()) for name, line in details}


VERSION = int(re.search(r"#define EXPLORE_VERSION (\d+)", (ROOT / "include/uapi/explore.h").read_text())[1])
MEMBERS = members()


def results(lines):
    return {line["seed"]: line for line in lines if line["type"] == "result"}


def verdicts(arch, name, *job):
    return {result["verdict"] for result in results(explore(arch, name, *job)).values()}


def found(arch, name, verdict, policy, *job):
    wrong = verdicts(arch, name, f"policy={policy}", *job, "seeds=1..100",
                     *(code(arch, name) if "events=app" in job else []))
    if wrong - {"ok"} != {verdict}:
        raise Failed(f"{name} under {policy}: {wrong}, expected {verdict}")
    right = verdicts(arch, f"{name}-fixed", f"policy={policy}", *job, "seeds=1..100",
                     *(code(arch, f"{name}-fixed") if "events=app" in job else []))
    if right != {"ok"}:
        raise Failed(f"{name}-fixed under {policy}: {right}")
    return 2


def sync(arch):
    return sum(found(arch, name, verdict, policy, "events=sync")
               for name, verdict in FOUND_BY_SYNC for policy in ("pct:3", "rw"))


def app(arch):
    return sum(found(arch, name, verdict, policy, "events=app")
               for name, verdict in FOUND_BY_APP for policy in ("pct:3", "surw"))


def made(lines):
    """The settings of a job for the choices in the lines."""
    return [f"choice={c['kind'] + ' ' if c['kind'] != 'switch' else ''}{c['value']} {c['from']} {c['own']} {c.get('order', 0)}"
            for c in lines if c["type"] == "choice"]


def repeats(arch):
    """A seed gives the same schedule in any range and after others, and its choices reproduce it."""
    job = ["policy=pct:3", "events=sync"]
    whole = results(explore(arch, "missed_signal", *job, "seeds=1..40"))
    part = results(explore(arch, "missed_signal", *job, "seeds=30..40"))
    for seed, result in part.items():
        if result != whole[seed]:
            raise Failed(f"seed {seed}: {result} alone, {whole[seed]} after others")
    seed = next(seed for seed, result in whole.items() if result["verdict"] == "deadlock")
    lines = explore(arch, "missed_signal", *job, f"seeds={seed}..{seed}", "mode=replay")
    if results(lines)[seed] != whole[seed]:
        raise Failed(f"replayed: {results(lines)[seed]}, explored: {whole[seed]}")
    again = results(explore(arch, "missed_signal", "policy=replay", "events=sync", *made(lines)))
    if again[1] != {**whole[seed], "seed": 1}:
        raise Failed(f"from its choices: {again[1]}, explored: {whole[seed]}")
    return len(part) + 2


def alike(arch, name, *job, seeds=12):
    """Check that the program succeeds, in the same way alone and after others; returns its output."""
    path, job = explored(arch, name), ["policy=rw", "events=sync", *job]
    whole = results(explore_file(arch, path, *job, f"seeds=1..{seeds}"))
    lines = explore_file(arch, path, *job, f"seeds={seeds}..{seeds}", "mode=replay")
    bad = [result for result in whole.values() if result["verdict"] != "ok"]
    expect(not bad, f"{name}: {bad[:3]}", "")
    alone = results(lines)[seeds]
    expect(alone == whole[seeds], f"{name}: {alone} alone, {whole[seeds]} after others", "")
    expect(len({result["hash"] for result in whole.values()}) > 1, f"{name}: only one schedule", "")
    return "".join(line["text"] for line in lines if line["type"] == "output")


def files(arch):
    """Each run finds files as the template left them; output before the template counts, too."""
    output = alike(arch, "files")
    expect(output.startswith("before: pid"), "the first output is missing", output)
    return 3


def sockets(arch):
    """Sockets, pipes, events, timers, epoll sets and locks: each run has copies, which it can close."""
    output = alike(arch, "sockets")
    expect("stream: 'two three!', then 0" in output, "the stream is not as it was", output)
    return 3


def refused(arch):
    """A call whose effect the next run would see is refused, with the reason."""
    found = results(explore_file(arch, explored(arch, "refused"), "policy=pct:3", "events=sync", "seeds=1..3"))
    told = {(result["verdict"], result["detail"]["what"]) for result in found.values()}
    expect(told == {("unsupported", "mount() after the first thread's start")}, str(found), "")
    return 1


def pty(arch):
    """Each run finds a pseudo-terminal in its first state, and its name exists again."""
    output = alike(arch, "pty")
    expect("after: /dev/pts/0, 40 rows" in output, "not as it should be", output)
    return 3


def clocks(arch):
    """Clocks, counters and random numbers depend only on the program's steps and the seed."""
    output = alike(arch, "clocks")
    lines = re.findall(r"^\d: \d+\+(\d+), .* random (\w+):", output, re.M)
    expect(len(lines) == 24 and len({word for _, word in lines}) == 24, "random numbers come twice", output)
    both = explore_file(arch, explored(arch, "clocks"), "policy=rw", "events=sync", "seeds=12..13", "mode=replay")
    words = {seed: re.findall(r" random (\w+):", "".join(line["text"] for line in both if line["type"] == "output"
                                                         and line["seed"] == seed)) for seed in (12, 13)}
    expect(set(words[12]) == {word for _, word in lines}, "not the seed's random numbers", str(words))
    expect(len(set(words[12] + words[13])) == 48, "two seeds have the same random numbers", str(words))
    return 5


def late(arch):
    """A race behind much work of each thread's own is found as often as one at once, whatever else is in the page and
    the word that it is about."""
    for name in "late_race", "late_race-apart":
        path, failed = explored(arch, name), {}
        for turns in 1, 100000:
            lines = explore_file(arch, path, "policy=pct:3", "events=app", "seeds=1..40", *own_code(path, {"add", "work"}),
                                 argument=turns)
            failed[turns] = sum(line["verdict"] != "ok" for line in results(lines).values())
        expect(failed[1] >= 5 and abs(failed[1] - failed[100000]) <= 2, f"{name}: {failed}", "")
    return 2


def timers(arch):
    """Timers and signals from before the first thread; a loop before it has a budget, too."""
    output = alike(arch, "timers")
    expect("signal 10, code 0" in output, "no pending signal", output)
    lines = explore_file(arch, explored(arch, "timers-forever"), "policy=rw", "events=sync", "seeds=3..5", "budget=200000")
    result = results(lines)[3]
    expect(result["verdict"] == "livelock?" and result["detail"]["hot"][0]["count"] > 20, str(result), "")
    return 4


def deadlines(arch):
    """Each kind of wait may time out early, but a watchdog does not bark. The choices repeat the jump."""
    kinds = ("sleep", "monotonic", "realtime", "semaphore", "mutex", "poll", "select", "epoll", "socket", "signal")
    for kind in kinds if arch == "x86_64" else kinds[::3]:
        path = explored(arch, f"deadlines-{kind}")
        seeds = "1..500" if kind == "socket" else "1..100"  # calls before the wait: most pct schedules switch there
        last = results(explore_file(arch, path, "policy=pct:3", "events=sync", f"seeds={seeds}", "stop-first=1"))
        seed, result = max(last.items())
        expect(result["verdict"] == "exit:1", f"{kind}: {result}", "")
        lines = explore_file(arch, path, "policy=pct:3", "events=sync", f"seeds={seed}..{seed}", "mode=shrink")
        choices = [line for line in lines[lines.index(result) + 1:] if line["type"] == "choice"]
        jumps = [choice for choice in choices if "late" in choice]
        expect(len(jumps) == 1 and 0 < jumps[0]["late"]["ns"] <= 1000000, f"{kind}: {choices}", "")
        late = explore_file(arch, path, "policy=pct:3", "events=sync", f"seeds={seed}..{seed}", "late=0", "mode=replay")
        expect(not [line for line in late if line["type"] == "late"], f"{kind}: {late}", "")
    for kind in ("timerfd", "timer", "alarm"):
        last = results(explore_file(arch, explored(arch, f"deadlines-{kind}"), "policy=rw", "events=sync",
                                    "seeds=1..100", "stop-first=1"))
        seed, result = max(last.items())
        expect(result["verdict"] == "exit:1", f"{kind}: {result}", "")
        lines = explore_file(arch, explored(arch, f"deadlines-{kind}"), "policy=rw", "events=sync",
                             f"seeds={seed}..{seed}", "mode=shrink")
        choices = [line for line in lines[lines.index(result) + 1:] if line["type"] == "choice"]
        jumps = [choice for choice in choices if "late" in choice]
        expect([choice["kind"] for choice in jumps] == ["timer"], f"{kind}: {choices}", "")
    found = results(explore_file(arch, explored(arch, "deadlines-watchdog"), "policy=rw", "events=sync", "seeds=1..200"))
    expect({result["verdict"] for result in found.values()} == {"ok"}, str(found), "")
    return 2


FAULTS = [("condition", "spurious"), ("cnd", "spurious"), ("futex", "spurious"), ("trylock", "spurious"),
          ("interrupt", "eintr"), ("pipe", "short"), ("socket", "short"), ("memory", "nomem"), ("clone", "nomem"),
          ("open", "nomem"), ("file_write", "io"), ("file_sync", "io"), ("clock", "clock")]


def faults(arch):
    """Each fault happens when it is asked for, and never otherwise. Shrinking leaves only the fault."""
    cases = FAULTS if arch == "x86_64" else FAULTS[::2]
    for kind, fault in cases:
        path = explored(arch, f"faults-{kind}")
        words = ["policy=pct:3", "events=app", *own_code(path, {"main", "try", "try_call", "help"})]
        found = results(explore_file(arch, path, *words, "faults=", "seeds=1..40"))
        expect({result["verdict"] for result in found.values()} == {"ok"}, f"{kind}, no faults: {found}", "")
        words.append(f"faults={fault}")
        seed, result = max(results(explore_file(arch, path, *words, "seeds=1..100", "stop-first=1")).items())
        expect(result["verdict"] == "exit:1", f"{kind}: {result}", "")
        lines = explore_file(arch, path, *words, f"seeds={seed}..{seed}", "mode=shrink")
        choices = [line for line in lines[lines.index(result) + 1:] if line["type"] == "choice"]
        expect({choice["kind"] for choice in choices} - {"switch"} == {fault}, f"{kind}: {choices}", "")
        again = made(choices)
        words[0] = "policy=replay"
        expect(results(explore_file(arch, path, *words, *again))[1]["verdict"] == "exit:1", f"{kind}: not repeated", "")
    found = results(explore_file(arch, explored(arch, "faults-restart"), "policy=rw", "events=sync", "faults=eintr",
                                 "seeds=1..100"))
    expect({result["verdict"] for result in found.values()} == {"ok"}, str(found), "")
    return 2


def kill_all(arch):
    """A signal to all processes reaches those of the run only; so does a priority."""
    output = alike(arch, "kill_all")
    expect("nice 0 at first\n2 ended, 1 killed, nice 5" in output, "not as it should be", output)
    found = results(explore_file(arch, explored(arch, "kill_all-sure"), "policy=rw", "events=sync", "seeds=1..3"))
    expect([result["verdict"] for result in found.values()] == ["signal:9"] * 3, str(found), "")
    return 4


def instructions(arch):
    """Threads can switch at any instruction, and the choices reproduce the exact place."""
    path, found = explored(arch, "narrow"), 0
    for policy, seeds in (("pct:3", 60), ("slice:23", 1), ("rw", 2)):
        lines = explore_file(arch, path, f"policy={policy}", "events=insn", f"seeds=1..{seeds}")
        for seed, result in results(lines).items():
            expect(result["verdict"] in ("ok", "exit:1"), f"{policy}: {result}", "")
            if result["verdict"] == "ok" and (policy == "pct:3" or seed > 1):
                continue
            found += result["verdict"] != "ok"
            lines = explore_file(arch, path, f"policy={policy}", "events=insn", f"seeds={seed}..{seed}", "mode=replay")
            expect(results(lines)[seed] == result, f"{policy}: {result}, then {results(lines)[seed]}", "")
            again = results(explore_file(arch, path, "policy=replay", "events=insn", *made(lines)))[1]
            expect(again == {**result, "seed": 1}, f"{policy}: {result}, from its choices {again}", "")
    expect(found >= 3, f"{found} schedules failed", "")
    return found


def spinning(arch):
    """A thread that waits in a loop lets others run; if the loop never ends, its place is reported."""
    for policy in ("rr", "pct:3", "pos", "surw"):
        found = results(explore_file(arch, explored(arch, "spin"), f"policy={policy}", "events=sync", "seeds=1..8"))
        expect({r["verdict"] for r in found.values()} == {"ok"}, f"{policy}: {found}", "")
    path = explored(arch, "spin-forever")
    symbols = subprocess.run(["nm", "-S", path], capture_output=True, text=True, check=True).stdout
    start, size = (int(word, 16) for word in re.search(r"^(\w+) (\w+) T wait_for_flag$", symbols, re.M).groups())
    for events in ("sync", "insn"):
        result = results(explore_file(arch, path, "policy=pct:3", f"events={events}", "seeds=3..3", "budget=2000000"))[3]
        expect(result["verdict"] == "livelock?", str(result), "")
        hot = result["detail"]["hot"]
        places = [int(place["pc"], 16) for place in hot]
        expect(all(start <= pc < start + size for pc in places), f"{places} not in {start:x}+{size}", "")
        expect(sum(place["count"] for place in hot) > 50, str(hot), "")
    return 6


def holders(arch):
    """A deadlock of two locks is reported: each thread waits for the other's lock, and one for their end."""
    found = results(explore(arch, "abba", "policy=pct:3", "events=sync", "seeds=1..60", "stop-first=1"))
    last = list(found.values())[-1]
    expect(last["verdict"] == "deadlock", str(last), "")
    waits = {wait["thread"]: wait.get("holder") for wait in last["detail"]["waiting"]}
    circle = [thread for thread, holder in waits.items() if holder in waits and waits[holder] == thread]
    expect(len(circle) == 2, str(last), "")
    expect(all(holder in circle for holder in waits.values()), str(last), "")
    return 1


def many(arch):
    """surw finds the rare order of one thread among many."""
    path = explored(arch, "reorder-fifty" if arch == "x86_64" else "reorder")
    lines = explore_file(arch, path, "policy=surw", "events=app", "seeds=1..500", "stop-first=1",
                         *own_code(path, {"main", "writer", "reader"}))
    last = [line for line in lines if line["type"] == "result"][-1]
    expect(last["verdict"] == "exit:1", f"not found: {last}", "")
    return 1


def command(arch):
    """The command: from the program's symbols to a failure, its repetition, and the switches that it needs."""
    with tempfile.TemporaryDirectory() as name:
        at = pathlib.Path(name), test_heddle.environment(pathlib.Path(name), arch)
        path = program(arch, "lost_update")
        output = test_heddle.heddle(at, "explore", "--events", "app", "--seeds", "1..60", path, status=1)[0].decode()
        seed = re.search(r"exit:1: \d+ times, first with seed (\d+)", output)
        if not seed:
            raise Failed(output)
        job = ["--events", "app", "--seed", seed[1], path]
        shrunk = test_heddle.heddle(at, "shrink", *job, status=1)[0].decode()
        expect(re.search("(choices|chosen switches) are needed", shrunk) and "deposit (lost_update.c:" in shrunk, "no switches", shrunk)
        verified = test_heddle.heddle(at, "verify", *job)[0].decode()
        expect("the same each time" in verified, "not the same", verified)
    return 3


def refusals(arch):
    """Other versions, and settings that the kernel rejects, are refused with a reason."""
    path = program(arch, "abba")
    for job, text in ((["policy=pct:99"], 'policy pct:99: a number from 1 to 16 is needed behind "pct:"'),
                      (["policy=slice:0"], 'policy slice:0: a number from 1 to 4294967295 is needed behind "slice:"'),
                      (["policy=all:0"], 'policy all:0: a number from 1 to 1000 is needed behind "all:"'), (["part=3/2"], 'in the job, "part=3/2"'),
                      (["policy=all", "events=mix"], "policy all: events and memory cannot be mixed"),
                      (["policy=rw:3"], "policy rw:3: rw takes no number"),
                      (["policy=none"], "policy none: there is no such policy"),
                      (["policy=" + "x" * 24], "policy " + "x" * 20 + "...: there is no such policy"),
                      (["policy=pct:" + "9" * 21], "policy pct:" + "9" * 16 + '...: a number from 1 to 16 is needed behind "pct:"'),
                      (["policy=pct:" + "0" * 22 + "3"], "policy pct:" + "0" * 16 + '...: a number from 1 to 16 is needed behind "pct:"'),
                      (["budget=0"], "budget 0: at least 1 step is needed"),
                      (["processors=0"], "processors 0: 1 to 64 are possible"),
                      (["processors=65"], "processors 65: 1 to 64 are possible"), (["late=4294967296"], 'in the job, "late=4294967296"'), (["events=all"], "events all: one of sync, shared, app, insn is needed"),
                      (["seeds=1 5"], 'in the job, "seeds=1 5"'), (["choice=1 2"], 'in the job, "choice=1 2"'),
                      (["trace=1"], 'in the job, "trace=1"'), (["program=/none"], "/none"),
                      (["folder=/none"], "/none"), (["folder=/etc/run"], "/etc/run"),
                      ([f"library=1000 /{n}" for n in range(65)], "the list of libraries is too long: at most 64 libraries are possible")):
        last = explore_file(arch, path, *job, may_fail=True)[-1]
        error = {"/none": 2, "/etc/run": 20}.get(text, 22 if text.startswith("in the job") else 0)
        same = (last["type"], last.get("text"), last.get("errno")) == ("error", text, error)
        expect(same, f"{job}: {last}", "")
    # The words behind another version are not read.
    last = explore_file(arch, path, "policy=none", may_fail=True, version="999")[-1]
    expect(last["type"] == "error" and "version 999" in last["text"], str(last), "")
    # A file in the place of the device.
    last = explore_file(arch, path, may_fail=True, files=[f"{path}=/dev/explore"])[-1]
    expect((last["text"], last["errno"]) == ("/dev/explore", 25), str(last), "")
    return 23


def suite(arch, names):
    """The programs of tests/explore: bugs are found, repeated and shrunk, and the twins have no failures."""
    return runner(arch, "run", "--quick", "--filter", f"^({names})")


def optimized(arch):
    """Some programs of tests/explore, compiled with -O2."""
    return runner(arch, "run", "--quick", "--filter", "^(plain_inc|lost_update|seqlock)$", variant=f"{arch}-O2")


def litmus(arch):
    """With store buffers, exactly the outcomes that hardware allows."""
    words = {"riscv64": ("--memory", "weak", "2+2W", "MP", "MP+fence")}
    words = words.get(arch, ("n6", "SB", "SB+lock"))
    return runner(arch, "litmus/run", *words)


def debian(arch):
    """Some schedules of Debian's xz with four threads: none fails."""
    return runner(arch, "debian/run", "--seeds", "5", "--policy", "rw", "--events", "sync", "xz")


def runner(arch, name, *words, variant=None):
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run([ROOT / "tests/explore" / name, "--arch", variant or arch, "--jobs", "1",
                                 "--command", test_heddle.COMMAND, *words], stdout=subprocess.PIPE, text=True,
                                env=test_heddle.environment(pathlib.Path(folder), arch))
    if result.returncode:
        raise Failed(result.stdout)
    return int(re.search(r"^(\d+) passed, 0 failed$", result.stdout, re.M)[1])


# All programs on x86_64, in parts that run in parallel; a sample on the others.
SUITE = {"x86_64": {"suite-1": "[a-d]", "suite-2": "[e-o]", "suite-3": "[p-z]"}}
SAMPLE = {"suite": "(account|file_counter)$"}


def cases(arch):
    return [("sync", lambda: sync(arch)), ("app", lambda: app(arch)), ("repeats", lambda: repeats(arch)),
            ("instructions", lambda: instructions(arch)), ("spinning", lambda: spinning(arch)),
            ("many", lambda: many(arch)), ("holders", lambda: holders(arch)), ("files", lambda: files(arch)),
            ("sockets", lambda: sockets(arch)), ("refused", lambda: refused(arch)), ("timers", lambda: timers(arch)), ("deadlines", lambda: deadlines(arch)),
            ("late", lambda: late(arch)), ("faults", lambda: faults(arch)),
            ("refusals", lambda: refusals(arch)),
            ("pty", lambda: pty(arch)), ("litmus", lambda: litmus(arch)),
            ("kill-all", lambda: kill_all(arch)), ("clocks", lambda: clocks(arch)),
            ("debian", lambda: debian(arch)), ("suite-O2", lambda: optimized(arch)), ("command", lambda: command(arch)),
            *((name, lambda names=names: suite(arch, names)) for name, names in SUITE.get(arch, SAMPLE).items())]
