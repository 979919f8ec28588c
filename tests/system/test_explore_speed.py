"""Exploring fast: the results stay the same."""
from lib import expect
from test_explore import alike, code, explore, results


def blocks(arch):
    """Lines of several schedules stand for the same results as lines of one."""
    job = ["policy=pct:3", "events=app", "seeds=1..700", *code(arch, "account")]
    one = results(explore(arch, "account", *job))
    lines = explore(arch, "account", *job, "brief=1")
    several = [line for line in lines if line["type"] == "passed"]
    failed = results(lines)
    expect(len(several) + len(failed) < len(one), "one line for each schedule", "")
    covered = sorted(seed for line in several for seed in range(line["seed"], line["seed"] + line["count"]))
    expect(covered == sorted(seed for seed, result in one.items() if result["verdict"] == "ok"), "other seeds", "")
    expect(failed == {seed: result for seed, result in one.items() if result["verdict"] != "ok"}, "other failures", "")
    expect(lines[-1]["schedules"] == len(one), "another number of schedules", str(lines[-1]))
    for line in several:
        behaviours = "".join(one[seed]["behaviour"] for seed in range(line["seed"], line["seed"] + line["count"]))
        expect(line["behaviours"] == behaviours, "other behaviours", str(line))
        hashes = sum(int(one[seed]["hash"], 16) * (2 * seed + 1) for seed in range(line["seed"], line["seed"] + line["count"]))
        expect(line["hash"] == one[line["seed"]]["hash"] and int(line["hashes"], 16) == hashes % 2**64, "other hashes", str(line))
    return 4


def memory(arch):
    """Each run finds its memory as the template left it, whatever earlier runs have done to theirs."""
    expect(alike(arch, "memory", seeds=40) == "ok\n", "another output", "")
    alike(arch, "memory", "policy=pct:3", seeds=12)
    return 6


def leaks(arch):
    """A page that is lost in each run would soon be missing."""
    lines = explore(arch, "account-fixed", "policy=pct:3", "events=sync", "seeds=1..12000", "brief=1")
    expect(lines[-1]["schedules"] == 12000, "too few schedules", str(lines[-1]))
    return 1


def cases(arch):
    return [("blocks", lambda: blocks(arch)), ("memory", lambda: memory(arch)), ("leaks", lambda: leaks(arch))]
