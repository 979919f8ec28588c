"""Searching: every schedule, the policy that selects others, and the smallest schedule that fails."""
from lib import expect
from test_explore import code, explore, explore_file, explored, own_code, program, results


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


def searched(arch, name, *job):
    """All results of the policy all, which says that none remains."""
    lines = explore(arch, name, "policy=all:2", "events=app", "seeds=1..99999", *job, *code(arch, name))
    found = list(results(lines).values())
    expect([r["seed"] for r in found] == list(range(1, len(found) + 1)), f"{name}: seeds", "")
    expect(all(r["left"] for r in found[:-1]) and not found[-1]["left"] and "cut" not in found[-1], f"{name}: left", "")
    return found


def search(arch):
    """The policy all runs each schedule once; its parts make the whole; the estimate of behaviours is true."""
    whole = searched(arch, "lost_update")
    bad = [r for r in whole if r["verdict"] != "ok"]
    expect(bad and {r["verdict"] for r in bad} == {"exit:1"}, "no failure, or others", "")
    parts = [r for k in (1, 2) for r in searched(arch, "lost_update", f"part={k}/2")]
    hashes = {r["hash"] for r in whole}
    expect(len(hashes) == len(whole) == len(parts) - 1 and hashes == {r["hash"] for r in parts}, "parts", "")
    again = results(explore(arch, "lost_update", "policy=all:2", "events=app", f"seeds={bad[0]['seed']}..{bad[0]['seed']}",
                            *code(arch, "lost_update")))
    expect(list(again.values())[0]["hash"] == bad[0]["hash"], "not the same again", "")
    last = explore_file(arch, program(arch, "lost_update"), "policy=all:2", "events=app", "seeds=99999..99999",
                        *code(arch, "lost_update"), may_fail=True)[-1]
    expect(last.get("text", "").startswith(f"policy all: there is no schedule 99999, they are numbered from 1 to {len(whole)}"), str(last), "")
    expect(all(r["verdict"] == "ok" for r in searched(arch, "lost_update-fixed")), "the twin fails", "")
    # A program that has few behaviours: random schedules show no other, and the estimate says that few are new.
    every = {r["behaviour"] for r in searched(arch, "join_missing-fixed")}
    seen = [r["behaviour"] for r in results(explore(arch, "join_missing-fixed", "policy=rw", "events=app", "seeds=1..300",
                                                    *code(arch, "join_missing-fixed"))).values()]
    once = sum(seen.count(b) == 1 for b in every)
    expect(set(seen) <= every and (len(every) > len(set(seen)) or once / len(seen) < 0.05), f"{every} {set(seen)}", "")
    return 6


def cases(arch):
    return [(function.__name__, lambda function=function: function(arch)) for function in (smallest, mixed, search)]
