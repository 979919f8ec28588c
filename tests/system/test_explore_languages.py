"""Which code of a program is its own: Go, Rust's libraries, programs without symbols."""
import pathlib, re, subprocess, tempfile
import test_heddle
from lib import ROOT, expect

GOARCH = {"x86_64": "amd64", "i386": "386", "riscv64": "riscv64"}


def go(arch):
    """Threads of the Go runtime are explored; only the program's packages are its own code."""
    path = ROOT / "build" / "explored" / arch / "append"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        at = pathlib.Path(name), test_heddle.environment(pathlib.Path(name), arch)
        subprocess.run(["go", "build", "-o", path, ROOT / "tests/system/explored/append.go"], check=True,
                       env=dict(at[1], GOARCH=GOARCH[arch], CGO_ENABLED="0", GOCACHE=f"{name}/cache", HOME=name))
        output = test_heddle.heddle(at, "explore", "--policy", "rw", "--seeds", "1..60", path, status=1)[0].decode()
        seed = re.search(r"heddle replay (--seed \d+ --policy rw --events app) ", output)
        expect(seed, "not found", output)
        output = test_heddle.heddle(at, "shrink", *seed[1].split(), path, status=1)[0].decode()
        places = re.findall(r"is interrupted in (.*), thread", output)
        own = [place for place in places if re.match(r"main\.main(\.func1)? \(append\.go:\d+\)", place)]
        expect(own and "runtime." not in output, "other places", output)
        if arch == "x86_64":  # the rest takes long elsewhere
            output = test_heddle.heddle(at, "explore", "--seeds", "1..60", path, "fixed")[0].decode()
            expect("60 schedules: 60 ok" in output, "the correct program fails", output)
    return 3


def stripped(arch):
    """Without symbols, system calls and calls of lock functions are events by default."""
    with tempfile.TemporaryDirectory() as name:
        at = pathlib.Path(name), test_heddle.environment(pathlib.Path(name), arch)
        subprocess.run([test_heddle.CC[arch], "-std=gnu11", "-O1", "-pthread", "-s", "-rdynamic", "-o", at[0] / "order",
                        ROOT / "tests/system/explored/order.c"], check=True)
        output = test_heddle.heddle(at, "explore", "--seeds", "1..100", "./order", status=1)[0].decode()
        found = re.search(r"1\. deadlock.*?: (\d+) times", output)
        expect(found and int(found[1]) < 90 and "--events app" in output, "not found", output)
        test_heddle.heddle(at, "explore", "--seeds", "1..100", "--events", "sync", "./order")
    return 2


def cases(arch):
    # Profiling takes minutes on riscv64.
    return [*([("go", lambda: go(arch))] if arch != "riscv64" else []), ("stripped", lambda: stripped(arch))]
