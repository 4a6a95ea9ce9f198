"""Figures to be reached by a day."""

from __future__ import annotations

from typing import Any

import pytest

from domain.oversight.target import Target
from domain.targets import TargetCounted
from tests.samples import SU, SYS, act, at, fixed, pack
from tests.spec import Fact, fact, given, refused, then

QINGYANG = pack("qingyang")
NEW_YEAR = "2019-01-01 00:00"


def goal(value: int = 31, target: str = "CULTURE_CENTRES") -> Fact:
    return fact(
        Target.TargetSet,
        code="t1",
        target=target,
        body="top",
        value=value,
        due=fixed("2018-12-31"),
    )


def counted(value: int, target: str = "CULTURE_CENTRES", of: int = 31) -> Fact:
    return fact(TargetCounted, code=target, count=value, wanted=of)


def judged(value: int, *, met: bool, of: int = 31) -> Fact:
    fields: dict[str, Any] = {"count": value, "wanted": of}
    if met:
        return fact(Target.TargetMet, **fields)
    return fact(Target.TargetMissed, gap=of - value, **fields)


def test_a_target_has_the_figure_and_the_day_of_the_pack() -> None:
    """CUL-QY-01"""
    by = act(SU, "2018-10-10 09:00", QINGYANG)
    then(Target.set(by, jurisdiction="j", code="t1", target="CULTURE_CENTRES", body="top"), goal())
    with refused("target-undefined", "B-45"):
        Target.set(by, jurisdiction="j", code="t1", target="MUSEUMS", body="top")


@pytest.mark.parametrize(("count", "met"), [(30, False), (31, True), (32, True)])
def test_thirty_of_thirty_one_centres_miss_by_one(count: int, met: bool) -> None:  # noqa: FBT001  # a column of the table
    """CUL-QY-01"""
    centres = given(Target, goal(), counted(count))

    centres.settle(act(SYS, "2018-12-31 23:59", QINGYANG))
    centres.settle(act(SYS, "2019-01-01 00:05", QINGYANG))
    centres.settle(act(SYS, "2019-01-01 00:10", QINGYANG))

    [event] = then(centres, judged(count, met=met))
    assert (event.occurred_at, event.actor_id) == (at(NEW_YEAR), "system")


def test_five_of_six_law_sites_are_a_miss() -> None:
    """SAF-QY-01"""
    sites = given(Target, goal(6, "LAW_SITES"), counted(5, "LAW_SITES", 6))

    sites.settle(act(SYS, NEW_YEAR, QINGYANG))

    then(sites, judged(5, met=False, of=6))


def test_seven_experts_in_the_first_batch() -> None:
    """ORG-QY-06"""
    for count, met in ((7, True), (6, False)):
        experts = given(Target, goal(7, "EXPERTS_FIRST_BATCH"), counted(count))

        experts.settle(act(SYS, NEW_YEAR, QINGYANG))

        then(experts, judged(count, met=met, of=7))


def test_seventeen_of_eighteen_public_accounts_miss() -> None:
    """INF-CY-01"""
    chengyang = pack("chengyang")
    by = act(SU, "2018-12-03 09:00", chengyang)
    accounts = Target.set(by, jurisdiction="j", code="t1", target="PUBLIC_ACCOUNTS", body="top")
    accounts.count(by, count=17)
    accounts.collect_events()

    accounts.settle(act(SYS, NEW_YEAR, chengyang))

    then(accounts, judged(17, met=False, of=18))


def test_the_last_count_counts_and_nothing_counted_is_nothing_reached() -> None:
    """CUL-QY-01"""
    counted_twice = given(Target, goal(), counted(12))
    never_counted = given(Target, goal())

    counted_twice.count(act(SU, "2018-12-31 23:00", QINGYANG), count=31)
    for target in (counted_twice, never_counted):
        target.settle(act(SYS, NEW_YEAR, QINGYANG))

    then(counted_twice, counted(31), judged(31, met=True))
    then(never_counted, judged(0, met=False))


def test_after_its_day_a_target_is_neither_set_nor_counted() -> None:
    """7.10"""
    late = act(SU, NEW_YEAR, QINGYANG)
    with refused("target-is-judged", "7.10"):
        given(Target, goal()).count(late, count=31)
    with refused("target-is-judged", "7.10"):
        Target.set(late, jurisdiction="j", code="t1", target="CULTURE_CENTRES", body="top")


@pytest.mark.parametrize("name", ["qingyang", "bijie"])
@pytest.mark.parametrize(("count", "met"), [(5, False), (6, True)])
def test_a_community_has_six_social_organisations(name: str, count: int, met: bool) -> None:  # noqa: FBT001  # a column of the table
    """B-23, F66, F88: 5 of 6 miss by one"""
    by = act(SU, "2018-10-10 09:00", pack(name))
    then(
        Target.set(by, jurisdiction="j", code="t1", target="SOCIAL_ORGANISATIONS", body="top"),
        goal(6, "SOCIAL_ORGANISATIONS"),
    )
    group = given(
        Target, goal(6, "SOCIAL_ORGANISATIONS"), counted(count, "SOCIAL_ORGANISATIONS", 6)
    )

    group.settle(act(SYS, "2019-01-01 00:05", pack(name)))

    then(group, judged(count, met=met, of=6))


@pytest.mark.parametrize("name", ["daguan", "kundulun", "longling", "street-a", "chengyang"])
def test_where_no_source_asks_for_social_organisations_none_are_asked_for(name: str) -> None:
    """B-23, B-45"""
    with refused("target-undefined", "B-45"):
        Target.set(
            act(SU, "2021-10-10 09:00", pack(name)),
            jurisdiction="j",
            code="t1",
            target="SOCIAL_ORGANISATIONS",
            body="c1",
        )
