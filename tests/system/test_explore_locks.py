"""Lock functions of glibc and musl: each call is one event, about its object."""
import itertools, json, os, pathlib, re, subprocess, tempfile, threading
from lib import ROOT, Failed, expect
from test_explore import explored
from test_heddle import CC, COMMAND, environment

SOURCE = ROOT / "tests/system/explored/lock_calls.c"
CALL = r"^\t((?:pthread_(?:mutex|rwlock|spin|cond|once|barrier|join|tryjoin|timedjoin|clockjoin)|sem|mtx|cnd)\w*" \
       r"|call_once|thrd_join)\(&?(\w+)"
OWN_EVENTS = 2000
EVENTS_MAX = 30
# Names of the same function, or of one whose first instruction jumps to the other.
ALIASES = {"call_once": "pthread_once", "mtx_unlock": "pthread_mutex_unlock", "pthread_spin_init": "pthread_spin_unlock",
           "pthread_tryjoin_np": "pthread_join"}
SECONDS = 120


def expected(musl):
    """The calls in order: function and object, or None for a thread."""
    text = SOURCE.read_text().partition("/* CALLS */")[2].partition("/* END */")[0]
    if musl:
        text = re.sub("#ifdef __GLIBC__.*?#endif", "", text, flags=re.S)
    return [(ALIASES.get(function, function), None if "join" in function else thing)
            for function, thing in re.findall(CALL, text, re.M)]


def build(arch, libc, linked):
    out = ROOT / "build" / "explored" / arch / f"lock_calls-{libc}-{linked}"
    out.parent.mkdir(parents=True, exist_ok=True)
    compiler = [CC[arch]]
    if libc == "musl":
        subprocess.run([ROOT / "scripts/fetch-debian", "--alone", arch, "musl", "musl-dev"], check=True,
                       stdout=subprocess.DEVNULL)
        compiler = [ROOT / "tests/musl/gcc", arch]
    part = out.with_name(f"{out.name}.{os.getpid()}-{threading.get_ident()}")
    subprocess.run([*compiler, "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-no-pie", "-pthread", "-Wall",
                    *(["-static"] if linked == "static" else []), "-o", part, SOURCE], check=True)
    part.replace(out)
    return out


def replay(arch, path, choices, sysroot=None):
    """(exit status, what the threads did) of the schedule that makes the choices: (to, from, own event)."""
    with tempfile.TemporaryDirectory() as folder:
        file, trace = f"{folder}/choices", f"{folder}/trace"
        pathlib.Path(file).write_text("".join(f"choice {' '.join(map(str, choice))}\n" for choice in choices))
        words = ["replay", "--policy", f"replay:{file}", "--faults", "none", "--late", "0", "--trace", trace,
                 *(["--sysroot", sysroot] if sysroot else []), path]
        result = subprocess.run([COMMAND, *words], env=environment(pathlib.Path(folder), arch), capture_output=True,
                                text=True, timeout=SECONDS)
        if result.returncode not in (0, 1):
            raise Failed(f"{path.name}: status {result.returncode}\n{result.stdout}{result.stderr}")
        return result.returncode, json.loads(pathlib.Path(trace).read_text())["traceEvents"]


def calls_seen(arch, path, sysroot):
    """The lock calls of the first thread at which another one was chosen, in a schedule that chooses it at each
    of the first thread's own events."""
    status, events = replay(arch, path, [(1, 0, own) for own in range(1, OWN_EVENTS)], sysroot)
    expect(status == 0, f"{path.name} fails", "")
    slices = [event["args"] for event in events if event.get("cat") == "run" and event["tid"] == 0]
    seen = []
    for args in slices:
        place = re.search(r"^call_.* calling (\w+)$", args.get("at", ""))
        if not place or args["until"] != "event" or "about" not in args:
            continue
        if "libc.so" in args["about"]:  # a lock of the library's own, to create a thread
            continue
        name = re.sub(r"^(new_|old_)|(_time64|64)$", "", place[1])
        if name not in ("pthread_create", "thrd_create"):
            seen.append((name, None if "join" in name else args["about"]))
    return [(ALIASES.get(name, name), thing) for name, thing in seen]


def each_once(arch, libc, linked):
    path = build(arch, libc, linked)
    sysroot = ROOT / "build" / "debian" / arch if (libc, linked) == ("musl", "dynamic") else None
    wanted, seen = expected(libc == "musl"), calls_seen(arch, path, sysroot)
    for i, (call, other) in enumerate(itertools.zip_longest(wanted, seen)):
        expect(call == other, f"{libc}, {linked}: event {i + 1} is {other}, not {call}", str(seen[max(0, i - 3):i + 4]))
    return len(wanted)


def contention(arch):
    """Calls that wait for a lock do not change the place of a choice behind them."""
    path = explored(arch, "contended")
    store = next((own for own in range(1, EVENTS_MAX) if replay(arch, path, [(1, 0, own)])[0]), 0)
    expect(store, "no lost increment", "")
    for start, own in itertools.product(range(1, store), range(1, store)):
        status, events = replay(arch, path, [(1, 0, start), (0, 1, own), (0, 1, own + 1), (1, 0, store)])
        if any(event.get("cat") == "wait" and event["tid"] == 0 and event["name"] == "waits for lock" for event in events):
            expect(status == 1, f"thread 0 waits for the lock, and its event {store} is another", "")
            return 2
    raise Failed("thread 0 never waits for the lock")


def cases(arch):
    variants = itertools.product(("glibc", "musl"), ("static", "dynamic"))
    return [("contention", lambda: contention(arch)),
            *((f"{libc}-{linked}", lambda libc=libc, linked=linked: each_once(arch, libc, linked))
              for libc, linked in variants)]
