"""What one batch, one epoch's end, the start and the end of a training are made of: steps that add up, from what `make bench` has measured."""

import re
import statistics

BATCH, END = "one batch of the example", "one epoch's end, from its event to the verdict applied"
START, FINISH = "the start, from Enter to the first batch", "the end, from the summary to the prompt"


def budgets(parts):
    """Each as a title, a unit, and steps with what they take."""
    found = []
    if "example" in parts and "telling" in parts:
        found.append((BATCH, "ms", batch(parts["example"]["budget"], parts["telling"]["budget"])))
    if "decisions" in parts:
        found.append((END, "ms", list(parts["decisions"]["budget"].items())))
    if "start" in parts:
        found += [(title, "s", steps) for title, steps in parts["start"]["budget"].items()]
    return found


def batch(example, telling):
    """The rest is what the services take of the cores, and the epoch's end with its checkpoint by the batches of an epoch."""
    compute, whole, tell = 1000 * example["alone"] / example["batches"], 1000 * example["system"] / example["batches"], telling / 1000
    return [("reading the rows and computing, as in a loop alone", compute), ("telling it, on the training's thread", tell),
            ("the services on the same cores, and the epoch's end, by batch", whole - compute - tell)]


def timeline(said, first, last):
    """The increments between two marks, of the median round of what `start.py --budget` has printed."""
    rounds, marks = [], []
    for line in said.splitlines():
        step = re.fullmatch(r" +([\d.]+) s +\+ *[\d.]+ +(.+)", line)
        if step:
            marks.append((float(step[1]), step[2]))
        elif marks:
            rounds, marks = rounds + [marks], []
    rounds += [marks] if marks else []
    between = [cut(marks, first, last) for marks in rounds]
    totals = [sum(seconds for _, seconds in steps) for steps in between]
    return between[totals.index(statistics.median_low(totals))]


def cut(marks, first, last):
    begin = next((seconds for seconds, what in marks if what == first), 0.0)
    end = next(seconds for seconds, what in marks if what == last)
    before, steps = begin, []
    for seconds, what in sorted(marks):
        if begin < seconds <= end:
            steps.append((what, seconds - before))
            before = seconds
    return steps


def table(title, unit, steps):
    total = sum(value for _, value in steps)
    lines = ["", f"| {title} | {unit} | share |", "|---|---|---|"]
    lines += [f"| {step} | {value:.3g} | {100 * value / total:.0f} % |" for step, value in steps]
    return lines + [f"| together | {total:.3g} | |"]
