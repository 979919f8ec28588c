"""GDB commands for Heddle's structures: threads, thread-bt N, runqueue, timers.

They only read memory, and work on all architectures; `help heddle` lists them. Architectures are
distinguished by the fields of their structures, not by name.
"""
import pathlib, re, sys
import gdb

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from structures import container, is_riscv, list_members, offset, register, variable  # noqa: E402

ARCH = pathlib.Path(__file__).resolve().parents[2] / "arch"
TIME_NEVER = 2**64 - 1


def cycles_to_us(cycles):
    """As arch_cycles_to_ns(): a fixed-point product, whose shift is a macro and so is missing in the debug data."""
    riscv = is_riscv()
    header = ARCH / ("riscv" if riscv else "x86/common") / "include/asm/time.h"
    shift = int(re.search(r"define (?:TSC|TIME)_SHIFT +(\d+)", header.read_text())[1])
    scale = gdb.parse_and_eval("time_scale" if riscv else "tsc_scale")
    return (int(cycles) * int(scale["mult" if riscv else "ns_per_cycle"]) >> shift) // 1000


def clock_us(cycles):
    """Convert a reading of the cycle counter to arch_clock_ns(), in us."""
    scale = gdb.parse_and_eval("time_scale" if is_riscv() else "tsc_scale")
    return cycles_to_us(int(cycles) - int(scale["base"]))


def text(pointer):
    return pointer.string() if int(pointer) else "-"


def threads():
    return list_members(variable("kernel/proc/thread.c", "all_threads"), "thread", "all_link")


def online_cpus():
    cpus = gdb.parse_and_eval("cpus")
    return [cpus[i] for i in range(int(gdb.parse_and_eval("cpu_count")))]


def state_of(thread):
    return str(thread["state"]).replace("THREAD_", "").lower()


def cpu_of(thread):
    """The number of the thread's CPU; None before the thread is started."""
    return int(thread["cpu"]["id"]) if int(thread["cpu"]) else None


def word(address):
    return int(gdb.Value(address).cast(gdb.lookup_type("uintptr_t").pointer()).dereference())


def describe_code(pc):
    """FUNCTION at FILE:LINE, with inlined functions first; or the nearest symbol."""
    place, block, names = gdb.find_pc_line(pc), gdb.block_for_pc(pc), []
    while block and not block.is_static:
        if block.function and block.function.name not in names:
            names.append(block.function.name)
        block = block.superblock
    if not names or not place.symtab:
        return symbol_at(pc) + " ()"
    return f"{' in '.join(names)} () at {place.symtab.filename}:{place.line}"


def symbol_at(pc):
    answer = gdb.execute(f"info symbol {pc:#x}", to_string=True)
    return "?" if answer.startswith("No symbol") else answer.split(" in section")[0]


def step(fp, ra, low, high):
    """
    (caller's frame pointer, return address) of the frame at `fp`. On RISC-V a leaf function saves no
    return address: that word is then the saved frame pointer, and the register `ra` has the address.
    """
    size = gdb.lookup_type("uintptr_t").sizeof
    if not is_riscv():
        return word(fp), word(fp + size)
    saved = word(fp - size)
    return (saved, ra) if ra and low <= saved <= high else (word(fp - 2 * size), saved)


def trapframe_above(fp):
    """The trapframe, which is right above the frame of the first C function of a trap."""
    size = gdb.lookup_type("uintptr_t").sizeof
    kind = gdb.lookup_type("struct trapframe").pointer()
    return gdb.Value(fp if is_riscv() else fp + 2 * size).cast(kind).dereference()


def interrupted(frame):
    """(was in user mode, frame pointer, pc, ra or 0) of the code that a trapframe interrupted."""
    names = [f.name for f in frame.type.fields()]
    if "sepc" in names:
        user = not int(frame["sstatus"]) & 0x100
        return user, int(frame["x"][8]), int(frame["sepc"]), int(frame["x"][1])
    fp, pc = ("rbp", "rip") if "rip" in names else ("ebp", "eip")
    return bool(int(frame["cs"]) & 3), int(frame[fp]), int(frame[pc]), 0


def backtrace(fp, pc, ra, exact, low, high):
    """
    Lines of a backtrace along the frame pointers inside the stack [low, high). `exact`: pc is the
    next instruction; otherwise it is a return address, and the call is before it (a thread that has never
    run will return to thread_start, which no function called). `ra`: see step().
    """
    start = int(gdb.parse_and_eval("(unsigned long)&thread_start"))
    for number in range(64):
        yield f"#{number:<2} {pc:#x} in {describe_code(pc if exact or pc == start else pc - 1)}"
        exact = False
        size = gdb.lookup_type("uintptr_t").sizeof
        if not low + 2 * size <= fp <= high or fp % size:
            return
        if symbol_at(pc).split(" ")[0] in ("trap_return", "syscall_entry"):
            return
        inner = fp
        fp, pc = step(fp, ra, low, high)
        ra = 0
        if symbol_at(pc).split(" ")[0] in ("trap_return", "trap_common", "syscall_entry"):
            user, fp, pc, ra = interrupted(trapframe_above(inner))
            yield f"    --- interrupted {f'user mode at {pc:#x}' if user else 'here'} ---"
            exact = True
            if user:
                return
        if pc in (0, start):  # RISC-V: the initial context enters thread_start by a return
            return


