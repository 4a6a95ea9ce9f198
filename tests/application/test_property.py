"""Estates and their companies on the real log: who sees what, what stands behind it, and when."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from application.errors import OutsideRowScope, PermissionDenied
from application.ports import Receipt
from application.queries.property_desk import EstateCursor, LeagueFilter, LeagueLine
from application.read_models.as_of import AsOf, Axis
from application.read_models.oversight_list import OversightFilter
from application.read_models.property_league import EstateFilter
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import Caller
from domain.oversight.errors import GateIsBlocked
from domain.property.errors import RatedAlready
from domain.records.errors import EnteredByAnother
from tests.application.town import FOUNDER, Town, at, town_on
from tests.database import Database

BOTH = ("RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE")


@pytest.fixture
def chengyang(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "chengyang", "2021-01-04 09:00") as town:
        town.appoint("pia", "property_officer", town.name)
        town.appoint("rong", "residents_committee", "c1")
        yield town


@pytest.fixture
def street_a(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "street-a", "2021-04-30 09:00") as town:
        town.appoint("pia", "property_officer", town.name)
        yield town


def give(town: Town, by: str, command: str, **fields: Any) -> Receipt:
    built = ORGANISATION_COMMANDS[command](**fields)
    return town.service.organisation.execute(town.name, Caller(by), built, key=None)


def filed(town: Town, *estates: str, body: str = "c1", company: str = "sun") -> None:
    for estate in estates:
        give(town, "pia", "file_estate", estate=estate, body=body, company=company)


def scored(town: Town, estate: str, score: int, period: str = "2021Q1", by: str = "pia") -> None:
    give(
        town, by, "inspect_property",
        estate=estate, score=score, period=period, inspectors=BOTH,
    )  # fmt: skip


def swept(town: Town) -> int:
    town.service.projector.catch_up()
    drawn = town.service.ranking_sweep.sweep(town.name)
    town.service.projector.catch_up()
    return drawn


def league(
    town: Town, by: str = FOUNDER, *, as_of: AsOf | None = None, **which: Any
) -> dict[str, LeagueLine]:
    page = town.service.estates.league(
        town.name, Caller(by), LeagueFilter(year=2021, **which), as_of=as_of
    )
    return {line.estate: line for line in page.items}


def test_a_year_is_ranked_once_however_many_sweep_and_however_late(chengyang: Town) -> None:
    """PRP-CY-01, ENV-06: by what was recorded before the year ended"""
    filed(chengyang, "a", "b", "c", "d")
    for estate, score in (("a", 90), ("b", 80), ("c", 70), ("d", 60)):
        scored(chengyang, estate, score)
    chengyang.clock.set(at("2021-12-31 23:59"))
    assert swept(chengyang) == 0
    chengyang.clock.set(at("2022-02-10 09:00"))
    scored(chengyang, "d", 100, "2021Q4")
    filed(chengyang, "e")
    chengyang.service.projector.catch_up()

    with ThreadPoolExecutor(2) as schedulers:
        drawn = schedulers.map(
            lambda _: chengyang.service.ranking_sweep.sweep(chengyang.name), range(2)
        )
        assert sum(drawn) == 1

    assert swept(chengyang) == 0
    lines = league(chengyang)
    assert {estate: line.rank for estate, line in lines.items()} == {
        "a": 1, "b": 2, "c": 3, "d": 4, "e": None,
    }  # fmt: skip
    assert [estate for estate, line in lines.items() if line.listed_on] == ["d"]


def test_estates_that_the_tables_have_not_reached_are_ranked_all_the_same(chengyang: Town) -> None:
    """PRP-CY-01: a table only says where to look"""
    filed(chengyang, "a")
    scored(chengyang, "a", 90)
    chengyang.service.projector.catch_up()
    filed(chengyang, "b", "c", "d")
    for estate, score in (("b", 80), ("c", 70), ("d", 60)):
        scored(chengyang, estate, score)
    chengyang.clock.set(at("2022-01-01 00:05"))

    assert chengyang.service.ranking_sweep.sweep(chengyang.name) == 1

    chengyang.service.projector.catch_up()
    assert [line.rank for line in league(chengyang).values()] == [1, 2, 3, 4]


def test_a_leader_that_lost_its_seat_ranks_nothing(chengyang: Town) -> None:
    """ENV-06: what it leaves, the next one records"""
    filed(chengyang, "a")
    scored(chengyang, "a", 90)
    chengyang.clock.set(at("2022-01-01 00:05"))
    chengyang.service.projector.catch_up()

    assert chengyang.service.ranking_sweep.sweep(chengyang.name, stopping=lambda: True) == 0
    assert swept(chengyang) == 1


def test_the_league_as_it_stood_on_both_axes(chengyang: Town) -> None:
    """ENV-06: the place is true since the year's end, and known since the sweep"""
    filed(chengyang, "a", "b", "c", "d")
    for estate, score in (("a", 90), ("b", 80), ("c", 70), ("d", 60)):
        scored(chengyang, estate, score)
    chengyang.clock.set(at("2022-01-05 09:00"))
    swept(chengyang)

    def rank(local: str, axis: Axis) -> int | None:
        return league(chengyang, as_of=AsOf(at(local), axis))["d"].rank

    assert rank("2022-01-05 08:59", Axis.RECORDED) is None
    assert rank("2022-01-05 09:00", Axis.RECORDED) == 4
    assert rank("2021-12-31 23:59", Axis.OCCURRED) is None
    assert rank("2022-01-01 00:00", Axis.OCCURRED) == 4
    assert league(chengyang, as_of=AsOf(at("2021-01-04 08:59"))) == {}


