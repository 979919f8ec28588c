"""Reads from a machine that replays a schedule: the kernel's structures, and the registers of its program.

Class Kernel finds addresses through the kernel's symbols. Then the program's symbols replace these, which
would clash with them. While the processor is in the kernel, class UserFrame unwinds to the current
thread's frame in the program, with the registers that the kernel has saved.
"""
import gdb
from gdb.unwinder import Unwinder

from structures import is_riscv, offset

SLOT_SIZE = 16  # STEP_CODE_MAX


def read(address, size):
    return int.from_bytes(read_bytes(address, size), "little")


def read_bytes(address, size):
    try:
        return bytes(gdb.selected_inferior().read_memory(address, size))
    except gdb.MemoryError:  # RISC-V: while a program is stopped, QEMU shows only memory that the program may access
        return read_by_tables(address, size)


def read_physical(address, size):
    gdb.execute("maintenance packet Qqemu.PhyMemMode:1", to_string=True)
    try:
        return bytes(gdb.selected_inferior().read_memory(address, size))
    finally:
        gdb.execute("maintenance packet Qqemu.PhyMemMode:0", to_string=True)


def read_by_tables(address, size):
    """The same through the processor's page tables (The RISC-V Instruction Set Manual, volume II, Sv39)."""
    data = b""
    while size:
        part = min(size, 4096 - address % 4096)
        data += read_physical(physical(address), part)
        address, size = address + part, size - part
    return data


class Tables:
    satp = None  # kept while frames are unwound, when registers cannot be read


def physical(address):
    table = ((Tables.satp or newest("satp")) & 2 ** 44 - 1) << 12
    for shift in (30, 21, 12):
        entry = int.from_bytes(read_physical(table + (address >> shift & 511) * 8, 8), "little")
        table = (entry >> 10 & 2 ** 44 - 1) << 12
        if not entry & 1:
            break
        if entry & 0xe:  # a leaf
            return table + address % 2 ** shift
    raise gdb.MemoryError(f"nothing at {address:#x}")


def newest(name):
    value = int(gdb.newest_frame().read_register(name))
    return value & 2 ** 64 - 1


def address_of(expression):
    return int(gdb.parse_and_eval(f"(unsigned long)&{expression}"))


def number_of(name):
    return int(gdb.parse_and_eval(name))


