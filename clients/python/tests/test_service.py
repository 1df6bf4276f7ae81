"""Where a client finds the service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from epochal import find_service
from epochal.service import find_again


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("EPOCHAL_URL", raising=False)
    monkeypatch.delenv("EPOCHAL_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


def stack(home: Path, port: int) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "service.json").write_text(json.dumps({"url": f"http://127.0.0.1:{port}"}))


def test_the_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EPOCHAL_URL", "http://other:1")
    assert find_service("http://here:8081/") == "http://here:8081"
    assert find_service() == "http://other:1"


def test_a_stack_that_runs_here_is_found_from_a_folder_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack(tmp_path / ".epochal", 4711)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert find_service() == "http://127.0.0.1:4711"


def test_epochal_home_names_the_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack(tmp_path / "home", 4712)
    monkeypatch.setenv("EPOCHAL_HOME", str(tmp_path / "home"))
    assert find_service() == "http://127.0.0.1:4712"


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"url": 7}'])
def test_a_broken_file_is_passed_over(tmp_path: Path, content: str) -> None:
    stack(tmp_path / ".epochal", 4713)
    (tmp_path / ".epochal" / "service.json").write_text(content)
    assert find_service() == "http://127.0.0.1:8081"


def test_a_stack_that_is_down_is_waited_for_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_again(None, "http://127.0.0.1:4714") == "http://127.0.0.1:4714"
    stack(tmp_path / ".epochal", 4715)
    assert find_again(None, "http://127.0.0.1:4714") == "http://127.0.0.1:4715"
    monkeypatch.setenv("EPOCHAL_URL", "http://other:1")
    assert find_again(None, "http://other:1") == "http://other:1"


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="must be like"):
        find_service("localhost:8081")
