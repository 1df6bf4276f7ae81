"""The trainer's Java for benchmarks: programs of its tests, with the libraries of the built trainer, and the machine that they run on."""

import pathlib

TRAINER = pathlib.Path(__file__).resolve().parent.parent / "trainer-service" / "target"
# As the trainer's processes have it, see ServiceLauncher.
MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "8589934592",
    "MALLOC_TOP_PAD_": "67108864",
    "GOMP_SPINCOUNT": "1000",
}


def command(program, *arguments):
    """The command line of a program in the test classes."""
    libraries = (TRAINER / "test.classpath").read_text(encoding="utf-8")
    path = f"{TRAINER / 'test-classes'}:{TRAINER / 'classes'}:{libraries}"
    return ["java", "-Xmx768m", "-XX:+UseSerialGC", "-cp", path, program, *map(str, arguments)]


def cpu():
    """What Linux says about the processor, by the names of /proc/cpuinfo."""
    lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(":", 1) for line in reversed(lines) if ":" in line)
    return {key.strip(): value.strip() for key, value in said.items()}


def processor():
    words = cpu()
    return f"{words.get('model name', 'unknown')}, family {words.get('cpu family')}, model {words.get('model')}"
