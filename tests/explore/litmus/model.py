# SPDX-License-Identifier: MIT
"""What a litmus test can show: the abstract machine of Sewell et al., "x86-TSO: A rigorous and usable
programmer's model for x86 multiprocessors" (CACM 2010), with a store buffer for each thread. In the model
"weak", stores to different words leave a buffer in any order; all that this shows, RVWMO allows."""
import re

OPERATION = re.compile(r"(store|locked)\((\w), (\d)\)|(fence)\(\)|D(\d)\(load\((\w)\)\)")


def read(text):
    """([operations of each thread], [(digit, word) of last values]) of a test's source."""
    threads = []
    for body in re.findall(r"^THREAD\(\d\)\n\{\n(.*?)^\}", text, re.S | re.M):
        threads.append([("load", word, int(digit)) if digit else (fence, "", 0) if fence else (kind, to, int(value))
                        for kind, to, value, fence, digit, word in OPERATION.findall(body)])
    last = re.search(r"^LITMUS\((.*?), thread_0", text, re.M)[1]
    return threads, [(int(digit), word) for digit, word in re.findall(r"D(\d)\((\w)\)", last)]


def outcomes(threads, last, model):
    """The set of outcomes, each a string of digits."""
    first = (tuple(0 for _ in threads), tuple(() for _ in threads), (("x", 0), ("y", 0)), ())
    seen, todo, found = {first}, [first], set()
    while todo:
        state = todo.pop()
        new = list(steps(threads, state, model))
        if not new:
            digits = dict(state[3]) | {digit: dict(state[2])[word] for digit, word in last}
            found.add("".join(str(digits[digit]) for digit in sorted(digits)))
        for one in new:
            if one not in seen:
                seen.add(one)
                todo.append(one)
    return found


def replaced(values, i, value):
    return values[:i] + (value,) + values[i + 1:]


def steps(threads, state, model):
    at, buffers, memory, digits = state
    for i, operations in enumerate(threads):
        buffer = buffers[i]
        for n, (word, value) in enumerate(buffer):  # a store leaves the buffer
            if n == 0 or model == "weak" and word not in [older for older, _ in buffer[:n]]:
                yield at, replaced(buffers, i, buffer[:n] + buffer[n + 1:]), written(memory, word, value), digits
        if at[i] == len(operations):
            continue
        kind, word, value = operations[at[i]]
        after = replaced(at, i, at[i] + 1)
        if kind == "load":
            own = [stored for to, stored in buffer if to == word]
            yield after, buffers, memory, digits + ((value, own[-1] if own else dict(memory)[word]),)
        elif kind == "store" and model != "sc":
            yield after, replaced(buffers, i, buffer + ((word, value),)), memory, digits
        elif not buffer:  # fences and atomic accesses wait; without buffers, a store is one
            yield after, buffers, written(memory, word, value) if word else memory, digits


def written(memory, word, value):
    return tuple((name, value if name == word else old) for name, old in memory)
