"""GDB commands of `heddle replay --gdb`: a replayed schedule, switch by switch.

The machine is QEMU's, its one "thread" the processor; which of the program's threads that runs, the
kernel's memory tells (guest.py). The machine does what QEMU has recorded without GDB, so stops change
nothing.
"""
import json, os, pathlib, sys, time
import gdb
from gdb.unwinder import register_unwinder

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from guest import Kernel, Tables, UserFrame, after, newest, read  # noqa: E402

END_SECONDS = 20  # that the command may take to say how the schedule went


def quietly(command):
    gdb.execute("set suppress-cli-notifications on")
    try:
        return gdb.execute(command, to_string=True)
    finally:
        gdb.execute("set suppress-cli-notifications off")


# --- The schedule ---

class Silent(gdb.Breakpoint):
    """A breakpoint of ours, not the user's."""

    def __init__(self, place):
        super().__init__(place, internal=True)
        self.silent = True


class Switched(Silent):
    """A thread has got the processor. Its stack tells which; whether the schedule wanted that, its counter."""

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
    """The schedule is over: behind it no breakpoint of the program means it."""

    def __init__(self, replay):
        self.replay, self.reached = replay, False
        super().__init__(f"*{replay.kernel.ends:#x}")

    def stop(self):
        self.reached = self.replay.kernel.is_replaying()
        return self.reached


class Ends(Silent):
    """Somebody ends the schedule's first process, mostly a thread of its own, by a call or a fault: all is there still."""

    def __init__(self, replay):
        self.replay = replay
        super().__init__(f"*{replay.kernel.process_end:#x}")

    def stop(self):
        kernel = self.replay.kernel
        process = newest(kernel.argument) & 2 ** (8 * kernel.word) - 1
        self.replay.ended.reached = kernel.is_replaying() and process == kernel.pointer(kernel.copy)
        return self.replay.ended.reached


class Halted(Silent):
    """The machine has said all it has to say."""

    def __init__(self, replay):
        self.reached = False
        super().__init__(f"*{replay.kernel.halt:#x}")

    def stop(self):
        self.reached = True
        return True


class Reached(Silent):
    """One thread comes to one place of the program, at one depth of its stack."""

    def __init__(self, kernel, thread, pc, depth):
        self.kernel, self.of, self.depth = kernel, thread, depth
        super().__init__(f"*{pc:#x}")

    def stop(self):
        return self.kernel.current() == self.of and newest("sp") == self.depth


class Comes(Silent):
    """The program is there, about to do its first instruction."""

    def __init__(self, replay):
        self.replay = replay
        super().__init__(f"*{replay.kernel.comes:#x}")

    def stop(self):
        return self.replay.kernel.is_replaying()


class Runs(Silent):
    """The schedule is about to begin, behind those from which the explorer learns."""

    def __init__(self, kernel):
        self.kernel = kernel
        super().__init__(f"*{kernel.runs:#x}")

    def stop(self):
        return read(self.kernel.purpose, 4) == self.kernel.real


class Begins(Silent):
    """A place that the program comes to; another process may have code there too."""

    def __init__(self, kernel, place):
        self.kernel, self.of = kernel, kernel.current()
        super().__init__(place)

    def stop(self):
        return self.kernel.current() == self.of


class Output:
    """What the program has written: shown when GDB stops. The command, which hears of it at the end, shows the rest."""

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
        # QEMU takes one instruction at a time in pages with breakpoints, among them the busiest of the kernel's.
        self.switched.enabled = self.halted.enabled = False
        if not self.about["single"]:  # there session_end_loading() comes in time
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
        """To main(), or where there is none to the program's entry. A script's program is another: there it
        is the first instruction."""
        comes = Comes(self)
        quietly("continue")
        comes.delete()
        self.leave_kernel()
        try:
            gdb.decode_line("main")
            begins = Begins(self.kernel, "main")  # behind what every function begins with
        except gdb.error:
            entry = self.entry()
            if entry in (0, newest("pc")):
                return
            begins = Begins(self.kernel, f"*{entry:#x}")
        quietly("continue")
        begins.delete()

    def entry(self):
        """The address of the program's first own instruction (e_entry of its ELF header); 0: it is no ELF file."""
        loads = [one["load"] for one in self.about["objects"] if one["path"] == self.about["program"]]
        with open(self.about["program"], "rb") as file:
            file.seek(24)
            entry = int.from_bytes(file.read(self.kernel.word), "little")
        return loads[0] + entry & 2 ** (8 * self.kernel.word) - 1 if loads else 0

    def leave_kernel(self):
        """Let the thread that runs come back to its program, if it does before another switch that is waited for."""
        kernel = self.kernel
        thread = kernel.current()
        if kernel.frame(thread) is None or kernel.number(thread) is None:
            return
        if kernel.is_entry(newest("pc")):  # nothing is saved yet; but the registers tell
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
        """The program's frame, of what runs in the kernel for it."""
        if self.kernel.number(self.kernel.current()) is None:
            print("None of its threads runs.")
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
            print(f"The {'program' if self.about['single'] else 'schedule'} ends here; `continue` tells how.")
            self.show_program()
        elif self.switched.arrived:
            number, self.switched.arrived = self.switched.arrived, None
            print(f"Switch {number}: {self.who()} goes on.")
            self.show_program()
        elif self.in_kernel():
            self.show_program()

    @staticmethod
    def close(event=None):
        """Leave the machine as it is: going on by itself it would say more."""
        thread = gdb.selected_thread()
        if thread and thread.is_stopped():
            quietly("disconnect")

    def wait_for_report(self):
        """The command says how it went; the prompt comes behind that."""
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
        raise gdb.GdbError(f"a switch's number is needed, from 1 to {count}")
    if int(text) <= replay.switched.seen:
        raise gdb.GdbError(f"switch {replay.switched.seen} is past")
    return int(text)


