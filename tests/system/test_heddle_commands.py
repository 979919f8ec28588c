"""The exploring commands: the host side with a substitute for the machine (tests/system/fake-machine), and
the whole with real machines and programs of tests/explore."""
import html, json, os, pathlib, re, subprocess, tempfile
from lib import ROOT, Failed, expect
import test_explore
from test_heddle import CC, COMMAND, SECONDS, environment, same

SOURCE = """
#include <stdio.h>
int shared_word;
int guilty(int x)
{
	return x + 1;
}
int main(void)
{
	return guilty(-1);
}
"""


class Fixture:
    def __init__(self, arch, folder):
        self.folder, self.arch = pathlib.Path(folder), arch
        (self.folder / "prog.c").write_text(SOURCE)
        self.build("-g")
        share = self.folder / "share" / arch
        share.mkdir(parents=True)
        for name in ("heddle.elf", "explore"):
            (share / name).write_text("")
        words = subprocess.run(["nm", self.folder / "prog"], capture_output=True, text=True, check=True).stdout
        symbols = {line.split()[-1]: "0x" + line.split()[0] for line in words.splitlines() if len(line.split()) == 3}
        self.env = dict(os.environ, HEDDLE_DIR=str(self.folder / "share"),
                        HEDDLE_QEMU=str(ROOT / "tests/system/fake-machine"),
                        FAKE=json.dumps({"pc": symbols["guilty"], "word": symbols["shared_word"]}))

    def build(self, *flags):
        subprocess.run([CC[self.arch], *flags, "-o", self.folder / "prog", self.folder / "prog.c"], check=True)

    def run(self, *words, status=0, **changes):
        result = subprocess.run([COMMAND, *words], cwd=self.folder, env=dict(self.env, **changes),
                                capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
        if result.returncode != status:
            raise Failed(f"{words}: status {result.returncode}, not {status}\n"
                         f"{(result.stdout + result.stderr).decode(errors='replace')}")
        return result.stdout, result.stderr


SUMMARY = """\
100 schedules: 86 ok; 2 kinds of failure

1. deadlock on shared_word, shared_word: 10 times, first with seed 3
   thread 1 waits for shared_word, held by thread 2, in guilty (prog.c:5)
   thread 2 waits for shared_word, held by thread 1, in guilty (prog.c:5)
   heddle replay --seed 3 --policy pct:3 --events app ./prog 'an argument'

2. signal:11 in guilty (prog.c:5): 4 times, first with seed 7
   in guilty (prog.c:5), address 0x10
   heddle replay --seed 7 --policy rw --events shared --memory tso ./prog 'an argument'
"""


def explore(f):
    same(f.run("explore", "--seeds", "1..100", "--jobs", "3", "./prog", "an argument", status=1)[0].decode(), SUMMARY)
    same(f.run("explore", "--seeds", "4..6", "./prog")[0], b"3 schedules: 3 ok\n")
    out, err = f.run("explore", "./prog", status=2, FAKE="broken")
    expect(b"PANIC: on purpose" in err and b"ended before its job was done" in err, "no reason", err.decode())
    expect(b"FIRST..LAST" in f.run("explore", "--seeds", "9..1", "./prog", status=2)[1], "no error", "")
    same(f.run("explore", "./prog", status=2, FAKE="error")[1], b"heddle: /dev/explore mix: No such device\n")
    out = f.run("explore", "--seeds", "4..6", "./prog", status=2, FAKE="unsupported")[0].decode()
    same(out, "3 schedules: 0 ok, 3 not supported\n\n"
              "unsupported mount() after the first thread's start: 3 times, first with seed 4\n"
              "   heddle replay --seed 4 --policy pct:3 --events app ./prog\n")
    expect(b"unrecognized option '--cpus'" in f.run("explore", "--cpus", "1", "./prog", status=2)[1], "no error", "")
    return 7


def lost(f):
    """Results that are missing, damaged or not due are an error, and the others are printed."""
    advice = ": does the program write to /dev/console?\n"
    missing = "heddle: the machine reported 3 of 4 schedules" + advice
    for mode, text, err in (("lost", "3 schedules: 3 ok\n", missing), ("damaged", "3 schedules: 3 ok\n", missing),
                            ("misses", "3 schedules: 3 ok\n", missing),
                            ("twice", "4 schedules: 3 ok; 1 kind of failure\n",
                             "seed 3: deadlock\nheddle: the machine reported 1 schedule that did not run" + advice)):
        out = f.run("explore", "--jobs", "1", "--seeds", "2..5", "./prog", status=2, FAKE=mode)
        same((out[0].decode()[:len(text)], out[1].decode()), (text, err))
        f.run("explore", "--jobs", "1", "--stop-first", "--seeds", "2..3", "./prog", status=2, FAKE=mode)
        for command in ("replay", "shrink", "verify", "show"):
            f.run(command, "--seed", "3", "./prog", status=2, FAKE=mode)
    f.run("explore", "--jobs", "1", "--seeds", "2..5", "--json", "lost.json", "./prog", status=2, FAKE="lost")
    expect(b"results are missing" in f.run("merge", "lost.json", status=2)[1], "merged", "")
    # Text in front of a line damages nothing.
    out = f.run("explore", "--jobs", "1", "--seeds", "2..5", "./prog", status=1, FAKE="before")
    expect(b"4 schedules: 3 ok; 1 kind" in out[0] and out[1] == b"seed 3: deadlock\n", "not found", repr(out))
    f.run("shrink", "--seed", "3", "./prog", status=1, FAKE="before")
    return 27


def restored(text):
    """The bytes of a string that heddle has written as JSON."""
    return re.sub("[\uef80-\uefff]", lambda match: chr(ord(match[0]) - 0xef00 + 0xdc00), text).encode(errors="surrogateescape")


def not_ascii(f):
    """Arguments, variables and paths of any bytes, UTF-8 or not."""
    same(f.run("explore", "--policy", "\u00e9", "./prog", status=2, FAKE="error")[1],
         "heddle: /dev/explore \u00e9: No such device\n".encode())
    for name in ("\u00e9\u20ac".encode(), b"\xff\xc3", b"\xed\xa0\x80 \xc0\x80", "\uef85".encode()):
        folder = os.fsencode(f.folder) + b"/" + name
        os.mkdir(folder)
        os.rename(f.folder / "prog.c", folder + b"/" + name + b".c")
        subprocess.run([CC[f.arch], "-g", "-o", folder + b"/prog", folder + b"/" + name + b".c"], check=True)
        os.rename(folder + b"/" + name + b".c", f.folder / "prog.c")
        words = ["--env", b"NAME=" + name, b"./" + name + b"/prog", b"argument " + name]
        out = f.run("explore", "--seeds", "1..40", *words, status=1)[0]
        expect(out.startswith(b"40 schedules: 34 ok; 2 kinds of failure\n") and b"in guilty (" + name + b".c:5)" in out,
               "not found", repr(out))
        expect(b"--env 'NAME=" + name + b"' './" + name + b"/prog' 'argument " + name + b"'\n" in out, "no command", repr(out))
        out = f.run("explore", "--seeds", "1..40", "--json", "-", *words, status=1)[0]
        found = json.loads(out)
        expect(b"'NAME=" + name + b"'" in restored(found["options"]), "options", repr(out))
        same(sorted({len(restored(finding["replay"]).split(name)) for finding in found["findings"]}), [4])
        (f.folder / "bytes.json").write_bytes(out)
        same(f.run("merge", "--json", "bytes.json", status=1)[0], out)
        f.run("show", "--seed", "3", "-o", "bytes.html", *words, status=1)
        f.run("replay", "--seed", "3", "--trace", "bytes.trace", *words, status=1)
        expect(name in restored((f.folder / "bytes.trace").read_text()), "no place in the trace", "")
        # The program is found under the path that the machine sends: at this address, it is `guilty`.
        fake = dict(json.loads(f.env["FAKE"]), start="0x555500000000")
        fake["pc"] = hex(int(fake["pc"], 16) + int(fake["start"], 16))
        out = f.run("explore", "--seeds", "7", *words, status=1, FAKE=json.dumps(fake))[0]
        expect(b"signal:11 in guilty (" in out, "no symbols", repr(out))
    return 33


def full(f):
    """Output that cannot be written is an error of every command."""
    f.run("explore", "--seeds", "4..6", "--json", "full.json", "./prog")
    for words in (["explore", "--seeds", "4..6", "./prog"], ["explore", "--seeds", "4..6", "--json", "-", "./prog"],
                  ["replay", "--seed", "4", "./prog"], ["shrink", "--seed", "3", "./prog"], ["merge", "full.json"],
                  ["show", "--seed", "4", "-o", "full.html", "./prog"], ["verify", "--seed", "12", "./prog"],
                  ["explore", "--help"], ["--help"], ["--version"]):
        with open("/dev/full", "w") as device:
            result = subprocess.run([COMMAND, *words], cwd=f.folder, env=f.env, stdout=device, stdin=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE, timeout=SECONDS)
        expect(result.returncode == 2 and b"standard output: No space left on device\n" in result.stderr,
               f"{words}: status {result.returncode}", result.stderr.decode())
    return 11


def versions(f):
    """A machine of another build is refused, and both sides say their versions."""
    own = test_explore.VERSION
    text = f"heddle: the command's protocol has version {own}, the machine's {{}}: install both from the same build\n"
    same(f.run("explore", "./prog", status=2, FAKE="other")[1].decode(), text.format(own + 1))
    same(f.run("replay", "--seed", "3", "./prog", status=2, FAKE="silent")[1].decode(), text.format(0))
    out = f.run("--version")[0].decode()
    expect(re.match(rf"heddle, protocol version {own}\nx86_64 ", out), "no version", out)
    build = re.search(rf"^{f.arch} +(\S.*)$", out, re.M)[1]
    same(build, "not installed")  # there is no runner
    (f.folder / "share" / f.arch / "runner").write_text("")
    first = re.search(rf"^{f.arch} +([0-9a-f]{{16}})$", f.run("--version")[0].decode(), re.M)[1]
    (f.folder / "share" / f.arch / "runner").write_text("x")
    expect(first not in f.run("--version")[0].decode(), "another file makes no other build", first)
    return 5


def helps(f):
    """Help in all its spellings; every name of a policy and of events is in it, in the manual and for completion."""
    whole = f.run("--help")[0]
    for words in (["-h"], ["help"], ["-?"]):
        same(f.run(*words)[0], whole)
    commands = re.findall(r"^  (\w+) ", whole.decode(), re.M)
    same(len(commands), 7)
    for name in commands:
        text = f.run(name, "--help")[0]
        expect(b"Usage: heddle " + name.encode() in text, "no help", text.decode())
        same(f.run("help", name)[0], text)
        same(f.run(name, "-h")[0], text)
        expect((b"--cpus" in text) == (name == "run"), "--cpus", text.decode())
    f.run("help", "none", status=2)
    header = (ROOT / "include/uapi/explore.h").read_text()
    events = re.findall(r'"(\w+)"', re.search(r"define EXPLORE_EVENTS_NAMES (.*)", header)[1])
    policies = re.findall(r'define EXPLORE_POLICY_\w+ +"(\w+)"', header)
    same((len(events), len(policies)), (4, 9))
    manual = (ROOT / "tools/heddle/heddle.1").read_text()
    completion = (ROOT / "tools/heddle/completion.bash").read_text()
    text = f.run("explore", "--help")[0].decode()
    for name in events + policies:
        for where in (manual, completion, text):
            expect(re.search(rf"\b{name}\b", where), f"{name} is missing", where)
    return 4 + 3 * len(commands)


def ranges(f):
    """The outcome depends only on the range of seeds, and merging parts gives the whole."""
    def found(*words, status=1):
        return f.run("explore", "--json", "-", *words, "./prog", status=status)[0]

    whole = found("--seeds", "1..60", "--jobs", "1")
    same(found("--seeds", "1..60", "--jobs", "7"), whole)
    for name, seeds in (("a", "1..20"), ("b", "21..22"), ("c", "23..60")):
        f.run("explore", "--seeds", seeds, "--json", f"{name}.json", "./prog", status=0 if name == "b" else 1)
    same(f.run("merge", "--json", "c.json", "a.json", "b.json", status=1)[0], whole)
    expect(b"60 schedules" in f.run("merge", "a.json", "b.json", "c.json", status=1)[0], "no summary", "")
    first = found("--seeds", "1..60", "--stop-first", "--jobs", "1")
    same(found("--seeds", "1..60", "--stop-first", "--jobs", "4"), first)
    same(json.loads(first)["schedules"], 3)
    f.run("explore", "--policy", "rw", "--seeds", "4", "--json", "d.json", "./prog")
    expect(b"other options" in f.run("merge", "a.json", "d.json", status=2)[1], "no error", "")
    (f.folder / "e.json").write_text("{}")
    f.run("merge", "e.json", status=2)
    # No schedule counts twice.
    for names in (("a", "a"), ("a", "c", "a")):
        err = f.run("merge", *[f"{name}.json" for name in names], status=2)[1]
        same(err, b"heddle: a.json: seeds 1..20 overlap with 1..20 of a.json\n")
    f.run("explore", "--seeds", "15..25", "--json", "f.json", "./prog", status=1)
    err = f.run("merge", "c.json", "a.json", "f.json", status=2)[1]
    same(err, b"heddle: f.json: seeds 15..25 overlap with 23..60 of c.json\n")
    # A gap stays a gap, also when merged again.
    (f.folder / "ac.json").write_bytes(f.run("merge", "--json", "a.json", "c.json", status=1)[0])
    same(json.loads((f.folder / "ac.json").read_text())["ranges"], [[1, 20], [23, 60]])
    same(f.run("merge", "--json", "ac.json", "b.json", status=1)[0], whole)
    f.run("merge", "ac.json", "f.json", status=2)
    # Another build of the program is another program.
    same(json.loads(whole)["build"], json.loads((f.folder / "b.json").read_text())["build"])
    f.build("-g", "-O2")
    f.run("explore", "--seeds", "61..62", "--json", "g.json", "./prog")
    expect(b"g.json: made by another build" in f.run("merge", "a.json", "g.json", status=2)[1], "no error", "")
    with open("/dev/full", "w") as full:
        result = subprocess.run([COMMAND, "merge", "--json", "a.json"], cwd=f.folder, env=f.env, stdout=full,
                                stderr=subprocess.PIPE, timeout=SECONDS)
    same((result.returncode, result.stderr), (2, b"heddle: standard output: No space left on device\n"))
    return 16


def limits(f):
    """More own code than fits into a job is left out with a warning."""
    for count in (200, 300):
        (f.folder / "parts.c").write_text("".join(f"int part_{n}(void) {{ return {n}; }}\n" for n in range(count)) + SOURCE)
        subprocess.run([CC[f.arch], "-O1", "-falign-functions=256", "-o", f.folder / "parts", f.folder / "parts.c"], check=True)
        err = f.run("explore", "--seeds", "4..6", "./parts")[1].decode()
        expect(bool(re.match(r"heddle: the program's own code has \d+ parts: accesses in all but the first 256 are no events\n$",
                             err)) == (count > 256), "another warning", err)
    return 2


def durations(f):
    """Without a range the time counts; whatever ends the run, the range that it has covered is reported."""
    def covered(out):
        """The number of seeds that the summary says were covered, when that is checked against the range."""
        count = int(re.search(rb"--seeds 1\.\.(\d+) runs the same schedules again\n", out)[1])
        again = f.run("explore", "--seeds", f"1..{count}", "--jobs", "1", "./prog", status=1)[0]
        same(out.replace(b"ended by a signal: Terminated\n", b"").partition(b"\n--seeds 1..")[0] + b"\n", again)
        return count

    for jobs in ("1", "3"):
        out, err = f.run("explore", "--time", "1", "--jobs", jobs, "--json", "time.json", "./prog", status=1)
        same(json.loads((f.folder / "time.json").read_text())["ranges"], [[1, covered(out)]])
        expect(err.startswith(b"seed 3: deadlock on shared_word, shared_word\nseed 7: signal:11 in "), "not told", err.decode())
    expect(b"cannot be combined" in f.run("explore", "--time", "1", "--seeds", "1..2", "./prog", status=2)[1], "no", "")
    for words in (["--jobs", "2"], ["--seeds", "1..1000000000"]):
        process = subprocess.Popen([COMMAND, "explore", *words, "--json", "ended.json", "./prog"], cwd=f.folder, env=f.env,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stderr.readline()  # it has found something
        process.terminate()
        out = process.communicate(timeout=SECONDS)[0]
        same(process.returncode, 1)
        expect(b"ended by a signal: Terminated\n" in out, "not told", out.decode())
        same(json.loads((f.folder / "ended.json").read_text())["ranges"], [[1, covered(out)]])
    # Findings from before a machine broke are not lost.
    out, err = f.run("explore", "--jobs", "1", "--seeds", "1..20", "--json", "broken.json", "./prog", status=2, FAKE="breaks")
    expect(out.startswith(b"11 schedules: 9 ok; 2 kinds of failure\n"), "lost", out.decode())
    expect(b"PANIC: on purpose" in err and b"ended before its job was done" in err, "no reason", err.decode())
    same(json.loads((f.folder / "broken.json").read_text())["ranges"], [[1, 11]])
    # A file that cannot be written is an error before the run.
    err = f.run("explore", "--json", "none/f.json", "./prog", status=2)[1]
    same(err, b"heddle: none/f.json: No such file or directory\n")
    # A program with one schedule counts once.
    for name, seeds in (("a", "1..20"), ("b", "21..40")):
        f.run("explore", "--seeds", seeds, "--jobs", "3", "--json", f"{name}.json", "./prog", FAKE="single")
    same(f.run("merge", "a.json", "b.json")[0], b"1 schedule: 1 ok\n")
    same(f.run("explore", "./prog", FAKE="single")[0], b"1 schedule: 1 ok\n")
    return 16


def single(f):
    out, err = f.run("replay", "--seed", "3", "--trace", "t.json", "./prog", status=1)
    same(out, b"out \xff\n")
    expect(err.startswith(b"err\ndeadlock on shared_word, shared_word: 1003 steps, 5 switches"), "no end", err.decode())
    events = json.loads((f.folder / "t.json").read_text())["traceEvents"]
    slices = [(e["name"], e["tid"], e["ts"], e["dur"]) for e in events if e["ph"] == "X"]
    same(slices, [("runs", 1, 0, 0.15), ("runs", 2, 0.15, 0.02), ("runs", 1, 0.17, 0.08),
                  ("waits for shared_word", 2, 0.17, 0.08), ("runs", 2, 0.25, 0)])
    same([e["args"]["name"] for e in events if e["name"] == "thread_name"], ["main (1)", "thread 2"])
    f.run("replay", "--seed", "4", "./prog")
    expect(b"no schedule is given" in f.run("replay", "./prog", status=2)[1], "no error", "")
    expect(f.run("verify", "--seed", "12", "./prog")[0].endswith(b"\nthe same each time\n"), "differs", "")
    expect(b"NOT the same" in f.run("verify", "--seed", "12", "./prog", status=1, FAKE="different")[0], "no", "")
    out = f.run("shrink", "--seed", "3", "-o", "few", "./prog", status=1)[0].decode()
    same(out, "2 of 5 chosen switches are needed:\n"
              "1. event 0: thread 1 is interrupted in guilty (prog.c:5), thread 2 runs\n"
              "2. event 1: thread 1 is interrupted in guilty (prog.c:5), thread 2 runs\n")
    same((f.folder / "few").read_text(), "choice 2 1 5\nchoice 2 1 6\n")
    f.run("replay", "--policy", "replay:few", "./prog")
    for text, message in (("", ": the file is empty"), ("choice 1 2 3\0\n", ":1: the line contains a zero byte"),
                          ("choice 1 2 3\r\n", ":1: the line ends with CR LF"), ("choice 1 2 3\n\n", ':2: "" is neither'),
                          ("choice 1 2 3\nchoice 1 2\n", ':2: "choice 1 2" is neither'), ("choice 1 2 3 4 5", ":1: "),
                          ("choice 1  2 3", ":1: "), ("choice hold 1 2 3", ":1: "), ("choice held 1 2 3 4", ":1: "), ("choice 1 2 4294967296", ":1: "), ("choice 1 -2 3", ":1: "), ("int x;", ":1: "),
                          ("choice 1 2 3\n" * 16385, ":16385: a schedule has at most 16384 choices")):
        (f.folder / "bad").write_text(text)
        err = f.run("replay", "--policy", "replay:bad", "./prog", status=2)[1].decode()
        expect(err.startswith("heddle: bad" + message) and err.count("\n") == 1, f"{text!r}", err)
    for text in ("# none\n", "choice 1 2 3", "choice 1 2 3\nchoice hold 1 0 7 2\nchoice drain 3 0 8 0\n"):
        (f.folder / "good").write_text(text)
        f.run("replay", "--policy", "replay:good", "./prog")
    for policy in ("replay", "replay:"):
        err = f.run("replay", "--seed", "4", "--policy", policy, "./prog", status=2)[1].decode()
        expect(f"--policy {policy}: a file is needed" in err, "no error", err)
    for faults in ("", "eintr,", "sigh", "all,io"):
        err = f.run("explore", "--faults", faults, "./prog", status=2)[1].decode()
        expect("must be all, none or some of spurious, eintr" in err, "no error", err)
    return 28


def numbers(f):
    """A number out of range is refused, by the name of its option."""
    for command, option, value, least, most in (
            ("explore", "--jobs", "4294967297", 1, 256), ("explore", "--jobs", "0", 1, 256), ("explore", "--jobs", "x", 1, 256),
            ("explore", "--budget", "0", 1, 2**63 - 1), ("explore", "--budget", "1k", 1, 2**63 - 1), ("explore", "--late", "-1", 0, 2**32 - 1),
            ("explore", "--processors", "0", 1, 64), ("replay", "--processors", "65", 1, 64),
            ("replay", "--seed", "-1", 0, 2**63 - 1), ("replay", "--seed", str(2**63), 0, 2**63 - 1)):
        err = f.run(command, option, value, "./prog", status=2)[1].decode()
        expect(f"{option} {value}: must be a number from {least} to {most}\n" in err, "no range", err)
    return 10


def libraries(f):
    """A library of several programs counts once."""
    (f.folder / "many").mkdir()
    for n in range(9):
        (f.folder / "many" / str(n)).write_bytes((f.folder / "prog").read_bytes())
    same(f.run("explore", "--file", "many", "--seeds", "4..6", "./prog", FAKE="libraries")[0], b"3 schedules: 3 ok\n")
    return 1


def symbols(f):
    """Without debugging information: functions and offsets; without symbols: addresses."""
    f.build()
    out = f.run("explore", "--seeds", "7", "./prog", status=1)[0].decode()
    expect("signal:11 in guilty: 1 time" in out, "not named", out)
    f.build("-s")
    out = f.run("explore", "--seeds", "7", "./prog", status=1)[0].decode()
    expect("signal:11 in 0x" in out, "not by address", out)
    return 2


# Uses keys, search and zoom as a reader does, and collects the results.
PROBE = """<script>
const key = name => dispatchEvent(new KeyboardEvent("keydown", {key: name}));
const at = () => document.querySelector("#list .picked").textContent;
const out = [document.querySelectorAll("#time rect.slice").length, document.querySelectorAll("#time .arrow").length,
	document.querySelectorAll("#time circle.mark").length, document.querySelector("#source .here").textContent];
out.push(at());
key("ArrowRight"); out.push(at());
$("search").value = "shared_word"; $("search").oninput(); out.push($("count").textContent);
key("n"); out.push(at());
const before = $("time").innerHTML; key("+"); key("+"); out.push($("time").innerHTML !== before);
key("0"); out.push(document.querySelectorAll("#time rect.slice").length);
document.body.replaceChildren(); text(document.body, "pre", JSON.stringify(out));
</script>"""


def page(f):
    """`show`: the page of a failing schedule, with the two switches that `shrink` leaves, in a browser."""
    f.run("show", "--seed", "3", "-o", "p.html", "./prog", "</script>", status=1)
    text = (f.folder / "p.html").read_text()
    expect("http" not in text.replace("http://www.w3.org/2000/svg", ""), "the page asks for the network", "")
    (f.folder / "probe.html").write_text(text + PROBE)
    with tempfile.TemporaryDirectory() as home:
        dom = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1200,800",
                              f"--user-data-dir={home}", "--dump-dom", (f.folder / "probe.html").as_uri()],
                             env=dict(os.environ, HOME=home), capture_output=True, text=True, timeout=SECONDS)
    match = re.search(r"<pre>(.*?)</pre>", dom.stdout)
    expect(match, "the page does not work", dom.stderr)
    same(json.loads(html.unescape(match[1])), [
        5, 1, 1, "5{", "0thread 1 runs, until another is chosen in guilty (prog.c:5)",
        "150(1) thread 2 runs, until it waits in guilty (prog.c:5)", "1 found",
        "170thread 2 waits for shared_word", True, 5])
    return 2