def test_every_event_behind_the_league_is_told(chengyang: Town) -> None:
    """F: the files, the scores and the ranking, in the order of the log"""
    filed(chengyang, "a", "b")
    scored(chengyang, "a", 90)
    chengyang.clock.set(at("2022-01-01 00:05"))
    swept(chengyang)

    def behind(**which: Any) -> list[str]:
        page = chengyang.service.estates.league_evidence(
            chengyang.name, Caller(FOUNDER), LeagueFilter(**which)
        )
        assert [one.position for one in page.items] == sorted(one.position for one in page.items)
        return [one.event for one in page.items]

    assert behind(year=2021) == [
        "EstateFiled",
        "EstateFiled",
        "PropertyInspected",
        "PropertyRanked",
    ]
    assert behind(year=2021, estate="b") == ["EstateFiled"]
    assert behind(year=2020, estate="a") == ["EstateFiled"]
    estates = chengyang.service.estates.evidence(
        chengyang.name, Caller(FOUNDER), EstateFilter(company="sun"), limit=1
    )
    assert ([one.event for one in estates.items], estates.next is None) == (["EstateFiled"], False)


def test_one_sees_and_judges_the_estates_of_ones_own_bodies(chengyang: Town) -> None:
    """C: what lies elsewhere does not exist"""
    filed(chengyang, "a")
    filed(chengyang, "b", body="c2")
    chengyang.service.projector.catch_up()

    assert list(league(chengyang, "pia")) == ["a", "b"]
    assert list(league(chengyang, "rong")) == ["a"]
    scored(chengyang, "a", 90, by="rong")
    with pytest.raises(OutsideRowScope):
        scored(chengyang, "b", 90, by="rong")
    with pytest.raises(PermissionDenied):
        scored(chengyang, "a", 90, "2021Q1", by="cai")
    with pytest.raises(PermissionDenied):
        league(chengyang, "nobody")


def test_a_list_of_estates_goes_on_where_a_page_ended(chengyang: Town) -> None:
    """Architecture 7: keyset cursors"""
    filed(chengyang, "a", "b", "c")
    chengyang.service.projector.catch_up()
    desk = chengyang.service.estates

    first = desk.league(chengyang.name, Caller("pia"), LeagueFilter(year=2021), limit=2)
    rest = desk.rows(chengyang.name, Caller("pia"), EstateFilter(), after=EstateCursor("b"))

    assert ([one.estate for one in first.items], first.next) == (["a", "b"], EstateCursor("b"))
    assert [one.estate for one in rest.items] == ["c"]


def test_of_two_that_grade_at_once_one_is_refused(street_a: Town) -> None:
    """SAT-SA-01: one grade for each estate and period"""
    filed(street_a, "e1")

    def rate(grade: str) -> str:
        try:
            give(street_a, "pia", "rate_property", estate="e1", period="2021Q1", grade=grade)
        except RatedAlready:
            return "refused"
        return grade

    with ThreadPoolExecutor(2) as officers:
        answers = list(officers.map(rate, ("GOOD", "FAIL")))

    assert sorted(answers, key=lambda one: one == "refused")[1:] == ["refused"]
    street_a.service.projector.catch_up()
    assert [one.grade for one in league(street_a)["e1"].periods] == [
        answers[answers.index("refused") - 1]
    ]


