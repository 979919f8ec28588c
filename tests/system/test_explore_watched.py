"""The summary names the accesses that profiling runs could not watch."""
import json, pathlib, re, tempfile
import test_heddle
from lib import expect
from test_explore import explored


def many(arch):
    """More instructions share memory than can be events."""
    path = explored(arch, "many")
    with tempfile.TemporaryDirectory() as name:
        at = pathlib.Path(name), test_heddle.environment(pathlib.Path(name), arch)
        words = ("explore", "--policy", "pct:3", "--events", "app", "--seeds")
        output = test_heddle.heddle(at, *words, "1..4", "--json", "one.json", path)[0].decode()
        found = re.search(r"^4 schedules: 4 ok$(?:.*\n)*^not watched: (\d+) instructions that use shared memory, such as "
                          r"use \(many\.c:\d+\).*; \1 of them because there are too many, see --events$", output, re.M)
        expect(found and 700 < int(found[1]) < 2000, "not said", output)
        report = json.loads((at[0] / "one.json").read_text())
        expect(report["unwatched"]["no_room"] == int(found[1]), "not in the JSON", str(report))
        merged = test_heddle.heddle(at, "merge", "one.json")[0].decode()
        expect(f"not watched: {found[1]} instructions" in merged, "lost by merge", merged)
        output = test_heddle.heddle(at, *words, "1..1", "--events", "sync", path)[0].decode()
        expect("not watched" not in output, "nothing is watched with these events", output)
    return 4


def cases(arch):
    return [("many", lambda: many(arch))]
