"""How long a program that trains over HTTP waits at a question, and how many such programs one service bears.

    ./epochal up                                       # its token is found in .epochal, or in EPOCHAL_TOKEN
    python3 benchmarks/barriers.py                     # one run, 500 rounds
    python3 benchmarks/barriers.py --runs 1000 --rounds 5 --every 10

Needs Python 3.10 and nothing else. Each round is one POST with a VerdictApplied and an EpochEnded; its time is from the first byte
sent to the last byte of the verdict read. With --runs, each run has a connection of its own, and begins a round every --every
seconds.
"""

import argparse
import http.client
import json
import os
import threading
import time
import urllib.parse
import uuid

CALLBACKS = [
    {"type": "EarlyStopping", "patience": 1000, "restore_best_weights": True},
    {"type": "ReduceLROnPlateau", "patience": 1000},
    {"type": "ModelCheckpoint", "filepath": "best.keras", "save_best_only": True},
    {"type": "CSVLogger", "filename": "log.csv"},
]


def token(url):
    """Of a stack that ./epochal up has started, or of the user's credentials."""
    home = os.path.join(os.environ.get("EPOCHAL_HOME", ".epochal"), "token")
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    if os.environ.get("EPOCHAL_TOKEN"):
        return os.environ["EPOCHAL_TOKEN"]
    for file in (os.environ.get("EPOCHAL_TOKEN_FILE"), os.path.join(config, "epochal", "credentials.json"), home):
        if file and os.path.exists(file):
            with open(file, encoding="utf-8") as opened:
                text = opened.read().strip()
            found = json.loads(text).get(url) if file.endswith(".json") else text
            if found:
                return found
    return None


class Trainer:
    def __init__(self, url):
        self.headers = {"Content-Type": "application/json"}
        if said := token(url):
            self.headers["Authorization"] = f"Bearer {said}"
        place = urllib.parse.urlsplit(url)
        self.line = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.sequence = 1
        self.run = None

    def post(self, path, body):
        for _ in range(20):
            self.line.request("POST", path, json.dumps(body), self.headers)
            answer = self.line.getresponse()
            read = answer.read()
            if answer.status != 503:
                break
            time.sleep(float(answer.headers.get("Retry-After", "1")))
        if answer.status >= 300:
            raise SystemExit(f"{path}: {answer.status} {read.decode()}")
        return json.loads(read)

    def attach(self):
        answer = self.post(
            "/runs",
            {
                "attach_id": uuid.uuid4().hex,
                "name": "bench",
                "trainer": "benchmarks/barriers.py",
                "capabilities": ["StopTraining", "SetLearningRate", "SaveCheckpoint", "RestoreWeights"],
                "params": {"metrics": ["accuracy"], "validates": True, "learning_rate": 0.001},
                "callbacks": CALLBACKS,
            },
        )
        self.run = answer["run"]
        self.verdict = answer["verdict"]

    def round(self, epoch):
        """One round; returns the seconds that it took."""
        applied = {key: self.verdict[key] for key in ("answers", "commands", "reasons", "recordings")}
        events = [
            {"type": "VerdictApplied", "sequence": self.sequence, "epoch": epoch - 1, "step": epoch * 100,
             "learning_rate": 0.001, **applied},
            {"type": "EpochEnded", "sequence": self.sequence + 1, "epoch": epoch, "step": (epoch + 1) * 100,
             "metrics": {"loss": 1 / (epoch + 1), "accuracy": 0.5, "val_loss": 1 / (epoch + 1), "val_accuracy": 0.5},
             "learning_rate": 0.001, "seconds": 1.0, "last": False, "callbacks": self.verdict["callbacks"]},
        ]
        began = time.perf_counter()
        answer = self.post(f"/runs/{self.run}/attempts/1/events", {"events": events})
        took = time.perf_counter() - began
        self.sequence += 2
        self.verdict = answer["verdict"]
        return took

    def end(self, epochs):
        ended = {"status": "completed", "reason": "measured", "metrics": {}, "learning_rate": 0.001}
        self.post(
            f"/runs/{self.run}/attempts/1/events",
            {"events": [{"type": "RunEnded", "sequence": self.sequence, "epochs_run": epochs, "restored_epoch": None,
                         "test": {}, "checkpoint": None, **ended}]},
        )


def percentile(times, share):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(name, times):
    print(
        f"{name}: {len(times)} rounds, p50 {percentile(times, 0.5) * 1000:.2f} ms, p99 {percentile(times, 0.99) * 1000:.2f} ms, "
        f"p99.9 {percentile(times, 0.999) * 1000:.2f} ms, worst {max(times) * 1000:.2f} ms"
    )


def train(url, rounds, every, times, delay):
    time.sleep(delay)
    trainer = Trainer(url)
    trainer.attach()
    for epoch in range(rounds):
        began = time.perf_counter()
        times.append(trainer.round(epoch))
        time.sleep(max(0.0, every - (time.perf_counter() - began)))
    trainer.end(rounds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default=os.environ.get("EPOCHAL_URL", "http://127.0.0.1:8081"))
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--every", type=float, default=0.0, help="seconds from one round to the next")
    options = parser.parse_args()
    warm_up = []
    train(options.url, 100, 0.0, warm_up, 0.0)
    times = []
    threading.stack_size(256 * 1024)
    threads = [
        threading.Thread(
            target=train,
            args=(options.url, options.rounds, options.every, times, i * max(options.every, 1.0) / options.runs),
        )
        for i in range(options.runs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    show("first 100 rounds of a fresh service", warm_up)
    show(f"{options.runs} runs" if options.runs > 1 else "one run", times)


if __name__ == "__main__":
    main()
