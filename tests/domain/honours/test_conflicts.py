"""What stands against a reward is weighed, as it is now, before it is granted (ACC-BJ-01)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from domain.accountability.accountability import Accountability
from domain.accountability.events import AccountabilityDecided
from domain.act import Actor
from domain.facts.governance import NoticeCirculated
from domain.honours.conflicts import stands_against, weigh
from tests.domain.accountability.files import DORA, LEO, LONGLING, REVIEW, held, opened, triggered
from tests.samples import act, on
from tests.spec import Fact, fact, given, refused

DECIDED = fact(
    AccountabilityDecided, measure="CRITICISM", proposed_by="dan", actor_id="dora", on_appeal=False
)
TAKEN_BACK = fact(
    AccountabilityDecided, measure=None, proposed_by="uma", actor_id="dora", on_appeal=True
)
NOTICE = fact(
    NoticeCirculated,
    record="ACCOUNTABILITY",
    body="u1",
    on=on("2021-12-29"),
    kind="BELOW_60",
    notice_ref="n-1",
)
ENDED = (triggered(period="2021"), held(), opened(), DECIDED, NOTICE)


def file_of(*history: Fact) -> Accountability:
    return given(Accountability, *history)


@pytest.mark.parametrize(
    ("history", "year", "basis", "expected"),
    [
        ((triggered(period="2021"),), 2021, (), True),
        ((triggered(period="2021"),), 2023, (), True),  # open
        (ENDED, 2021, (), True),  # of the year
        (ENDED, 2022, (), False),  # of another, and at its end
        (ENDED, 2022, (REVIEW,), True),  # what calls is what speaks for the reward
        ((triggered(period="2021"), held(), opened(), TAKEN_BACK), 2021, (REVIEW,), False),
    ],
)
def test_a_file_stands_against_a_reward_that_it_is_about(
    history: tuple[Fact, ...], year: int, basis: tuple[str, ...], *, expected: bool
) -> None:
    """ACC-BJ-01: of that year, of that event, or open; never what was taken back"""
    assert stands_against(file_of(*history), LONGLING, year=year, basis=basis) is expected


def test_a_file_without_a_period_is_about_the_year_of_what_began_it() -> None:
    """B-37, ACC-DG-01-G5: what follows from a bound belongs to the day before it"""
    bound = triggered(recorded_at=act(DORA, "2022-01-01 00:00").at)
    later = triggered(recorded_at=act(DORA, "2022-01-01 00:01").at)
    assert (file_of(bound).year, file_of(later).year) == (2021, 2022)


def weighed(
    despite: Mapping[str, int],
    *history: Fact,
    by: Actor = LEO,
    reason: str | None = "it was mended",
) -> tuple[str, ...]:
    files = [file_of(*history)] if history else []
    return weigh(act(by, "2021-12-31 09:00", LONGLING, reason=reason), files, despite)


def test_where_nothing_stands_against_it_nobody_has_to_say_a_thing() -> None:
    """RWD-BJ-01"""
    assert weighed({}, reason=None) == ()


def test_a_conflict_that_is_not_named_refuses_the_reward() -> None:
    """ACC-BJ-01-G2: the system shows a conflict, a human decides"""
    with refused("reward-in-conflict", "ACC-BJ-01"):
        weighed({}, triggered())
    with refused("reward-in-conflict", "ACC-BJ-01"):
        weighed({"f2": 1}, triggered())


def test_a_conflict_is_weighed_as_it_is_now() -> None:
    """ACC-BJ-01: what was weighed before it went on does not count"""
    for despite in ({"f1": 1}, {"f1": 3}):
        with refused("reward-conflicts-changed", "ACC-BJ-01"):
            weighed(despite, triggered(), held())
    file = file_of(triggered(), held())
    assert weighed({"f1": 2}, triggered(), held()) == (f"event:{file.id}/2",)


def test_what_does_not_stand_against_it_is_not_weighed() -> None:
    """ACC-BJ-01"""
    with refused("reward-conflicts-changed", "ACC-BJ-01"):
        weighed({"f1": 1})
    with refused("reward-conflicts-changed", "ACC-BJ-01"):
        weighed({"f1": 1, "f2": 1}, triggered())


def test_who_rewards_in_spite_of_a_file_says_why_and_took_no_part_in_it() -> None:
    """ACC-BJ-01, C: separation of duties"""
    with refused("reason-missing", "2.5"):
        weighed({"f1": 1}, triggered(), reason=None)
    with refused("finder-decides", "C"):
        weighed({"f1": 2}, triggered(), held(), by=DORA)