def switched_out(thread):
    """(frame pointer, pc, 0) of a thread that is not running."""
    kind = gdb.lookup_type("struct context").pointer()
    sp = int(thread["arch"]["sp"])
    if is_riscv():  # there it is below sp
        sp -= kind.target().sizeof
    context = gdb.Value(sp).cast(kind).dereference()
    if is_riscv():
        return int(context["s"][0]), int(context["ra"]), 0
    return int(context["fp"]), int(context["pc"]), 0


def running_on_vcpu(low, high):
    """(frame pointer, pc, ra or 0) of the virtual CPU whose sp is in [low, high), or None."""
    before = gdb.selected_thread()
    try:
        for vcpu in gdb.selected_inferior().threads():
            vcpu.switch()
            frame = gdb.newest_frame()
            sp = register("sp")
            if low <= sp <= high:
                fp = register("s0" if is_riscv() else "rbp" if sp >> 32 else "ebp")
                return fp, int(frame.pc()), register("ra") if is_riscv() else 0
        return None
    finally:
        before.switch()


class Heddle(gdb.Command):
    """Heddle's own commands: threads, thread-bt N, runqueue, timers."""

    def __init__(self):
        super().__init__("heddle", gdb.COMMAND_DATA, prefix=True)

    def invoke(self, argument, from_tty):
        print(self.__doc__)


class Threads(gdb.Command):
    """threads: list all threads with id, name, state, priority, CPU, CPU time, wait channel, process."""

    def __init__(self):
        super().__init__("threads", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        print(" tid name            state    prio cpu  cpu time us  waits for       process")
        for t in threads():
            cpu = cpu_of(t)
            waits = state_of(t) in ("blocked", "sleeping", "stopped")
            print(f"{int(t['tid']):4} {t['name'].string():15} {state_of(t):8} "
                  f"{int(t['priority']):4} {'-' if cpu is None else cpu:>3} "
                  f"{cycles_to_us(t['usage']['runtime_cycles']):12}  {text(t['wait_channel']) if waits else '-':15} "
                  f"{int(t['process']['pid'])} {t['process']['name'].string()}")


class ThreadBacktrace(gdb.Command):
    """thread-bt TID: print the kernel stack of a thread, running or not."""

    def __init__(self):
        super().__init__("thread-bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        if not argument.strip().isdigit():
            raise gdb.GdbError("usage: thread-bt TID")
        for t in threads():
            if int(t["tid"]) == int(argument):
                break
        else:
            raise gdb.GdbError(f"no thread {argument}")
        state = state_of(t)
        high = int(t["arch"]["stack_top"])
        low = int(t["stack"])
        print(f"thread {int(t['tid'])} ({t['name'].string()}), {state}")
        if state in ("dead", "zombie"):
            raise gdb.GdbError("the thread has exited, and its stack is freed")
        start = running_on_vcpu(low, high) if state == "running" else switched_out(t)
        if start is None:
            print("in user mode, or on another stack: use `info threads` and `bt`")
            return
        for line in backtrace(*start, state == "running", low, high):
            print(line)


class Runqueue(gdb.Command):
    """runqueue: list the running and the ready threads of each CPU, in the policy's order."""

    def __init__(self):
        super().__init__("runqueue", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        for cpu in online_cpus():
            rq = cpu["rq"]
            curr = rq["curr"].dereference()
            print(f"CPU {int(cpu['id'])}: policy {text(rq['policy']['name'])}, running "
                  f"{curr['name'].string()} ({int(curr['tid'])}), "
                  f"{int(rq['linked']) - (rq['curr'] != rq['idle'])} ready")
            first, last = rq["first"].type.range()
            for level in range(last, first - 1, -1):
                if level == int(gdb.parse_and_eval("LEVEL_FAIR")):
                    self.print_fair(rq)
                    continue
                members = [f"{t['name'].string()} ({int(t['tid'])})"
                           for t in self.ring(rq["first"][level]) if t.address != rq["curr"]]
                if members:
                    print(f"  level {level}: {' '.join(members)}")

    def print_fair(self, rq):
        """Print the fair class: the buckets of each weight by deadline, with their threads in order."""
        low, high = rq["fair"]["buckets"].type.range()
        for weight in range(low, high + 1):
            for first in list_members(rq["fair"]["buckets"][weight], "thread", "fair.link"):
                members = [f"{t['name'].string()} ({int(t['tid'])})" for t in self.ring(first.address)
                           if t.address != rq["curr"]]
                if members:
                    print(f"  fair, weight {weight}: {' '.join(members)}")

    def ring(self, first):
        """The threads of a level in order, with the running one."""
        if int(first):
            yield first.dereference()
            yield from list_members(first["run_link"], "thread", "run_link")


class Timers(gdb.Command):
    """timers: list the timers of each CPU by deadline, and the time that its hardware is armed for."""

    def __init__(self):
        super().__init__("timers", gdb.COMMAND_DATA)

    def in_order(self, node):
        if int(node):
            yield from self.in_order(node["left"])
            yield container(node, "timer", "node")
            yield from self.in_order(node["right"])

    def invoke(self, argument, from_tty):
        queues = variable("kernel/time/timer.c", "timer_queues")
        for cpu in online_cpus():
            armed = int(cpu["armed_cycles"])
            print(f"CPU {int(cpu['id'])}: armed for "
                  f"{'nothing' if armed == TIME_NEVER else f'{clock_us(armed)} us'}")
            for timer in self.in_order(queues[int(cpu["id"])]["tree"]["root"]):
                print(f"  {int(timer['deadline_ns']) // 1000:12} us "
                      f"{symbol_at(int(timer['fire']))}")


for command in (Heddle, Threads, ThreadBacktrace, Runqueue, Timers):
    command()
