"""A wrong fact is corrected by a later one; both stay (ENV-02)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.cases.case import Case
from domain.corrections import CorrectionRefused, NothingToCorrect
from domain.kernel import ENVELOPE, Event, EventCorrected, effective
from tests.samples import (
    BO,
    DI,
    UMA,
    UPLOADED,
    WHISTLED,
    accepted,
    act,
    claimed,
    convened,
    escalated,
    gave_feedback,
    reported,
)
from tests.spec import Fact, fact, news, refused, replayed, stream, then

HISTORY = (
    *WHISTLED,
    *escalated("u1"),
    gave_feedback(1, "u1"),
    accepted(),
    convened(),
    fact(Case.FollowUpNoted, note="seen"),
    claimed(),
)
REASON: dict[str, Any] = {"reason": "typed the wrong one"}


def stored(*history: Fact) -> list[Event]:
    return stream(*history, of=Case)


def correct(events: list[Event], version: int, field: str, new: object) -> list[Event]:
    """The stream after one more correction, as the use case makes it."""
    case = replayed(Case, events)
    target = effective(events)[version - 1]
    case.correct(target, field, new, act(DI, "2021-11-01 09:00", **REASON))
    return [*events, *news(case)]


def version_of(events: list[Event], event: type[Event]) -> int:
    return next(e.originator_version for e in events if isinstance(e, event))


def test_a_wrong_unit_is_corrected_by_a_later_event_and_both_stay() -> None:
    """ENV-02 G2"""
    events = stored(*WHISTLED, *escalated("u1"))
    wrong = version_of(events, Case.EscalatedToDistrict)
    case = replayed(Case, events)

    case.correct(events[wrong - 1], "units", ["u2"], act(DI, "2021-11-01 09:00", **REASON))

    [correction] = then(
        case,
        fact(
            EventCorrected,
            target_version=wrong,
            target_event="CaseEscalatedToDistrict",
            field="units",
            old=["u1"],
            new=["u2"],
        ),
    )
    after = [*events, correction]
    assert replayed(Case, after).units == ("u2",)
    assert replayed(Case, after[:-1]).units == ("u1",)
    assert getattr(after[wrong - 1], "units", None) == ("u1",)
    assert correction.reason == "typed the wrong one"


def test_the_aggregate_decides_by_the_corrected_unit() -> None:
    """ENV-02"""
    events = stored(*WHISTLED, *escalated("u1"))

    right = replayed(
        Case, correct(events, version_of(events, Case.EscalatedToDistrict), "units", ["u2"])
    )

    with refused("unit-not-assigned", "2.5"):
        right.accept("u1", act(UMA, "2021-09-17 09:00"))
    right.accept("u2", act(UMA, "2021-09-17 09:00"))
    assert right.accepted_by == ("u2",)


def test_an_event_may_be_corrected_again_and_even_back() -> None:
    """ENV-02"""
    events = stored(reported(), UPLOADED)

    twice = correct(correct(events, 1, "grid_id", "g13"), 1, "grid_id", "g12")

    assert replayed(Case, twice).grid_id == "g12"
    assert [(e.old, e.new) for e in twice if isinstance(e, EventCorrected)] == [
        ("g12", "g13"),
        ("g13", "g12"),
    ]


def test_a_correction_is_not_corrected_itself() -> None:
    """ENV-02: else the corrected event would keep the first wrong value"""
    events = correct(stored(reported(), UPLOADED), 1, "grid_id", "g13")

    with refused("correction-refused", "ENV-02"):
        correct(events, 3, "new", "g14")


@pytest.mark.parametrize("field", sorted(ENVELOPE))
def test_who_and_when_cannot_be_corrected(field: str) -> None:
    """ENV-02"""
    with refused("nothing-to-correct", "ENV-02"):
        correct(stored(reported()), 1, field, "somebody else")


@pytest.mark.parametrize(("field", "new"), [("colour", "red"), ("grid_id", "g12")])
def test_a_correction_names_a_field_and_changes_it(field: str, new: object) -> None:
    """ENV-02"""
    with refused("nothing-to-correct", "ENV-02"):
        correct(stored(reported()), 1, field, new)


def test_a_correction_stays_in_the_history_of_its_case() -> None:
    """ENV-02"""
    case = replayed(Case, stored(reported()))
    unknown = stored(reported(), UPLOADED)[1]

    with refused("nothing-to-correct", "ENV-02"):
        case.correct(unknown, "platform_no", "P-2", act(DI, "2021-11-01 09:00", **REASON))


@pytest.mark.parametrize(
    ("event", "field", "new"),
    [
        (Case.Reported, "kind", "NO_SUCH_KIND"),
        (Case.Reported, "priority", {"a": 1}),
        (Case.Reported, "discovered_at", "2021-09-16T09:00:00"),
        (Case.EscalatedToDistrict, "units", []),
        (Case.EscalatedToDistrict, "units", "u1"),
        (Case.EscalatedToDistrict, "due", "tomorrow"),
        (Case.FollowUpNoted, "note", ""),
        (Case.FollowUpNoted, "note", "call 13800138000"),
        (Case.ResolutionReported, "claim_no", "many"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_before_it_is_stored(
    event: type[Event], field: str, new: object
) -> None:
    """ENV-02, ENV-07"""
    events = stored(*HISTORY)

    with refused("correction-refused", "ENV-02"):
        correct(events, version_of(events, event), field, new)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (Case.EscalatedToDistrict, "mode"),
        (Case.FeedbackObligationOpened, "obligation_id"),
        (Case.FeedbackObligationOpened, "clock"),
        (Case.FeedbackGiven, "obligation_id"),
        (Case.SiteMeetingConvened, "meeting_id"),
    ],
)
def test_what_ties_events_together_is_not_corrected(event: type[Event], field: str) -> None:
    """ENV-02: a history with a cut tie could not be replayed"""
    events = stored(*HISTORY)

    with refused("correction-refused", "ENV-02"):
        correct(events, version_of(events, event), field, "another")


WORDS: tuple[Any, ...] = (
    None, "u9", "", 0, 7, -1, True, [], ["u9"], {}, "SINGLE", "2021-09-16T09:00:00Z", "2021-09-16",
)  # fmt: skip


@pytest.mark.parametrize("event", [type(e) for e in stored(*HISTORY)], ids=lambda e: e.TOPIC)
def test_no_correction_that_is_accepted_makes_a_history_unreadable(event: type[Event]) -> None:
    """ENV-02: every field of every event with every odd value, and the case goes on"""
    events = stored(*HISTORY)
    version = version_of(events, event)
    target = effective(events)[version - 1]
    for field in set(event.model_fields) - ENVELOPE:
        for new in WORDS:
            case = replayed(Case, events)
            try:
                case.correct(target, field, new, act(DI, "2021-11-01 09:00", **REASON))
            except (CorrectionRefused, NothingToCorrect):
                continue
            corrected = replayed(Case, [*events, *news(case)])
            corrected.settle_bounds(act(DI, "2021-11-01 09:00"))
            corrected.refuse_close_out(("not done",), act(BO, "2021-11-01 10:00"))
