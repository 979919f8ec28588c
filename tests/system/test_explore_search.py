"""Searching: the policy that selects others, and the smallest schedule that fails."""
from lib import expect
from test_explore import code, explore, explore_file, explored, own_code, results


def smallest(arch):
    """Shrinking leaves one switch where one is enough, and keeps to the failure at the same place."""
    path = explored(arch, "shrinks")
    failures, seed, count = {}, 0, 0
    while min(map(len, failures.values()), default=0) < 3 or len(failures) < 2:
        seed += 1
        expect(seed < 400, f"only {failures} in {seed} seeds", "")
        lines = explore_file(arch, path, "policy=pct:3", "events=app", f"seeds={seed}..{seed + 39}",
                             *own_code(path, {"main", "giver", "taker", "take_early", "take_half"}))
        for result in results(lines).values():
            if result["verdict"] == "signal:6":
                failures.setdefault(result["place"], []).append(result["seed"])
        seed += 39
    for place, seeds in failures.items():
        for seed in seeds[:3]:
            lines = explore_file(arch, path, "policy=pct:3", "events=app", f"seeds={seed}..{seed}", "mode=shrink",
                                 *own_code(path, {"main", "giver", "taker", "take_early", "take_half"}))
            last = max(i for i, line in enumerate(lines) if line["type"] == "result")
            before = max(i for i, line in enumerate(lines[:last]) if line["type"] == "result")
            choices = [line for line in lines[before:last] if line["type"] == "choice"]
            expect(len(choices) == 1 and lines[last]["place"] == place, f"seed {seed}: {choices}", str(lines[last]))
            expect(not any(line.get("unfinished") for line in lines), "unfinished", "")
            count += 1
    return count


def mixed(arch):
    """Each seed of the policy `mix` selects a policy and events; with these, the schedule is the same."""
    name = "account"
    whole = results(explore(arch, name, "policy=mix", "events=mix", "memory=mix", *code(arch, name), "seeds=1..48"))
    settings = [whole[seed]["policy"] for seed in whole]
    same = {f"{policy} {events} {memory}" for policy in ("pct:2", "pct:3", "pct:5", "pos", "rw", "surw")
            for events in ("app", "shared") for memory in ("sc", "tso")}
    expect(set(settings[:24]) == same and settings[:24] == settings[24:], "other settings", str(settings))
    for seed in (1, 10, 14, 20):
        policy, events, memory = whole[seed].pop("policy").split()
        alone = results(explore(arch, name, f"policy={policy}", f"events={events}", f"memory={memory}", *code(arch, name), f"seeds={seed}..{seed}"))
        expect(alone[seed] == whole[seed], f"{policy} {events} {memory}: another schedule", f"{alone[seed]}\n{whole[seed]}")
    return 5


def cases(arch):
    return [(function.__name__, lambda function=function: function(arch)) for function in (smallest, mixed)]
