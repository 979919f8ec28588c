"""The date: from the machine's real-time clock, and as it is set."""
from console import Console


def date(arch):
    with Console(arch, qemu=("-rtc", "base=2031-05-06T07:08:09")) as c:
        c.expect("date -u +%Y-%m-%dT%H", "2031-05-06T07")
        c.expect("date -u -s '2035-01-02 03:04:05' > /dev/null; date -u +%Y-%m-%dT%H:%M", "2035-01-02T03:04")
        c.expect("touch /tmp/x; date -u -r /tmp/x +%Y", "2035")
    return 3


def cases(arch):
    return [("date", lambda: date(arch))]
