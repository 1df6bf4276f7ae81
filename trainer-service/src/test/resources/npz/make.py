"""Writes the archives beside it with NumPy; NpzFileTest knows what is in them."""
import numpy as np

values = np.array([[0, 1, 2], [100, 3, 7]])
types = {"bool": values.astype(bool), "float16": (values * 0.5).astype("f2")}
for code in ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]:
    types["little_" + code] = values.astype("<" + code)
    types["big_" + code] = values.astype(">" + code)
np.savez("types.npz", **types)

cube = np.arange(24).reshape(2, 3, 4)
np.savez_compressed(
    "shapes.npz",
    rows=np.arange(5, dtype="f4"),
    cube=cube.astype("f4"),
    fortran=np.asfortranarray(cube.astype("f8")),
    column=np.arange(5).reshape(5, 1),
    halves=np.array([6.1e-05, 5.96e-08, -0.0, 65504, -1.5], dtype="f2"),
    signs=np.array([-1, -128, 127], dtype="i1"),
)
np.savez(
    "refused.npz",
    number=np.float32(3),
    objects=np.array([1, "a"], dtype=object),
    texts=np.array(["a", "bc"]),
    complex=np.array([1j]),
    times=np.array(["2020-01-01"], dtype="M8[D]"),
    record=np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]),
    nan=np.array([[1, 2], [3, np.nan]]),
    large=np.array([1e300]),
    infinite=np.array([[[1.0, -np.inf]]]),
    inexact=np.array([1, 2**24 + 1]),
    empty=np.zeros((0, 3)),
    narrow=np.zeros((3, 0)),
)
np.savez(
    "rows.npz",
    x=np.arange(20, dtype="f4").reshape(10, 2),
    y=np.arange(10) % 3,
    w=np.linspace(0, 1, 10),
    other=np.arange(30, dtype="u1").reshape(10, 3),
    xv=np.ones((4, 2)),
    yv=np.array([0, 1, 2, 3]),
    short=np.arange(9),
    wide=np.ones((10, 2)),
    negative=np.linspace(-1, 1, 10),
    half=np.arange(10) * 0.5,
)
