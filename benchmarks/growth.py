#!/usr/bin/env python3
"""What the command takes on a log with few and with many old runs.

  benchmarks/growth.py [--rounds N] [RUNS ...]

A stack of its own is filled with so many runs that have ended, of three epochs each; 10, 1000 and 10000 if none are named. Each row is
the median of the rounds, in seconds. Needs a build with test classes, Python 3.10 and nothing else.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = ["train", "runs/mnist-cnn.yaml", "--set", "data.limit=2000", "--set", "epochs=1"]
TARGETS = {"runs": 1.0, "runs show": 1.0}


class Stack:
    def __init__(self, runs):
        self.home = Path(tempfile.mkdtemp(prefix="growth-"))
        self.runs = runs
        self.rows = {}

    def command(self, *arguments, row=None, code=0):
        began = time.monotonic()
        done = subprocess.run(
            [str(ROOT / "epochal"), *arguments],
            cwd=ROOT,
            env={**os.environ, "EPOCHAL_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        took = time.monotonic() - began
        if done.returncode != code:
            sys.exit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}")
        if row:
            self.rows.setdefault(row, []).append(took)
        return done.stdout

    def fill(self):
        self.command("up")
        classes = f"{ROOT}/command-line/target/test-classes:{ROOT}/command-line/target/command-line-0.1.0-SNAPSHOT.jar"
        filler = ["java", "-cp", classes, "io.epochal.cli.timeline.OldRuns", str(self.home / "kafka.properties"), str(self.runs)]
        subprocess.run(filler, check=True, stderr=subprocess.DEVNULL)
        self.command(*SMALL)
        # The recorders have read everything when the list is read from summaries alone; so much time is enough.
        time.sleep(10 + self.runs / 1000)

    def round(self):
        old = f"old-{self.runs // 2}"
        listed = self.command("runs", row="runs")
        if len(listed.splitlines()) < self.runs + 2:
            sys.exit(f"runs lists {len(listed.splitlines())} lines")
        self.command("runs", "show", old, row="runs show")
        self.command("events", old, row="events of an ended run")
        self.command("watch", old, row="watch of an ended run")
        self.command("stop", old, row="stop of an ended run", code=1)
        self.command("train", "--resume", old, row="train --resume of an ended run", code=2)
        self.command(*SMALL, row="a run of 13 batches")
        self.command("down")
        self.command("up", row="up")

    def close(self):
        subprocess.run(
            [str(ROOT / "epochal"), "down"], env={**os.environ, "EPOCHAL_HOME": str(self.home)}, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        shutil.rmtree(self.home, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("runs", type=int, nargs="*")
    options = parser.parse_args()
    sizes = options.runs or [10, 1000, 10000]
    table = {}
    for size in sizes:
        stack = Stack(size)
        try:
            stack.fill()
            for _ in range(options.rounds):
                stack.round()
        finally:
            stack.close()
        for row, seconds in stack.rows.items():
            table.setdefault(row, []).append(statistics.median(seconds))
    print(f"{'old runs in the log':34}" + "".join(f"{size:>9}" for size in sizes) + "   target")
    for row, medians in table.items():
        target = f"{TARGETS[row]:9.2f}" if row in TARGETS else ""
        print(f"{row:34}" + "".join(f"{one:9.2f}" for one in medians) + target)


if __name__ == "__main__":
    main()
