"""Runs a program, as a whole process, and measures it.

A run gives user and system time and the peak of resident memory as the kernel accounts
them to that process (os.wait4), and wall time from its start to its end.  The kernel's
peak also covers the moment before a process becomes the program, when it still is this
script's: memory_floor() is what it gives for a program that needs none.
"""
import math
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass


CHUNK = 64 * 1024


@dataclass
class Run:
    user: float = 0.0
    system: float = 0.0
    wall: float = 0.0
    peak_kb: int = 0
    status: int = 0  # exit code; negative: the signal that ended it
    timed_out: bool = False

    def processor(self):
        return self.user + self.system


@dataclass
class Program:
    """What to run: arguments, and what is not the default about it."""

    arguments: list
    environment: dict
    stdout: str | None = None  # a file; None: not kept
    core: int | None = None  # the only one it may use


def start(program, log):
    """Starts the program; its messages, and its stdout unless sent elsewhere, go to log."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else None
    if allowed and program.core is not None:
        os.sched_setaffinity(0, {program.core})  # inherited by what is started
    try:
        stdout = open(program.stdout, "wb") if program.stdout else log
        process = subprocess.Popen(
            program.arguments, stdin=subprocess.DEVNULL, stdout=stdout, stderr=log,
            env={**os.environ, **program.environment}, close_fds=False)  # see Pipe
        if program.stdout:
            stdout.close()
        return process
    finally:
        if allowed and program.core is not None:
            os.sched_setaffinity(0, allowed)


def wait(process, started, run):
    """Waits for the end, and fills in the run.  An interrupt ends the process first."""
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    run.wall = time.perf_counter() - started
    run.user, run.system, run.peak_kb = usage.ru_utime, usage.ru_stime, usage.ru_maxrss
    run.status = process.returncode = os.waitstatus_to_exitcode(status)


def measure(program, limit, processor_limit=None):
    """One run, and what the program said.

    The run ends after `limit` seconds at the latest, or when all its threads together
    have had a processor for so long, in whole seconds.
    """
    run = Run()
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = start(program, log)
        if processor_limit and hasattr(resource, "prlimit"):
            seconds = math.ceil(processor_limit)
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (seconds, seconds + 1))

        def end():
            run.timed_out = True
            process.kill()

        timer = threading.Timer(limit, end)
        timer.start()
        try:
            wait(process, started, run)
        finally:
            timer.cancel()
        run.timed_out |= run.status == -signal.SIGXCPU
        log.seek(0)
        return run, log.read(CHUNK).decode(errors="replace")


def measure_together(programs):
    """Runs all at the same time; the wall time until the last one ends."""
    with open(os.devnull, "wb") as log:
        started = time.perf_counter()
        processes = [start(program, log) for program in programs]
        runs = [Run() for _ in programs]
        try:
            for process, run in zip(processes, runs):
                wait(process, started, run)
        except BaseException:
            for process in processes:
                process.kill()  # which does nothing to those that have ended
                process.wait()
            raise
    return runs


def memory_floor():
    """Kilobytes that a run of nothing is said to need."""
    return max(measure(Program(["true"], {}), 10)[0].peak_kb for _ in range(3))


class Pipe:
    """A pipe into a command; what is started meanwhile can write it as `path`."""

    def __init__(self, command):
        read_end, self.write_end = os.pipe()
        self.path = f"/dev/fd/{self.write_end}"
        self.reader = subprocess.Popen(command, stdin=read_end, stdout=subprocess.PIPE,
                                       env={**os.environ, "LC_ALL": "C"})
        os.close(read_end)
        os.set_inheritable(self.write_end, True)

    def close(self):
        """Waits for the reader to come to the end, and returns its output."""
        os.close(self.write_end)
        return self.reader.communicate()[0]


# Counts lines apart from the empty itemset, which is a count alone: ` (88162)`.
COUNT_ITEMSETS = ["grep", "-cv", "^ *("]
