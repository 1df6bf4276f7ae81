"""How long the example waits for a decision: from an epoch's end to its verdict applied, from the times of the events.

    ./epochal up
    python3 benchmarks/decisions.py                      # 3 runs of 20 epochs
    python3 benchmarks/decisions.py --run RUN            # of a run that is there

Needs Python 3.10 and nothing else. The example trains on the cores that the services are on; the first epoch of each run is shown
by itself.
"""

import argparse
import json
import pathlib
import subprocess
from datetime import datetime

from barriers import show

ROOT = pathlib.Path(__file__).resolve().parent.parent


def train(epochs, rows):
    """Trains the example once; returns the run's id."""
    said = subprocess.run(
        ["./epochal", "train", "runs/mnist-cnn.yaml", "--set", f"epochs={epochs}", "--set", f"data.limit={rows}",
         "--set", "callbacks.0.patience=1000", "--output", "json"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    return json.loads(said.strip().splitlines()[-1])["run"]


def seconds(text):
    return datetime.fromisoformat(text[:26].rstrip("Z") + "+00:00").timestamp()


def waits(run):
    """Seconds from each EpochEnded to its VerdictApplied, in order."""
    lines = subprocess.run(
        ["./epochal", "events", run, "--from-beginning", "--type", "EpochEnded,VerdictApplied"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    ended, found = {}, []
    for event in map(json.loads, lines):
        key = (event["attempt"], event.get("answers", event["sequence"]))
        if event["type"] == "EpochEnded":
            ended[key] = seconds(event["time"])
        elif key in ended:
            found.append(seconds(event["time"]) - ended[key])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", action="append", default=[])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--rows", type=int, default=3000)
    options = parser.parse_args()
    measured = [waits(run) for run in options.run or [train(options.epochs, options.rows) for _ in range(options.runs)]]
    later = [wait for one in measured for wait in one[1:]]
    print("first epochs:", ", ".join(f"{one[0] * 1000:.1f} ms" for one in measured))
    show("later epochs", later)


if __name__ == "__main__":
    main()
