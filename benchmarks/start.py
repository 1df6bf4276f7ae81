#!/usr/bin/env python3
"""How long the command takes from Enter to the prompt, and where the seconds of a start and of an end go.

  benchmarks/start.py [--rounds N] [--root CHECKOUT]... [--budget]

Each root is a built checkout; without one it is this one. Of several, each round measures one after the other, so that what else the
machine does hits all. Needs Python 3.10 and nothing else. A run of 13 batches is the example of runs/ with 2,000 rows and one epoch.
"""

import argparse
import json
import os
import pty
import re
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
SMALL = ["train", "runs/mnist-cnn.yaml", "--set", "data.limit=2000", "--set", "epochs=1"]
FIRST_BATCH, SUMMARY, PROMPT = "the first batch is shown", "the summary is shown", "the prompt is back"
# What a terminal shows, and the text by which it is known.
SHOWN = {
    "the start of the stack is shown": r"starting infrastructure",
    "the stack is up": r"the stack is up",
    "the run is asked for": r"run mnist-cnn-",
    "the run has started": r"Epoch 1/1",
    FIRST_BATCH: r"\d+/\d+ [━─]",
    SUMMARY: r"events +\./epochal events",
}

TARGETS = {
    "--version": 0.25,
    "status": 0.5,
    "up": 4.0,
    "first run on a fresh stack": 4.0,
    "second run": 3.0,
    "runs, 5 in the log": 1.0,
    "runs show": 1.0,
    "down": 2.0,
    "train to the first batch, nothing running": 6.0,
    "the end of that train": 2.0,
}


class Checkout:
    """A built checkout with a home folder of its own."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        self.home = Path(tempfile.mkdtemp(prefix="start-"))
        self.seconds = {row: [] for row in TARGETS}
        self.cpu = {row: [] for row in TARGETS}
        self.timelines = []

    def command(self, *arguments):
        return [str(self.root / "epochal"), *arguments]

    def environment(self):
        return {**os.environ, "EPOCHAL_HOME": str(self.home)}

    def run(self, row, *arguments, codes=(0,)):
        """Runs a command and notes its time; returns what it printed."""
        before = stack_cpu(self.home)
        began = time.monotonic()
        done = subprocess.Popen(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        printed = done.stdout.read()
        _, status, used = os.wait4(done.pid, 0)
        took = time.monotonic() - began
        done.returncode = os.waitstatus_to_exitcode(status)
        if done.returncode not in codes:
            sys.exit(f"{' '.join(arguments)} ended with {done.returncode}:\n{printed}")
        if row:
            self.seconds[row].append(took)
            self.cpu[row].append(used.ru_utime + used.ru_stime + max(0.0, stack_cpu(self.home) - before))
        return printed

    def train_in_terminal(self):
        """A train that starts its own stack: the time to the first batch, and from the summary to the prompt."""
        line, began = Timeline(time.time()), time.monotonic()
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.root)
            os.execve(self.command()[0], self.command(*SMALL), self.environment())
        text, seen, pids, cpu = "", set(), {}, 0.0
        while (chunk := read(terminal)) is not None:
            now, text = time.monotonic() - began, text + chunk
            if SUMMARY not in seen:
                pids = stack_pids(self.home)
            for what, pattern in SHOWN.items():
                if what not in seen and re.search(pattern, text):
                    seen.add(what)
                    line.at(now, what)
                    cpu = stack_cpu(self.home) if what == FIRST_BATCH else cpu
            for name in [one for one, pid in pids.items() if SUMMARY in seen and not lives(pid)]:
                line.at(now, f"{name} has ended")
                del pids[name]
        _, status, used = os.wait4(child, 0)
        line.at(time.monotonic() - began, PROMPT)
        os.close(terminal)
        if status != 0 or seen != set(SHOWN):
            sys.exit(f"the train in a terminal ended with status {status}:\n{text}")
        line.logged(self.home)
        first = "train to the first batch, nothing running"
        self.seconds[first].append(line.time(FIRST_BATCH))
        self.cpu[first].append(cpu)
        self.seconds["the end of that train"].append(line.time(PROMPT) - line.time(SUMMARY))
        self.cpu["the end of that train"].append(used.ru_utime + used.ru_stime)
        self.timelines.append(line)

    def round(self):
        """Every row once, on a home without a log; what the engine has unpacked stays."""
        for part in self.home.iterdir() if self.home.exists() else []:
            if part.name != "cache":
                shutil.rmtree(part) if part.is_dir() else part.unlink()
        self.run("--version", "--version")
        self.run("up", "up")
        self.run("status", "status")
        self.run("first run on a fresh stack", *SMALL)
        for _ in range(4):
            self.run("second run", *SMALL)
        listed = self.run("runs, 5 in the log", "runs", "--output", "json")
        newest = json.loads(listed.splitlines()[0])["run"]
        self.run("runs show", "runs", "show", newest)
        self.run("down", "down")
        self.train_in_terminal()

    def close(self):
        subprocess.run(self.command("down"), env=self.environment(), stdout=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.home, ignore_errors=True)


def read(terminal):
    """What the command has printed within 20 ms, perhaps nothing; None at its end."""
    if not select.select([terminal], [], [], 0.02)[0]:
        return ""
    try:
        data = os.read(terminal, 1 << 16)
    except OSError:
        return None
    return data.decode("utf-8", "replace") if data else None


def stack_processes(home):
    try:
        return json.loads((home / "stack.json").read_text())["processes"]
    except (OSError, ValueError):
        return []


def stack_pids(home):
    return {one["name"]: one["pid"] for one in stack_processes(home)}


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def stack_cpu(home):
    """The processor seconds so far of the stack's processes that are alive."""
    return sum(process_cpu(one["pid"]) for one in stack_processes(home))


