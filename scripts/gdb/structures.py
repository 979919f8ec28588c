"""Access to the kernel's structures, for the other scripts here."""
import gdb


def offset(struct, member):
    kind, bits = gdb.lookup_type("struct " + struct), 0
    for name in member.split("."):
        bits, kind = bits + kind[name].bitpos, kind[name].type
    return bits // 8


def container(pointer, struct, member):
    """The struct whose `member` is at `pointer`."""
    kind = gdb.lookup_type("struct " + struct).pointer()
    return gdb.Value(int(pointer) - offset(struct, member)).cast(kind).dereference()


def list_members(head, struct, member):
    """Each struct linked by `member` into the list `head`; stops at a broken link."""
    at, seen = head["next"], set()
    while int(at) != int(head.address) and int(at) not in seen:
        seen.add(int(at))
        if int(at) == 0:
            print("(list broken here)")
            return
        yield container(at, struct, member)
        at = at.dereference()["next"]


def variable(file, name):
    """A static variable of one file."""
    return gdb.parse_and_eval(f"'{file}'::{name}")


def is_riscv():
    return "ra" in [f.name for f in gdb.lookup_type("struct context").fields()]


def register(name):
    return int(gdb.parse_and_eval(f"(unsigned long)${name}"))
