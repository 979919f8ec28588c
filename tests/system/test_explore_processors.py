"""The processors that explored programs see."""
from lib import expect
from test_explore import explore_file, explored, results

COUNTS = (1, 2, 4, 33, 64)


def shown(arch, count):
    """All ways to ask agree on the number; affinities can be set; threads are spread, and it all repeats."""
    path = explored(arch, "processors")
    job = ["policy=rw", "events=sync", f"processors={count}"]
    lines = explore_file(arch, path, *job, "seeds=1..6", argument=count)
    found = results(lines)
    expect({result["verdict"] for result in found.values()} == {"ok"}, str(found), "")
    lines = explore_file(arch, path, *job, "seeds=6..6", "mode=replay", argument=count)
    expect(results(lines)[6] == found[6], f"{results(lines)[6]} alone, {found[6]} after others", "")
    output = "".join(line["text"] for line in lines if line["type"] == "output")
    numbers = " ".join(str(number % count) for number in (1, 2, 3))
    expect(output == f"{count} processors: {numbers}\n", "other processors", output)
    return 3


def cases(arch):
    return [(str(count), lambda count=count: shown(arch, count)) for count in COUNTS]
