"""BusyBox's tools on the terminal, and many processes and threads, some of which crash."""
import contextlib, re, subprocess, tempfile, time
from console import PROMPT, Console
from lib import ROOT, Failed, expect

CC = {"x86_64": "gcc", "i386": "i686-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc"}
PIPELINE = "seq 1000 | awk '$1 % 2' | sed 's/$/0/' | sort -rn | head -n 3 | tr '\\n' ' '; echo"
FIVE_STAGES = "i=0; while [ $i -lt 40 ]; do i=$((i + 1)); echo $i | cat | tr 0-9 a-j | cat | grep -c .; done | sort | uniq -c"


def interrupt(c):
    """Type Ctrl-C until the prompt appears: watch ignores it while the command that it started runs."""
    for _ in range(20):
        c.type("\x03")
        with contextlib.suppress(Failed):
            c.wait_for(PROMPT, 1)
            return
    raise Failed(f"not interrupted:\n{c.log[-1000:]}")


def screens(c):
    """vi, watch and top draw on the terminal and read keys."""
    c.type("vi /tmp/v\n")
    c.wait_for(r"~~~~")
    for keys in ("ifirst line\rsecond\x1b", "yyp0cwthird\x1b", ":wq\r"):
        c.type(keys)
        time.sleep(0.5)  # Escape with a letter right after it would be one key
    c.wait_for(r"@# $")
    c.expect("cat /tmp/v", "first line\nsecond\nthird")
    c.type("watch -n 1 'echo seen $((6 * 7))'\n")
    for _ in range(2):
        c.wait_for(r"Every 1")
        c.wait_for(r"seen 42")
    interrupt(c)
    c.type("top -d 1\n")
    c.wait_for(r"Mem: \d+K used, \d+K free")
    c.wait_for(r"CPU: ")
    c.wait_for(r"Load average: ")
    c.wait_for(r"PID.*COMMAND")
    c.wait_for(r"\d+ +\d+ root .*top")
    c.type("q")
    c.wait_for(PROMPT)
    return 3


def tools(c):
    c.expect("mkdir -p /tmp/t/a/b; cd /tmp/t; seq 9000 > a/n; echo x > a/b/x; ln -s n a/l; ln a/n a/h; chmod 751 a/b/x")
    c.expect("find . -name '[nx]' -type f -exec wc -l '{}' ';' | sort", "1 ./a/b/x\n9000 ./a/n")
    c.expect("find a -type l; find a -perm 751; find a -size +30k | sort; find a -links 2 -type f | xargs -n 1 basename | sort",
             "a/l\na/b/x\na/h\na/n\nh\nn")
    c.expect("tar cf - a | gzip -9 > a.tgz; mkdir out; zcat a.tgz | tar xf - -C out; cmp a/n out/a/h && readlink out/a/l",
             "n")
    c.expect("stat -c '%a %h' out/a/b/x out/a/n", "751 1\n9000 2".replace("9000", "644"))
    c.expect("dd if=a/n of=d bs=100 skip=3 seek=2 count=5 2>&1 | grep -v bytes; wc -c < d; cmp -n 200 d /dev/zero && echo hole",
             "5+0 records in\n5+0 records out\n700\nhole")
    c.expect("awk -F: 'function f(x) { return x * 2 } { n[$3] = f(NR) } END { print n[0], length(n) }' /etc/passwd", "2 2")
    c.expect("sed -n -e '/^89../{s/8/b/;p;}' a/n | sed '$!d'", "b999")
    c.expect("printf 'b 2\\na 10\\nb 1\\n' | sort -k1,1 -k2n | tr '\\n' ,; printf 'x\\nX\\nx\\n' | sort -u | tr '\\n' ,; echo", "a 10,b 1,b 2,X,x,")
    # Debian's BusyBox has no nice; coreutils' is in test_debian.py.
    c.expect("sh -c 'renice -n 5 -p $$ && cut -d \" \" -f 19 /proc/self/stat'; cut -d ' ' -f 19 /proc/self/stat", "5\n0")
    c.expect("(sleep 100 & kill -STOP $!; until grep -o 'State:.T' /proc/$!/status; do sleep 0.1; done; kill -CONT $!; kill -9 $!; wait $!; echo $?) 2> /dev/null",
             "State:\tT\n137")
    c.expect("(sleep 100 & sleep 100 & until [ $(pidof sleep | wc -w) = 2 ]; do :; done; killall sleep; wait; pidof sleep; echo $?)", "1")
    out, _ = c.run("top -b -n 1 | head -n 3; free | grep Mem:; uptime; ps -o pid,comm,args | grep init")
    expect(re.search(r"^Mem: .*\nCPU: .*\nLoad average: [\d.]+ ", out, re.M), "top", out)
    expect(re.search(r"^Mem: +\d+ +\d+", out, re.M) and re.search(r"up .*load average:", out), "free, uptime", out)
    expect(re.search(r"^ *1 init +", out, re.M), "ps", out)
    out, status = c.run("time sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done'")
    expect(re.search(r"^user\s+0m [0-9.]+s\n", out, re.M) and status == 0, "time", out)
    c.expect("cd; rm -r /tmp/t /tmp/v; ls /tmp", "")
    return 15


def applets(arch):
    with Console(arch, words="quiet") as c:
        return screens(c) + tools(c)


def crowd(arch, cpus):
    """Pipelines, a thousand threads, processes that crash while their threads run, Ctrl-C."""
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/crowd"
        subprocess.run([CC[arch], "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-static", "-o", program,
                        ROOT / "tests/system/crowd.c"], check=True)
        with Console(arch, cpus, words="quiet", files=[f"{program}=/bin/crowd"]) as c:
            c.expect(PIPELINE, "9990 9970 9950")
            c.expect(FIVE_STAGES, "40 1", seconds=90)
            c.expect("crowd 1000", "1000 there, 1001 in all\nsum 499500", seconds=90)
            for how, status in (("segv", 139), ("fpe", 136), ("abort", 134), ("other", 9)):
                _, got = c.run(f"crowd {how}")
                expect(got == status, f"{how}: status {got}, not {status}", c.log)
            _, got = c.run("crowd trap")
            expect(got in (132, 133), f"trap: status {got}", c.log)
            c.expect("(for i in 1 2 3 4 5 6; do crowd segv & done; wait; crowd 50)", "50 there, 51 in all\nsum 1225")
            for command in ("yes | cat | cat | cat | cat > /dev/null", "crowd exit"):
                c.type(command + "\n")
                c.wait_for(re.escape(command) + "\n")
                time.sleep(1)
                c.type("\x03")
                c.wait_for(PROMPT)
            c.expect("ps | grep -cE '[c]rowd|[y]es$|[c]at$'", "0", 1)
    return 11


def cases(arch):
    return [("applets", lambda: applets(arch)), ("crowd-1cpu", lambda: crowd(arch, 1)),
            ("crowd-4cpu", lambda: crowd(arch, 4))]
