"""Exploring the schedules of programs with planted bugs (tests/explore), and of their correct twins."""
import fcntl, json, pathlib, re, subprocess, tempfile
import test_heddle
from lib import ROOT, Failed, boot, build_of, expect

# Program, what is found, and under which events.
FOUND_BY_SYNC = [("abba", "deadlock"), ("missed_signal", "deadlock"), ("fork_order", "exit:1")]
FOUND_BY_APP = [("lost_update", "exit:1"), ("torn_pair", "signal:6"), ("atomic_check", "exit:1")]
JOB_SIZE = 2000  # bytes
ENTRIES = {"pthread_mutex_lock", "pthread_mutex_unlock"}


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
    subprocess.run([prefix + "gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-static", "-pthread", "-Wall", "-o", out,
                    *[f"-D{word.upper()}=1" for word in words], ROOT / "tests/system/explored" / f"{source}.c"], check=True)
    return out


def code(arch, name):
    """The lines of a job that say where the program's own functions are, by its source."""
    source = (ROOT / "tests" / "explore" / (name.removesuffix("-fixed") + ".c")).read_text()
    return own_code(program(arch, name), set(re.findall(r"^(?:static )?\w+ \*?(\w+)\(.*\)$", source, re.M)))


def own_code(path, own):
    symbols = subprocess.run(["nm", "-S", path], capture_output=True, text=True, check=True)
    lines = ["base " + first_address(path)]
    for start, size, kind, symbol in re.findall(r"^(\w+) (\w+) (\w) (\w+)$", symbols.stdout, re.M):
        if symbol in own and kind in "tT":
            lines.append(f"app {start} {int(start, 16) + int(size, 16):x}")
        elif symbol in ENTRIES:
            lines.append(f"call {start}")
    return lines


def first_address(path):
    headers = subprocess.run(["readelf", "-lW", path], capture_output=True, text=True, check=True)
    return re.search(r"LOAD +\S+ (0x\S+)", headers.stdout)[1]


def explore(arch, name, *job):
    """What the machine says of one of tests/explore: the JSON lines."""
    return explore_file(arch, program(arch, name), *job)


def explore_file(arch, path, *job):
    with tempfile.TemporaryDirectory() as folder:
        initrd, text = f"{folder}/explore.cpio", pathlib.Path(folder, "job")
        # As many bytes for every job: programs may print how much memory there is.
        text.write_text("\n".join([*job, ""]).ljust(JOB_SIZE))
        subprocess.run([ROOT / "scripts/make-initrd", initrd, "--base",
                        "--file", f"{build_of(arch)}/user/explore=/init",
                        "--file", f"{path}=/root/program", "--file", f"{text}=/etc/explore",
                        "--run", "/root/program", "argument"], check=True)
        output = boot(arch, "quiet explore", det=True, mem="64M", initrd=initrd, timeout=120)
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    if not lines or lines[-1]["type"] != "done":
        raise Failed("\n".join(output.splitlines()[-20:]))
    return lines


def results(lines):
    return {line["seed"]: line for line in lines if line["type"] == "result"}


def verdicts(arch, name, *job):
    return {result["verdict"] for result in results(explore(arch, name, *job)).values()}


def found(arch, name, verdict, policy, *job):
    wrong = verdicts(arch, name, f"policy {policy}", *job, "seeds 1 100",
                     *(code(arch, name) if "events app" in job else []))
    if wrong - {"ok"} != {verdict}:
        raise Failed(f"{name} under {policy}: {wrong}, expected {verdict}")
    right = verdicts(arch, f"{name}-fixed", f"policy {policy}", *job, "seeds 1 100",
                     *(code(arch, f"{name}-fixed") if "events app" in job else []))
    if right != {"ok"}:
        raise Failed(f"{name}-fixed under {policy}: {right}")
    return 2


