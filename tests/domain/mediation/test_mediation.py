"""Disputes and their mediation, by the examples of rulebook 7.1."""

from __future__ import annotations

from typing import Any

import pytest

from domain.calendar.clocks import DayKind, Deadline
from domain.mediation.mediation import Mediation
from domain.policy.pack import PolicyPack
from tests.samples import DAGUAN, GU, KUNDULUN, SU, act, at, on, pack
from tests.spec import Fact, fact, given, refused, then

BIJIE = pack("bijie")
STREET_A = pack("street-a")
PARTIES = ("h-12", "h-15")
NOON = "2021-03-05 12:00"


def found(**changes: Any) -> Fact:
    fields: dict[str, Any] = {"code": "d-1", "body": "c1", "found_on": on("2021-03-02")}
    return fact(Mediation.DisputeFound, **fields | changes)


def applied(**changes: Any) -> Fact:
    fields: dict[str, Any] = {
        "code": "d-1", "body": "c1", "parties": PARTIES, "channel": "OFFLINE",
    }  # fmt: skip
    return fact(Mediation.MediationApplied, **fields | changes)


CHOSEN = fact(Mediation.MediatorChosen, mediator="mei", by=PARTIES)
ACCEPTED = fact(Mediation.MediatorAccepted, mediator="mei")
SESSION = fact(Mediation.MediationSessionHeld, no=1, mode="OFFLINE", on=on("2021-03-05"))
SUCCEEDED = fact(Mediation.MediationSucceeded, agreement="a-1")
FAILED = fact(Mediation.MediationFailed)
SUED = fact(Mediation.LedToLitigation, court="district")
MEDIATED = (applied(), CHOSEN, ACCEPTED, SESSION)


def apply_for(known: Mediation | None = None, **changes: Any) -> Mediation:
    fields: dict[str, Any] = {
        "code": "d-1", "body": "c1", "parties": PARTIES, "channel": "OFFLINE",
        "on": on("2021-03-05"),
    }  # fmt: skip
    by = act(SU, NOON, KUNDULUN)
    return Mediation.apply_for(by, known, jurisdiction="j", **fields | changes)


def hold(dispute: Mediation, under: PolicyPack = KUNDULUN, **changes: Any) -> None:
    fields: dict[str, Any] = {"mode": "OFFLINE", "on": on("2021-03-05")}
    dispute.hold_session(act(SU, NOON, under), **fields | changes)


# --- Two-way choice ---


def test_both_sides_choose_and_the_mediator_accepts() -> None:
    """MED-KD-01"""
    dispute = apply_for()
    dispute.choose(act(SU, NOON, KUNDULUN), mediator="mei", by=PARTIES)
    dispute.accept(act(SU, NOON, KUNDULUN))
    hold(dispute, team=("rong", "rong"))
    dispute.succeed(act(SU, NOON, KUNDULUN), agreement="a-1")

    team = fact(
        Mediation.MediationSessionHeld,
        no=1, mode="OFFLINE", team=("rong",), on=on("2021-03-05"),
    )  # fmt: skip
    events = then(dispute, applied(), CHOSEN, ACCEPTED, team, SUCCEEDED)
    assert {event.rule_ids for event in events} == {("MED-KD-01",)}


@pytest.mark.parametrize("before", [(), (applied(),), (applied(), CHOSEN)])
def test_no_session_before_the_mediator_accepted(before: tuple[Fact, ...]) -> None:
    """MED-KD-01"""
    dispute = given(Mediation, *(before or (found(),)))

    with refused("mediator-not-accepted", "MED-KD-01"):
        hold(dispute)


def test_one_side_alone_chooses_nobody() -> None:
    """MED-KD-01"""
    dispute = given(Mediation, applied())

    with refused("choice-is-one-sided", "MED-KD-01"):
        dispute.choose(act(SU, NOON, KUNDULUN), mediator="mei", by=("h-12",))
    with refused("mediator-is-party", "MED-KD-01"):
        dispute.choose(act(SU, NOON, KUNDULUN), mediator="h-12", by=PARTIES)


