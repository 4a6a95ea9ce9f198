"""What a token proved is remembered, but never longer than it holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from application.identity import Identity, TokenExpired, TokenInvalid
from infrastructure.identity.remembered import RememberingVerifier

START = datetime(2026, 3, 2, 1, tzinfo=UTC)


class _Issuer:
    """Counts how often it is asked; accepts one token until its key is withdrawn."""

    def __init__(self, clock: _Clock, expires_at: datetime) -> None:
        self.clock, self.expires_at = clock, expires_at
        self.asked = 0
        self.withdrawn = False
        self.keys_at_hand = True

    def verify(self, token: str) -> Identity:
        self.asked += 1
        if token != "good" or self.withdrawn:
            raise TokenInvalid("not one of ours")
        if self.clock() >= self.expires_at:
            raise TokenExpired
        return Identity(person_ref="anna", scopes=frozenset(), expires_at=self.expires_at)

    def verify_at_once(self, token: str) -> Identity | None:
        return self.verify(token) if self.keys_at_hand else None


class _Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


def test_a_token_is_verified_once_a_minute(clock: _Clock) -> None:
    issuer = _Issuer(clock, START + timedelta(hours=1))
    verifier = RememberingVerifier(verifier=issuer, clock=clock)

    answers = [verifier.verify("good") for _ in range(3)]
    asked_at_first = issuer.asked
    clock.now += timedelta(seconds=60)
    verifier.verify("good")

    assert {answer.person_ref for answer in answers} == {"anna"}
    assert (asked_at_first, issuer.asked) == (1, 2)


def test_a_withdrawn_key_is_noticed_within_a_minute(clock: _Clock) -> None:
    issuer = _Issuer(clock, START + timedelta(hours=1))
    verifier = RememberingVerifier(verifier=issuer, clock=clock)
    verifier.verify("good")
    issuer.withdrawn = True
    clock.now += timedelta(seconds=60)

    with pytest.raises(TokenInvalid):
        verifier.verify("good")


def test_no_token_outlives_itself(clock: _Clock) -> None:
    issuer = _Issuer(clock, START + timedelta(seconds=5))
    verifier = RememberingVerifier(verifier=issuer, clock=clock)
    verifier.verify("good")
    clock.now += timedelta(seconds=5)

    with pytest.raises(TokenExpired):
        verifier.verify("good")


def test_what_was_refused_is_not_remembered(clock: _Clock) -> None:
    issuer = _Issuer(clock, START + timedelta(hours=1))
    verifier = RememberingVerifier(verifier=issuer, clock=clock)

    for _ in range(2):
        with pytest.raises(TokenInvalid):
            verifier.verify("bad")

    assert issuer.asked == 2


def test_what_took_a_look_up_is_there_at_once_the_next_time(clock: _Clock) -> None:
    issuer = _Issuer(clock, START + timedelta(hours=1))
    issuer.keys_at_hand = False
    verifier = RememberingVerifier(verifier=issuer, clock=clock)

    first = verifier.verify_at_once("good")
    verifier.verify("good")
    second = verifier.verify_at_once("good")

    assert first is None
    assert second is not None
    assert issuer.asked == 1
