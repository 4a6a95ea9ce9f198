"""What follows from an attempt, as Standard Webhooks suggests it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from application.webhooks.retries import (
    LONGEST,
    SCHEDULE,
    Answer,
    Reason,
    judge,
    pause_after,
    reason_of,
)
from application.webhooks.webhook import DeliveryState

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HANGS = Answer(None, Reason.TIMED_OUT, timedelta(seconds=20))


def answered(status: int, retry_after: str | None = None) -> Answer:
    return Answer(status, reason_of(status), timedelta(), retry_after)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_accepts(status: int) -> None:
    """Standard Webhooks, delivery success and failure."""
    assert judge(answered(status), tries=1, at=NOW, chance=0.5).state is DeliveryState.DELIVERED


@pytest.mark.parametrize("status", [100, 300, 301, 304, 400, 404, 409, 429, 500, 503, 599])
def test_anything_else_is_tried_again(status: int) -> None:
    """Standard Webhooks, delivery success and failure."""
    verdict = judge(answered(status), tries=1, at=NOW, chance=0.5)

    assert (verdict.state, verdict.due_at) == (DeliveryState.PENDING, NOW + timedelta(seconds=5))


def test_waits_grow_to_about_a_day_with_jitter_and_then_it_is_dead() -> None:
    """Webhooks: up to a day or so, then dead."""
    due, verdicts = NOW, []
    for tries in range(1, len(SCHEDULE) + 1):
        verdicts.append(judge(HANGS, tries=tries, at=due, chance=0.5))
        due = verdicts[-1].due_at
    last = judge(HANGS, tries=len(SCHEDULE) + 1, at=due, chance=0.5)
    spread = {judge(HANGS, tries=2, at=NOW, chance=chance).due_at - NOW for chance in (0, 1)}

    assert timedelta(hours=20) < due - NOW < LONGEST
    assert sum(SCHEDULE, timedelta()) * 1.2 < LONGEST
    assert last.state is DeliveryState.DEAD
    assert spread == {timedelta(minutes=4), timedelta(minutes=6)}


@pytest.mark.parametrize(
    ("header", "waits"),
    [
        ("600", timedelta(seconds=600)),
        (" 600 ", timedelta(seconds=600)),
        ("Mon, 23 Nov 2026 04:20:00 GMT", timedelta(minutes=20)),
        ("999999999999999", timedelta(hours=24)),
        ("Fri, 31 Dec 2100 00:00:00 GMT", timedelta(hours=24)),
        ("Mon, 23 Nov 2026 03:20:00 GMT", timedelta(seconds=5)),
        ("soon", timedelta(seconds=5)),
        ("-1", timedelta(seconds=5)),
        ("\u0665", timedelta(seconds=5)),
        ("", timedelta(seconds=5)),
        (None, timedelta(seconds=5)),
    ],
)
def test_retry_after_is_honoured_within_bounds(header: str | None, waits: timedelta) -> None:
    """RFC 9110, 10.2.3: seconds or a date; nonsense asks for nothing."""
    assert judge(answered(503, header), tries=1, at=NOW, chance=0.5).due_at == NOW + waits


def test_410_is_final_and_ends_the_webhook() -> None:
    """Standard Webhooks: 410 Gone."""
    verdict = judge(answered(410), tries=1, at=NOW, chance=0.5)

    assert (verdict.state, verdict.gone) == (DeliveryState.DEAD, True)


@pytest.mark.parametrize(
    ("answer", "unwell"),
    [
        (HANGS, True),
        (answered(500), True),
        (answered(429), True),
        (answered(408), True),
        (answered(404), False),
        (answered(302), False),
    ],
)
def test_a_receiver_in_trouble_is_told_from_one_that_dislikes_a_message(
    answer: Answer, *, unwell: bool
) -> None:
    """Webhooks: trouble holds its other deliveries back, dislike does not."""
    assert judge(answer, tries=1, at=NOW, chance=0.5).unwell is unwell


def test_pauses_double_up_to_a_minute() -> None:
    """Standard Webhooks: throttle a receiver that is under load."""
    pauses = [pause_after(failures, 0.5).total_seconds() for failures in range(1, 9)]

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
