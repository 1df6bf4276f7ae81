"""The example's epochs: the whole system, tf.keras with its four callbacks, and our own loop with no service around it, in turn.

    python benchmarks/example.py [--rounds 3] [--epochs 5] [--rows 60000] [--json FILE]

A system's epoch is the time from one epoch's end to the next one's, so decisions, events, logs and checkpoints are in it; the first
epoch of each round is left out on all sides. Needs a built tree, and a Python with tensorflow-cpu and keras.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import trainer_java
from decisions import seconds, train

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def epochal(*arguments):
    return subprocess.run(["./epochal", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def events(run, *types):
    return [json.loads(line) for line in epochal("events", run, "--from-beginning", "--type", ",".join(types)).splitlines()]


def system(epochs, rows):
    """Seconds of each epoch but the first, and the spec that was trained."""
    run = train(epochs, rows)
    ends = [seconds(event["time"]) for event in events(run, "EpochEnded")]
    return [after - before for before, after in zip(ends, ends[1:])], events(run, "RunStarted")[0]["spec"]


def keras(epochs, rows):
    said = subprocess.run([sys.executable, HERE / "keras_example.py", ROOT / "datasets/mnist", str(epochs), str(rows)],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return [float(line) for line in said.split()]


def alone(spec, epochs, place):
    (place / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    command = trainer_java.command("io.epochal.trainer.djl.TimedLoop", place / "spec.json", ROOT / "datasets", place / "unpacked",
                                   os.cpu_count())
    said = subprocess.run(command, input="epoch\n" * epochs, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, env={**os.environ, **trainer_java.MEMORY}).stdout
    return [float(line) for line in said.split()][1:]


def measure(rounds, epochs, rows):
    """Of each side the seconds of its epochs, round by round."""
    found = {"system": [], "keras": [], "alone": []}
    with tempfile.TemporaryDirectory() as place:
        for _ in range(rounds):
            ours, spec = system(epochs, rows)
            found["system"].append(ours)
            found["keras"].append(keras(epochs, rows))
            found["alone"].append(alone(spec, epochs, pathlib.Path(place)))
            print({side: round(statistics.median(times[-1]), 2) for side, times in found.items()}, flush=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=60000)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    print(f"processor: {trainer_java.processor()}; load {os.getloadavg()[0]:.1f}", flush=True)
    epochal("up")
    try:
        found = measure(arguments.rounds, arguments.epochs, arguments.rows)
    finally:
        epochal("down")
    medians = {side: statistics.median(sum(times, [])) for side, times in found.items()}
    print(f"an epoch, median: system {medians['system']:.2f} s, tf.keras {medians['keras']:.2f} s, loop alone {medians['alone']:.2f} s")
    print(f"system beside tf.keras {medians['keras'] / medians['system']:.2f}, beside the loop alone {medians['alone'] / medians['system']:.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