class Machines(Fixture):
    """The same with real machines and programs of tests/explore."""

    def __init__(self, arch, folder):
        self.folder, self.arch = pathlib.Path(folder), arch
        self.env = environment(self.folder, arch)
        self.path = {name: str(test_explore.program(arch, name)) for name in ("fork_order", "abba", "abba-fixed", "lost_update", "lost_update-fixed")}


def machines(f):
    """The way from a failure to the few switches that it needs, on real machines."""
    for option, value, text in (("--policy", "pct:99", 'policy pct:99: a number from 1 to 16 is needed behind "pct:"'),
                                ("--policy", "pct:" + "9" * 30, "policy pct:" + "9" * 16 + '...: a number from 1 to 16 is needed behind "pct:"'),
                                ("--policy", "pct", 'policy pct: a number from 1 to 16 is needed behind "pct:"'),
                                ("--events", "all", "events all: one of sync, shared, app, insn is needed")):
        err = f.run("explore", option, value, f.path["abba"], status=2)[1].decode()
        same(err, f"heddle: {text}\n")
    f.run("explore", "--seeds", "1..40", f.path["abba-fixed"])
    f.run("explore", "--seeds", "1..40", f.path["lost_update-fixed"])
    out = f.run("explore", "--seeds", "1..40", f.path["lost_update"], status=1)[0].decode()
    expect(re.search(r"^1\. exit:1: \d+ time", out, re.M) and "--events app" in out, "no lost update found", out)
    dynamic = f.folder / "dynamic"
    subprocess.run([CC[f.arch], "-g", "-O1", "-pthread", "-o", dynamic, ROOT / "tests/explore/lost_update.c"], check=True)
    out = f.run("explore", "--seeds", "1..40", dynamic, status=1)[0].decode()
    expect(re.search(r"^1\. exit:1: \d+ time", out, re.M), "not found in a dynamic program", out)
    out = f.run("explore", "--seeds", "1..40", f.path["abba"], status=1)[0].decode()
    expect(re.search(r"^1\. deadlock on a, b: \d+ time", out, re.M), "no deadlock found", out)
    expect(re.search(r"waits for b, held by thread \d+, in one \(abba\.c:\d+\) calling \w*mutex_lock$", out, re.M), "no place", out)
    out = f.run("explore", "--seeds", "1..200", "--stop-first", "--jobs", "2", f.path["fork_order"], status=1)[0].decode()
    seed = re.search(r"^1\. exit:1: 1 time, first with seed (\d+)$", out, re.M)
    expect(seed, "no failure found", out)
    words = ["--seed", seed[1], f.path["fork_order"]]
    replays = {f.run("replay", *words, status=1) for _ in range(3)}
    expect(len(replays) == 1, "it does not repeat", repr(replays))
    expect("the same each time" in f.run("verify", *words)[0].decode(), "it is not the same", "")
    out = f.run("shrink", "-o", "few", *words, status=1)[0].decode()
    needed = re.match(r"(\d+) of \d+ chosen switches are needed:\n(1\. .* is interrupted in .*, thread \d+ runs\n)", out)
    expect(needed and int(needed[1]) <= 2, "not small", out)
    f.run("replay", "--policy", "replay:few", f.path["fork_order"], status=1)
    f.run("show", "-o", "page.html", *words, status=1)
    expect("fork_order.c\":[" in (f.folder / "page.html").read_text(), "no source in the page", "")
    return 16


def case(arch, function):
    with tempfile.TemporaryDirectory() as folder:
        return function((Machines if function == machines else Fixture)(arch, folder))


def cases(arch):
    for function in (explore, full, not_ascii, lost, versions, helps, ranges, single, symbols, numbers, libraries, limits, durations,
                     machines, *([page] if arch == "x86_64" else [])):
        yield function.__name__, lambda function=function: case(arch, function)