def test_who_declines_is_replaced_until_one_accepts() -> None:
    """MED-KD-01"""
    dispute = given(Mediation, applied(), CHOSEN)
    dispute.choose(act(SU, NOON, KUNDULUN), mediator="rong", by=PARTIES)
    dispute.accept(act(SU, NOON, KUNDULUN))
    dispute.accept(act(SU, NOON, KUNDULUN))

    then(
        dispute,
        fact(Mediation.MediatorChosen, mediator="rong", by=PARTIES),
        fact(Mediation.MediatorAccepted, mediator="rong"),
    )
    with refused("mediator-has-accepted", "MED-KD-01"):
        dispute.choose(act(SU, NOON, KUNDULUN), mediator="mei", by=PARTIES)


@pytest.mark.parametrize("before", [found(), applied()])
def test_nobody_accepts_who_was_not_chosen(before: Fact) -> None:
    """MED-KD-01"""
    with refused("mediator-not-chosen", "MED-KD-01"):
        given(Mediation, before).accept(act(SU, NOON, KUNDULUN))


def test_a_dispute_that_nobody_brought_has_no_mediator() -> None:
    """MED-KD-01"""
    with refused("mediation-not-applied", "MED-KD-01"):
        given(Mediation, found()).choose(act(SU, NOON, KUNDULUN), mediator="mei", by=PARTIES)


def test_an_application_names_two_parties_and_a_channel_of_the_pack() -> None:
    """MED-KD-01"""
    with refused("parties-missing", "MED-KD-01"):
        apply_for(parties=("h-12", "h-12"))
    with refused("channel-unknown", "MED-KD-01"):
        apply_for(channel="LETTER")
    with refused("mediation-is-applied", "MED-KD-01"):
        apply_for(given(Mediation, applied()))
    with refused("policy-silent", "B-45"):
        Mediation.apply_for(
            act(SU, NOON, DAGUAN), None, jurisdiction="j", code="d-1", body="c1",
            parties=PARTIES, channel="OFFLINE", on=on("2021-03-05"),
        )  # fmt: skip


def test_a_dispute_that_was_found_is_mediated_where_it_was_found() -> None:
    """MED-BZ-01: the four joint steps are one history"""
    dispute = given(Mediation, found())

    apply_for(dispute)

    then(dispute, applied())


# --- Outcomes ---


def test_what_was_never_mediated_has_no_outcome() -> None:
    """MED-KD-01"""
    dispute = given(Mediation, applied(), CHOSEN, ACCEPTED)
    by = act(SU, NOON, KUNDULUN)

    with refused("session-missing", "MED-KD-01"):
        dispute.succeed(by, agreement="a-1")
    with refused("session-missing", "MED-KD-01"):
        dispute.fail(by)
    with refused("session-missing", "MED-KD-01"):
        dispute.sue(by, court="district")


@pytest.mark.parametrize("outcome", [SUCCEEDED, FAILED, SUED])
def test_an_outcome_stands(outcome: Fact) -> None:
    """MED-KD-01"""
    dispute = given(Mediation, *MEDIATED, outcome)
    by = act(SU, NOON, KUNDULUN)

    with refused("mediation-is-settled", "MED-KD-01"):
        dispute.succeed(by, agreement="a-1")
    with refused("mediation-is-settled", "MED-KD-01"):
        dispute.fail(by)
    with refused("mediation-is-settled", "MED-KD-01"):
        hold(dispute)


