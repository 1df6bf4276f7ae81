"""Makes data of so many MiB for the benchmark, each kind of that size as a file: python3 make_data.py FOLDER MIB [KIND ...]"""
import io
import pathlib
import sys

import numpy as np

FEATURES = 64
rng = np.random.default_rng(1)


def npz(folder, size):
    rows = size // (4 * FEATURES)
    np.savez(
        folder / "rows.npz",
        x=rng.random((rows, FEATURES), dtype=np.float32),
        y=rng.random(rows, dtype=np.float32),
    )


def csv(folder, size):
    """The same 10,000 rows again and again: making them is not what is measured."""
    block = io.StringIO()
    np.savetxt(block, rng.random((10_000, FEATURES + 1)), fmt="%.4f", delimiter=",")
    block = block.getvalue()
    with open(folder / "rows.csv", "w") as out:
        out.write(",".join([f"x{i}" for i in range(FEATURES)] + ["y"]) + "\n")
        for _ in range(-(-size // len(block))):
            out.write(block)


def parquet(folder, size):
    import pyarrow
    import pyarrow.parquet

    names = [f"x{i}" for i in range(FEATURES)] + ["y"]
    schema = pyarrow.schema([(name, pyarrow.float32()) for name in names])
    rows = 100_000
    with pyarrow.parquet.ParquetWriter(folder / "rows.parquet", schema, compression="none", use_dictionary=False) as out:
        for _ in range(-(-size // (4 * len(names) * rows))):
            values = rng.random((len(names), rows), dtype=np.float32)
            out.write_table(pyarrow.table(list(values), schema=schema))


def images(folder, size):
    """Noise does not compress, so that files and pixels are both of that size."""
    from PIL import Image

    some = []
    for _ in range(20):
        png = io.BytesIO()
        Image.fromarray(rng.integers(0, 256, (192, 192, 3), dtype=np.uint8)).save(png, "png")
        some.append(png.getvalue())
    for name in ("a", "b"):
        (folder / "images" / name).mkdir(parents=True, exist_ok=True)
    for i in range(-(-size // len(some[0]))):
        (folder / "images" / "ab"[i % 2] / f"{i:06}.png").write_bytes(some[i % len(some)])


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    kinds = {"npz": npz, "csv": csv, "parquet": parquet, "images": images}
    for kind in sys.argv[3:] or kinds:
        kinds[kind](target, int(sys.argv[2]) << 20)
