"""Who sees which event, and how much of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from uuid import uuid4

import pytest

from application.directory import Scope
from application.live.feed import CaseMarks, FeedFilter, LoggedEvent, shown
from application.queries.audience import Audience, Detail
from domain.cases.case import Case
from domain.kernel import Event, EventCorrected
from tests.samples import reported
from tests.spec import ID, LONG_AGO, stream

ALL = FeedFilter()
MARKS = CaseMarks(reporter="rita", units=("u1", "u2"), grid="g12", community="c1")
NOBODY = Scope("nobody")


def event() -> Event:
    return stream(reported(), of=Case)[0]


def corrected(field: str, old: object) -> Event:
    return EventCorrected(
        originator_id=ID, originator_version=3, timestamp=LONG_AGO, occurred_at=LONG_AGO,
        actor_id="anna", pack="given@2020.1", target_version=1, target_event="CaseReported",
        field=field, old=old, new=None,
    )  # fmt: skip


def seen(scope: Scope, logged: LoggedEvent, which: FeedFilter = ALL) -> Detail | None:
    return shown(Audience(scope, Detail.RECORD), which, logged)


@pytest.mark.parametrize(
    "scope",
    [
        Scope("rita"),
        replace(NOBODY, units=frozenset({"u2"})),
        replace(NOBODY, grids=frozenset({"g12"})),
        replace(NOBODY, communities=frozenset({"c1"})),
        replace(NOBODY, everything=True),
    ],
)
def test_an_event_is_shown_to_whoever_sees_its_case(scope: Scope) -> None:
    """Annex C: row scope."""
    assert seen(scope, LoggedEvent(1, event(), MARKS)) is Detail.RECORD
    assert seen(NOBODY, LoggedEvent(1, event(), MARKS)) is None


@pytest.mark.parametrize(
    ("which", "wanted"),
    [
        (FeedFilter(types=frozenset({"CaseReported"})), True),
        (FeedFilter(types=frozenset({"CaseClosed"})), False),
        (FeedFilter(case_id=ID), True),
        (FeedFilter(case_id=uuid4()), False),
        (FeedFilter(unit="u2"), True),
        (FeedFilter(unit="u3"), False),
        (FeedFilter(unit="u1", types=frozenset({"CaseClosed"})), False),
    ],
)
def test_a_filter_narrows_what_is_shown(which: FeedFilter, *, wanted: bool) -> None:
    """Each condition holds."""
    found = seen(replace(NOBODY, everything=True), LoggedEvent(1, event(), MARKS), which)
    assert (found is Detail.RECORD) is wanted


@pytest.mark.parametrize(
    ("field", "old", "scope"),
    [
        ("reporter_ref", "ruth", Scope("ruth")),
        ("grid_id", "g13", replace(NOBODY, grids=frozenset({"g13"}))),
        ("community_id", "c2", replace(NOBODY, communities=frozenset({"c2"}))),
        ("units", ["u9"], replace(NOBODY, units=frozenset({"u9"}))),
        ("new_lead", "u9", replace(NOBODY, units=frozenset({"u9"}))),
    ],
)
def test_who_saw_a_case_by_a_wrong_value_is_told_that_it_is_gone(
    field: str, old: object, scope: Scope
) -> None:
    """ENV-02: once, and nothing but that."""
    assert seen(scope, LoggedEvent(3, corrected(field, old), MARKS)) is Detail.NOTICE
    assert seen(scope, LoggedEvent(4, event(), MARKS)) is None
    assert seen(NOBODY, LoggedEvent(3, corrected(field, old), MARKS)) is None
    assert seen(NOBODY, LoggedEvent(3, corrected(field, None), MARKS)) is None


def test_what_is_no_case_is_for_whoever_may_replay_all() -> None:
    """Annex C: the audit trail."""
    everything = replace(NOBODY, everything=True)
    directory = LoggedEvent(1, event(), None)

    assert seen(everything, directory) is Detail.RECORD
    assert shown(Audience(everything, Detail.NOTICE), ALL, directory) is None
    assert seen(replace(NOBODY, units=frozenset({"u1"})), directory) is None
    assert seen(everything, directory, FeedFilter(unit="u1")) is None


def test_losing_is_told_from_gaining() -> None:
    """A right taken away ends a stream; another one does not."""
    little = Audience(replace(NOBODY, units=frozenset({"u1"})), Detail.NOTICE)
    more = Audience(replace(NOBODY, units=frozenset({"u1", "u2"})), Detail.NOTICE)
    most = Audience(replace(NOBODY, everything=True), Detail.NOTICE)
    full = Audience(most.scope, Detail.RECORD)

    rising = [little, more, most, full]
    assert not any(a.has_lost_to(b) for a, b in pairwise(rising))
    assert all(b.has_lost_to(a) for a, b in pairwise(rising))
    assert not more.has_lost_to(more)
