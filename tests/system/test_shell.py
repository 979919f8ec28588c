"""BusyBox's shell on the console: pipelines, scripts, tools, job control, Ctrl-C."""
import hashlib, re, time
from console import PROMPT, Console
from lib import expect

MD5 = hashlib.md5("".join(f"{n}\n" for n in range(1, 20001)).encode()).hexdigest()
SCRIPT = r"""
f() { local n=$1; [ $n -le 1 ] && { echo 1; return; }; echo $(( n * $(f $((n - 1))) )); }
f 10
for i in a b c; do case $i in b) continue ;; *) printf '%s ' $i ;; esac; done; echo
cat << END | while read -r first rest; do echo "$rest $first"; done
one two three
four five
END
i=0; while [ $i -lt 5 ]; do i=$((i + 1)); done; echo $i
trap 'echo bye' EXIT
x=$(echo out; echo err >&2) 2> /tmp/err; echo "$x $(cat /tmp/err)"
set -- *; [ -e "$1" ] || echo none
(exit 7); echo $?
! false && echo not
echo ${HOME#/} ${undefined:-default} ${#HOME}
"""
SCRIPT_OUTPUT = """3628800
a c
two three one
five four
5
out err
none
7
not
root default 5
bye"""


def session(arch, cpus):
    with Console(arch, cpus) as c:
        c.expect("echo hello | cat", "hello")
        c.expect("seq 1000 | grep 7 | sort -rn | head -n 3 | tr '\\n' ' '; echo", "997 987 979")
        c.expect("false | true; echo $?; true | (exit 3)", "0", 3)
        c.expect("no-such-command", "-sh: no-such-command: not found", 127)
        c.expect("cd /tmp && pwd && cd / && pwd", "/tmp\n/")
        c.expect("echo a > /tmp/x; echo b >> /tmp/x; cat < /tmp/x; rm /tmp/x", "a\nb")
        c.expect("ls / | tr '\\n' ' '; echo", "bin dev etc init lib proc root run sbin sys tmp usr var")
        c.expect("test -c /dev/null -a -d /proc -a -x /bin/sh")
    return 8


def script(arch):
    with Console(arch) as c:
        c.type("mkdir /tmp/e; cd /tmp/e; cat > ../s << 'XX'\n" + SCRIPT.strip() + "\nXX\n")
        c.wait_for(r"> XX\n")
        c.wait_for(PROMPT)
        c.expect("sh ../s", SCRIPT_OUTPUT)
        c.expect("chmod +x ../s; sed -i '1i #!/bin/sh' ../s; ../s | tail -n 1", "bye")
    return 2


def tools(arch):
    with Console(arch) as c:
        c.expect("mkdir -p /tmp/d/e; seq 20000 > /tmp/d/n; cp /tmp/d/n /tmp/d/e/m; cd /tmp")
        c.expect("md5sum < d/n", MD5 + "  -")
        c.expect("tar czf d.tgz d && rm -r d && tar xzf d.tgz && wc -l < d/e/m", "20000")
        c.expect("gzip -c d/n | gunzip | cmp - d/n && echo same", "same")
        c.expect("find d -type f | sort", "d/e/m\nd/n")
        c.expect("awk '{ s += $1 } END { print s }' d/n", "200010000")
        c.expect("sed -n '/^19.*9$/p' d/n | wc -l", "111")
        c.expect("sort -rn d/n | uniq | head -n 1", "20000")
        c.expect("dd if=/dev/zero bs=4096 count=100 2> /dev/null | wc -c", "409600")
        c.expect("ln -s d/n l; readlink l; cat l | tail -n 1; rm l", "d/n\n20000")
        c.expect("grep -c 99 d/n; cut -c1 d/n | sort | uniq -c | wc -l", "560\n9")
        out, _ = c.run("ps")
        expect(re.search(r"^ *1 .*init", out, re.M) and re.search(r" -?sh$", out, re.M), "ps", out)
        c.expect("env A=5 sh -c 'echo $A'; ls /proc/self/exe", "5\n/proc/self/exe")
        out, status = c.run("time sleep 0.2")
        expect(re.search(r"^real\s+0m 0\.[2-9]", out, re.M) and status == 0, "time", out)
        c.expect("kill -l 15; date -d @0 -u +%Y", "TERM\n1970")
    return 15


def interrupt(arch):
    """Ctrl-C ends the foreground job, and nothing else."""
    with Console(arch) as c:
        for command in ("sleep 100", "while :; do :; done", "cat", "seq 1000000000 > /dev/null"):
            c.type(command + "\n")
            c.wait_for(re.escape(command) + "\n")
            try_again(c)
            _, status = c.run("(exit $?)")
            expect(status == 130, f"{command}: status {status}", c.log)
        c.expect("sh -c 'sleep 50 & sleep 0.1; kill $!; wait $!; echo $?' 2> /dev/null", "143")
    return 5


def try_again(c):
    """Type Ctrl-C after a while: the command may not run yet when its line has been echoed."""
    time.sleep(1)
    c.type("\x03")
    c.wait_for(PROMPT)


def jobs(arch):
    """Ctrl-Z, bg, fg, jobs, wait."""
    with Console(arch) as c:
        c.type("sleep 100\n")
        c.wait_for(r"sleep 100\n")
        time.sleep(1)
        c.type("\x1a")
        c.wait_for(r"Stopped.*sleep 100")
        c.wait_for(PROMPT)
        out, _ = c.run("jobs")
        expect(re.search(r"^\[1\] ?\+ +Stopped +sleep 100", out, re.M), "jobs", out)
        out, _ = c.run("bg")
        expect("sleep 100" in out, "bg", out)
        out, _ = c.run("jobs")
        expect(re.search(r"^\[1\] ?\+ +Running +sleep 100", out, re.M), "jobs after bg", out)
        c.type("fg\n")
        c.wait_for(r"^sleep 100\n")
        time.sleep(0.5)
        c.type("\x03")
        c.wait_for(PROMPT)
        c.expect("jobs", "")
        out, _ = c.run("(sleep 0.3; exit 4) & wait $!; echo $?")
        expect(out.startswith("4\n"), "wait", out)
        c.type("cat &\n")
        c.wait_for(PROMPT)
        out, _ = c.run("until grep -q State:.T /proc/$!/status; do sleep 0.1; done; jobs")
        expect(re.search(r"Stopped.*cat", out), "a reader in the background stops", out)
        c.run("kill -9 %1")
    return 7


def storm(arch, cpus):
    """Many processes; afterwards all of them are gone."""
    with Console(arch, cpus) as c:
        c.expect("i=0; while [ $i -lt 300 ]; do i=$((i + 1)); (exit 0); done; echo $i", "300", seconds=90)
        c.expect("(i=0; while [ $i -lt 60 ]; do i=$((i + 1)); sleep 0.2 & done; wait; echo all)", "all",
                 seconds=90)
        c.expect("ps | grep -c '[s]leep'", "0", 1)
        c.expect("(cd /tmp; mkfifo p; i=0; while [ $i -lt 100 ]; do i=$((i + 1)); (echo x > p) & "
                 "cat p > /dev/null; wait; done; echo all)", "all", seconds=90)
    return 4


def cases(arch):
    return [
        ("session", lambda: session(arch, 1)),
        ("session-4cpu", lambda: session(arch, 4)),
        ("script", lambda: script(arch)),
        ("tools", lambda: tools(arch)),
        ("interrupt", lambda: interrupt(arch)),
        ("jobs", lambda: jobs(arch)),
        ("storm-1cpu", lambda: storm(arch, 1)),
        ("storm-4cpu", lambda: storm(arch, 4)),
    ]
