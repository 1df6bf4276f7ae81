"""The parts of `make bench`: each measures one thing by the program that is there for it, and returns rows and a plot."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import trainer_java
from barriers import percentile
from bench_budgets import FINISH, START, timeline
from bench_page import Row, row
from start import FIRST_BATCH, PROMPT, SUMMARY, TARGETS

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def run(*command, **more):
    """What a program has printed; an environment variable of this call is one of `more`."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, env={**os.environ, **more})
    if done.returncode:
        raise ValueError(f"{command[0]} {command[1]} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def script(name, *arguments, **more):
    return run(sys.executable, HERE / name, *arguments, **more)


def module(name, *arguments, **more):
    return run("java", "-cp", ROOT / "benchmarks/target/benchmarks-0.1.0-SNAPSHOT.jar", f"io.epochal.benchmark.{name}", *arguments, **more)


def trainer(name, *arguments):
    return run(*trainer_java.command(name, *arguments))


def numbers(pattern, text):
    return [float(found) for found in re.findall(pattern, text)]


class Stack:
    """A stack of this checkout in a folder of its own."""

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory()
        self.environment = {"EPOCHAL_HOME": self.home.name}
        self.command("up")
        self.status = json.loads(self.command("status", "--output", "json"))
        return self

    def __exit__(self, *thrown):
        self.command("down")
        self.home.cleanup()

    def command(self, *arguments):
        return run("./epochal", *arguments, **self.environment)

    def train(self, epochs, rows):
        said = self.command("train", "runs/mnist-cnn.yaml", "--set", f"epochs={epochs}", "--set", f"data.limit={rows}",
                            "--set", "callbacks.0.patience=1000", "--output", "json")
        return json.loads(said.strip().splitlines()[-1])["run"]


def example(quick):
    rounds, epochs, rows = (1, 3, 6000) if quick else (2, 5, 60000)
    with tempfile.TemporaryDirectory() as place:
        file = pathlib.Path(place) / "found.json"
        os.environ["EPOCHAL_HOME"] = f"{place}/home"
        script("example.py", "--rounds", rounds, "--epochs", epochs, "--rows", rows, "--json", file)
        del os.environ["EPOCHAL_HOME"]
        found = {side: sum(times, []) for side, times in json.loads(file.read_text()).items()}
    medians = {side: statistics.median(times) for side, times in found.items()}
    return {
        "rows": [
            Row("the example's epoch, speed of the whole system beside tf.keras with its four callbacks", "×",
                medians["keras"] / medians["system"], 1.25, False, f"tf.keras {medians['keras']:.2f} s, ours {medians['system']:.2f} s"),
            Row("the same beside our own loop with no service around it", "×",
                medians["alone"] / medians["system"], 0.97, False, f"loop {medians['alone']:.2f} s"),
        ],
        "budget": {"alone": medians["alone"], "system": medians["system"], "batches": rows * 0.8 / 128},
        "plot": {"title": "An epoch of the example", "x": "seconds", "sides": found},
    }


def decisions(quick):
    runs, epochs = (1, 8) if quick else (3, 40)
    parts = []
    with Stack() as stack:
        for _ in range(runs):
            name = stack.train(epochs, 3000)
            said = module("EpochEnds", stack.status["kafka"], name)
            parts += [[float(word) for word in line.split()] for line in said.splitlines()[2:]]
    waits = [one[-1] for one in parts]
    names = ["to the log", "to the decision", "verdict to the log", "to the trainer and applied"]
    return {
        "rows": [
            Row("epoch's end to verdict applied, the example training on the same cores, p50", "ms", percentile(waits, 0.5), 3, True),
            Row("the same, p99", "ms", percentile(waits, 0.99), 15, True, spread=f"worst {max(waits):.0f}"),
        ],
        "budget": dict(zip(names, (statistics.mean(column) for column in zip(*parts)))),
        "plot": {"title": "From an epoch's end to its verdict applied", "x": "milliseconds", "scale": "log",
                 "sides": {**dict(zip(names, map(list, zip(*parts)))), "together": waits}},
    }


def barriers(quick):
    with Stack() as stack:
        said = script("barriers.py", "--url", stack.status["url"], "--rounds", 100 if quick else 1000,
                      EPOCHAL_TOKEN_FILE=f"{stack.home.name}/token")
    line = said.strip().splitlines()[-1]
    p50, p99, p999 = (numbers(rf"p{share} ([\d.]+) ms", line)[0] for share in ("50", "99", r"99\.9"))
    return {"rows": [
        Row("barrier over HTTP, p50", "ms", p50, 3, True),
        Row("barrier over HTTP, p99", "ms", p99, 15, True, spread=f"p99.9 {p999:.0f}"),
    ]}


def start(quick):
    said = script("start.py", "--budget", "--rounds", 1 if quick else 3)
    rows = []
    for name, target in TARGETS.items():
        found = re.search(rf"^{re.escape(name)} +[\d.]+ +([\d.]+) +([\d.]+) +([\d.]+)", said, re.MULTILINE)
        low, middle, high = (float(value) for value in found.groups())
        rows.append(Row(name if " " in name else f"`./epochal {name}`", "s", middle, target, True, spread=f"{low:.2f} to {high:.2f}"))
    budget = {START: timeline(said, None, FIRST_BATCH), FINISH: timeline(said, SUMMARY, PROMPT)}
    return {"rows": rows, "budget": budget}


def telling(quick):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        trainer("org.openjdk.jmh.Main", "TellingBenchmark", "-rf", "json", "-rff", file.name, *(["-i", "5"] if quick else []))
        measured = json.loads(pathlib.Path(file.name).read_text())[0]["primaryMetric"]["rawData"]
    each = [value / 10_000 for value in sum(measured, [])]
    return {
        "rows": [row("publishing a batch, on the training's thread", "µs", each, 5, True, "Keras' list in the process", [14])],
        "budget": statistics.median(each),
    }


def throughput(quick):
    events, rounds = (20_000, 1) if quick else (100_000, 3)
    said = module("DeciderThroughput", ".", events, 1000, rounds, EPOCHAL_RECORDING="false", EPOCHAL_SERVING="false")
    ours, bare = numbers(r"service (\d+)", said), numbers(r"bare (\d+)", said)
    share = [one / other for one, other in zip(ours, bare)]
    return {"rows": [Row("decisions a second, beside bare clients of the same records", "×", statistics.median(share), 0.8, False,
                         f"bare {statistics.median(bare):,.0f}, ours {statistics.median(ours):,.0f}", None, f"{min(share):.2f} to {max(share):.2f}")]}


def recorder(quick):
    said = module("RecorderThroughput", ".", 100_000 if quick else 1_000_000, 1 if quick else 2, EPOCHAL_DECIDING="false", EPOCHAL_SERVING="false")
    peer = float(script("summary_rate.py"))
    return {"rows": [row("scalars a second into event files, from the log", "/s", numbers(r": (\d+) scalars", said), 80_000, False, "tf.summary", [peer])]}


def sized(said, pattern):
    """Lines of a program that begin with a size, as pairs."""
    return [(int(size), float(value)) for size, value in re.findall(rf"^(\d+): {pattern}", said, re.MULTILINE)]


def runs(quick):
    events, sizes = (5_000, (1, 1000)) if quick else (20_000, (1, 100, 10_000))
    said = module("DecisionGrowth", ".", "runs", events, *sizes, EPOCHAL_RECORDING="false", EPOCHAL_SERVING="false")
    costs, memory = sized(said, r"([\d.]+) microseconds"), sized(said, r"[\d.]+ microseconds, (\d+) MiB")
    return {
        "rows": [
            Row(f"a decision with {sizes[-1]:,} runs at once, by one run's", "×", costs[-1][1] / costs[0][1], 1.2, True,
                f"{costs[0][1]:.0f} µs and {costs[-1][1]:.0f} µs"),
            Row("the callback service's memory then, by one run's", "×", memory[-1][1] / memory[0][1], 1.2, True,
                f"{memory[0][1]:.0f} MiB and {memory[-1][1]:.0f} MiB"),
        ],
        "plot": {"title": "A decision, with runs at once", "x": "runs", "y": "microseconds", "lines": {"a decision": costs}},
    }


def callbacks(quick):
    events, sizes = (2_000, (1, 100)) if quick else (10_000, (1, 3, 10, 30, 100))
    said = module("DecisionGrowth", ".", "callbacks", events, *sizes, EPOCHAL_RECORDING="false", EPOCHAL_SERVING="false")
    costs = sized(said, r"([\d.]+) microseconds")
    return {
        "rows": [Row(f"a decision of {sizes[-1]} callbacks, by {sizes[-1]} times one's", "×", costs[-1][1] / (sizes[-1] * costs[0][1]), 1, True,
                     f"{costs[0][1]:.0f} µs and {costs[-1][1]:.0f} µs")],
        "plot": {"title": "A decision, with callbacks in the list", "x": "callbacks", "y": "microseconds", "lines": {"a decision": costs}},
    }


def batches(quick):
    sizes = (1000, 100_000) if quick else (1000, 10_000, 100_000, 1_000_000, 10_000_000)
    costs = sized(trainer("io.epochal.trainer.messaging.TellingGrowth", *sizes), r"([\d.]+) nanoseconds")
    return {
        "rows": [Row(f"telling a batch in a run of {sizes[-1]:,}, by one of 10,000", "×", costs[-1][1] / dict(costs).get(10_000, costs[0][1]), 1.2, True)],
        "plot": {"title": "Telling a batch, in runs of so many", "x": "batches", "y": "nanoseconds", "lines": {"a batch": costs}},
    }


def recorders(quick):
    batches, many = (20_000, 100) if quick else (200_000, 1000)
    services = {"EPOCHAL_DECIDING": "false", "EPOCHAL_SERVING": "false"}
    one, all_of_them = (module("RecorderThroughput", ".", batches, 1, size, **services) for size in (1, many))
    rates = [numbers(r": (\d+) scalars", said)[0] for said in (one, all_of_them)]
    files = [numbers(r"(\d+) open files", said)[0] for said in (one, all_of_them)]
    return {"rows": [
        Row(f"scalars a second of {many:,} runs at once, by one run's", "×", rates[1] / rates[0], 0.5, False, f"one {rates[0]:,.0f}, all {rates[1]:,.0f}"),
        Row(f"open files of the service that records {many:,} runs at once", "", files[1], 4000, True, "one run", files[0]),
    ]}


class Minio:
    """A MinIO server of its own; without one on the PATH, nothing, and the program takes its embedded store."""

    def __enter__(self):
        self.process, self.place = None, tempfile.TemporaryDirectory()
        if not shutil.which("minio"):
            print("  no minio on the PATH: measured with the embedded store, which is slower than the client", flush=True)
            return []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        self.process = subprocess.Popen(["minio", "server", self.place.name, "--address", address], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={**os.environ, "MINIO_ROOT_USER": "bench", "MINIO_ROOT_PASSWORD": "bench-secret"})
        for _ in range(200):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{address}/minio/health/ready", timeout=1):
                return [f"http://{address}", "bench", "bench-secret"]
            time.sleep(0.1)
        raise ValueError("minio did not start")

    def __exit__(self, *thrown):
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.place.cleanup()


def checkpoints(quick):
    megabytes, rounds = (50, 2) if quick else (500, 5)
    with Minio() as endpoint:
        said = trainer("io.epochal.trainer.run.checkpoint.TimedCheckpoint", megabytes, rounds, os.cpu_count(), *endpoint)
    lines = [[float(word) for word in line.split()] for line in said.splitlines() if re.fullmatch(r"[\d. ]+", line)]
    stalls = [snapshot / memcpy for snapshot, memcpy, _, _ in lines]
    rates = [ours / bare for _, _, ours, bare in lines]
    return {"rows": [
        row(f"a checkpoint of {megabytes} MB stalls the loop, by a copy of the same bytes", "×", stalls, 1.5, True),
        row("its upload, by the bare MinIO client's rate", "×", rates, 0.9, False),
    ]}


def growth(quick):
    sizes = (10, 300) if quick else (10, 10000)
    said = script("growth.py", "--rounds", 1 if quick else 2, *sizes)
    found = {}
    for line in said.splitlines()[1:]:
        name, numbers_of_it = line[:34].strip(), [float(word) for word in line[34:].split()]
        found[name] = numbers_of_it[: len(sizes)]
    rows = [Row(f"`./epochal {name}`, {sizes[-1]:,} old runs in the log", "s", seconds[-1], 1.0, True, f"{sizes[0]} old runs", seconds[0])
            for name, seconds in found.items() if name in ("runs", "runs show")]
    rows += [Row(f"{name}, {sizes[-1]:,} old runs by {sizes[0]}", "×", seconds[-1] / seconds[0], 1.2, True)
             for name, seconds in found.items() if name not in ("runs", "runs show")]
    return {"rows": rows, "plot": {"title": "With old runs in the log", "x": "old runs", "lines": {
        name: list(zip(sizes, seconds)) for name, seconds in found.items()}}}


PARTS = {"start": start, "decisions": decisions, "barriers": barriers, "telling": telling, "throughput": throughput, "recorder": recorder,
         "recorders": recorders, "runs": runs, "callbacks": callbacks, "batches": batches, "checkpoints": checkpoints, "growth": growth,
         "example": example}
