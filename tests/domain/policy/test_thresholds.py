"""What measured figures call for, and what a threshold may be made of."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from domain.policy.thresholds import Condition, CountMissing, Threshold
from tests.samples import on, pack

HOUSING = pack("bijie").thresholds["new_housing"]
NEW_COMMUNITY = pack("chengyang").thresholds["new_community"]
UPGRADE = pack("bijie").thresholds["party_upgrade"]


@pytest.mark.parametrize(
    ("total", "moved_in", "outcome"),
    [
        (3000, 1500, "RC"),
        (3000, 1499, "GROUP"),
        (3000, 300, "GROUP"),
        (3000, 299, "ATTACH"),
        (2999, 2000, "UNDEFINED"),
        (3001, 1501, "RC"),
        (3001, 1500, "GROUP"),  # 1500/3001 is below one half, though it shows as 50.0 %
        (2999, 299, "ATTACH"),
    ],
)
def test_new_housing_calls_for_a_committee_a_group_or_its_neighbour(
    total: int, moved_in: int, outcome: str
) -> None:
    """ORG-BZ-05, CAL-06"""
    assert HOUSING.outcome({"total": total, "moved_in": moved_in}) == outcome


@pytest.mark.parametrize(
    ("design", "moved_in", "outcome"),
    [
        (3000, 1500, "COMMUNITY"),
        (3000, 1499, "NONE"),
        (2999, 2999, "NONE"),
        (4001, 2000, "NONE"),
        (4001, 2001, "COMMUNITY"),
    ],
)
def test_a_city_community_is_due_where_half_of_three_thousand_homes_are_lived_in(
    design: int, moved_in: int, outcome: str
) -> None:
    """ORG-CY-03"""
    counts = {"design_households": design, "moved_in": moved_in}

    assert NEW_COMMUNITY.outcome(counts) == outcome
    assert NEW_COMMUNITY.due_on == on("2019-12-31")


@pytest.mark.parametrize(
    ("members", "others", "outcome", "approved_by"),
    [
        (100, 0, "PARTY_COMMITTEE", ("county_officer",)),
        (99, 0, "GENERAL_BRANCH", ("street_officer",)),
        (51, 0, "GENERAL_BRANCH", ("street_officer",)),
        (50, 0, "UNDEFINED", None),
        (50, 3, "UNDEFINED", None),
        (49, 1, "GENERAL_BRANCH", ("street_officer",)),
        (49, 0, "BRANCH", ()),
    ],
)
def test_members_permit_a_general_branch_above_fifty_and_a_committee_from_a_hundred(
    members: int, others: int, outcome: str, approved_by: tuple[str, ...] | None
) -> None:
    """ORG-BZ-11, B-18"""
    counts = {"party_members": members, "other_branches": others}

    reached = UPGRADE.reached(counts)

    assert UPGRADE.effect == "PERMITS"
    assert UPGRADE.outcome(counts) == outcome
    assert (reached[0].approved_by if reached else None) == approved_by


def test_a_count_that_a_clause_speaks_of_is_never_guessed() -> None:
    """B-04"""
    with pytest.raises(CountMissing, match="moved_in"):
        HOUSING.measured({"total": 3000})


def test_a_share_of_nothing_meets_no_bound() -> None:
    """CAL-06: nothing is divided by zero, and nothing is assumed of it."""
    shares = {"s": {"part": "a", "whole": "b"}}
    either = [{"when": [{"of": "s", bound: 0}], "result": "X"} for bound in ("at_least", "at_most")]
    threshold = _threshold(counts=["a", "b"], shares=shares, clauses=either)

    assert threshold.outcome({"a": 0, "b": 0}) == "NONE"


def _threshold(**changes: Any) -> Threshold:
    fields: dict[str, Any] = {
        "counts": ["a"],
        "clauses": [{"when": [{"of": "a", "at_least": 1}], "result": "X"}],
        "otherwise": "NONE",
        "effect": "DUE",
    }
    return Threshold.model_validate(fields | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"clauses": [{"when": [{"of": "b", "at_least": 1}], "result": "X"}]},
        {"clauses": [{"when": [], "result": "X"}]},
        {"clauses": []},
        {"clauses": [{"when": [{"of": "a", "at_least": 1}], "result": "UNDEFINED"}]},
        {"clauses": [{"when": [{"of": "a"}], "result": "X"}]},
        {"clauses": [{"when": [{"of": "a", "at_least": 1, "at_most": 2}], "result": "X"}]},
        {"clauses": [{"when": [{"of": "a", "at_least": 0.5}], "result": "X"}]},
        {"clauses": [{"when": [{"of": "a", "at_least": True}], "result": "X"}]},
        {"clauses": [{"when": [{"of": "a", "at_least": "1/0"}], "result": "X"}]},
        {"clauses": [{"when": [{"of": "a", "at_least": "a >= 1"}], "result": "X"}]},
        {"clauses": [{"when": [{"of": "a", "at_least": -1}], "result": "X"}]},
        {"counts": ["a", "a"]},
        {"counts": []},
        {"shares": {"s": {"part": "a", "whole": "b"}}},
        {"shares": {"a": {"part": "a", "whole": "a"}}},
        {"otherwise": "PERHAPS"},
    ],
)
def test_a_threshold_is_a_closed_table_of_exact_comparisons(changes: dict[str, Any]) -> None:
    """B.3: it is refused at load, and nothing in it is ever evaluated as code."""
    with pytest.raises(ValidationError):
        _threshold(**changes)


def test_a_bound_is_the_fraction_that_is_written() -> None:
    """CAL-06"""
    condition = Condition.model_validate({"of": "a", "at_least": "1/3"})

    assert condition.at_least == Fraction(1, 3)
    assert condition.model_dump(mode="json")["at_least"] == "1/3"