def sync(arch):
    return sum(found(arch, name, verdict, policy, "events sync")
               for name, verdict in FOUND_BY_SYNC for policy in ("pct:3", "rw"))


def app(arch):
    return sum(found(arch, name, verdict, policy, "events app")
               for name, verdict in FOUND_BY_APP for policy in ("pct:3", "surw"))


def repeats(arch):
    """A seed is the same schedule in any range, after others, and made again from its choices."""
    job = ["policy pct:3", "events sync"]
    whole = results(explore(arch, "missed_signal", *job, "seeds 1 40"))
    part = results(explore(arch, "missed_signal", *job, "seeds 30 40"))
    for seed, result in part.items():
        if result != whole[seed]:
            raise Failed(f"seed {seed}: {result} alone, {whole[seed]} after others")
    seed = next(seed for seed, result in whole.items() if result["verdict"] == "deadlock")
    lines = explore(arch, "missed_signal", *job, f"seeds {seed} {seed}", "mode replay")
    if results(lines)[seed] != whole[seed]:
        raise Failed(f"replayed: {results(lines)[seed]}, explored: {whole[seed]}")
    choices = [f"choice {line['thread']} {line['from']} {line['own']}" for line in lines if line["type"] == "choice"]
    again = results(explore(arch, "missed_signal", "policy replay", "events sync", *choices))
    if again[1] != {**whole[seed], "seed": 1}:
        raise Failed(f"from its choices: {again[1]}, explored: {whole[seed]}")
    return len(part) + 2


def alike(arch, name, *job, seeds=12):
    """The program ends well, and the same way, alone and after others; what it printed."""
    path, job = explored(arch, name), ["policy rw", "events sync", *job]
    whole = results(explore_file(arch, path, *job, f"seeds 1 {seeds}"))
    lines = explore_file(arch, path, *job, f"seeds {seeds} {seeds}", "mode replay")
    bad = [result for result in whole.values() if result["verdict"] != "ok"]
    expect(not bad, f"{name}: {bad[:3]}", "")
    alone = results(lines)[seeds]
    expect(alone == whole[seeds], f"{name}: {alone} alone, {whole[seeds]} after others", "")
    expect(len({result["hash"] for result in whole.values()}) > 1, f"{name}: only one schedule", "")
    return "".join(line["text"] for line in lines if line["type"] == "output")


def files(arch):
    """Each run finds files as the template left them; what was printed before it counts too."""
    output = alike(arch, "files")
    expect(output.startswith("before: pid"), "the first output is missing", output)
    return 3


def sockets(arch):
    """Sockets, pipes, events, timers, epoll and locks: copies for each run, which end when it closes them."""
    output = alike(arch, "sockets")
    expect("stream: 'two three!', then 0" in output, "the stream is not as it was", output)
    return 3


def refused(arch):
    """What would not be the same for the next run is not done, and said."""
    found = results(explore_file(arch, explored(arch, "refused"), "policy pct:3", "events sync", "seeds 1 3"))
    told = {(result["verdict"], result["detail"]["what"]) for result in found.values()}
    expect(told == {("unsupported", "mount() after the first thread's start")}, str(found), "")
    return 1


def pty(arch):
    """A pseudo-terminal is as it was for each run, and its name is there again."""
    output = alike(arch, "pty")
    expect("after: /dev/pts/0, 40 rows" in output, "not as it should be", output)
    return 3


def clocks(arch):
    """Clocks, counters and random numbers are a function of the program's steps and the seed."""
    output = alike(arch, "clocks")
    lines = re.findall(r"^\d: \d+\+(\d+), .* random (\w+):", output, re.M)
    expect(len(lines) == 24 and len({word for _, word in lines}) == 24, "random numbers come twice", output)
    both = explore_file(arch, explored(arch, "clocks"), "policy rw", "events sync", "seeds 12 13", "mode replay")
    words = {seed: re.findall(r" random (\w+):", "".join(line["text"] for line in both if line["type"] == "output"
                                                         and line["seed"] == seed)) for seed in (12, 13)}
    expect(set(words[12]) == {word for _, word in lines}, "not the seed's random numbers", str(words))
    expect(len(set(words[12] + words[13])) == 48, "two seeds have the same random numbers", str(words))
    return 5


