"""From a report to a counted case (rulebook 2.2, 2.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.act import Actor
from domain.cases.case import Case
from domain.vocabulary import CaseKind, CaseState, Role
from tests.samples import (
    DAGUAN,
    GU,
    IN_TRIAGE,
    KUNDULUN,
    MERGED,
    PHOTO,
    RITA,
    UPLOADED,
    act,
    at,
    case,
    on,
    pack,
    reported,
)
from tests.spec import ID, fact, refused, then

BIJIE = pack("bijie")
STREET_A = pack("street-a")
APPLICATION = (reported(kind=CaseKind.ACCESS_APPLICATION), UPLOADED)
COUNTY = Actor(id="county-office", roles=frozenset({Role.ORG}))


def report(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "kind": CaseKind.INCIDENT,
        "grid_id": "g12",
        "community_id": "c1",
        "category": "pothole",
        "reporter_ref": "rita",
        "place": None,
        "discovered_at": at("2026-02-13 16:00"),
        "act": act(GU, "2026-02-13 16:00", KUNDULUN),
    }
    return Case.report(ID, **fields | changes)


def test_a_pothole_in_grid_12_is_reported_with_its_grid() -> None:
    """CAS-KD-01 G"""
    reported_case = report()

    [event] = then(
        reported_case,
        fact(
            Case.Reported,
            kind=CaseKind.INCIDENT,
            grid_id="g12",
            community_id="c1",
            category="pothole",
            reporter_ref="rita",
            discovered_at=at("2026-02-13 16:00"),
        ),
    )
    assert (event.pack, event.rule_ids) == ("kundulun@2021.1", ("CAS-KD-01",))
    assert (reported_case.state, reported_case.grid_id) == (CaseState.REPORTED, "g12")


def test_a_report_from_outside_every_grid_is_taken_into_the_pool() -> None:
    """CAS-KD-01 G2"""
    outside = report(grid_id=None, place=PHOTO)

    assert (outside.state, outside.grid_id) == (CaseState.REPORTED, None)


def test_an_anonymous_report_needs_a_place() -> None:
    """2.5"""
    assert report(reporter_ref=None, place=PHOTO, grid_id=None).state is CaseState.REPORTED

    with refused("anonymous-without-place", "2.5"):
        report(reporter_ref=None, place=None, grid_id=None)


def test_a_matter_is_not_discovered_after_it_is_reported() -> None:
    """ENV-04"""
    with refused("discovered-in-future", "ENV-04"):
        report(discovered_at=at("2026-02-13 16:01"))


def test_an_act_does_not_occur_after_it_is_recorded() -> None:
    """ENV-04"""
    early = {"occurred_at": at("2026-02-13 16:01")}

    with refused("occurred-in-future", "ENV-04"):
        report(act=act(GU, "2026-02-13 16:00", KUNDULUN, **early))
    with refused("occurred-in-future", "ENV-04"):
        case(reported()).upload(None, act(GU, "2026-02-13 16:00", KUNDULUN, **early))


@pytest.mark.parametrize(
    ("occurred", "late"), [("2021-09-29 09:00", False), ("2021-09-29 08:59", True)]
)
def test_an_act_recorded_more_than_a_day_later_is_marked(occurred: str, late: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """ENV-04"""
    uploading = case(reported())

    uploading.upload("P-1", act(GU, "2021-09-30 09:00", occurred_at=at(occurred)))

    [event] = then(uploading, UPLOADED)
    assert event.late_recorded is late


def test_the_grid_member_uploads_a_reported_case_once() -> None:
    """CAS-KD-02"""
    found = case(reported())

    found.upload("P-1", act(GU, "2026-02-13 16:10", KUNDULUN))

    then(found, UPLOADED)
    with refused("case-not-just-reported", "CAS-KD-02"):
        found.upload("P-1", act(GU, "2026-02-13 16:11", KUNDULUN))


def test_a_duplicate_is_merged_into_its_original_even_after_its_upload() -> None:
    """CAS-KD-02 G: 3 of the 438 uploaded ones are later merged"""
    duplicate = case(reported(), UPLOADED)

    duplicate.merge_into(UUID(int=9), act(GU, "2026-02-14 09:00", KUNDULUN))

    then(duplicate, MERGED)
    assert duplicate.state is CaseState.MERGED


def test_a_case_is_not_merged_into_itself() -> None:
    """CAS-KD-02"""
    with refused("merged-into-itself", "CAS-KD-02"):
        case(reported()).merge_into(ID, act(GU, "2026-02-14 09:00", KUNDULUN))


def test_a_rejection_says_whose_matter_it_is() -> None:
    """2.1"""
    foreign = case(reported(), UPLOADED)

    with refused("reason-missing", "2.5"):
        foreign.reject(act(GU, "2026-02-14 09:00", KUNDULUN))
    foreign.reject(act(GU, "2026-02-14 09:00", KUNDULUN, reason="the railway's"))

    then(foreign, fact(Case.Rejected))


def test_a_report_keeps_its_channel_so_that_contacts_can_be_unified() -> None:
    """CAS-BJ-01"""
    told = report(channel="hotline", act=act(GU, "2026-02-13 16:00", pack("longling")))

    [event] = told.collect_events()
    assert isinstance(event, Case.Reported)
    assert event.channel == "hotline"


def test_a_report_carries_the_flags_of_the_counter() -> None:
    """CAS-BZ-02"""
    told = report(priority=True, home_visit=True, booked=True, urgent=True)

    [event] = told.collect_events()
    assert isinstance(event, Case.Reported)
    assert (event.priority, event.home_visit, event.booked, event.urgent) == (True,) * 4


# --- First-asked responsibility ---


def first_asked() -> Case:
    asked = report(act=act(GU, "2018-03-01 09:00", BIJIE), discovered_at=None)
    asked.collect_events()
    return asked


def test_whoever_is_asked_first_holds_the_case_until_somebody_takes_it() -> None:
    """CAS-BZ-01, DUT-BZ-04"""
    asked = first_asked()
    taker = Actor(id="tang", roles=frozenset({Role.STR}))

    asked.hand_over("tang", act(GU, "2018-03-01 10:00", BIJIE))
    offered_holder = asked.holder
    asked.answer_hand_over(taken=True, act=act(taker, "2018-03-01 11:00", BIJIE))

    then(
        asked,
        fact(Case.HandedOver, from_ref="gu", to_ref="tang", answer="OFFERED"),
        fact(Case.HandedOver, from_ref="gu", to_ref="tang", answer="TAKEN"),
    )
    assert (asked.first_asked_by, offered_holder, asked.holder) == ("gu", "gu", "tang")


def test_a_refused_hand_over_returns_to_the_first_asked() -> None:
    """CAS-BZ-01"""
    asked = first_asked()
    other = Actor(id="tang", roles=frozenset({Role.STR}))
    asked.hand_over("tang", act(GU, "2018-03-01 10:00", BIJIE))

    asked.answer_hand_over(taken=False, act=act(other, "2018-03-01 11:00", BIJIE))

    assert (asked.holder, asked.offered_to) == ("gu", None)
    with refused("hand-over-not-offered", "CAS-BZ-01"):
        asked.answer_hand_over(taken=True, act=act(other, "2018-03-01 12:00", BIJIE))


def test_only_the_holder_hands_a_case_on() -> None:
    """CAS-BZ-01"""
    with refused("not-the-holder", "CAS-BZ-01"):
        first_asked().hand_over("tang", act(RITA, "2018-03-01 10:00", BIJIE))


def test_nobody_is_first_asked_where_the_pack_does_not_say_so() -> None:
    """B-45"""
    assert report().first_asked_by is None
    with refused("policy-silent", "B-45"):
        report().hand_over("tang", act(GU, "2026-02-13 17:00", KUNDULUN))


# --- Serious events ---


def test_a_serious_event_of_a_named_kind_is_counted() -> None:
    """CAS-SA-02"""
    grave = case(reported())

    grave.record_serious_event("MASS_INCIDENT", act(GU, "2021-05-10 09:00", STREET_A))

    then(grave, fact(Case.SeriousEventRecorded, kind="MASS_INCIDENT"))
    with refused("unknown-serious-kind", "CAS-SA-02"):
        grave.record_serious_event("FLOOD", act(GU, "2021-05-10 09:00", STREET_A))


# --- Admission of departmental work ---


def applied(funds_fen: int) -> Case:
    application = case(*APPLICATION)
    application.apply_access(
        dept="statistics",
        matter="census",
        funds_fen=funds_fen,
        staff=2,
        act=act(COUNTY, "2018-03-01 09:00", BIJIE),
    )
    application.collect_events()
    return application


def test_admission_is_applied_for_approved_and_published() -> None:
    """CAS-BZ-03"""
    application = applied(5_000_000)

    application.approve_access(act(COUNTY, "2018-03-05 09:00", BIJIE))
    application.publish_access(on("2018-03-06"), act(COUNTY, "2018-03-06 09:00", BIJIE))

    then(
        application,
        fact(Case.AccessApproved),
        fact(Case.AccessPublished, published_on=on("2018-03-06")),
    )


def test_admission_without_money_is_not_approved() -> None:
    """CAS-BZ-03"""
    with refused("funds-missing", "CAS-BZ-03"):
        applied(0).approve_access(act(COUNTY, "2018-03-05 09:00", BIJIE))


def test_a_refused_admission_has_a_reason_and_is_not_published() -> None:
    """CAS-BZ-03"""
    application = applied(5_000_000)

    with refused("reason-missing", "2.5"):
        application.refuse_access(act(COUNTY, "2018-03-05 09:00", BIJIE))
    application.refuse_access(act(COUNTY, "2018-03-05 09:00", BIJIE, reason="not theirs"))

    then(application, fact(Case.AccessRefused))
    with refused("access-out-of-order", "CAS-BZ-03"):
        application.publish_access(on("2018-03-06"), act(COUNTY, "2018-03-06 09:00", BIJIE))


def test_only_an_access_application_is_admitted() -> None:
    """CAS-BZ-03"""
    with refused("not-an-access-application", "CAS-BZ-03"):
        case(reported()).apply_access(
            dept="statistics",
            matter="census",
            funds_fen=1,
            staff=2,
            act=act(COUNTY, "2018-03-01 09:00", BIJIE),
        )


# --- Delegation to the station ---


def delegate(responsible_unit: str, funds_fen: int, matter: str = "DEMOLITION") -> Case:
    helped = case(*IN_TRIAGE)
    helped.delegate_to_station(
        from_unit="u1",
        station="s1",
        responsible_unit=responsible_unit,
        matter=matter,
        funds_fen=funds_fen,
        act=act(GU, "2021-05-10 09:00", DAGUAN),
    )
    return helped


def test_the_station_never_answers_for_a_demolition_but_may_help() -> None:
    """ORG-DG-07 G"""
    with refused("station-not-responsible", "ORG-DG-07"):
        delegate("s1", 100_000)

    then(
        delegate("u1", 100_000),
        fact(
            Case.TaskDelegatedToStation,
            from_unit="u1",
            station="s1",
            responsible_unit="u1",
            matter="DEMOLITION",
            funds_fen=100_000,
        ),
    )


def test_one_fen_of_work_funds_passes_and_none_does_not() -> None:
    """ORG-DG-07 G2"""
    assert len(delegate("u1", 1).collect_events()) == 1

    with refused("work-funds-missing", "ORG-DG-07"):
        delegate("u1", 0)
