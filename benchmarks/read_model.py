"""How fast the list of runs is, with many runs, in H2 and in PostgreSQL where it is installed. Prints a table as docs/performance.md has it."""
import argparse
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
USER = "bench"


def postgres_programs():
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    installed = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = pathlib.Path(on_path) if on_path else installed[-1] if installed else None
    return found.parent if found else None


class Postgres:
    """A server in a folder of its own. It refuses to be root, so root starts it as nobody."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.account = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []

    def __enter__(self):
        if self.account:
            shutil.chown(self.folder, "nobody")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.call("initdb", "-D", f"{self.folder}/data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.call("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o",
                  f"-p {port} -k {self.folder} -c listen_addresses=127.0.0.1", "start")
        return f"jdbc:postgresql://127.0.0.1:{port}/postgres"

    def __exit__(self, *_):
        self.call("pg_ctl", "-D", f"{self.folder}/data", "-m", "fast", "-w", "stop")

    def call(self, program, *arguments):
        subprocess.run([*self.account, str(self.programs / program), *arguments], cwd="/", check=True,
                       stdout=subprocess.DEVNULL)


def measured(runs, batches, *place):
    jar = next((ROOT / "benchmarks/target").glob("benchmarks-*.jar"))
    # The heap of the service on one machine.
    command = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-cp", str(jar), "io.epochal.benchmark.ReadModelSpeed",
               str(runs), str(batches), *place]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return {one["what"]: one for one in map(json.loads, lines)}


def cell(figure):
    if figure is None:
        return "-"
    if "rate" in figure:
        return f"{figure['rate']:,.0f} ({figure['seconds']:.0f} s)"
    if "millis" in figure:
        return f"{figure['millis']:.1f}"
    return f"{figure['p50']:.2f} ({figure['p99']:.2f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--batches", type=int, default=1_000, help="of each run")
    asked = parser.parse_args()
    databases = {}
    with tempfile.TemporaryDirectory() as folder:
        databases["H2"] = measured(asked.runs, asked.batches, folder)
    programs = postgres_programs()
    if programs:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, Postgres(programs, folder) as url:
            databases["PostgreSQL"] = measured(asked.runs, asked.batches, url, USER)
    print(f"{asked.runs:,} runs, {asked.runs * asked.batches:,} batches; p50 (p99) in ms\n")
    print("| | " + " | ".join(databases) + " |")
    print("|---|" + "---|" * len(databases))
    for what in databases["H2"]:
        print(f"| {what} | " + " | ".join(cell(one.get(what)) for one in databases.values()) + " |")


if __name__ == "__main__":
    main()
