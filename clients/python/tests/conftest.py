from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("KERAS_BACKEND", "jax")

from fake_service import FakeService  # noqa: E402


@pytest.fixture
def service() -> Iterator[FakeService]:
    fake = FakeService()
    yield fake
    fake.close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits ten seconds for a service that does not come back."""
    monkeypatch.setattr("epochal.settings.GIVE_UP_AFTER", 0.3)
    monkeypatch.setattr("epochal.attempt.GIVE_UP_AFTER", 0.3)
    monkeypatch.setattr("epochal.run.GIVE_UP_AFTER", 0.3)