class Kernel:
    """Addresses in the kernel's memory, found while GDB has the kernel's symbols."""

    def __init__(self, single):
        self.single = single  # the program has no second thread, so the explorer does not count it
        self.word = gdb.lookup_type("uintptr_t").sizeof
        self.riscv = is_riscv()
        self.pc, self.sp = ("pc", "x2") if self.riscv else ("rip", "rsp") if self.word == 8 else ("eip", "esp")
        self.text = address_of("__text_start"), address_of("__text_end")
        self.find_entries()
        self.switched = self.last_instruction("arch_switch_stack")
        self.ends = address_of("session_end_loading" if single else "session_end_run")
        self.comes, self.halt = address_of("explore_exec_done"), address_of("arch_halt")
        self.runs, self.process_end = address_of("session_run"), address_of("process_end_locked")
        self.argument = "a0" if self.riscv else "rdi" if self.word == 8 else "eax"  # for a function, the first
        self.find_session()
        self.find_threads()
        self.find_breakpoints()
        self.find_records()
        self.registers = dict(self.saved_registers())

    def find_entries(self):
        """The entry points of traps, before anything is saved; and that of system calls, if they are no traps."""
        self.call_entry = None
        if self.riscv:
            self.trap_entries = range(address_of("trap_entry"), address_of("trap_entry") + 1)
            return
        self.trap_entries = range(address_of("trap_entries"), address_of("trap_return"))
        if self.word == 8:
            self.call_entry = address_of("syscall_entry")

    def find_session(self):
        session = address_of("session")
        for name, member in (("stage", "stage"), ("purpose", "run.purpose"), ("switches", "run.result.switches"),
                             ("running", "schedule.running"), ("numbers", "thread"), ("copy", "copy")):
            setattr(self, name, session + offset("session", member))
        self.loading, self.in_run, self.real = (number_of(name) for name in ("SESSION_LOADING", "SESSION_RUNNING", "EXPLORE_TRY"))
        self.numbers_size = gdb.lookup_type("struct session")["thread"].type.sizeof

    def find_threads(self):
        self.curr = address_of("cpus[0].rq.curr")
        self.stack, self.stack_top = offset("thread", "stack"), offset("thread", "arch.stack_top")
        self.user, self.process, self.pid = offset("thread", "user"), offset("thread", "process"), offset("process", "pid")
        self.state = offset("thread", "state")
        kind = gdb.lookup_type("struct thread")["state"].type.strip_typedefs()
        self.state_size = kind.sizeof
        self.states = {field.enumval: field.name.replace("THREAD_", "").lower()
                       for field in gdb.lookup_type("enum thread_state").fields()}

    def find_breakpoints(self):
        """The explorer's breakpoints in the program's code. The instructions that they replace run elsewhere."""
        file = "'kernel/explore/breakpoint.c'::"
        self.steps, self.step_size = address_of("'kernel/explore/hit.c'::steps"), gdb.lookup_type("struct step").sizeof
        self.step_pc, self.step_slot = offset("step", "pc"), offset("step", "slot")
        self.events, self.event_count = address_of(file + "breakpoints"), address_of(file + "count")
        self.event_size, self.event_pc = gdb.lookup_type("struct breakpoint").sizeof, offset("breakpoint", "pc")

    def find_records(self):
        """The records of the schedule, one behind another, some followed by bytes."""
        file = "'kernel/explore/trace.c'::"
        self.records, self.records_used = address_of(file + "buffer"), address_of(file + "used")
        self.record_size = gdb.lookup_type("struct explore_record").sizeof
        self.record_members = [offset("explore_record", name) for name in ("kind", "other", "detail")]
        self.record_output, self.record_stack = number_of("EXPLORE_RECORD_OUTPUT"), number_of("EXPLORE_RECORD_STACK")

    @staticmethod
    def last_instruction(function):
        """The return instruction, where the stack is already that of the next thread."""
        start = address_of(function)
        for one in gdb.selected_inferior().architecture().disassemble(start, start + 256):
            if one["asm"].split()[0] in ("ret", "retq"):
                return one["addr"]
        raise gdb.GdbError(f"{function} does not return")

    def saved_registers(self):
        """(GDB's name, (offset, size)) of each register in a trapframe."""
        kind = gdb.lookup_type("struct trapframe")
        self.frame_size = kind.sizeof
        if self.riscv:
            for number in range(1, 32):
                yield f"x{number}", (8 * number, 8)
            yield "pc", (offset("trapframe", "sepc"), 8)
            return
        for field in kind.fields():
            if field.name not in ("vector", "error", "pushed_esp"):
                is_short = len(field.name) == 2 or field.name.endswith("flags")
                name = "eflags" if field.name.endswith("flags") else field.name
                yield name, (field.bitpos // 8, 4 if is_short else self.word)

    # --- Reading ---

    def pointer(self, address):
        return read(address, self.word)

    def has(self, pc):
        return self.text[0] <= pc < self.text[1]

    def is_entry(self, pc):
        return pc in self.trap_entries or pc == self.call_entry

    def is_replaying(self):
        if self.single:
            return read(self.stage, 4) == self.loading
        return read(self.stage, 4) == self.in_run and read(self.purpose, 4) == self.real

    def current(self):
        return self.pointer(self.curr)

    def threads(self):
        """Addresses of threads, by number in the schedule; 0: the thread has ended."""
        table = read_bytes(self.numbers, self.numbers_size)
        return [int.from_bytes(table[at:at + self.word], "little") for at in range(0, len(table), self.word)]

    def number(self, thread):
        """The number of a thread in the schedule, or None."""
        threads = self.threads()
        return threads.index(thread) if thread in threads else None

    def process_of(self, thread):
        return self.pointer(thread + self.process)

    def frame(self, thread):
        """The address of the registers that the thread's last kernel entry has saved; None for a kernel thread."""
        if not self.pointer(thread + self.user):
            return None
        return self.pointer(thread + self.stack_top) - self.frame_size

    def saved(self, thread, name):
        at, size = self.registers[name]
        return read(self.frame(thread) + at, size)

    def is_on_stack_of(self, thread, sp):
        return thread and self.pointer(thread + self.stack) < sp <= self.pointer(thread + self.stack_top)

    def user_pc(self, thread):
        """The thread's place in its program."""
        return self.in_place(thread, self.saved(thread, self.pc))

    def in_place(self, thread, pc):
        """Translate the address of an instruction that runs elsewhere to its original address."""
        number = self.number(thread)
        step = self.steps + (number or 0) * self.step_size
        slot = self.pointer(step + self.step_slot)
        if number is not None and slot and slot <= pc < slot + SLOT_SIZE:
            return self.pointer(step + self.step_pc) + (pc - slot)
        return pc

    def outputs(self, at):
        """The end of the records, and (file descriptor, bytes) of each record of output from `at` on."""
        used = self.pointer(self.records_used)
        data = read_bytes(self.pointer(self.records) + at, used - at) if used > at else b""
        found, here = [], 0
        while here < len(data):
            kind, fd, size = (int.from_bytes(data[here + member:here + member + 2], "little") for member in self.record_members)
            here += self.record_size
            if kind == self.record_output:
                found.append((fd, data[here:here + size]))
            if kind in (self.record_output, self.record_stack):
                here += size
        return max(used, at), found

    def is_event(self, pc):
        count = read(self.event_count, 4)
        table = read_bytes(self.pointer(self.events), count * self.event_size) if count else b""
        places = (table[at:at + self.word] for at in range(self.event_pc, count * self.event_size, self.event_size))
        return pc.to_bytes(self.word, "little") in places


def after(pc):
    """The address of the next instruction. GDB reads the program's file, which has no breakpoints of the kernel."""
    return pc + gdb.selected_inferior().architecture().disassemble(pc)[0]["length"]


# --- Registers of the program while the processor is in the kernel ---

class FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


class UserFrame(Unwinder):
    """The caller of the kernel is the program."""

    def __init__(self, kernel):
        super().__init__("heddle")
        self.kernel, self.other = kernel, None  # other: the thread to show instead of the running one

    def __call__(self, pending):
        kernel, pc = self.kernel, int(pending.read_register("pc"))
        shows_other = self.other is not None and pending.level() == 0
        thread = self.other if shows_other else kernel.current() if kernel.has(pc) else None
        if not thread or kernel.frame(thread) is None:
            return None
        at_entry = not shows_other and kernel.is_entry(pc)
        values = self.at_entry(pending, thread, pc) if at_entry else self.inside(thread)
        # GDB assumes that calling frames are further up on the same stack.
        info = pending.create_unwind_info(FrameId(gdb.Value(values[kernel.sp]), gdb.Value(pc)))
        for name, value in values.items():
            size = pending.read_register(name).type.sizeof
            kind = pending.architecture().integer_type(8 * size, False)
            info.add_saved_register(name, gdb.Value(value).cast(kind))
        return info

    def inside(self, thread):
        kernel = self.kernel
        values = {name: kernel.saved(thread, name) for name in kernel.registers}
        values[kernel.pc] = kernel.user_pc(thread)
        if kernel.is_event(values[kernel.pc]):  # not executed yet, but GDB takes it for a return address and looks one byte before it
            values[kernel.pc] += 1
        return values

    def at_entry(self, pending, thread, pc):
        """A single step has arrived here, and only the processor has saved registers. The program continues
        behind the explorer's breakpoint."""
        kernel = self.kernel
        values = {name: int(pending.read_register(name)) & 2 ** (8 * size) - 1
                  for name, (_, size) in kernel.registers.items()}
        if pc == kernel.call_entry:
            values["rip"] = values["rcx"]
            return values
        if kernel.riscv:
            values["pc"] = kernel.in_place(thread, int(pending.read_register("sepc")))
            calls = int(pending.read_register("scause")) == 8
            if calls or kernel.is_event(values["pc"]):
                values["pc"] = after(values["pc"])
            return values
        for name in (kernel.pc, kernel.sp, "eflags", "cs", "ss"):
            values[name] = kernel.saved(thread, name)
        values[kernel.pc] = kernel.in_place(thread, values[kernel.pc])
        if kernel.is_event(values[kernel.pc] - 1):
            values[kernel.pc] = after(values[kernel.pc] - 1)
        return values
