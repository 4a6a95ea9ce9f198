"""Closing, refusing, reopening, rating (rulebook 2.2, 2.3, 2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.act import Actor
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.kernel import Event
from domain.policy.pack import PolicyPack
from domain.vocabulary import CaseState, Role, RouteMode
from tests.samples import (
    ANNA,
    BO,
    DI,
    GU,
    IN_TRIAGE,
    KUNDULUN,
    PHOTO,
    RITA,
    SU,
    UMA,
    UPLOADED,
    WHISTLED,
    accepted,
    act,
    at,
    case,
    changed,
    claimed,
    clock,
    closed,
    escalated,
    fixed,
    gave_feedback,
    handed_over,
    missed,
    on,
    pack,
    rated,
    reported,
    routed,
)
from tests.spec import Fact, fact, refused, then

INSPECTED = ClosingStatement(verification="went there, water runs off")
NOTHING = ClosingStatement()

DUE_WEDNESDAY: dict[str, Any] = {
    "due": clock("CLK-KD-CASE", "2026-02-13 16:10", KUNDULUN),
    "due_clock": "CLK-KD-CASE",
}
KD_RESOLVED = (*IN_TRIAGE, routed(**DUE_WEDNESDAY), accepted(), claimed())
SINGLE_RESOLVED = (
    *WHISTLED,
    *escalated("u1"),
    gave_feedback(1, "u1"),
    accepted(),
    claimed(),
)
MULTI_RESOLVED = (
    *WHISTLED,
    *escalated("u1", "u2"),
    gave_feedback(1, "u1"),
    missed(2, "u2", "2021-09-23 00:00"),
    accepted(),
    claimed(),
)
SELF_RESOLVED = (
    *IN_TRIAGE,
    routed(RouteMode.SELF, ("c1",), level="COMMUNITY"),
    accepted("c1"),
    claimed("c1"),
)


def close(
    finished: Case,
    by: Actor,
    when: str,
    under: PolicyPack = KUNDULUN,
    statement: ClosingStatement = NOTHING,
) -> None:
    finished.close(statement, act(by, when, under))


def rate(
    done: Case, score: int, by: Actor = RITA, when: str = "2026-02-26 09:00", **further: Any
) -> None:
    done.rate(
        score=score, comment=None, branch_opinion=None, act=act(by, when, KUNDULUN, **further)
    )


# --- On time or late ---


def test_closed_on_the_last_evening_is_on_time() -> None:
    """CAS-KD-04 G, W-2"""
    pothole = case(*KD_RESOLVED)

    close(pothole, UMA, "2026-02-25 23:59")

    then(pothole, closed(closed_by="uma"))
    assert pothole.state is CaseState.CLOSED


def test_closed_at_midnight_is_late_and_the_case_was_overdue_since_then() -> None:
    """CAS-KD-04 G2"""
    pothole = case(*KD_RESOLVED)

    close(pothole, UMA, "2026-02-26 00:00:00")

    overdue, _ = then(
        pothole,
        fact(Case.Overdue, due_at=at("2026-02-26 00:00")),
        closed(closed_by="uma", on_time=False),
    )
    assert (overdue.occurred_at, overdue.actor_id) == (at("2026-02-26 00:00"), "system")


# --- Supervision ---


def test_the_station_closes_what_it_inspected() -> None:
    """CAS-DG-10"""
    solved = case(*SINGLE_RESOLVED)

    close(solved, BO, "2021-10-15 10:00", pack("daguan"), INSPECTED)

    then(
        solved,
        closed(
            closed_by="bo",
            closing_basis="SUPERVISION",
            level="DISTRICT",
            verified_by="bo",
            verification="went there, water runs off",
        ),
    )


def test_the_handling_unit_never_closes_its_own_case() -> None:
    """CAS-DG-10 G2, C"""
    with refused("closer-is-handler", "C"):
        close(case(*SINGLE_RESOLVED), UMA, "2021-10-15 10:00", pack("daguan"), INSPECTED)


def test_no_closing_by_supervision_without_verification() -> None:
    """CAS-DG-10"""
    with refused("verification-missing", "CAS-DG-10"):
        close(case(*SINGLE_RESOLVED), BO, "2021-10-15 10:00", pack("daguan"))


def test_a_case_of_the_community_is_closed_by_the_head_and_not_by_its_deputy() -> None:
    """B-40"""
    deputy = Actor(id="bo", roles=frozenset({Role.DP}), unit="s1")

    with refused("own-case", "B-40"):
        close(case(*SELF_RESOLVED), deputy, "2021-10-15 10:00", pack("daguan"), INSPECTED)

    own = case(*SELF_RESOLVED)
    close(own, ANNA, "2021-10-15 10:00", pack("daguan"), INSPECTED)
    assert own.state is CaseState.CLOSED


def test_the_deputy_closes_a_case_that_the_street_handled() -> None:
    """B-40"""
    street = case(
        *IN_TRIAGE, routed(RouteMode.SELF, ("street",)), accepted("street"), claimed("street")
    )

    close(street, BO, "2021-10-15 10:00", pack("daguan"), INSPECTED)

    assert street.state is CaseState.CLOSED


def test_a_case_that_was_not_solved_goes_back_and_the_feedback_stays_in_time() -> None:
    """CAS-DG-10 G"""
    claimed_only = case(*SINGLE_RESOLVED)

    claimed_only.refuse_close_out(("water stands",), act(BO, "2021-10-12 10:00"))
    refused_state = claimed_only.state
    claimed_only.report_resolution("u1", "cleared", act(UMA, "2021-10-15 09:00"))
    close(claimed_only, BO, "2021-10-15 15:00", pack("daguan"), INSPECTED)

    assert [type(event) for event in claimed_only.collect_events()] == [
        Case.CloseOutRefused,
        Case.ResolutionReported,
        Case.Closed,
    ]
    assert (refused_state, claimed_only.state) == (CaseState.IN_HANDLING, CaseState.CLOSED)
    assert [o.status for o in claimed_only.obligations.values()] == ["GIVEN"]


def test_a_claim_refused_twice_is_listed_for_the_appraisal_of_the_year() -> None:
    """CAS-DG-10"""
    twice = case(*SINGLE_RESOLVED)

    twice.refuse_close_out(("water stands",), act(BO, "2021-10-12 10:00"))
    twice.report_resolution("u1", "cleared", act(UMA, "2021-10-15 09:00"))
    twice.refuse_close_out(("still",), act(BO, "2021-10-15 10:00"))

    then(
        twice,
        fact(Case.CloseOutRefused, unit_id="u1", claim_no=1, reasons=("water stands",)),
        claimed("u1", 2),
        fact(
            Case.CloseOutRefused,
            unit_id="u1",
            claim_no=2,
            reasons=("still",),
            listed_for_appraisal=True,
        ),
    )


def test_a_refusal_names_the_unit_that_made_the_claim() -> None:
    """CAS-DG-10"""
    shared = case(*WHISTLED, *escalated("u1", "u2"), accepted(), claimed("u2"))

    shared.refuse_close_out(("water stands",), act(BO, "2021-09-18 10:00"))

    then(shared, fact(Case.CloseOutRefused, unit_id="u2", claim_no=1, reasons=("water stands",)))


def test_a_refusal_has_reasons() -> None:
    """2.5"""
    with refused("reason-missing", "2.5"):
        case(*SINGLE_RESOLVED).refuse_close_out((), act(BO, "2021-10-12 10:00"))


def test_no_closing_while_feedback_is_owed() -> None:
    """2.5"""
    owing = case(*WHISTLED, *escalated("u1"), accepted(), claimed())

    with refused("feedback-open", "2.5"):
        close(owing, BO, "2021-09-18 10:00", pack("daguan"), INSPECTED)


def test_a_missed_feedback_does_not_keep_a_case_open() -> None:
    """2.5: the miss is settled, with the penalty"""
    silent = case(*WHISTLED, *escalated("u1"), accepted(), claimed())

    close(silent, BO, "2021-09-23 00:00", pack("daguan"), INSPECTED)

    assert [type(event) for event in silent.collect_events()] == [
        Case.FeedbackMissed,
        Case.Closed,
    ]


def test_a_case_of_several_units_is_closed_after_the_head_knows_the_result() -> None:
    """CAS-DG-09 G"""
    several = case(*MULTI_RESOLVED)
    with refused("result-not-reported", "CAS-DG-09"):
        close(several, ANNA, "2021-10-19 10:00", pack("daguan"), INSPECTED)

    several.report_result_to_head("water runs off", act(BO, "2021-10-18 10:00"))
    close(several, ANNA, "2021-10-19 10:00", pack("daguan"), INSPECTED)

    then(
        several,
        fact(Case.ResultReportedToHead, result="water runs off"),
        closed(
            closed_by="anna",
            closing_basis="SUPERVISION",
            mode=RouteMode.MULTI,
            level="DISTRICT",
            units=("u1", "u2"),
            verified_by="anna",
            verification="went there, water runs off",
        ),
    )


def test_the_credit_goes_to_the_lead_at_the_closing() -> None:
    """CAS-DG-06 G2"""
    reassigned = case(
        *WHISTLED,
        *handed_over("u1"),
        fact(Case.LeadReassigned, old_lead="u1", new_lead="u2"),
        gave_feedback(1, "u1"),
        accepted("u2"),
        claimed("u2"),
    )

    close(reassigned, ANNA, "2021-10-19 10:00", pack("daguan"), INSPECTED)

    [event] = reassigned.collect_events()
    assert isinstance(event, Case.Closed)
    assert (event.lead, event.units) == ("u2", ("u2",))


def test_promises_kept_are_stated_at_the_closing() -> None:
    """CAS-DG-12"""
    served = case(*SINGLE_RESOLVED)

    served.close(
        ClosingStatement(verification="seen", agent_handled=True, one_visit=True),
        act(BO, "2021-05-08 17:00"),
    )

    [event] = served.collect_events()
    assert isinstance(event, Case.Closed)
    assert (event.agent_handled, event.one_visit) == (True, True)


# --- What other packs ask for ---


def test_a_domestic_dispute_is_followed_up_before_it_is_closed() -> None:
    """CAS-BJ-02"""
    longling = pack("longling")
    dispute = case(
        reported(category="domestic_dispute"),
        UPLOADED,
        fact(Case.Triaged, category="domestic_dispute"),
        routed(),
        accepted(),
        claimed(),
    )
    with refused("follow-up-missing", "CAS-BJ-02"):
        close(dispute, UMA, "2021-10-15 10:00", longling)

    dispute.note_follow_up("visited, calm", act(SU, "2021-10-15 11:00", longling))
    close(dispute, UMA, "2021-10-15 12:00", longling)

    assert dispute.state is CaseState.CLOSED


@pytest.mark.parametrize("gap", ["item", "time", "result"])
def test_a_service_item_without_all_four_fields_is_not_closed(gap: str) -> None:
    """CAS-CY-01: the course is on record with the claim, without which nothing is closed"""
    chengyang = pack("chengyang")
    category = None if gap == "item" else "certificate"
    history: list[Fact] = [
        reported(category=category),
        UPLOADED,
        fact(Case.Triaged, category=category),
        routed(due=None if gap == "time" else fixed("2021-10-20")),
        accepted(),
        claimed(),
    ]
    if gap != "result":
        history.append(fact(Case.ReporterInformed))
    item = case(*history)

    with refused("ledger-incomplete", "CAS-CY-01"):
        close(item, UMA, "2021-10-15 10:00", chengyang)


def test_a_service_item_with_all_four_fields_is_closed() -> None:
    """CAS-CY-01"""
    item = case(*KD_RESOLVED, fact(Case.ReporterInformed))

    close(item, UMA, "2026-02-25 10:00", pack("chengyang"))

    assert item.state is CaseState.CLOSED


def test_whoever_took_the_report_in_does_not_close_it() -> None:
    """CAS-QY-01"""
    with refused("same-person-decides", "CAS-QY-01"):
        close(case(*KD_RESOLVED), GU, "2026-02-25 10:00", pack("qingyang"))


# --- Rating ---

CLOSED = (*KD_RESOLVED, closed())


def test_the_reporter_rates_a_closed_case() -> None:
    """CAS-KD-05 G"""
    done = case(*CLOSED)

    rate(done, 5)

    then(done, rated(5))
    assert done.state is CaseState.RATED


def test_one_rating_per_closing() -> None:
    """CAS-KD-05"""
    with refused("already-rated", "CAS-KD-05"):
        rate(case(*CLOSED, rated()), 4)


def test_no_rating_before_the_closing() -> None:
    """2.5"""
    with refused("case-not-closed", "CAS-KD-05"):
        rate(case(*KD_RESOLVED), 5)


def test_the_handling_unit_does_not_rate() -> None:
    """CAS-KD-05"""
    with refused("rater-is-handler", "CAS-KD-05"):
        rate(case(*CLOSED), 5, by=UMA)


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_lies_on_the_scale(score: int) -> None:
    """CAS-KD-05"""
    with refused("score-not-on-scale", "CAS-KD-05"):
        rate(case(*CLOSED), score)


def test_rating_is_off_where_the_pack_names_no_scale() -> None:
    """B-45"""
    with refused("policy-silent", "B-45"):
        case(*CLOSED).rate(
            score=5, comment=None, branch_opinion=None, act=act(RITA, "2026-02-26 09:00")
        )


def test_a_low_rating_takes_the_case_up_again_with_a_new_bound() -> None:
    """CAS-KD-05: 3 working days after Thu 2026-02-26 are 27, Sat 28 and Mon 2 March"""
    done = case(*CLOSED)

    rate(done, 2)

    then(
        done,
        rated(2),
        fact(
            Case.Reopened,
            closing_no=1,
            by_rating=True,
            due=clock("CLK-KD-CASE", "2026-02-26 09:00", KUNDULUN),
            due_clock="CLK-KD-CASE",
            due_started_at=at("2026-02-26 09:00"),
        ),
    )
    assert done.next_bound() == at("2026-03-03 00:00")


def test_a_rating_above_the_packs_threshold_leaves_the_case_closed() -> None:
    """CAS-KD-05"""
    done = case(*CLOSED)

    rate(done, 3)

    then(done, rated(3))


def test_a_case_that_was_reopened_and_closed_again_is_rated_again() -> None:
    """CAS-KD-05 G2"""
    again = case(*CLOSED, rated(2))
    again.reopen(None, act(DI, "2026-02-27 09:00", KUNDULUN, reason="it is back"))
    again.report_resolution("u1", "cleared", act(UMA, "2026-02-28 09:00", KUNDULUN))
    close(again, UMA, "2026-02-28 10:00")

    rate(again, 5, when="2026-03-02 09:00")

    ratings = [e for e in again.collect_events() if isinstance(e, Case.Rated)]
    assert [(e.score, e.closing_no) for e in ratings] == [(5, 2)]
    assert (again.state, again.rated_closing) == (CaseState.RATED, 2)


# --- Reopening ---


def test_a_closed_case_is_reopened_with_a_reason_and_a_date() -> None:
    """2.1"""
    back = case(*CLOSED)
    with refused("reason-missing", "2.5"):
        back.reopen(None, act(BO, "2021-11-01 09:00"))

    back.reopen(on("2021-11-10"), act(BO, "2021-11-01 09:00", reason="water again"))

    then(
        back,
        fact(
            Case.Reopened,
            closing_no=1,
            due=fixed("2021-11-10"),
            due_started_at=at("2021-11-01 09:00"),
        ),
    )
    assert back.state is CaseState.IN_HANDLING


def test_a_reopened_case_starts_afresh_with_reports_refusals_and_lateness() -> None:
    """CAS-KD-05, CAS-DG-09"""
    late = (fact(Case.Overdue, due_at=at("2021-10-21 00:00")),)
    report = (fact(Case.ResultReportedToHead, result="done"), fact(Case.ReporterInformed))
    back = case(*MULTI_RESOLVED, *late, *report, closed(on_time=False))

    back.reopen(on("2021-11-10"), act(BO, "2021-11-01 09:00", reason="water again"))

    assert (back.result_reported, back.reporter_informed, back.refused_claims) == (False, False, 0)
    assert (back.overdue_at, back.next_bound()) == (None, at("2021-11-11 00:00"))


def test_a_rated_case_stays_closed_where_the_pack_says_so() -> None:
    """2.1"""
    assert KUNDULUN.cases.rating is not None
    final = changed(
        KUNDULUN, rating=KUNDULUN.cases.rating.model_copy(update={"reopen_rated": False})
    )

    with refused("reopening-not-allowed", "2.1"):
        case(*CLOSED, rated()).reopen(None, act(DI, "2026-02-27 09:00", final, reason="it is back"))


@pytest.mark.parametrize("ended", [Case.Withdrawn, Case.Rejected])
def test_what_has_ended_is_not_reopened(ended: type[Event]) -> None:
    """2.5"""
    with refused("case-is-ended", "2.5"):
        case(reported(), fact(ended)).reopen(
            None, act(DI, "2026-02-27 09:00", KUNDULUN, reason="it is back")
        )


def test_a_closed_case_still_informs_the_reporter_with_a_reference_only() -> None:
    """ENV-07"""
    answered = case(*CLOSED)

    answered.inform_reporter(PHOTO, None, act(DI, "2026-02-26 09:00", KUNDULUN))

    then(answered, fact(Case.ReporterInformed, result=PHOTO))
