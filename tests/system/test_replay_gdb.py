"""`heddle replay --gdb`: GDB on a replayed schedule, in batch mode, with a program of tests/explore."""
import os, pathlib, pty, re, select, shlex, signal, subprocess, tempfile, time
from lib import ROOT, expect
import test_explore
from test_heddle import CC, COMMAND, environment, read_until, same

SECONDS = 300
SOURCE = ROOT / "tests/explore/lost_update.c"
STORE = next(number for number, line in enumerate(SOURCE.read_text().splitlines(), 1) if line == "\tbalance = value;")


class Fixture:
    def __init__(self, arch, folder):
        self.arch, self.folder = arch, pathlib.Path(folder)
        temporary = self.folder / "tmp"
        temporary.mkdir()
        self.env = dict(environment(self.folder, arch), HOME=folder, TMPDIR=str(temporary), COLUMNS="200")
        self.program = str(test_explore.program(arch, "lost_update"))

    def run(self, *words, **changes):
        result = subprocess.run([COMMAND, *words], cwd=self.folder, env=dict(self.env, **changes), text=True,
                                capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
        same(list((self.folder / "tmp").iterdir()), [])
        return result

    def failing_seed(self, program, *options):
        out = self.run("explore", "--seeds", "1..200", "--stop-first", *options, program).stdout
        seed = re.search(r"^1\. exit:1: 1 time, first with seed (\d+)$", out, re.M)
        expect(seed, "no failure found", out)
        return seed[1]

    def session(self, program, seed, *commands, options=()):
        """The output of each command, and the whole result."""
        (self.folder / "commands").write_text("".join(f"echo === {command}\\n\n{command}\n" for command in commands))
        result = self.run("replay", "--seed", seed, *options, "-x", "commands", program)
        parts = re.findall(r"^=== (.*)\n((?:(?!===).*\n?)*)", result.stdout, re.M)
        expect([command for command, _ in parts] == list(commands), "not all commands were done", result.stdout + result.stderr)
        return [text for _, text in parts], result


def expect_in(text, pattern):
    expect(re.search(pattern, text, re.M), f"no {pattern}", text)


def schedule(f):
    """From the start to a switch, to a breakpoint and to the end: the same twice, with the same end as without GDB."""
    seed = f.failing_seed(f.program)
    plain = f.run("replay", "--seed", seed, f.program)
    listed = f.session(f.program, seed, "switches")[0][0]
    switches = re.findall(r"^ +(\d+) thread (\d+) -> thread (\d+) \((\w+)\)", listed, re.M)
    expect_in(plain.stderr, rf", {len(switches)} switches, ")
    number, _, to, _ = next(one for one in switches if one[2] != "0")
    commands = ["info symbol $pc", f"break-switch {number}", "continue", "thread-info", f"break {SOURCE.name}:{STORE}",
                "continue", "print balance", "thread-info", "next", "bt", "bt-thread 0", "bt", "delete", "continue", "thread-info",
                "print balance", "continue"]
    parts, result = f.session(f.program, seed, *commands)
    expect_in(parts[0], r"^_*clone3? ")
    same(parts[2].splitlines()[0], f"Switch {number}: thread {to} continues.")
    expect_in(parts[3], rf"^after switch {number} of {len(switches)}\n(.*\n)*\* +{to} process \d+ running ")
    expect_in(parts[5], rf"^Breakpoint 1, \w+ \(.*\) at .*lost_update\.c:{STORE}$")
    expect_in(parts[6], r"^\$1 = [0-3]$")
    expect_in(parts[7], rf"^\* .* in deposit \+ \d+ \(lost_update\.c:{STORE}\)$")
    expect_in(parts[8], r"^\d+\t")
    expect_in(parts[9], r"^#0 .*(set|deposit) \(.*lost_update\.c:\d+$")
    expect_in(parts[10], r"^#1 ")
    same(parts[11], parts[9])
    expect_in(parts[13], r"^The schedule ends here.*\n#1 ")
    expect_in(parts[14], rf"^after switch {len(switches)} of {len(switches)}\n\*   0 process \d+ running ")
    same(parts[15].split()[-1], plain.stdout.strip())  # its memory can be read up to the end
    same(result.returncode, plain.returncode)
    for text in (plain.stdout.strip(), plain.stderr.strip()):
        expect(text in result.stdout + result.stderr, f"not told: {text}", result.stdout + result.stderr)
    again = f.session(f.program, seed, *commands)[1]
    same((again.stdout, again.stderr), (result.stdout, result.stderr))
    return 15


def dynamic(f):
    """Symbols of libraries have their addresses too; steps pass over calls and switches, of which there are few."""
    few = ("--policy", "pct:3")
    program = str(f.folder / "dynamic")
    subprocess.run([CC[f.arch], "-g", "-O0", "-pthread", "-o", program, SOURCE], check=True)
    seed = f.failing_seed(program, *few)
    plain = f.run("replay", "--seed", seed, *few, program)
    commands = ["info symbol $pc", f"break {SOURCE.name}:{STORE}", "continue", "print value == balance", "next", "print value == balance",
                "finish", "info symbol pthread_mutex_lock", "delete", "continue", "continue"]
    parts, result = f.session(program, seed, *commands, options=few)
    expect_in(parts[2], rf"^Breakpoint 1, set \(value=\d\) at .*lost_update\.c:{STORE}$")
    expect_in(parts[3], r"^\$1 = 0$")
    expect_in(parts[4], rf"^{STORE + 1}\t")
    expect_in(parts[5], r"^\$2 = 1$")
    expect_in(parts[6], r"deposit \(unused=")
    expect_in(parts[7], r"^\w*pthread_mutex_lock in section \.text of .*libc\.so\.6$")
    expect(plain.stderr.strip() in result.stdout + result.stderr, "another verdict", result.stdout + result.stderr)
    return 7


def deadlock(f):
    """At the end of a deadlock each thread is shown where it waits."""
    program = str(test_explore.program(f.arch, "abba"))
    out = f.run("explore", "--seeds", "1..200", "--stop-first", program).stdout
    seed = re.search(r"^1\. deadlock on a, b: 1 time, first with seed (\d+)$", out, re.M)[1]
    parts, result = f.session(program, seed, "continue", "thread-info", "continue")
    expect_in(parts[0], r"^The schedule ends here.*\nNo thread of the program runs\.$")
    expect_in(parts[1], r"^ +1 process \d+ blocked .*\n +2 process \d+ blocked ")
    expect_in(result.stderr, r"^deadlock on a, b: ")
    return 3


def refusals(f):
    result = f.run("replay", "--seed", "1", "--gdb", f.program, HEDDLE_GDB="no-such-gdb")
    same(result.returncode, 2)
    expect_in(result.stderr, "no-such-gdb: not found")
    return 2


ALONE = """#include <unistd.h>
static int sum;
static void add(int n) { sum += n; }
int main(void)
{
	for (int i = 1; i <= 3; i++)
		add(i);
	usleep(1), write(1, "done\\n", 5);
	return *(volatile int *)(long)(sum == 6 ? 0x10 : (long)&sum);
}
"""


def alone(f):
    """A program without a second thread: from main(), or its entry point, to its end."""
    program = str(f.folder / "alone")
    (f.folder / "alone.c").write_text(ALONE)
    subprocess.run([CC[f.arch], "-g", "-O0", "-o", program, f.folder / "alone.c"], check=True)
    plain = f.run("replay", "--seed", "1", program)
    expect_in(plain.stderr, r"^signal:11 in main \(alone\.c:9\): ")
    commands = ["info symbol $pc", "switches", "break add", "continue", "next", "print sum", "info symbol write", "thread-info", "delete",
                "continue", "bt", "continue"]
    parts, result = f.session(program, "1", *commands)
    expect_in(result.stdout, r"^#0  main \(\) at .*alone\.c:6$")
    expect_in(parts[0], r"^main \+ ")
    same(parts[1], "")
    expect_in(parts[3], r"^Breakpoint 1, add \(n=1\) at ")
    expect_in(parts[5], r"^\$1 = [01]$")
    expect_in(parts[6], r"^\w*write in section \.text of .*libc\.so\.6$")
    expect_in(parts[7], r"^\*   0 process \d+ running ")
    same(result.stdout.count("done\n"), 1)
    expect_in(parts[9], r"^(.*\n)*done\nThe program ends here; `continue` shows the result\.\n#1 .* in main \(\) at .*alone\.c:9$")
    expect_in(parts[10], r"^#1 .* main \(\) ")
    same((result.returncode, plain.returncode), (1, 1))
    for text in (plain.stdout.strip(), plain.stderr.strip()):
        expect(text in result.stdout + result.stderr, f"not told: {text}", result.stdout + result.stderr)
    subprocess.run([CC[f.arch], "-s", "-static", "-o", program, f.folder / "alone.c"], check=True)
    header = subprocess.run(["readelf", "-h", program], capture_output=True, text=True, check=True).stdout
    entry = re.search(r"Entry point address: +(\w+)", header)[1]
    parts, result = f.session(program, "1", "print/x $pc", "continue", "continue")
    same(parts[0], f"$1 = {entry}\n")
    expect_in(result.stderr, r"^signal:11 ")
    return 15


WRITES = """#include <pthread.h>
#include <unistd.h>
#define TEN(x) x x x x x x x x x x
static const char many[] = TEN(TEN("0123456789"));
static void *work(void *unused)
{
	write(1, "second\\n", 7);
	write(2, "\\377 error\\n", 8);
	return unused;
}
int main(void)
{
	pthread_t thread;
	write(1, "first\\n", 6);
	pthread_create(&thread, 0, work, 0);
	pthread_join(thread, 0);
	return write(1, many, 1000) != 1000;
}
"""


def output(f):
    """The program's output appears when GDB stops, complete and once; the rest when GDB detaches."""
    program = str(f.folder / "writes")
    (f.folder / "writes.c").write_text(WRITES)
    subprocess.run([CC[f.arch], "-g", "-O0", "-pthread", "-o", program, f.folder / "writes.c"], check=True)
    told = f"timeout {SECONDS} sh -c 'until [ -e tmp/*/end ]; do sleep 0.1; done'"
    many, error = b"0123456789" * 100, b"\xff error\n"
    for commands, pattern in (
            ("break work\nbreak writes.c:8\nbreak writes.c:17\n" + 5 * "continue\n",
             rb"^first\n(?s:.*)^Breakpoint 1, (?s:.*)^second\n(?s:.*)^Breakpoint 3, (?s:.*)^" + many + rb"(\n|The schedule ends)"),
            ("break work\ncontinue\ndetach\nshell " + told + "\n", rb"^first\n(?s:.*)^Breakpoint 1, (?s:.*)^second\n" + many)):
        (f.folder / "commands").write_text(commands)
        result = subprocess.run([COMMAND, "replay", "--seed", "1", "-x", "commands", program], cwd=f.folder, env=f.env,
                                capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
        shown = result.stdout.decode(errors="replace") + result.stderr.decode(errors="replace")
        expect(re.search(pattern, result.stdout, re.M), f"no {pattern}", shown)
        for text, stream in ((b"first\n", result.stdout), (b"second\n", result.stdout), (many, result.stdout), (error, result.stderr)):
            expect(stream.count(text) == 1, f"{text} {stream.count(text)} times", shown)
        expect(b"\nok: " in b"\n" + result.stderr, "no verdict", shown)
    return 12


TWICE = """#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
int main(int argc, char **argv)
{
	write(1, "waits\\n", 6);
	if (argc > 1)
		return pause();
	pthread_mutex_lock(&lock);
	return pthread_mutex_lock(&lock);
}
"""


CRASHES = """#include <pthread.h>
static int *nowhere;
static void store(int *to) { *to = 1; }
static void *work(void *unused)
{
	store(nowhere);
	return unused;
}
int main(void)
{
	pthread_t thread;
	pthread_create(&thread, 0, work, 0);
	return pthread_join(thread, 0);
}
"""


def crash(f):
    """A schedule that ends with a fault stops there, with the program's memory."""
    program = str(f.folder / "crashes")
    (f.folder / "crashes.c").write_text(CRASHES)
    subprocess.run([CC[f.arch], "-g", "-O0", "-pthread", "-o", program, f.folder / "crashes.c"], check=True)
    parts, result = f.session(program, "1", "continue", "bt", "print nowhere", "thread-info", "continue")
    expect_in(parts[0], r"^The schedule ends here.*\n#1 .* in store \(to=0x0\) at .*crashes\.c:3$")
    expect_in(parts[1], r"^#1 .* store \(to=0x0\) .*\n#2 .* work \(.*\) at .*crashes\.c:6$")
    same(parts[2], "$1 = (int *) 0x0\n")
    expect_in(parts[3], r"^ +0 process \d+ \w+ (.*\n)*\* +1 process \d+ running .* in store ")
    expect_in(result.stderr, r"^signal:11 in store ")
    return 5


def waiting(f):
    """A single thread that waits for ever: the report has its place, the word and the holder, itself; also under GDB."""
    program = str(f.folder / "twice")
    (f.folder / "twice.c").write_text(TWICE)
    subprocess.run([CC[f.arch], "-g", "-O0", "-pthread", "-o", program, f.folder / "twice.c"], check=True)
    plain = f.run("replay", "--seed", "1", program)
    same((plain.returncode, plain.stdout), (1, "waits\n"))
    expect_in(plain.stderr, r"^deadlock on lock: .*\n  thread 0 waits for lock, held by thread 0, in main \(twice\.c:10\) calling pthread_mutex_lock$")
    paused = f.run("explore", "--seeds", "1..1", program, "for ever")
    expect_in(paused.stdout, r"^1\. deadlock: 1 time, first with seed 1\n   thread 0 waits in main \(twice\.c:8\) calling pause$")
    once = f.run("explore", "--seeds", "1..9", "--jobs", "3", program)  # there are no choices
    expect_in(once.stdout, r"^1 schedule: 0 ok; 1 kind of failure$")
    verified = f.run("verify", "--seed", "9", program)
    same((verified.returncode, verified.stdout.splitlines()[-1]), (0, "the same each time"))
    parts, result = f.session(program, "1", "next", "continue", "thread-info", "continue")
    expect_in(parts[1], r"^The program ends here.*\nNo thread of the program runs\.$")
    expect_in(parts[2], r"^    0 process \d+ blocked ")
    expect(plain.stderr.strip() in result.stdout + result.stderr, "another verdict", result.stdout + result.stderr)
    return 9


def server(f):
    """A GDB that the user starts."""
    seed = f.failing_seed(f.program)
    child = subprocess.Popen([COMMAND, "replay", "--seed", seed, "--gdb-server", f.program], cwd=f.folder, env=f.env,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        expect(select.select([child.stderr], [], [], SECONDS)[0], f"nothing within {SECONDS} s", "")
        words = shlex.split(child.stderr.readline())
        gdb = subprocess.run([*words, "-ex", "continue", "-ex", "continue", "-ex", "quit"], env=f.env, capture_output=True,
                             text=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
        expect_in(gdb.stdout, r"^The schedule ends here")
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=SECONDS)
    finally:
        child.kill()
        child.wait()
    expect_in(out, r"^\d+$")
    expect_in(err, r"^exit:1: ")
    same(child.returncode, 1)
    same(list((f.folder / "tmp").iterdir()), [])
    return 4


LONG = """#include <stdlib.h>
volatile unsigned sum;
int main(int argc, char **argv)
{
	for (int i = argc > 1 ? atoi(argv[1]) : 0; i > 0; i--)
		sum++;
	return 3;
}
"""


class Terminal:
    """An interactive GDB on a terminal of its own."""

    def __init__(self, f, *words):
        self.f = f
        self.master, slave = pty.openpty()
        command = ["setsid", "--ctty", COMMAND, "replay", "--seed", "1", "--gdb", *words]
        self.child = subprocess.Popen(command, cwd=f.folder, env=dict(f.env, TERM="dumb"), stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)

    def __enter__(self):
        self.answer()
        self.children = [path.parent for path in pathlib.Path("/proc").glob("[0-9]*/stat") if self.is_parent_of(path)]
        same(len(self.children), 2)  # GDB and the machine
        return self

    def is_parent_of(self, path):
        try:
            return int(path.read_text().rpartition(")")[2].split()[1]) == self.child.pid
        except OSError:  # it has just ended
            return False

    def answer(self, prompt=rb"\(gdb\) $"):
        return read_until(self.master, prompt).decode().replace("\r", "")

    def say(self, keys):
        os.write(self.master, keys)

    def __exit__(self, *error):
        if error[0]:
            self.child.kill()
        status = self.child.wait(timeout=SECONDS)
        if not error[0]:
            same([path for path in self.children if path.exists()], [])
            same(list((self.f.folder / "tmp").iterdir()), [])
        if self.master is not None:
            os.close(self.master)
        self.status = status


def interrupt(f):
    """Ctrl-C stops the program, which can continue; nothing is left of it when GDB or the terminal ends."""
    program = str(f.folder / "long")
    (f.folder / "long.c").write_text(LONG)
    subprocess.run([CC[f.arch], "-g", "-O1", "-o", program, f.folder / "long.c"], check=True)
    with Terminal(f, program, "300000000") as terminal:
        terminal.say(b"continue\r")
        terminal.answer(rb"Continuing\.\r\n$")
        time.sleep(0.3)  # a Ctrl-C before that is held back until the machine prints something
        terminal.say(b"\x03")
        expect_in(terminal.answer(), r"^Program received signal SIGINT, Interrupt\.\n(.* in \?\? \(\)\n)?.*main \(.*long\.c:[56]$")
        terminal.say(b"print sum > 0 && sum < 300000000\r")
        expect_in(terminal.answer(), r"^\$1 = 1$")
        terminal.say(b"continue\r")
        expect_in(terminal.answer(), r"^The program ends here")
        terminal.say(b"continue\r")
        expect_in(terminal.answer(), r"^exit:3: ")
        terminal.say(b"quit\r")
    same(terminal.status, 1)
    with Terminal(f, program, "100") as terminal:
        terminal.say(b"quit\r")
    same(terminal.status, 0)
    with Terminal(f, program, "100") as terminal:
        os.close(terminal.master)
        terminal.master = None
    return 9


def case(arch, function):
    with tempfile.TemporaryDirectory() as folder:
        return function(Fixture(arch, folder))


def cases(arch):
    for function in (schedule, dynamic, deadlock, alone, output, crash, waiting, refusals, server, interrupt):
        yield function.__name__, lambda function=function: case(arch, function)
