#!/usr/bin/env python3
"""The rules of tests/oracle.py for comparisons that differ once and agree when repeated."""
import datetime, pathlib, sys, tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import oracle
from host import harness

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
SAME = ("a\n", "a\n")
OTHER = ("a\n", "b\n")


class Record:
    """A record in a folder of its own, and a clock that the test sets."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path, self.days, self.runs = pathlib.Path(self.folder.name, "build", "unsteady.json"), 0, 0
        return self

    def __exit__(self, *exception):
        self.folder.cleanup()

    def new_run(self):
        run = oracle.Oracle(self.path, lambda: START + datetime.timedelta(days=self.days))
        self.runs += 1
        run.run = f"run {self.runs}"
        return run


def compare(run, first, second, suite="abi", where="x86_64"):
    """Outputs of the first try and of the second one: {name: (Linux, Heddle)} each."""
    calls = []

    def both(names, again):
        calls.append((sorted(names), again))
        return {name: (second if again else first)[name] for name in names}
    result = run.compare(list(first), both, suite, where)
    wrong = sorted(name for name, outputs in first.items() if outputs[0] != outputs[1])
    assert calls == [(sorted(first), False)] + ([(wrong, True)] if wrong else []), calls
    return result


def unsteady(run, *names, **where):
    return compare(run, dict.fromkeys(names, OTHER), dict.fromkeys(names, SAME), **where)


def test_equal_passes():
    with Record() as record:
        run = record.new_run()
        assert compare(run, {"p": SAME}, {}) == {"p": None}
        assert not run.unsteady and not record.path.exists()


def test_different_twice_fails():
    with Record() as record:
        run = record.new_run()
        result = compare(run, {"p": OTHER, "q": SAME}, {"p": ("a\n", "c\n")})
        assert "+c" in result["p"] and result["q"] is None, result
        assert not run.unsteady and not record.path.exists()


def test_unsteady_once_passes_and_is_listed():
    with Record() as record:
        run = record.new_run()
        assert unsteady(run, "p") == {"p": None}
        assert len(run.unsteady) == 1 and "x86_64 abi p:" in run.unsteady[0] and "+b" in run.unsteady[0]


def test_unsteady_in_two_runs_fails():
    with Record() as record:
        unsteady(record.new_run(), "p", where="x86_64")
        record.days = oracle.RECENT_DAYS - 1
        result = unsteady(record.new_run(), "p", "q", where="i386")
        assert "two recent runs" in result["p"] and "on x86_64" in result["p"] and "+b" in result["p"], result
        assert result["q"] is None, result


def test_unsteady_twice_in_one_run_is_one_run():
    with Record() as record:
        run = record.new_run()
        assert unsteady(run, "p", where="1 CPU") == {"p": None}
        assert unsteady(run, "p", where="4 CPUs") == {"p": None}


def test_third_of_a_run_fails():
    with Record() as record:
        result = unsteady(record.new_run(), "p", "q", "r")
        assert [result[name] is None for name in "pqr"] == [True, True, False], result


def test_old_entries_are_forgotten():
    with Record() as record:
        unsteady(record.new_run(), "p")
        record.days = oracle.RECENT_DAYS + 1
        assert unsteady(record.new_run(), "p") == {"p": None}
        assert len(oracle.Oracle.parse(record.path.read_text())) == 1


def test_other_suites_do_not_count():
    with Record() as record:
        unsteady(record.new_run(), "p", suite="abi")
        assert unsteady(record.new_run(), "p", suite="debian") == {"p": None}


def test_record_is_bounded():
    with Record() as record:
        run = record.new_run()
        for number in range(oracle.ENTRIES_MAX + 5):
            run.note(f"abi p{number}", "x86_64", "-a\n+b")
        entries = oracle.Oracle.parse(record.path.read_text())
        assert len(entries) == oracle.ENTRIES_MAX and entries[0]["name"] == "abi p5"


def test_damaged_record_is_replaced():
    for text in ("[{", "{}", "[1]", '[{"name": "abi p"}]', "null", ""):
        with Record() as record:
            record.path.parent.mkdir()
            record.path.write_text(text)
            assert unsteady(record.new_run(), "p") == {"p": None}
            assert len(oracle.Oracle.parse(record.path.read_text())) == 1, text


harness.main(globals())
