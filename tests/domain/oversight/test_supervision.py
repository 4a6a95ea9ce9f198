"""Rounds of supervision by two yardsticks (SAT-BJ-01)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.oversight.inspection import Inspection
from domain.oversight.supervision import Seen, Supervision
from domain.surveys.survey import Rate, Survey
from domain.surveys.tally import Tally
from tests.samples import SU, act, on, pack
from tests.spec import fact, news, refused, then

LONGLING = pack("longling")
EFFECT = Decimal(92)
BY_THE_NINTH = "2021-10-09 17:00"


def survey(*, subject: str = "c1", satisfied: int = 150, judged: int = 190) -> Survey:
    """A closed survey of the satisfaction of residents."""
    opened = Survey.open(
        act(SU, "2021-10-01 09:00", LONGLING), jurisdiction="j", code="s-10",
        kind="MASS_SATISFACTION", body="c1", subject=subject, population=4_000, sample_size=200,
        until_on=on("2021-10-10"),
    )  # fmt: skip
    said: dict[tuple[bool | None, str | None], int] = {
        (None, "SATISFIED"): satisfied,
        (None, "DISSATISFIED"): judged - satisfied,
    }
    tally = Tally(counted_to=9, complete=True, groups=said)
    opened.close(act(SU, "2021-10-11 09:00", LONGLING), tally)
    return opened


def round_of(seen: Seen, **changes: Any) -> Supervision:
    fields: dict[str, Any] = {"code": "r1", "kind": "STAGE_FOUR", "body": "c1", "subject": "c1"}
    return Supervision.supervise(
        act(SU, BY_THE_NINTH, LONGLING), jurisdiction="j", seen=seen, **fields | changes
    )


def done(**changes: Any) -> Any:
    fields: dict[str, Any] = {
        "code": "r1", "supervision": "STAGE_FOUR", "body": "c1", "subject": "c1",
    }  # fmt: skip
    return fact(Supervision.SupervisionDone, **fields | changes)


def test_an_effect_of_92_without_a_survey_is_incomplete() -> None:
    """SAT-BJ-01: no survey by 2021-10-09"""
    found = round_of(Seen(visible_effect=EFFECT, photos=("photo-1",)))

    [event] = then(
        found, done(visible_effect=EFFECT, photos=("photo-1",), missing=("SATISFACTION",))
    )
    assert event.rule_ids == ("SAT-BJ-01",)


def test_an_effect_of_92_without_photos_is_incomplete() -> None:
    """SAT-BJ-01: photos missing"""
    found = round_of(Seen(visible_effect=EFFECT, survey=survey()))

    then(
        found,
        done(
            visible_effect=EFFECT,
            survey="s-10",
            satisfaction=Rate(numerator=150, denominator=190),
            missing=("PHOTOS",),
        ),
    )


def test_with_both_yardsticks_a_round_is_complete_and_stays_as_it_is() -> None:
    """SAT-BJ-01"""
    found = round_of(Seen(photos=("photo-1",)))
    assert found.missing == ("VISIBLE_EFFECT", "SATISFACTION")
    later = act(SU, "2021-10-12 09:00", LONGLING)
    news(found)

    found.supplement(later, Seen(photos=("photo-1",)))
    then(found)
    found.supplement(later, Seen(visible_effect=EFFECT))
    found.supplement(later, Seen(survey=survey()))

    rate = Rate(numerator=150, denominator=190)
    then(
        found,
        done(visible_effect=EFFECT, photos=("photo-1",), missing=("SATISFACTION",)),
        done(visible_effect=EFFECT, photos=("photo-1",), survey="s-10", satisfaction=rate),
    )
    with refused("supervision-is-complete", "SAT-BJ-01"):
        found.supplement(later, Seen(visible_effect=Decimal(99)))


def test_a_round_rests_on_a_closed_survey_of_what_it_supervises() -> None:
    """SAT-BJ-01, 6.1: 29 valid answers say nothing"""
    with refused("survey-is-anothers", "SAT-DG-01"):
        round_of(Seen(survey=survey(subject="c2")))
    with refused("answers-insufficient", "6.1"):
        round_of(Seen(survey=survey(judged=29, satisfied=29)))


@pytest.mark.parametrize("effect", ["-0.1", "100.1"])
def test_the_visible_effect_is_a_figure_of_the_scale(effect: str) -> None:
    """SAT-BJ-01, 6.3"""
    with refused("score-off-scale", "B-09"):
        round_of(Seen(visible_effect=Decimal(effect)))


def test_a_round_is_no_inspection_and_an_unknown_one_is_refused() -> None:
    """B-45"""
    with refused("inspection-undefined", "B-45"):
        round_of(Seen(), kind="STAGE_FIVE")
    with refused("inspection-undefined", "B-45"):
        Inspection.record(
            act(SU, BY_THE_NINTH, LONGLING), jurisdiction="j", code="i1", kind="STAGE_FOUR",
            body="c1", subject="c1", inspectors=("office",),
        )  # fmt: skip
