"""Which token a client sends, and to whom."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import epochal
import pytest
from epochal import find_token
from epochal.line import Line

OWN = "epochal_own0_" + "a" * 64
OTHER = "epochal_other_" + "b" * 64
URL = "http://127.0.0.1:4711"


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("EPOCHAL_URL", "EPOCHAL_HOME", "EPOCHAL_TOKEN", "EPOCHAL_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def credentials(tmp_path: Path, entries: object) -> None:
    (tmp_path / "config" / "epochal").mkdir(parents=True)
    (tmp_path / "config" / "epochal" / "credentials.json").write_text(json.dumps(entries))


def stack(home: Path, url: str, token: str) -> None:
    home.mkdir(parents=True)
    (home / "service.json").write_text(json.dumps({"url": url}))
    (home / "token").write_text(token + "\n")


def test_what_is_said_wins_then_the_environment_then_its_file_then_the_stack_then_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_token(URL) is None
    credentials(tmp_path, {URL: "credentials"})
    assert find_token(URL) == "credentials"
    stack(tmp_path / ".epochal", URL, "stack")
    assert find_token(URL) == "stack"
    (tmp_path / "file").write_text("file\n")
    monkeypatch.setenv("EPOCHAL_TOKEN_FILE", str(tmp_path / "file"))
    assert find_token(URL) == "file"
    monkeypatch.setenv("EPOCHAL_TOKEN", "environment")
    assert find_token(URL) == "environment"
    assert find_token(URL, "said") == "said"


@pytest.mark.parametrize("url", ["http://127.0.0.1:4712", "http://localhost:4711", "https://127.0.0.1:4711", "http://evil:4711"])
def test_another_service_gets_no_token_of_this_one(tmp_path: Path, url: str) -> None:
    credentials(tmp_path, {URL: OWN})
    stack(tmp_path / ".epochal", URL, OWN)
    assert find_token(url) is None


@pytest.mark.parametrize("entries", [[], "text", {URL: 7}, {URL: None}])
def test_credentials_of_another_form_are_none(tmp_path: Path, entries: object) -> None:
    credentials(tmp_path, entries)
    assert find_token(URL) is None


def test_a_text_that_no_header_can_hold_is_refused_and_not_shown() -> None:
    with pytest.raises(ValueError) as refused:
        find_token(URL, "secret\r\nHost: evil")
    assert "secret" not in str(refused.value)


class Guarded:
    """Lets nobody in but who has the token, and leads to another address who has another one."""

    def __init__(self, token: str, elsewhere: str = "") -> None:
        self.seen: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = self.headers.get("Authorization")
                outer.seen.append(said)
                self.rfile.read(int(self.headers["Content-Length"]))
                let_in = said == f"Bearer {token}"
                body = b'{"commands": []}' if let_in else b'{"type": "x", "detail": "send a token"}'
                self.send_response(307 if elsewhere else 200 if let_in else 401)
                if elsewhere:
                    self.send_header("Location", elsewhere + self.path)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    one = Guarded(OWN)
    yield one
    one.close()


def test_the_token_goes_with_each_call(guarded: Guarded) -> None:
    assert Line(guarded.url, token=OWN).post("/runs", b"{}", 0) == {"commands": []}
    assert guarded.seen == [f"Bearer {OWN}"]


def test_a_program_is_told_that_a_token_is_missing_and_no_token_is_shown(guarded: Guarded) -> None:
    with pytest.raises(epochal.Rejected, match="send a token.*401") as refused:
        Line(guarded.url, token=OTHER).post("/runs", b"{}", 0)
    assert OTHER not in str(refused.value)


def test_a_stack_that_was_made_anew_has_another_token(guarded: Guarded, tmp_path: Path) -> None:
    stack(tmp_path / ".epochal", guarded.url, OTHER)
    line = Line(None)
    (tmp_path / ".epochal" / "token").write_text(OWN)
    assert line.post("/runs", b"{}", 0) == {"commands": []}
    assert guarded.seen == [f"Bearer {OTHER}", f"Bearer {OWN}"]


def test_a_redirect_is_not_followed_with_the_token(guarded: Guarded) -> None:
    leads_on = Guarded(OWN, elsewhere=guarded.url)
    try:
        with pytest.raises(epochal.EpochalError):
            Line(leads_on.url, token=OWN).post("/runs", b"{}", 0)
        assert guarded.seen == []
    finally:
        leads_on.close()