@pytest.mark.parametrize(("before", "broken"), [(SUCCEEDED, True), (FAILED, False), (None, False)])
def test_a_lawsuit_follows_a_session_and_says_if_an_agreement_was_broken(
    before: Fact | None, *, broken: bool
) -> None:
    """MED-KD-01: counted in both, flagged"""
    dispute = given(Mediation, *MEDIATED, *([before] if before else []))

    dispute.sue(act(SU, NOON, KUNDULUN), court="district")

    then(dispute, fact(Mediation.LedToLitigation, court="district", after_success=broken))
    with refused("mediation-is-settled", "MED-KD-01"):
        dispute.sue(act(SU, NOON, KUNDULUN), court="district")


def test_teams_sit_together_where_the_pack_lets_them() -> None:
    """MED-KD-01, B-45"""
    dispute = given(Mediation, applied(), CHOSEN, ACCEPTED)

    with refused("mediation-teams-are-off", "B-45"):
        hold(dispute, STREET_A, team=("rong",))
    with refused("mediator-is-party", "MED-KD-01"):
        hold(dispute, team=("h-15",))
    with refused("date-in-future", "ENV-04"):
        hold(dispute, on=on("2021-03-06"))
    hold(dispute, STREET_A)
    then(dispute, SESSION)


# --- Found, reported, warned of ---


def test_a_dispute_that_is_found_has_thirty_days_to_its_first_session() -> None:
    """MED-BZ-01: found 1 March, day 30 is the 31st"""
    dispute = Mediation.find(
        act(GU, "2018-03-02 09:00", BIJIE),
        jurisdiction="j", code="d-1", body="c1", found_on=on("2018-03-01"),
    )  # fmt: skip

    [event] = then(dispute, found(found_on=on("2018-03-01"), due=_due(dispute)))
    due = _due_of(event)
    assert (due.due_on, due.kind, due.due_at) == (
        on("2018-03-31"), DayKind.CALENDAR_DAY, at("2018-04-01 00:00"),
    )  # fmt: skip


def test_a_dispute_that_is_brought_at_once_has_the_same_thirty_days() -> None:
    """MED-BZ-01"""
    dispute = Mediation.apply_for(
        act(SU, "2018-03-02 09:00", BIJIE), None, jurisdiction="j", code="d-1", body="c1",
        parties=PARTIES, channel="OFFLINE", on=on("2018-03-02"),
    )  # fmt: skip

    [event] = then(dispute, applied(due=_due(dispute)))
    assert _due_of(event).due_on == on("2018-04-01")


def test_grid_members_report_what_they_saw_and_the_day_they_saw_it() -> None:
    """MED-SA-01: seen on the 2nd, reported on the 4th; this pack sets no time"""
    dispute = Mediation.find(
        act(GU, "2021-03-04 09:00", STREET_A),
        jurisdiction="j", code="d-1", body="c1", found_on=on("2021-03-02"),
    )  # fmt: skip

    then(dispute, found())
    with refused("date-in-future", "ENV-04"):
        Mediation.find(
            act(GU, "2021-03-04 09:00", STREET_A),
            jurisdiction="j", code="d-2", body="c1", found_on=on("2021-03-05"),
        )  # fmt: skip


def test_twelve_residents_who_gather_are_warned_of_the_same_day() -> None:
    """MED-BZ-02: the deputy secretary is told"""
    dispute = given(Mediation, found())
    by = act(GU, "2018-05-07 15:00", BIJIE)

    dispute.warn(by, level="GROUP_EVENT", notified=("dong",), body="c1", gathered=12)

    [event] = then(
        dispute,
        fact(
            Mediation.EarlyWarningRaised,
            level="GROUP_EVENT", notified_post="deputy_secretary", notified_body="c1",
            notified=("dong",), gathered=12,
        ),
    )  # fmt: skip
    assert event.occurred_at == at("2018-05-07 15:00")
    with refused("unknown-warning-level", "CAS-BZ-05"):
        dispute.warn(by, level="STORM", notified=(), body="c1")


def _due(dispute: Mediation) -> Deadline:
    return _due_of(dispute.pending_events[0])


def _due_of(event: Any) -> Deadline:
    due = event.due
    assert isinstance(due, Deadline)
    return due
