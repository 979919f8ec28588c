"""GDB commands of `heddle replay --gdb`, which step through a replayed schedule by switches.

GDB is connected to QEMU and sees one "thread", the processor. The kernel's memory shows which thread of
the program it runs (guest.py). The machine replays a recording that QEMU made without GDB, so stops have
no effect on it.
"""
import json, os, pathlib, sys, time
import gdb
from gdb.unwinder import register_unwinder

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from guest import Kernel, Tables, UserFrame, after, newest, read  # noqa: E402

END_SECONDS = 20  # the time limit for the command's report on the schedule


def quietly(command):
    gdb.execute("set suppress-cli-notifications on")
    try:
        return gdb.execute(command, to_string=True)
    finally:
        gdb.execute("set suppress-cli-notifications off")


# --- The schedule ---

class Silent(gdb.Breakpoint):
    """An internal breakpoint, not one of the user's."""

    def __init__(self, place):
        super().__init__(place, internal=True)
        self.silent = True


class Switched(Silent):
    """A thread has got the processor: its stack identifies it. The counter says whether the schedule switched."""

    def __init__(self, replay):
        self.replay, self.seen, self.wanted, self.arrived = replay, -1, {0}, None
        super().__init__(f"*{replay.kernel.switched:#x}")

    def stop(self):
        kernel = self.replay.kernel
        if not kernel.is_replaying():
            return False
        count, sp = read(kernel.switches, 4), newest("sp")
        thread = kernel.pointer(kernel.numbers + read(kernel.running, 4) * kernel.word)
        if count == self.seen or not kernel.is_on_stack_of(thread, sp):
            return False
        self.seen = count
        self.arrived = count if count in self.wanted else None
        return self.arrived is not None


class Ended(Silent):
    """The schedule is over: breakpoints hit from now on do not belong to it."""

    def __init__(self, replay):
        self.replay, self.reached = replay, False
        super().__init__(f"*{replay.kernel.ends:#x}")

    def stop(self):
        self.reached = self.replay.kernel.is_replaying()
        return self.reached


class Ends(Silent):
    """The first process of the schedule ends, by a call or a fault, mostly of its own; its memory still exists."""

    def __init__(self, replay):
        self.replay = replay
        super().__init__(f"*{replay.kernel.process_end:#x}")

    def stop(self):
        kernel = self.replay.kernel
        process = newest(kernel.argument) & 2 ** (8 * kernel.word) - 1
        self.replay.ended.reached = kernel.is_replaying() and process == kernel.pointer(kernel.copy)
        return self.replay.ended.reached


class Halted(Silent):
    """The machine has sent all its results."""

    def __init__(self, replay):
        self.reached = False
        super().__init__(f"*{replay.kernel.halt:#x}")

    def stop(self):
        self.reached = True
        return True


class Reached(Silent):
    """A certain thread reaches a certain place in the program, at a certain depth of its stack."""

    def __init__(self, kernel, thread, pc, depth):
        self.kernel, self.of, self.depth = kernel, thread, depth
        super().__init__(f"*{pc:#x}")

    def stop(self):
        return self.kernel.current() == self.of and newest("sp") == self.depth


class Comes(Silent):
    """The program is loaded and about to execute its first instruction."""

    def __init__(self, replay):
        self.replay = replay
        super().__init__(f"*{replay.kernel.comes:#x}")

    def stop(self):
        return self.replay.kernel.is_replaying()


class Runs(Silent):
    """The schedule is about to begin, after the explorer's profiling runs."""

    def __init__(self, kernel):
        self.kernel = kernel
        super().__init__(f"*{kernel.runs:#x}")

    def stop(self):
        return read(self.kernel.purpose, 4) == self.kernel.real


class Begins(Silent):
    """The program reaches a place. Another process may have code at the same address."""

    def __init__(self, kernel, place):
        self.kernel, self.of = kernel, kernel.current()
        super().__init__(place)

    def stop(self):
        return self.kernel.current() == self.of


