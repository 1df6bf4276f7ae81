"""HTTP to the callback service: one call, sent again as it is until it is answered."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import Literal

import httpx

from epochal.errors import EpochalError, Rejected, RunOver, Superseded, Unreachable
from epochal.service import HINT, find_again, find_service, is_on_this_machine
from epochal.tokens import find_token
from epochal.wire import Json, text

OnUnreachable = Literal["wait", "fail", "continue"]
FOR_EVER = float("inf")

log = logging.getLogger("epochal")

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_ANSWER_WITHIN = 60.0
_TELL_EVERY = 60.0
_AGAIN = {429, 500, 502, 503, 504}
_PROBLEMS: dict[str, type[EpochalError]] = {"superseded": Superseded, "run-ended": RunOver, "not-attached": RunOver}


class Line:
    """Posts JSON. Not for several threads at once: its user has a lock.

    url: as `find_service` takes it; looked up again when a call fails, since a local stack that restarts has another port.
    token: as `find_token` takes it. It is sent to this service only: no redirect is followed.
    """

    def __init__(
        self, url: str | None, sleep: Callable[[float], None] = time.sleep, *, token: str | None = None
    ) -> None:
        self._asked_for = url
        self._url = find_service(url)
        self._said = token
        self._token = find_token(self._url, token)
        self._http = httpx.Client(trust_env=not is_on_this_machine(self._url), follow_redirects=False)
        self._sleep = sleep

    @property
    def url(self) -> str:
        return self._url

    def post(self, path: str, body: bytes, patience: float, wait: float = 0.0) -> Json:
        """Sends the same bytes until there is an answer.

        patience: seconds after which to give up with `Unreachable`; 0 for one try.
        wait: seconds for which the service may hold the answer back.
        """
        deadline = time.monotonic() + patience
        pause = _FIRST_PAUSE
        told = -_TELL_EVERY
        while True:
            try:
                answer = self._http.post(
                    self._url + path,
                    content=body,
                    headers=self._headers(),
                    timeout=httpx.Timeout(_ANSWER_WITHIN + wait, connect=5.0),
                )
                if answer.status_code == 401 and self._found_another_token():
                    continue
                if answer.status_code not in _AGAIN:
                    return self._read(answer)
                why, least = f"status {answer.status_code}", _retry_after(answer)
            except httpx.HTTPError as e:
                why, least = str(e) or type(e).__name__, 0.0
                self._move(find_again(self._asked_for, self._url))
            now = time.monotonic()
            if now >= deadline:
                raise Unreachable(f"no answer from {self._url}{path}: {why}")
            if now - told >= _TELL_EVERY:
                log.warning(
                    "no answer from %s%s (%s); trying again. Where is the service? %s", self._url, path, why, HINT
                )
                told = now
            self._sleep(min(max(pause, least) * random.uniform(0.7, 1.3), max(0.0, deadline - now)))
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        return {**headers, "Authorization": f"Bearer {self._token}"} if self._token else headers

    def _move(self, url: str) -> None:
        """A service elsewhere has a token of its own."""
        if url != self._url:
            self._url = url
            self._token = find_token(url, self._said)

    def _found_another_token(self) -> bool:
        """A stack that was made anew has another one."""
        before, self._token = self._token, find_token(self._url, self._said)
        return self._token is not None and self._token != before

    def close(self) -> None:
        self._http.close()

    def _read(self, answer: httpx.Response) -> Json:
        try:
            problem = answer.json()
            if not isinstance(problem, dict):
                raise ValueError("not an object")
            if answer.is_success:
                return problem
            kind = str(problem.get("type", "")).rpartition(":")[2]
            detail = str(problem.get("detail") or problem.get("title") or answer.text)
        except ValueError:
            said = text(answer.text)[:200]
            kind, detail = "", f"this is not the callback service, which answers in JSON; {HINT}. It says: {said}"
        raise _PROBLEMS.get(kind, Rejected)(f"{detail} (status {answer.status_code} from {answer.request.url})")


def _retry_after(answer: httpx.Response) -> float:
    try:
        return min(float(answer.headers.get("Retry-After", "0")), _LONGEST_PAUSE)
    except ValueError:
        return 0.0
