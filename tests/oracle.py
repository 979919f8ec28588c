"""Linux is the oracle: what programs print there and on Heddle is compared.

Both systems run free, on a machine that may be loaded: a program whose output depends on who comes first can print
two things on either. So what differs is run once more on both, alone; what differs again is wrong. What
does not is told at the end of the run, with the difference, for the program to be mended (or the kernel: a
race that is seen once). More than `UNSTEADY_MAX` of those in one run are a failure: then it is no chance.
"""
import difflib

UNSTEADY_MAX = 2
unsteady = []


def difference(linux, heddle):
    return "\n".join(list(difflib.unified_diff(linux.splitlines(), heddle.splitlines(), "linux", "heddle",
                                               lineterm="", n=1))[:30])


def compare(wanted, run, where):
    """{name: None when equal, else what differs}. run(names, again) -> {name: (on Linux, on Heddle)}; `again`
    wants no answer that was kept. `where` says what ran, for the list of the unsteady."""
    result = {name: difference(*outputs) or None for name, outputs in run(wanted, False).items()}
    wrong = [name for name in wanted if result[name]]
    if not wrong:
        return result
    for name, outputs in run(wrong, True).items():
        if outputs[0] == outputs[1]:
            unsteady.append(f"{where} {name}:\n{result[name]}")
            result[name] = None if len(unsteady) <= UNSTEADY_MAX else result[name]
        else:
            result[name] = difference(*outputs)
    return result
