"""The exploring commands: the host side with a stand-in for the machine (tests/system/fake-machine), and all
of it in machines, with programs of tests/explore."""
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
   thread 1 (worker) waits for shared_word, held by thread 2, in guilty (prog.c:5)
   thread 2 (worker) waits for shared_word, held by thread 1, in guilty (prog.c:5)
   heddle replay --seed 3 --policy pct:3 --events app ./prog 'an argument'

2. signal:11 in guilty (prog.c:5): 4 times, first with seed 7
   in guilty (prog.c:5), address 0x10
   heddle replay --seed 7 --policy pct:3 --events app ./prog 'an argument'
"""


def explore(f):
    same(f.run("explore", "--seeds", "1..100", "--jobs", "3", "./prog", "an argument", status=1)[0].decode(), SUMMARY)
    same(f.run("explore", "--seeds", "4..6", "./prog")[0], b"3 schedules: 3 ok\n")
    out, err = f.run("explore", "./prog", status=2, FAKE="broken")
    expect(b"PANIC: on purpose" in err and b"ended before its job was done" in err, "no reason", err.decode())
    expect(b"no policy pct" in f.run("explore", "--policy", "pct", "./prog", status=2)[1], "no error", "")
    expect(b"FIRST..LAST" in f.run("explore", "--seeds", "9..1", "./prog", status=2)[1], "no error", "")
    return 5


def ranges(f):
    """A range's outcome depends on nothing but the range, and parts join to the whole."""
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
    return 7


def single(f):
    out, err = f.run("replay", "--seed", "3", "--trace", "t.json", "./prog", status=1)
    same(out, b"out \xff\n")
    expect(err.startswith(b"err\ndeadlock on shared_word, shared_word: 1003 steps, 5 switches"), "no end", err.decode())
    events = json.loads((f.folder / "t.json").read_text())["traceEvents"]
    slices = [(e["name"], e["tid"], e["ts"], e["dur"]) for e in events if e["ph"] == "X"]
    same(slices, [("runs", 1, 0, 0.15), ("runs", 2, 0.15, 0.02), ("runs", 1, 0.17, 0.08),
                  ("waits for shared_word", 2, 0.17, 0.08), ("runs", 2, 0.25, 0)])
    same([e["args"]["name"] for e in events if e["name"] == "thread_name"], ["main (1)", "worker (2)"])
    f.run("replay", "--seed", "4", "./prog")
    expect(b"which schedule" in f.run("replay", "./prog", status=2)[1], "no error", "")
    expect(f.run("verify", "--seed", "12", "./prog")[0].endswith(b"\nthe same each time\n"), "differs", "")
    expect(b"NOT the same" in f.run("verify", "--seed", "12", "./prog", status=1, FAKE="different")[0], "no", "")
    out = f.run("shrink", "--seed", "3", "-o", "few", "./prog", status=1)[0].decode()
    same(out, "2 of 5 chosen switches are needed:\n"
              "1. event 0: thread 1 is interrupted in guilty (prog.c:5), thread 2 runs\n"
              "2. event 1: thread 1 is interrupted in guilty (prog.c:5), thread 2 runs\n")
    same((f.folder / "few").read_text(), "choice 2 1 5\nchoice 2 1 6\n")
    f.run("replay", "--policy", "replay:few", "./prog")
    f.run("replay", "--policy", "replay:prog.c", "./prog", status=2)
    return 9


def symbols(f):
    """Without debugging information: functions and offsets; without symbols: addresses."""
    f.build()
    out = f.run("explore", "--seeds", "7", "./prog", status=1)[0].decode()
    expect("signal:11 in guilty: 1 time" in out, "not named", out)
    f.build("-s")
    out = f.run("explore", "--seeds", "7", "./prog", status=1)[0].decode()
    expect("signal:11 in 0x" in out, "not by address", out)
    return 2


# Keys, search and zoom, as a reader would use them; what they led to.
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
    """`show`: the failing schedule with the two switches that `shrink` leaves; the page in a browser."""
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
    """The same without a stand-in; the program is one of tests/explore."""

    def __init__(self, arch, folder):
        self.folder, self.arch = pathlib.Path(folder), arch
        self.env = environment(self.folder, arch)
        self.path = {name: str(test_explore.program(arch, name)) for name in ("fork_order", "abba", "abba-fixed", "lost_update", "lost_update-fixed")}


def machines(f):
    """From looking for a failure to its few switches, in words."""
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
    return 13


def case(arch, function):
    with tempfile.TemporaryDirectory() as folder:
        return function((Machines if function == machines else Fixture)(arch, folder))


def cases(arch):
    for function in (explore, ranges, single, symbols, machines, *([page] if arch == "x86_64" else [])):
        yield function.__name__, lambda function=function: case(arch, function)