def test_a_streak_goes_over_the_years_end_and_past_a_period_without_a_grade(street_a: Town) -> None:
    """ACC-SA-01: FAIL, nothing, FAIL are two in a row; another company begins anew"""
    filed(street_a, "e1", "e2", "e3")
    grades = {"e1": ("FAIL", "FAIL"), "e2": ("FAIL", "PASS"), "e3": ("FAIL", "FAIL")}
    for estate, (first, second) in grades.items():
        if estate == "e3":
            give(street_a, "pia", "file_estate", estate=estate, body="c1", company="moon")
        give(street_a, "pia", "rate_property", estate=estate, period="2021Q1", grade=first)
        if estate == "e3":
            give(street_a, "pia", "file_estate", estate=estate, body="c1", company="star")
        street_a.clock.set(at("2022-02-10 09:00"))
        give(street_a, "pia", "rate_property", estate=estate, period="2022Q1", grade=second)
    street_a.service.projector.catch_up()

    page = street_a.service.estates.league(street_a.name, Caller("pia"), LeagueFilter(year=2022))

    assert {line.estate: line.streak for line in page.items} == {"e1": 2, "e2": 0, "e3": 1}
    assert {line.streak for line in league(street_a).values()} == {1}


def test_one_company_serves_several_estates(module_database: Database) -> None:
    """PRP-KD-01: 11 companies in 16 estates"""
    with town_on(module_database, "kundulun", "2021-03-01 09:00") as town:
        town.appoint("pia", "property_officer", town.name)
        for number in range(16):
            filed(town, f"e{number:02}", company=f"co{number % 11:02}")
        give(town, "pia", "file_estate", estate="e99", body="c1")
        town.service.projector.catch_up()

        page = town.service.estates.rows(town.name, Caller("pia"), EstateFilter(complete=True))
        of_one = town.service.estates.rows(town.name, Caller("pia"), EstateFilter(company="co00"))

        assert len(page.items) == 16
        assert len({line.company for line in page.items}) == 11
        assert [line.estate for line in of_one.items] == ["e00", "e11"]


def test_the_ledger_of_an_estate_is_kept_by_the_one_designated_person(chengyang: Town) -> None:
    """PRP-CY-02: an entry by another person is refused"""
    chengyang.appoint("wu", "property_liaison", "c1")
    entry = {
        "record": "ESTATE_LEDGER", "body": "c1", "ledger": "ESTATE_LEDGER", "estate": "a",
        "entry": "CONTACT",
    }  # fmt: skip

    for other in ("rong", "pia", FOUNDER):
        with pytest.raises(EnteredByAnother):
            give(chengyang, other, "enter_in_ledger", **entry)

    assert give(chengyang, "wu", "enter_in_ledger", **entry).position is not None


def test_the_plan_of_a_new_estate_waits_for_the_check_of_its_facilities(chengyang: Town) -> None:
    """PRP-CY-04: approval before the check is refused"""
    plan = {
        "record": "PLAN_APPROVAL", "body": "c1", "plan": "new_estate", "plan_ref": "p6",
        "about": "e6",
    }  # fmt: skip
    asked = {
        "code": "g6", "gate": "PLAN_CHECK", "matter": "plan_approval", "about": "e6",
        "unit": "c1", "requested_from": (chengyang.name,),
    }  # fmt: skip
    with pytest.raises(GateIsBlocked):
        give(chengyang, FOUNDER, "file_plan", **plan)
    give(chengyang, "cai", "request_gate", **asked)
    with pytest.raises(GateIsBlocked):
        give(chengyang, FOUNDER, "file_plan", **plan, gate="g6")

    give(chengyang, "pia", "give_opinion", code="g6", approved=True, opinion="rooms are there")

    assert give(chengyang, FOUNDER, "file_plan", **plan, gate="g6").position is not None


def test_of_two_defects_one_that_stays_open_is_ordered_to_be_put_right(chengyang: Town) -> None:
    """ACC-CY-02: corrected on site, and filed; an order for the other one"""
    give(
        chengyang, FOUNDER, "record_inspection",
        code="i1", kind="ON_SITE", body="c1", about="a",
        inspectors=("management_office", "supervision_office"),
        defects=("litter", "the lift stands still"), fixed=(1,), due_on="2021-01-31",
    )  # fmt: skip
    chengyang.service.projector.catch_up()

    page = chengyang.service.oversight.rows(
        chengyang.name, Caller(FOUNDER), OversightFilter(about="a")
    )

    assert [(one.kind, one.open_defects) for one in page.items] == [
        ("INSPECTION", 1), ("RECTIFICATION", 1),
    ]  # fmt: skip