def timers(arch):
    """Timers and signals that are there before the first thread; a loop before it has a budget, too."""
    output = alike(arch, "timers")
    expect("signal 10, code 0" in output, "no pending signal", output)
    lines = explore_file(arch, explored(arch, "timers-forever"), "policy rw", "events sync", "seeds 3 5", "budget 200000")
    result = results(lines)[3]
    expect(result["verdict"] == "livelock?" and result["detail"]["hot"][0]["count"] > 20, str(result), "")
    return 4


def kill_all(arch):
    """A signal to all processes is one to those of the run; so is a priority."""
    output = alike(arch, "kill_all")
    expect("nice 0 at first\n2 ended, 1 killed, nice 5" in output, "not as it should be", output)
    found = results(explore_file(arch, explored(arch, "kill_all-sure"), "policy rw", "events sync", "seeds 1 3"))
    expect([result["verdict"] for result in found.values()] == ["signal:9"] * 3, str(found), "")
    return 4


def instructions(arch):
    """Any instruction can be where threads change; exactly there again from the choices."""
    path, found = explored(arch, "narrow"), 0
    for policy, seeds in (("pct:3", 60), ("slice:23", 1), ("rw", 2)):
        lines = explore_file(arch, path, f"policy {policy}", "events insn", f"seeds 1 {seeds}")
        for seed, result in results(lines).items():
            expect(result["verdict"] in ("ok", "exit:1"), f"{policy}: {result}", "")
            if result["verdict"] == "ok" and (policy == "pct:3" or seed > 1):
                continue
            found += result["verdict"] != "ok"
            lines = explore_file(arch, path, f"policy {policy}", "events insn", f"seeds {seed} {seed}", "mode replay")
            expect(results(lines)[seed] == result, f"{policy}: {result}, then {results(lines)[seed]}", "")
            choices = [f"choice {line['thread']} {line['from']} {line['own']}" for line in lines if line["type"] == "choice"]
            again = results(explore_file(arch, path, "policy replay", "events insn", *choices))[1]
            expect(again == {**result, "seed": 1}, f"{policy}: {result}, from its choices {again}", "")
    expect(found >= 3, f"{found} schedules failed", "")
    return found


def spinning(arch):
    """Who waits in a loop lets others go on; when nobody ends it, it is said where it is."""
    for policy in ("rr", "pct:3", "pos", "surw"):
        found = results(explore_file(arch, explored(arch, "spin"), f"policy {policy}", "events sync", "seeds 1 8"))
        expect({r["verdict"] for r in found.values()} == {"ok"}, f"{policy}: {found}", "")
    path = explored(arch, "spin-forever")
    symbols = subprocess.run(["nm", "-S", path], capture_output=True, text=True, check=True).stdout
    start, size = (int(word, 16) for word in re.search(r"^(\w+) (\w+) T wait_for_flag$", symbols, re.M).groups())
    for events in ("sync", "insn"):
        result = results(explore_file(arch, path, "policy pct:3", f"events {events}", "seeds 3 3", "budget 2000000"))[3]
        expect(result["verdict"] == "livelock?", str(result), "")
        hot = result["detail"]["hot"]
        places = [int(place["pc"], 16) for place in hot]
        expect(all(start <= pc < start + size for pc in places), f"{places} not in {start:x}+{size}", "")
        expect(sum(place["count"] for place in hot) > 50, str(hot), "")
    return 6


