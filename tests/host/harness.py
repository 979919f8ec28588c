"""Runs the tests of a Python file in this folder, with cmocka's lines for tests/host/run."""
import sys, traceback


def main(names):
    """names: the globals() of the file. Its functions test_*() pass if they return."""
    failed = 0
    for name, function in names.items():
        if not name.startswith("test_") or not callable(function):
            continue
        try:
            function()
            print(f"[       OK ] {name}", flush=True)
        except Exception:  # a failing test must not end the run
            failed += 1
            traceback.print_exc(file=sys.stdout)
            print(f"[  FAILED  ] {name}", flush=True)
    sys.exit(failed != 0)