class Heddle(gdb.Command):
    """What there is beside GDB's own commands in a replayed schedule of threads:

switches          list the schedule's switches from a thread to another
switch K          go on to switch number K; stop in the thread that is switched to
break-switch K    have `continue` stop there
thread-info       which thread runs, and where the others are
bt-thread N       the backtrace of another thread of the same process
kernel-symbols    know the kernel's names too: `threads` and others of its commands

The processor is GDB's only thread. Values of the program are those of the thread that runs."""

    def __init__(self):
        super().__init__("heddle", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        print(self.__doc__)


class Attach(gdb.Command):
    """heddle-attach FILE: begin to replay the schedule that `heddle replay --gdb` has described in FILE."""

    def __init__(self):
        super().__init__("heddle-attach", gdb.COMMAND_RUNNING, gdb.COMPLETE_FILENAME)

    def invoke(self, argument, from_tty):
        global replay
        replay = Replay(argument)
        replay.begin()


class Switches(gdb.Command):
    """switches: the schedule's switches: number, from which thread to which, why, where the first was.
The last that has been is marked with an asterisk."""

    def __init__(self):
        super().__init__("switches", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        for number, one in enumerate(running().about["switches"], 1):
            mark = "*" if number == replay.switched.seen else " "
            where = f", in {one['place']}" if one["place"] else ""
            print(f"{mark}{number:4} thread {one['from']} -> thread {one['to']} ({one['why']}){where}")


class Switch(gdb.Command):
    """switch K: go on to switch number K, or a breakpoint before."""

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
    """break-switch K: `continue` stops at switch number K, in the thread that is switched to."""

    def __init__(self):
        super().__init__("break-switch", gdb.COMMAND_BREAKPOINTS)

    def invoke(self, argument, from_tty):
        number = switch_number(argument)
        replay.switched.wanted.add(number)
        print(f"Breakpoint at switch {number}")


class ThreadInfo(gdb.Command):
    """thread-info: the schedule's threads: number, process, state, where in the program."""

    def __init__(self):
        super().__init__("thread-info", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        kernel = running().kernel
        current = kernel.current()
        print(f"behind switch {max(replay.switched.seen, 0)} of {len(replay.about['switches'])}")
        for number, thread in enumerate(kernel.threads()):
            if not thread:
                continue
            pc = kernel.user_pc(thread) if thread != current or replay.in_kernel() else newest("pc")
            state = kernel.states[read(thread + kernel.state, kernel.state_size)]
            pid = read(kernel.process_of(thread) + kernel.pid, 4)
            print(f"{'*' if thread == current else ' '}{number:4} process {pid} {state:8} {place(pc)}")


class BtThread(gdb.Command):
    """bt-thread N: the backtrace of a thread that does not run, from frame 1 on."""

    def __init__(self):
        super().__init__("bt-thread", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        kernel, threads = running().kernel, replay.kernel.threads()
        number = int(argument) if argument.strip().isdigit() else len(threads)
        if number >= len(threads) or not threads[number]:
            raise gdb.GdbError("a thread's number is needed, one of those that thread-info tells")
        if threads[number] == kernel.current():
            gdb.execute("bt")
            return
        if kernel.process_of(threads[number]) != kernel.process_of(kernel.current()):
            raise gdb.GdbError("its memory is not at hand while its process does not run")
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
    """kernel-symbols: read the kernel's symbols too. Names that the program has as well mean either then."""

    def __init__(self):
        super().__init__("kernel-symbols", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        quietly(f"add-symbol-file {running().about['kernel']}")
        gdb.execute(f"source {HERE / 'heddle.py'}")


class BeforeContinue(gdb.Command):
    """heddle-before-continue: complain when there is nothing to continue."""

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
# Stepping is the program's: it begins there, and ends there.
for command in ("step", "next", "stepi", "nexti", "finish", "until", "advance"):
    quietly(f"define hook-{command}\npython leave_kernel()\nend")
quietly("define hook-continue\nheddle-before-continue\nend")
for command in ("stepi", "nexti"):
    quietly(f"define hookpost-{command}\npython leave_kernel(True)\nend")