class Output:
    """The program's output, shown when GDB stops. The command gets the output at the end and shows the rest."""

    def __init__(self, kernel, path):
        self.kernel, self.path, self.at, self.count = kernel, path, 0, 0

    def show(self):
        self.at, outputs = self.kernel.outputs(self.at)
        if not outputs:
            return
        gdb.flush()
        for fd, data in outputs:
            while data:
                data = data[os.write(fd, data):]
        self.count += len(outputs)
        pathlib.Path(self.path).write_text(f"{self.count}\n")


class Replay:
    def __init__(self, path):
        self.about = json.loads(pathlib.Path(path).read_text())
        self.is_over = False
        for setting in ("pagination off", "confirm off", "breakpoint pending off", "trust-readonly-sections on"):
            gdb.execute(f"set {setting}")
        quietly(f"file {self.about['kernel']}")
        quietly(f"target remote {self.about['socket']}")
        self.kernel = Kernel(self.about["single"])
        quietly("symbol-file")
        quietly("exec-file")
        for one in self.about["objects"]:
            quietly(f"add-symbol-file {one['path']} -o {one['load']:#x}")
        self.output = Output(self.kernel, self.about["shown"])
        self.frames = UserFrame(self.kernel)
        register_unwinder(None, self.frames, replace=True)
        self.switched, self.ended, self.halted = Switched(self), Ended(self), Halted(self)
        # QEMU executes pages with breakpoints one instruction at a time, and these are the kernel's busiest pages.
        self.switched.enabled = self.halted.enabled = False
        if not self.about["single"]:  # with a single thread, session_end_loading() stops in time
            self.ends = Ends(self)
        gdb.events.stop.connect(self.on_stop)
        gdb.events.gdb_exiting.connect(self.close)

    def in_kernel(self):
        return self.kernel.has(newest("pc"))

    def begin(self):
        if self.about["single"]:
            self.begin_single()
            gdb.execute("frame")
            return
        self.ended.enabled = self.ends.enabled = False
        runs = Runs(self.kernel)
        quietly("continue")
        runs.delete()
        self.switched.enabled = self.ended.enabled = self.ends.enabled = True
        quietly("continue")
        if self.switched.arrived != 0:
            raise gdb.GdbError("the schedule did not begin")
        self.leave_kernel()
        gdb.execute("frame")

    def begin_single(self):
        """Run to main(), or without a main() to the program's entry point. For a script, whose interpreter is
        the program, stop at the first instruction."""
        comes = Comes(self)
        quietly("continue")
        comes.delete()
        self.leave_kernel()
        try:
            gdb.decode_line("main")
            begins = Begins(self.kernel, "main")  # behind the function's prologue
        except gdb.error:
            entry = self.entry()
            if entry in (0, newest("pc")):
                return
            begins = Begins(self.kernel, f"*{entry:#x}")
        quietly("continue")
        begins.delete()

    def entry(self):
        """The address of the program's entry point (e_entry of its ELF header); 0 if it is no ELF file."""
        loads = [one["load"] for one in self.about["objects"] if one["path"] == self.about["program"]]
        with open(self.about["program"], "rb") as file:
            file.seek(24)
            entry = int.from_bytes(file.read(self.kernel.word), "little")
        return loads[0] + entry & 2 ** (8 * self.kernel.word) - 1 if loads else 0

    def leave_kernel(self):
        """Let the running thread return to its program, unless a switch that is waited for occurs first."""
        kernel = self.kernel
        thread = kernel.current()
        if kernel.frame(thread) is None or kernel.number(thread) is None:
            return
        if kernel.is_entry(newest("pc")):  # nothing is saved yet, but the registers have the values
            program = gdb.newest_frame().older()
            pc, depth = program.pc(), int(program.read_register(kernel.sp)) & 2 ** 64 - 1
        else:
            pc, depth = kernel.user_pc(thread), kernel.saved(thread, kernel.sp)
        places = {pc, after(pc)} if kernel.is_event(pc) else {pc}
        temporary = [Reached(kernel, thread, place, depth) for place in sorted(places)]
        quietly("continue")
        for breakpoint in temporary:
            breakpoint.delete()

    def show_program(self):
        """Select the program's frame if the thread is in the kernel."""
        if self.kernel.number(self.kernel.current()) is None:
            print("No thread of the program runs.")
        else:
            gdb.execute("frame 1" if gdb.newest_frame().older() else "frame")

    def on_stop(self, event):
        if self.about["shows"] and not self.is_over:
            self.output.show()
        if self.halted.reached:
            self.wait_for_report()
            gdb.post_event(self.close)
        elif self.ended.reached:
            self.ended.reached, self.is_over = False, True
            for breakpoint in gdb.breakpoints():
                breakpoint.enabled = False
            self.halted.enabled = True
            print(f"The {'program' if self.about['single'] else 'schedule'} ends here; `continue` shows the result.")
            self.show_program()
        elif self.switched.arrived:
            number, self.switched.arrived = self.switched.arrived, None
            print(f"Switch {number}: {self.who()} continues.")
            self.show_program()
        elif self.in_kernel():
            self.show_program()

    @staticmethod
    def close(event=None):
        """Disconnect without resuming the machine, which would send more results."""
        thread = gdb.selected_thread()
        if thread and thread.is_stopped():
            quietly("disconnect")

    def wait_for_report(self):
        """Wait for the command to print its report, so that the prompt follows it."""
        limit = time.monotonic() + END_SECONDS
        while time.monotonic() < limit and not pathlib.Path(self.about["end"]).exists():
            time.sleep(0.02)

    def who(self):
        return f"thread {self.kernel.number(self.kernel.current())}"


