"""Linux is the oracle: a program's output on Heddle is compared with its output on Linux.

Both systems run freely, on a machine that may be busy, so a program whose output depends on timing
can print two things on either system. A comparison that fails is therefore repeated on both systems,
alone. If it fails again, it has failed. Otherwise it was unsteady: the run lists it with the
difference, and either the program or the kernel (a rare race) needs a fix.

A run fails on an unsteady comparison if
- the same program was unsteady in another run of the last RECENT_DAYS days, on any architecture
  (build/unsteady.json is the record), or
- it is the third one of this run.
"""
import datetime, difflib, fcntl, json, os, pathlib, threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNSTEADY_MAX = 2
RECENT_DAYS = 14
ENTRIES_MAX = 200  # in the record; the oldest leave first
LINES_MAX = 30  # of a difference that is shown


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def difference(linux, heddle):
    return "\n".join(list(difflib.unified_diff(linux.splitlines(), heddle.splitlines(), "linux", "heddle",
                                               lineterm="", n=1))[:LINES_MAX])


class Oracle:
    """The comparisons of one run. Threads may share it; so may processes share its record."""

    def __init__(self, record, clock=now):
        self.record, self.clock = pathlib.Path(record), clock
        self.run = f"{clock().isoformat()} {os.getpid()}"
        self.unsteady = []  # what to print at the end of the run
        self.lock = threading.Lock()

    def compare(self, wanted, run, suite, where):
        """{name: None if the outputs are equal, otherwise the difference}.

        run(names, again) -> {name: (output on Linux, output on Heddle)}; with `again` it must not
        return outputs kept from earlier. `suite` names the kind of programs, `where` the machine.
        """
        result = {name: difference(*outputs) or None for name, outputs in run(wanted, False).items()}
        wrong = [name for name in wanted if result[name]]
        if not wrong:
            return result
        for name, outputs in run(wrong, True).items():
            if outputs[0] == outputs[1]:
                result[name] = self.judge_unsteady(suite, where, name, result[name])
            else:
                result[name] = difference(*outputs)
        return result

    def judge_unsteady(self, suite, where, name, text):
        """Note that `name` differed once, by `text`; None if that may pass."""
        with self.lock:
            self.unsteady.append(f"{where} {suite} {name}:\n{text}")
            before = self.note(f"{suite} {name}", where, text)
            if before:
                return (f"unsteady in two recent runs (now, and {before['date']} on {before['where']}; "
                        f"{self.record.name} is the record)\n{text}")
            return text if len(self.unsteady) > UNSTEADY_MAX else None

    def note(self, name, where, text):
        """Add an entry to the record; the latest recent entry of the same name by another run, if any."""
        self.record.parent.mkdir(parents=True, exist_ok=True)
        with open(self.record, "a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            entries = self.parse(file.read())
            oldest = (self.clock() - datetime.timedelta(days=RECENT_DAYS)).isoformat()
            entries = [entry for entry in entries if entry["date"] >= oldest]
            before = [entry for entry in entries if entry["name"] == name and entry["run"] != self.run]
            entries.append({"name": name, "where": where, "run": self.run, "date": self.clock().isoformat(),
                            "difference": text})
            file.truncate(0)
            json.dump(entries[-ENTRIES_MAX:], file, indent=1)
        return before[-1] if before else None

    @staticmethod
    def parse(text):
        """The entries of a record; none if it is empty or damaged (a run may have been killed)."""
        try:
            return [entry for entry in json.loads(text) if {"name", "where", "run", "date"} <= entry.keys()]
        except (ValueError, AttributeError, TypeError):
            return []

    def report(self):
        for text in self.unsteady:
            print(f"unsteady (differed from Linux once, then did not) {text}")


this_run = Oracle(ROOT / "build" / "unsteady.json")
compare, report = this_run.compare, this_run.report
