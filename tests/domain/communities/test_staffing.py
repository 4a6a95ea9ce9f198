"""Who is hired for a community, and what a count of them shows."""

from __future__ import annotations

from typing import Any

import pytest

from domain.act import Actor
from domain.communities.community import Community
from domain.communities.events import HeadcountRecorded
from domain.policy.registers import Ratio
from domain.vocabulary import Role
from tests.domain.communities.test_community import community, today
from tests.samples import act, on, pack
from tests.spec import fact, refused, then

BIJIE, CHENGYANG = pack("bijie"), pack("chengyang")
DAY = on("2018-05-31")
COUNTY = Actor(id="county", roles=frozenset({Role.STR}))


@pytest.mark.parametrize(
    ("households", "range_"),
    [(3000, (8, 10)), (3250, (9, 10)), (2400, (6, 8)), (299, (1, 0))],
)
def test_one_worker_for_three_to_four_hundred_households(
    households: int, range_: tuple[int, int]
) -> None:
    """ORG-CY-07: rounded up at the lower end, down at the upper; W-6: 3,250 give 9 to 10"""
    assert CHENGYANG.ratios["workers"].range_for(households) == range_


def test_the_other_ratios_give_the_numbers_of_the_rulebook() -> None:
    """ORG-BZ-06, ORG-BZ-07"""
    group = BIJIE.ratios["group_households"]
    heads = BIJIE.ratios["building_head_households"]

    per_group = group.model_copy(update={"per": "group"})
    assert (per_group.range_for(1500)[0], per_group.range_for(3000)[1]) == (8, 30)
    assert heads.range_for(3000) == (100, 150)
    assert group.range_for(None) == (100, 200)


@pytest.mark.parametrize("bounds", [{"at_least": 3}, {"at_most": 4}, {"at_least": 0, "at_most": 4}])
def test_a_ratio_for_each_of_something_has_both_bounds(bounds: dict[str, int]) -> None:
    """B.3: without them no range follows from a base figure."""
    with pytest.raises(ValueError, match="needs both bounds"):
        Ratio.model_validate({"of": "x", "per": "y", "strength": "SHOULD"} | bounds)


@pytest.mark.parametrize(
    ("workers", "deviations"), [(7, ("workers",)), (8, ()), (10, ()), (11, ("workers",))]
)
def test_too_few_station_workers_are_a_deviation(workers: int, deviations: tuple[str, ...]) -> None:
    """ORG-CY-07: it is a SHOULD"""
    of = community()

    of.record_headcount(today(CHENGYANG), workers={"station_worker": workers}, counted_on=DAY)

    then(of, counted({"station_worker": workers}, deviations=deviations))


@pytest.mark.parametrize(
    ("party", "other", "missed"),
    [
        (1, 3, ("paid_workers",)),
        (1, 4, ()),
        (1, 8, ()),
        (1, 9, ("paid_workers",)),
        (0, 7, ("party_affairs_workers",)),
        (0, 4, ("paid_workers", "party_affairs_workers")),
    ],
)
def test_five_to_nine_are_paid_and_one_of_them_is_for_party_affairs(
    party: int, other: int, missed: tuple[str, ...]
) -> None:
    """ORG-BZ-13: a count is a fact and is not refused; what it misses is said with it"""
    of = community()
    workers = {"party_affairs": party, "community_affairs": other}

    of.record_headcount(today(), workers=workers, counted_on=DAY)

    then(of, counted(workers, deviations=missed, musts_missed=len(missed)))


def counted(workers: dict[str, int], **changes: Any) -> Any:
    facts: dict[str, Any] = {
        "workers": workers,
        "total": sum(workers.values()),
        "households": 3000,
        "counted_on": DAY,
    }
    return fact(Community.HeadcountRecorded, **facts | changes)


def test_nobody_is_counted_as_what_the_pack_does_not_know_or_before_the_day() -> None:
    """ORG-BZ-13, ENV-04"""
    of = community()

    with refused("kind-unknown", "B.3"):
        of.record_headcount(today(), workers={"poets": 1}, counted_on=DAY)
    with refused("date-in-future", "ENV-04"):
        of.record_headcount(today(), workers={}, counted_on=on("2018-06-02"))


def test_who_works_beyond_the_statutory_age_is_insured_and_leaves_by_a_day() -> None:
    """ORG-CY-12: reached on 2021-10-01, a task is raised"""
    of = community()
    at = act(COUNTY, "2021-09-01 09:00", CHENGYANG)

    for _ in range(2):
        of.insure(at, person_ref="p1", kind="ACCIDENT")
        of.announce_exit(at, person_ref="p1", due_on=on("2021-10-01"))

    then(
        of,
        fact(Community.InsuranceRecorded, person_ref="p1", kind="ACCIDENT"),
        fact(Community.StaffExitDue, person_ref="p1", due_on=on("2021-10-01")),
    )
    with refused("kind-unknown", "B.3"):
        of.insure(at, person_ref="p1", kind="RAIN")
    with refused("policy-silent", "B-45"):
        of.announce_exit(today(), person_ref="p1", due_on=on("2021-10-01"))


@pytest.mark.parametrize(
    ("route", "reviewed_by", "code"),
    [
        ("OPEN_RECRUITMENT", None, None),
        ("ELECTED", "county", None),
        ("ELECTED", None, "review-missing"),
        ("A_COUSIN", "county", "hiring-route-refused"),
    ],
)
def test_workers_are_recruited_openly_or_elected_and_reviewed(
    route: str, reviewed_by: str | None, code: str | None
) -> None:
    """ORG-BZ-13"""
    of = community()

    def hire() -> None:
        of.hire(
            act(COUNTY, "2018-06-01 09:00", BIJIE),
            person_ref="p1",
            kind="party_affairs",
            route=route,
            hired_on=DAY,
            reviewed_by=reviewed_by,
        )

    if code is not None:
        with refused(code, "ORG-BZ-13"):
            hire()
        return
    hire()
    hire()
    then(
        of,
        fact(
            Community.StaffHired,
            person_ref="p1",
            kind="party_affairs",
            route=route,
            hired_on=DAY,
            reviewed_by=reviewed_by,
        ),
    )


@pytest.mark.parametrize(
    ("heads", "deviations"),
    [
        (99, ("building_head_households",)),
        (100, ()),
        (150, ()),
        (151, ("building_head_households",)),
    ],
)
def test_too_few_building_heads_are_a_deviation(heads: int, deviations: tuple[str, ...]) -> None:
    """ORG-BZ-07: 3,000 households call for 100 to 150; they are no part of the paid workers"""
    of = community(households=3000)
    workers = {"party_affairs": 1, "community_affairs": 4, "building_head": heads}

    of.record_headcount(today(BIJIE), workers=workers, counted_on=DAY)

    (event,) = of.collect_events()
    assert isinstance(event, HeadcountRecorded)
    assert (event.total, event.deviations) == (5, deviations)