replay = None


def running():
    if not replay or replay.halted.reached:
        raise gdb.GdbError("no schedule is being replayed")
    return replay


def switch_number(text):
    count = len(running().about["switches"])
    if not count:
        raise gdb.GdbError("there are no switches")
    if not text.strip().isdigit() or not 1 <= int(text) <= count:
        raise gdb.GdbError(f"expected a switch number from 1 to {count}")
    if int(text) <= replay.switched.seen:
        raise gdb.GdbError(f"switch {replay.switched.seen} has already passed")
    return int(text)


class Heddle(gdb.Command):
    """Commands for a replayed schedule, in addition to GDB's own:

switches          list the schedule's switches from a thread to another
switch K          continue to switch number K, and stop in the thread that is switched to
break-switch K    make `continue` stop there
thread-info       list the threads, with their places in the program
bt-thread N       print the backtrace of another thread of the same process
kernel-symbols    read the kernel's symbols, for `threads` and the other commands of the kernel

The processor is GDB's only thread. Values in the program are those of the running thread."""

    def __init__(self):
        super().__init__("heddle", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        print(self.__doc__)


class Attach(gdb.Command):
    """heddle-attach FILE: start to replay the schedule that `heddle replay --gdb` describes in FILE."""

    def __init__(self):
        super().__init__("heddle-attach", gdb.COMMAND_RUNNING, gdb.COMPLETE_FILENAME)

    def invoke(self, argument, from_tty):
        global replay
        replay = Replay(argument)
        replay.begin()


class Switches(gdb.Command):
    """switches: list the schedule's switches with number, both threads, cause, and the place of the first thread.
An asterisk marks the last switch so far."""

    def __init__(self):
        super().__init__("switches", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        for number, one in enumerate(running().about["switches"], 1):
            mark = "*" if number == replay.switched.seen else " "
            where = f", in {one['place']}" if one["place"] else ""
            print(f"{mark}{number:4} thread {one['from']} -> thread {one['to']} ({one['why']}){where}")


class Switch(gdb.Command):
    """switch K: continue to switch number K, or to an earlier breakpoint."""

    def __init__(self):
        super().__init__("switch", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        number = switch_number(argument)
        kept = set(replay.switched.wanted)
        replay.switched.wanted.add(number)
        try:
            gdb.execute("continue")
        finally:
            replay.switched.wanted = kept


class BreakSwitch(gdb.Command):
    """break-switch K: make `continue` stop at switch number K, in the thread that is switched to."""

    def __init__(self):
        super().__init__("break-switch", gdb.COMMAND_BREAKPOINTS)

    def invoke(self, argument, from_tty):
        number = switch_number(argument)
        replay.switched.wanted.add(number)
        print(f"Breakpoint at switch {number}")


class ThreadInfo(gdb.Command):
    """thread-info: list the schedule's threads with number, process, state, and place in the program."""

    def __init__(self):
        super().__init__("thread-info", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        kernel = running().kernel
        current = kernel.current()
        print(f"after switch {max(replay.switched.seen, 0)} of {len(replay.about['switches'])}")
        for number, thread in enumerate(kernel.threads()):
            if not thread:
                continue
            pc = kernel.user_pc(thread) if thread != current or replay.in_kernel() else newest("pc")
            state = kernel.states[read(thread + kernel.state, kernel.state_size)]
            pid = read(kernel.process_of(thread) + kernel.pid, 4)
            print(f"{'*' if thread == current else ' '}{number:4} process {pid} {state:8} {place(pc)}")


class BtThread(gdb.Command):
    """bt-thread N: print the backtrace of a thread that is not running, from frame 1 on."""

    def __init__(self):
        super().__init__("bt-thread", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        kernel, threads = running().kernel, replay.kernel.threads()
        number = int(argument) if argument.strip().isdigit() else len(threads)
        if number >= len(threads) or not threads[number]:
            raise gdb.GdbError("expected a thread number from thread-info")
        if threads[number] == kernel.current():
            gdb.execute("bt")
            return
        if kernel.process_of(threads[number]) != kernel.process_of(kernel.current()):
            raise gdb.GdbError("the memory of a process that is not running cannot be read")
        self.show(threads[number])

    @staticmethod
    def show(thread):
        Tables.satp = newest("satp") if replay.kernel.riscv else None
        replay.frames.other = thread
        quietly("maintenance flush register-cache")
        try:
            gdb.execute("bt")
        finally:
            replay.frames.other = Tables.satp = None
            quietly("maintenance flush register-cache")


def place(pc):
    symbol = gdb.execute(f"info symbol {pc:#x}", to_string=True)
    name = "" if symbol.startswith("No symbol") else " in " + symbol.split(" in section")[0]
    line = gdb.find_pc_line(pc)
    where = f" ({pathlib.Path(line.symtab.filename).name}:{line.line})" if line.symtab else ""
    return f"{pc:#x}{name}{where}"


class KernelSymbols(gdb.Command):
    """kernel-symbols: read the kernel's symbols too. Names that the program also has become ambiguous."""

    def __init__(self):
        super().__init__("kernel-symbols", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        quietly(f"add-symbol-file {running().about['kernel']}")
        gdb.execute(f"source {HERE / 'heddle.py'}")


class BeforeContinue(gdb.Command):
    """heddle-before-continue: report an error if there is nothing to continue."""

    def __init__(self):
        super().__init__("heddle-before-continue", gdb.COMMAND_OBSCURE)

    def invoke(self, argument, from_tty):
        if replay and replay.halted.reached:
            raise gdb.GdbError("The schedule has ended.")


def leave_kernel(shows=False):
    if replay and not replay.is_over and replay.in_kernel():
        replay.leave_kernel()
        if shows:
            gdb.execute("frame")


for command in (Heddle, Attach, Switches, Switch, BreakSwitch, ThreadInfo, BtThread, KernelSymbols, BeforeContinue):
    command()
# Stepping starts and ends in the program.
for command in ("step", "next", "stepi", "nexti", "finish", "until", "advance"):
    quietly(f"define hook-{command}\npython leave_kernel()\nend")
quietly("define hook-continue\nheddle-before-continue\nend")
for command in ("stepi", "nexti"):
    quietly(f"define hookpost-{command}\npython leave_kernel(True)\nend")
