"""What follows from an attempt: delivered, tried again when, given up, or the webhook disabled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from application.webhooks.webhook import DeliveryState

SCHEDULE: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=6),
)
"""Waits after the first, second … attempt: about a day in all, as Standard Webhooks suggests."""

LONGEST: Final = timedelta(hours=30)
"""A delivery that is outstanding for longer is dead, however few attempts there were."""

_JITTER: Final = 0.2  # each way
_LONGEST_ASKED: Final = timedelta(hours=24)  # of Retry-After
_LONGEST_PAUSE: Final = 60.0  # seconds between requests to a receiver that is not well
_DOUBLINGS: Final = 6  # 1 s, 2 s … 32 s, then the longest
_NOT_WELL: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


class Reason(StrEnum):
    """How an attempt ended. Never the words of the receiver: they could hold anything."""

    ACCEPTED = "ACCEPTED"
    REFUSED_BY_RECEIVER = "REFUSED_BY_RECEIVER"  # an answer other than 2xx; see the status
    REDIRECT_NOT_FOLLOWED = "REDIRECT_NOT_FOLLOWED"
    GONE = "GONE"
    TIMED_OUT = "TIMED_OUT"
    CONNECTION_FAILED = "CONNECTION_FAILED"
    TLS_FAILED = "TLS_FAILED"
    HOST_UNRESOLVED = "HOST_UNRESOLVED"
    ADDRESS_REFUSED = "ADDRESS_REFUSED"
    PROTOCOL_BROKEN = "PROTOCOL_BROKEN"
    EXPIRED = "EXPIRED"  # outstanding for too long
    WEBHOOK_DISABLED = "WEBHOOK_DISABLED"
    NOT_VISIBLE = "NOT_VISIBLE"  # the rights do not reach so far any more


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request.

    Attributes:
        status: HTTP status; None: no answer.
        reason: for a request without an answer; with one it follows from the status.
        retry_after: the header, as it came.
    """

    status: int | None
    reason: Reason
    latency: timedelta
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows for the delivery, and for all others of its webhook.

    Attributes:
        due_at: the next attempt, while PENDING.
        gone: the receiver wants nothing more; the webhook is to be disabled.
        unwell: the receiver has trouble of its own: others wait with it. False: only this one
            message was refused.
        asked_to_wait_until: by Retry-After; concerns every delivery of the webhook.
    """

    state: DeliveryState
    due_at: datetime
    gone: bool = False
    unwell: bool = False
    asked_to_wait_until: datetime | None = None


def reason_of(status: int) -> Reason:
    """How an attempt ended that got this answer."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Reason.ACCEPTED
    if status == HTTPStatus.GONE:
        return Reason.GONE
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Reason.REDIRECT_NOT_FOLLOWED
    return Reason.REFUSED_BY_RECEIVER


def judge(answer: Answer, *, tries: int, at: datetime, chance: float) -> Verdict:
    """What follows from an answer.

    Args:
        tries: attempts of this round, this one included.
        at: when the attempt ended.
        chance: a random number from 0 to 1, for jitter.
    """
    if answer.reason is Reason.ACCEPTED:
        return Verdict(DeliveryState.DELIVERED, at)
    if answer.reason is Reason.GONE:
        return Verdict(DeliveryState.DEAD, at, gone=True)
    unwell = answer.status is None or answer.status in _NOT_WELL or answer.status >= 500  # noqa: PLR2004 - the class of server errors
    asked = _asked(answer.retry_after, at) if unwell else None
    if tries > len(SCHEDULE):
        return Verdict(DeliveryState.DEAD, at, unwell=unwell, asked_to_wait_until=asked)
    due_at = at + SCHEDULE[tries - 1] * _jitter(chance)
    if asked is not None:
        due_at = max(due_at, asked)
    return Verdict(DeliveryState.PENDING, due_at, unwell=unwell, asked_to_wait_until=asked)


def pause_after(failures: int, chance: float) -> timedelta:
    """How long a receiver is left alone after so many failures in a row."""
    doubled = 2.0 ** (failures - 1) if failures <= _DOUBLINGS else _LONGEST_PAUSE
    return timedelta(seconds=doubled * _jitter(chance))


def _jitter(chance: float) -> float:
    return 1 - _JITTER + 2 * _JITTER * chance


def _asked(header: str | None, at: datetime) -> datetime | None:
    """The instant a ``Retry-After`` names (RFC 9110, 10.2.3); without sense: None."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        seconds = int(text[:9])
        return at + min(timedelta(seconds=seconds), _LONGEST_ASKED)
    try:
        named = parsedate_to_datetime(text)
    except ValueError:
        return None
    if named.tzinfo is None:
        named = named.replace(tzinfo=UTC)
    return min(named.astimezone(UTC), at + _LONGEST_ASKED) if named > at else None
