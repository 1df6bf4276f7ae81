"""Measures everything that docs/performance.md shows, and writes its table and plots: make bench.

    python benchmarks/bench.py [--quick] [--only decisions,start] [--page docs/performance.md]

Needs a built tree, and a Python with tensorflow-cpu, keras, tensorboard, matplotlib and httpx. Each part compares within itself; about
25 minutes on two cores. --quick measures each part once, to see that it works; it writes no page.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import time

import trainer_java
from bench_page import Row, write
from bench_parts import PARTS

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def machine():
    """The processor as Linux knows it, the cores, the load before anything was measured, and the commit."""
    words = trainer_java.cpu()
    flags = words.get("flags", "").split()
    vectors = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no AVX2"
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    return {
        "processor": f"{words.get('model name', 'unknown')}, {vectors}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "commit": commit,
        "date": datetime.date.today().isoformat(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="", help=", ".join(PARTS))
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "target/bench/results.json")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/performance.md")
    arguments = parser.parse_args()
    wanted = [name for name in arguments.only.split(",") if name] or list(PARTS)
    results = json.loads(arguments.results.read_text()) if arguments.results.exists() else {"parts": {}}
    results["machine"] = machine()
    failed = []
    for name in wanted:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        try:
            results["parts"][name] = PARTS[name](arguments.quick)
        except (subprocess.CalledProcessError, OSError, ValueError) as failure:
            failed.append(name)
            print(f"{name} has failed: {failure}", file=sys.stderr)
            continue
        for row in results["parts"][name]["rows"]:
            print("  " + Row(*row).text(), flush=True)
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
        arguments.results.parent.mkdir(parents=True, exist_ok=True)
        arguments.results.write_text(json.dumps(results, indent=1))
    if not arguments.quick:
        write(arguments.page, results)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
