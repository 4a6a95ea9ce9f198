"""Rewards rest on facts, and a person grants them (3.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.honours.reward import Reward, open_rewards
from domain.obligations.deed import Deed
from domain.policy.scales import RangeScale
from domain.rewards import RewardGranted
from tests.domain.accountability.files import LEO, LONGLING
from tests.samples import DAGUAN, act, at, pack
from tests.spec import ID, fact, news, refused, then

BIJIE = pack("bijie")


def concluded(nth: int = 1, *, name: str = "AssessmentConcluded", **facts: Any) -> Deed:
    said = {"subject": "u1", "year": 2021, "grade": "EXCELLENT"} | facts
    return Deed(name, None, "leo", at("2021-12-20 09:00"), said, f"event:{ID}/{nth}")


def grant(*basis: Deed, under: Any = LONGLING, **changes: Any) -> Reward:
    said: dict[str, Any] = {
        "reward": "EXCELLENT",
        "subject": "u1",
        "year": 2021,
        "target": "honours",
    } | changes
    by = act(LEO, f"{said['year']}-12-31 09:00", under)
    return Reward.grant(by, jurisdiction="j", basis=basis, **said)


def test_an_excellent_assessment_is_rewarded() -> None:
    """RWD-BJ-01: overall of 90 and more is EXCELLENT, linked to honours, pay and promotion"""
    [event] = then(
        grant(concluded()),
        fact(
            RewardGranted,
            subject="u1",
            basis="EXCELLENT",
            basis_event=f"event:{ID}/1",
            target="honours",
            year=2021,
        ),
    )
    assert event.evidence == (f"event:{ID}/1",)
    assert "RWD-BJ-01" in event.rule_ids


@pytest.mark.parametrize(("overall", "band"), [("90.0", "EXCELLENT"), ("89.9", None)])
def test_the_band_begins_at_ninety(overall: str, band: str | None) -> None:
    """RWD-BJ-01: 90.0 yes, 89.9 no"""
    scale = LONGLING.scales["BJ_100"]
    assert isinstance(scale, RangeScale)
    found = scale.band(Decimal(overall))
    assert (found == "EXCELLENT") is (band is not None)


def test_without_its_basis_a_reward_is_refused() -> None:
    """3.3, RWD-BJ-01: none cited, another's, another year's, or one that says something else"""
    for basis in (
        (),
        (concluded(subject="u2"),),
        (concluded(year=2020),),
        (concluded(grade="GOOD"),),
        (concluded(name="UnitAppraised"),),
    ):
        with refused("reward-basis-missing", "3.3"):
            grant(*basis)


def test_a_reward_counts_in_what_the_pack_names() -> None:
    """RWD-BJ-01"""
    for target in ("holidays", None):
        with refused("reward-target-unknown", "3.3"):
            grant(concluded(), target=target)


def test_a_pack_without_the_reward_refuses_it() -> None:
    """B-45, RWD-BJ-01"""
    with refused("reward-undefined", "B-45"):
        grant(concluded(), reward="MEDAL")


def test_good_work_is_commended_for_appraisals_that_are_cited() -> None:
    """RWD-DG-01: 3 appraisals cited, stored; none cited, refused"""
    cited = [concluded(nth, name="UnitAppraised", unit="u1", year=2020) for nth in (1, 2, 3)]
    kind = {"reward": "GOOD_WORK", "year": 2020, "target": "annual_assessment"}
    [event] = news(grant(*cited, under=DAGUAN, **kind))
    assert event.evidence == tuple(f"event:{ID}/{nth}" for nth in (1, 2, 3))
    with refused("reward-basis-missing", "3.3"):
        grant(under=DAGUAN, **kind)


def test_a_recommendation_rests_on_an_assessment_of_this_year_or_the_last() -> None:
    """RWD-BZ-06: recommended 2018-11-20 without an assessment of 2017 or 2018 is refused"""
    kind = {"reward": "RECOMMENDATION", "year": 2018, "target": "delegate"}
    for year in (2017, 2018):
        grant(concluded(year=year, subject=None, person_ref="u1"), under=BIJIE, **kind)
    for year in (2016, 2019):
        with refused("reward-basis-missing", "3.3"):
            grant(concluded(year=year, subject=None, person_ref="u1"), under=BIJIE, **kind)


def test_a_fact_that_calls_to_a_talk_may_speak_for_a_reward_as_well() -> None:
    """ACC-BJ-01, B-08: overall 91 and review 58; both appear, and a person decides"""
    both = concluded(overall=91, review=58)
    assert open_rewards(LONGLING, both) == ["EXCELLENT"]
    assert open_rewards(LONGLING, concluded(grade="GOOD")) == []


def test_what_was_weighed_is_stored_with_the_reward() -> None:
    """ACC-BJ-01: the person who decides says what was weighed"""
    file = f"event:{ID}/9"
    by = act(LEO, "2021-12-31 09:00", LONGLING, reason="the review was of another year")
    reward = Reward.grant(
        by, jurisdiction="j", reward="EXCELLENT", subject="u1", year=2021, target="honours",
        basis=[concluded()], despite=(file,),
    )  # fmt: skip
    [event] = news(reward)
    assert event.despite == (file,)  # type: ignore[attr-defined]  # a RewardGranted
    assert event.reason == "the review was of another year"
