"""The keys of an issuer elsewhere: how long they serve, and when it is asked again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from threading import Event

import pytest
from joserfc.jwk import ECKey

from application.identity import IssuerUnavailable
from infrastructure.identity.fetched_keys import (
    FRESH,
    KEPT,
    PAUSE,
    WAITING,
    FetchedKeys,
    KeysUnreachable,
)
from infrastructure.identity.keys import KeysRefused, StaticKeys

OLD, NEW = (ECKey.generate_key("P-256", {"kid": kid}) for kid in ("old", "new"))
PATIENCE = 20  # seconds until a test gives up on another thread


class Issuer:
    """Publishes keys, counts who asks, and can be away."""

    def __init__(self) -> None:
        self.keys = [OLD]
        self.asked = 0
        self.failure: Exception | None = None
        self.answers = Event()
        self.answers.set()
        self.seconds = 1000.0

    def fetch(self) -> StaticKeys:
        self.asked += 1
        assert self.answers.wait(PATIENCE)
        if self.failure is not None:
            raise self.failure
        return StaticKeys({"keys": [key.as_dict(private=False) for key in self.keys]})

    def passed(self) -> float:
        return self.seconds


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def keys(issuer: Issuer) -> FetchedKeys:
    return FetchedKeys(issuer.fetch, passed=issuer.passed)


def test_keys_are_fetched_when_the_first_token_comes_and_then_kept(
    issuer: Issuer, keys: FetchedKeys
) -> None:
    """Architecture 7: a cache with a lifetime; who must not wait is told to look up."""
    assert keys.at_hand("old") is None
    assert keys.key("old") is not None
    issuer.seconds += FRESH - 1
    assert keys.at_hand("old") is not None
    assert keys.key("old") is not None

    assert issuer.asked == 1


def test_an_unknown_key_id_makes_one_fetch(issuer: Issuer, keys: FetchedKeys) -> None:
    """Architecture 7: the issuer has begun to sign with another key."""
    keys.key("old")
    issuer.keys = [NEW]
    issuer.seconds += PAUSE

    assert keys.key("new") is not None
    assert keys.key("old") is None
    assert issuer.asked == 2


def test_forged_key_ids_do_not_hammer_the_issuer(issuer: Issuer, keys: FetchedKeys) -> None:
    """Architecture 7: one fetch in a pause, however many ids are tried."""
    keys.key("old")
    issuer.seconds += PAUSE
    for no in range(200):
        assert keys.key(f"forged-{no}") is None
    assert issuer.asked == 2

    issuer.seconds += PAUSE - 1
    assert keys.key("forged") is None
    assert issuer.asked == 2

    issuer.seconds += 1
    assert keys.key("forged") is None
    assert issuer.asked == 3
    assert keys.at_hand("old") is not None


def test_many_at_once_are_one_fetch_and_few_wait_for_it(issuer: Issuer, keys: FetchedKeys) -> None:
    """Architecture 7: an issuer that hangs must not take every thread with it."""
    issuer.answers.clear()
    with ThreadPoolExecutor(3 * WAITING) as threads:
        asking = [threads.submit(keys.key, "old") for _ in range(3 * WAITING)]
        refused = list(islice(as_completed(asking, PATIENCE), 2 * WAITING))

        assert all(isinstance(one.exception(), IssuerUnavailable) for one in refused)
        issuer.answers.set()
        waited = [one for one in asking if one not in refused]
        assert all(one.result(PATIENCE) is not None for one in waited)
    assert issuer.asked == 1


def test_keys_can_be_fetched_before_the_first_token(keys: FetchedKeys) -> None:
    """Architecture 7: at the start, without waiting for it."""
    keys.prefetch()
    _refreshed()

    assert keys.at_hand("old") is not None


def test_old_keys_serve_while_they_are_fetched_anew(issuer: Issuer, keys: FetchedKeys) -> None:
    """Architecture 7: nobody waits for the issuer; what it withdrew is gone after one fetch."""
    keys.key("old")
    issuer.keys, issuer.seconds = [NEW], issuer.seconds + FRESH
    issuer.answers.clear()

    assert keys.at_hand("old") is not None
    issuer.answers.set()
    _refreshed()

    assert keys.at_hand("old") is None
    assert keys.at_hand("new") is not None
    assert issuer.asked == 2


@pytest.mark.parametrize("failure", [KeysUnreachable("away"), KeysRefused("not a key set")])
def test_known_keys_serve_for_a_bounded_time_while_the_issuer_is_away(
    issuer: Issuer, keys: FetchedKeys, failure: Exception
) -> None:
    """Architecture 7: then a refusal that says so, not that the token was wrong."""
    keys.key("old")
    issuer.failure = failure
    issuer.seconds += KEPT - 1
    assert keys.at_hand("old") is not None
    _refreshed()
    assert keys.key("forged") is None

    issuer.seconds += 1
    assert keys.at_hand("old") is None
    with pytest.raises(IssuerUnavailable):
        keys.key("old")

    issuer.failure = None
    issuer.seconds += PAUSE
    assert keys.key("old") is not None


def test_an_issuer_that_was_never_reached_is_asked_again_after_a_pause(
    issuer: Issuer, keys: FetchedKeys
) -> None:
    """Architecture 7: the service starts without it, and works as soon as it answers."""
    issuer.failure = KeysUnreachable("away")
    for _ in range(50):
        with pytest.raises(IssuerUnavailable):
            keys.key("old")
    assert issuer.asked == 1

    issuer.failure = None
    issuer.seconds += PAUSE
    assert keys.key("old") is not None


def _refreshed() -> None:
    """Wait for the thread that fetches in the background."""
    for thread in threading.enumerate():
        if thread.name == "issuer-keys":
            thread.join(PATIENCE)
            assert not thread.is_alive()