def holders(arch):
    """A deadlock of two locks is told as it is: each waits for what the other holds, and one for their end."""
    found = results(explore(arch, "abba", "policy pct:3", "events sync", "seeds 1 60", "stop-first 1"))
    last = list(found.values())[-1]
    expect(last["verdict"] == "deadlock", str(last), "")
    waits = {wait["thread"]: wait.get("holder") for wait in last["detail"]["waiting"]}
    circle = [thread for thread, holder in waits.items() if holder in waits and waits[holder] == thread]
    expect(len(circle) == 2, str(last), "")
    expect(all(holder in circle for holder in waits.values()), str(last), "")
    return 1


def many(arch):
    """An order that one of many threads must have by chance is found by surw."""
    path = explored(arch, "reorder-fifty" if arch == "x86_64" else "reorder")
    lines = explore_file(arch, path, "policy surw", "events app", "seeds 1 500", "stop-first 1",
                         *own_code(path, {"main", "writer", "reader"}))
    last = [line for line in lines if line["type"] == "result"][-1]
    expect(last["verdict"] == "exit:1", f"not found: {last}", "")
    return 1


def command(arch):
    """`heddle` from the program's symbols to its failure, the same again, and the switches it needs."""
    with tempfile.TemporaryDirectory() as name:
        at = pathlib.Path(name), test_heddle.environment(pathlib.Path(name), arch)
        path = program(arch, "lost_update")
        output = test_heddle.heddle(at, "explore", "--events", "app", "--seeds", "1..60", path, status=1)[0].decode()
        seed = re.search(r"exit:1: \d+ times, first with seed (\d+)", output)
        if not seed:
            raise Failed(output)
        job = ["--events", "app", "--seed", seed[1], path]
        shrunk = test_heddle.heddle(at, "shrink", *job, status=1)[0].decode()
        expect("chosen switches are needed" in shrunk and "deposit (lost_update.c:" in shrunk, "no switches", shrunk)
        verified = test_heddle.heddle(at, "verify", *job)[0].decode()
        expect("the same each time" in verified, "not the same", verified)
    return 3


def suite(arch, names):
    """The programs of tests/explore: found, the same again, shrunk; nothing wrong with the twins."""
    return runner(arch, "run", "--quick", "--filter", f"^({names})")


def debian(arch):
    """Some schedules of Debian's xz with four threads: none seems to fail."""
    return runner(arch, "debian/run", "--seeds", "5", "--policy", "rw", "--events", "sync", "xz")


def runner(arch, name, *words):
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run([ROOT / "tests/explore" / name, "--arch", arch, "--jobs", "1",
                                 "--command", test_heddle.COMMAND, *words], stdout=subprocess.PIPE, text=True,
                                env=test_heddle.environment(pathlib.Path(folder), arch))
    if result.returncode:
        raise Failed(result.stdout)
    return int(re.search(r"^(\d+) passed, 0 failed$", result.stdout, re.M)[1])


# x86_64 in parts that run side by side; of the others a sample.
SUITE = {"x86_64": {"suite-1": "[a-d]", "suite-2": "[e-o]", "suite-3": "[p-z]"}}
SAMPLE = {"suite": "(account|file_counter)$"}


def cases(arch):
    return [("sync", lambda: sync(arch)), ("app", lambda: app(arch)), ("repeats", lambda: repeats(arch)),
            ("instructions", lambda: instructions(arch)), ("spinning", lambda: spinning(arch)),
            ("many", lambda: many(arch)), ("holders", lambda: holders(arch)), ("files", lambda: files(arch)),
            ("sockets", lambda: sockets(arch)), ("refused", lambda: refused(arch)), ("timers", lambda: timers(arch)),
            ("pty", lambda: pty(arch)),
            ("kill-all", lambda: kill_all(arch)), ("clocks", lambda: clocks(arch)),
            ("debian", lambda: debian(arch)), ("command", lambda: command(arch)),
            *((name, lambda names=names: suite(arch, names)) for name, names in SUITE.get(arch, SAMPLE).items())]
