"""What a program may write as its callbacks, and what it is told where it may not."""

from __future__ import annotations

import math
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import epochal
import pytest
from epochal.listed import listed

STOPPING = {"type": "EarlyStopping"}


class OfAFramework:
    def on_train_begin(self) -> None: ...


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (STOPPING, r"callbacks must be a list of dictionaries, such as .*, not a dict"),
        ("EarlyStopping", r"callbacks must be a list of dictionaries, .*, not a str"),
        (None, r"callbacks must be a list .*, not a NoneType"),
        ([STOPPING, "TerminateOnNaN"], r"callbacks\[1\] must be a dictionary, such as .*, not a str"),
        ([OfAFramework()], r'callbacks\[0\] is .*own OfAFramework, .* \{"type": "OfAFramework", …\}'),
        ([OfAFramework], r"callbacks\[0\] is .*own OfAFramework"),
        ([{"type": "LearningRateScheduler", "schedule": lambda epoch: 0.1}], r"callbacks\[0\].schedule is a function, .* data"),
        ([{**STOPPING, "monitor": b"loss"}], r"callbacks\[0\].monitor is a bytes, .* numbers, texts"),
        ([{**STOPPING, "x": {"y": [1, {2}]}}], r"callbacks\[0\].x.y\[1\] is a set"),
        ([{("type",): 1}], r"callbacks\[0\] has the key \('type',\)"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_callbacks_is_refused_by_its_place(written: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        listed(written)


def test_values_that_json_lacks_are_written_as_the_service_reads_them() -> None:
    np = pytest.importorskip("numpy", reason="NumPy is not installed")
    callback = {
        "filepath": Path("a") / "b.keras", "baseline": math.inf, "min_delta": np.float32(0.5), "patience": np.int64(3),
        "restore_best_weights": np.bool_(True), "schedule": {0: np.array(0.25), 2: (1, 2)},
    }  # fmt: skip
    assert listed((callback,)) == [
        {
            "filepath": "a/b.keras", "baseline": "Infinity", "min_delta": 0.5, "patience": 3,
            "restore_best_weights": True, "schedule": {"0": 0.25, "2": [1, 2]},
        }
    ]  # fmt: skip


def test_kerass_own_callback_is_refused_where_it_is_given() -> None:
    pytest.importorskip("keras", reason="Keras is not installed")
    import epochal.keras
    import keras

    with pytest.raises(TypeError, match=r'callbacks\[0\] is keras\'s own EarlyStopping, .*\{"type": "EarlyStopping"'):
        epochal.keras.Callback([keras.callbacks.EarlyStopping()])  # type: ignore[list-item]


class AnotherServer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>welcome")

    def log_message(self, *args: object) -> None: ...


def test_an_address_where_something_else_answers_is_named() -> None:
    server = HTTPServer(("127.0.0.1", 0), AnotherServer)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with pytest.raises(epochal.Rejected, match=f"not the callback service.*EPOCHAL_URL.*welcome.*{url}/runs"):
        epochal.attach(callbacks=[STOPPING], url=url)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("url", ["localhost:8081", "ftp://localhost", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address must be like http://127.0.0.1:8081, not"):
        epochal.attach(callbacks=[STOPPING], url=url)


def test_a_service_that_is_away_at_the_attach_is_named_with_where_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(epochal.Unreachable, match=r"no answer from http://127.0.0.1:9/runs"):
        epochal.attach(callbacks=[STOPPING], url="http://127.0.0.1:9", on_unreachable="fail")
