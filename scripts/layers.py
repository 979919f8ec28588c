# SPDX-License-Identifier: MIT
"""Reads scripts/layers.tbl."""
import pathlib


class Row:
    def __init__(self, line):
        self.path, uses, self.holds = (part.strip() for part in line.split("|"))
        self.checked = uses != "-"
        self.names = uses.split() if self.checked else []


def read():
    """The rows by path, in order."""
    lines = pathlib.Path("scripts/layers.tbl").read_text().splitlines()
    rows = [Row(line) for line in lines if line and not line.startswith("#")]
    return {row.path: row for row in rows}


def row_of(rows, path):
    """The path of the longest checked row that `path` (a file's) belongs to; None: no row."""
    found = [p for p, row in rows.items()
             if row.checked and (path.startswith((p + "/", p + ".")) or path == p)]
    return max(found, key=len, default=None)


def may_use(rows, path):
    """All rows that the row `path` may use, itself included."""
    seen = {path}
    for name in rows[path].names:
        target = name.rstrip("+~")
        if target not in rows:
            raise SystemExit(f"scripts/layers.tbl: {path} uses {target}, which has no row")
        seen |= may_use(rows, target) if name.endswith("+") else {target}
    return seen
