"""Consoles at work over HTTP: they note what they send, what they are told, and insist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Self

import httpx

from tests.benchmarks.street import ANNA, GU, JURISDICTION, NOTE
from tests.interfaces.bad_days.deployment import Deployment

_ROOT = f"/jurisdictions/{JURISDICTION}/cases"
ANSWERED_WITHIN = 90.0
"""Seconds in which every request must be answered, whatever the database does."""
_PATIENCE = 150.0
_AGAIN = 0.1
_TEXT = "小区东门排水沟堵塞，下雨后污水漫到路面。"


@dataclass
class Story:
    """What happened to everybody.

    Attributes:
        receipts: what each key was told, each time.
        answers: how many answers of each status and code; ``broken``: none came.
        sent: keys that were sent, once or more often.
        unknown: keys that were told, at least once, that their outcome is unknown, or nothing.
        wrong: answers that nobody should get.
        acknowledged_at: instants, of this process' own clock.
        longest: seconds that an answer took.
    """

    receipts: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    sent: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    acknowledged_at: list[float] = field(default_factory=list)
    longest: float = 0.0
    lock: Lock = field(default_factory=Lock)

    @property
    def gap(self) -> float:
        """The longest time, in seconds, in which nothing was acknowledged."""
        at = sorted(self.acknowledged_at)
        return max(later - earlier for earlier, later in pairwise(at))

    @property
    def refused(self) -> int:
        """Answers with 503."""
        return sum(count for told, count in self.answers.items() if told.startswith("503"))

    def told(self, key: str | None, answer: httpx.Response | None, took: float) -> bool:
        """Note an answer; whether it settles the request."""
        with self.lock:
            self.longest = max(self.longest, took)
            if answer is None:
                self.answers["broken"] += 1
                if key is not None:
                    self.unknown.add(key)
                return False
            code = answer.json().get("code", "") if answer.status_code >= 400 else ""
            self.answers[f"{answer.status_code} {code}".strip()] += 1
            if answer.status_code == 503:
                if "Retry-After" not in answer.headers or not code:
                    self.wrong.append(f"503 without {answer.headers} {answer.text}")
                if key is not None and code == "outcome-unknown":
                    self.unknown.add(key)
                return False
            if answer.status_code == 409 and code == "concurrent-change":
                return False
            if not answer.is_success:
                self.wrong.append(f"{key}: {answer.status_code} {answer.text}")
                return True
            if key is not None:
                body = answer.json()
                receipt = (str(body["case_id"]), int(body["version"]), int(body["position"]))
                self.receipts.setdefault(key, []).append(receipt)
                self.acknowledged_at.append(monotonic())
            return True


class Crowd:
    """Threads that report cases, follow them up and look at them until they are told to go home.

    Who is refused, or told nothing, asks again with the same key until there is a receipt.
    """

    def __init__(self, deployment: Deployment, *, writers: int, readers: int) -> None:
        self._url = deployment.url
        self._gu, self._anna = (deployment.headers(who.person_ref) for who in (GU, ANNA))
        self.story = Story()
        self._home, self._now = Event(), Event()
        with httpx.Client(base_url=self._url, timeout=_PATIENCE) as client:
            body = {"grid": "g12", "category": "drainage", "text": _TEXT, "channel": "grid"}
            answer = client.post(_ROOT, json=body, headers=self._gu | _keyed("first"))
            assert answer.status_code == 201, answer.text
            self._case = str(answer.json()["case_id"])
        self._threads = [Thread(target=self._write, args=(n,)) for n in range(writers)]
        self._threads += [Thread(target=self._read, args=(n,)) for n in range(readers)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._home.set()
        for thread in self._threads:
            thread.join(_PATIENCE)
        assert not any(thread.is_alive() for thread in self._threads), "somebody was never answered"

    def await_receipts(self, more: int, within: float = _PATIENCE) -> float:
        """Until so many further commands were acknowledged; the seconds it took."""
        began = monotonic()
        had = len(self.story.acknowledged_at)
        while len(self.story.acknowledged_at) < had + more:
            assert monotonic() < began + within, f"no progress: {self.story.answers}"
            assert not self.story.wrong, self.story.wrong[:3]
            self._home.wait(0.02)
        return monotonic() - began

    def await_refusals(self, more: int, within: float = _PATIENCE) -> None:
        """Until so many further requests were told to come back."""
        began = monotonic()
        had = self.story.refused
        while self.story.refused < had + more:
            assert monotonic() < began + within, f"nobody is refused: {self.story.answers}"
            self._home.wait(0.02)

    def pause(self, seconds: float) -> None:
        """Let them work."""
        self._now.wait(seconds)

    def _write(self, thread: int) -> None:
        number = 0
        with _client(self._url) as client:
            while not self._home.is_set():
                self._insist(client, f"w{thread}-{number}", number)
                number += 1

    def _insist(self, client: httpx.Client, key: str, number: int) -> None:
        """Until there is a receipt, also when the others have gone home already."""
        self.story.sent.add(key)
        path, headers, body = _ROOT, self._gu, _report(key)
        if number % 2:
            path, headers, body = f"{_ROOT}/{self._case}/note-follow-up", self._anna, {"note": NOTE}
        give_up = monotonic() + _PATIENCE
        while monotonic() < give_up:
            answer, took = _asked(client, "POST", path, headers | _keyed(key), body)
            if self.story.told(key, answer, took):
                return
            self._now.wait(_AGAIN)
        self.story.wrong.append(f"{key}: never acknowledged")

    def _read(self, thread: int) -> None:
        paths = (_ROOT, f"{_ROOT}/{self._case}", f"{_ROOT}/{self._case}/history", "/readyz")
        with _client(self._url) as client:
            number = thread
            while not self._home.is_set():
                path = paths[number % len(paths)]
                answer, took = _asked(client, "GET", path, self._anna, None)
                if not self.story.told(None, answer, took):
                    self._now.wait(_AGAIN)
                number += 1


def _client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, timeout=_PATIENCE)


def _keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def _report(key: str) -> dict[str, Any]:
    return {"grid": "g12", "category": "drainage", "text": f"{_TEXT} {key}", "channel": "grid"}


def _asked(
    client: httpx.Client, method: str, path: str, headers: dict[str, str], body: Any
) -> tuple[httpx.Response | None, float]:
    began = monotonic()
    try:
        answer = client.request(method, path, headers=headers, json=body)
    except httpx.TransportError:
        return None, monotonic() - began
    return answer, monotonic() - began


@contextmanager
def at_work(deployment: Deployment, *, writers: int = 8, readers: int = 4) -> Iterator[Crowd]:
    """A crowd that has begun; at the end of the block everybody has got a receipt."""
    with Crowd(deployment, writers=writers, readers=readers) as crowd:
        crowd.await_receipts(4 * writers)
        yield crowd