def process_cpu(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK
    except (OSError, IndexError):
        return 0.0


# Lines of the stack's logs, each beginning with its time, and what they mean for the start and the end.
MARKS = {
    "infrastructure": [
        (r"Kafka is ready", "Kafka is ready"),
        (r"S3 is ready", "S3 is ready"),
        (r"the topics are there", "the topics are there"),
    ],
    "callback-service": [(r"started in [\d.]+s", "callback service: Quarkus has started")],
    "trainer-service": [
        (r"started in [\d.]+s", "trainer: Quarkus has started"),
        (r"the engine is loaded", "trainer: the engine's native library is loaded"),
        (r"run \S+: attempt 1", "trainer: the run is taken"),
    ],
}
STAMP = re.compile(r"^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[,.](\d{3})")


class Timeline:
    """What happened when, in seconds since Enter."""

    def __init__(self, clock):
        self.clock = clock
        self.marks = []

    def at(self, seconds, what):
        self.marks.append((seconds, what))

    def logged(self, home):
        for process, wanted in MARKS.items():
            log = home / "logs" / f"{process}.log"
            for line in log.read_text(errors="replace").splitlines() if log.exists() else []:
                stamp = STAMP.match(line)
                for pattern, what in wanted:
                    if stamp and re.search(pattern, line):
                        self.at(local(stamp) - self.clock, what)

    def time(self, what):
        return next(seconds for seconds, one in self.marks if one == what)

    def print(self):
        before = 0.0
        for seconds, what in sorted(self.marks):
            print(f"  {seconds:7.2f} s  +{seconds - before:5.2f}  {what}")
            before = seconds


def local(stamp):
    date, clock, millis = stamp.groups()
    return time.mktime(time.strptime(f"{date} {clock}", "%Y-%m-%d %H:%M:%S")) + int(millis) / 1000


def report(checkouts):
    """The seconds, and of further checkouts how many times less than the first one's median, of time and of processor time."""
    width = max(map(len, TARGETS))
    print(f"{'':{width}}  target     min  median     max   cpu s")
    for checkout in checkouts:
        if len(checkouts) > 1:
            print(checkout.root)
        for row, target in TARGETS.items():
            seconds = checkout.seconds[row]
            time, cpu = statistics.median(seconds), statistics.median(checkout.cpu[row])
            print(f"{row:{width}}  {target:6.2f}  {min(seconds):6.2f}  {time:6.2f}  {max(seconds):6.2f}  {cpu:6.2f}", end="")
            if checkout is not checkouts[0]:
                first = statistics.median(checkouts[0].seconds[row])
                print(f"  time / {first / time:.2f}, cpu / {statistics.median(checkouts[0].cpu[row]) / max(cpu, 0.01):.2f}", end="")
            print()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--root", action="append", help="a built checkout; default: this one")
    arguments.add_argument("--budget", action="store_true", help="print the steps of each train with their times")
    options = arguments.parse_args()
    checkouts = [Checkout(root) for root in options.root or [Path(__file__).resolve().parent.parent]]
    try:
        for number in range(options.rounds):
            for checkout in checkouts:
                checkout.round()
                if options.budget:
                    print(f"{checkout.root}, round {number + 1}")
                    checkout.timelines[-1].print()
        report(checkouts)
    finally:
        for checkout in checkouts:
            checkout.close()


if __name__ == "__main__":
    main()
