"""Emergencies, disputes found and early warnings."""

from __future__ import annotations

from domain.cases.case import Case
from tests.samples import DI, GU, WITHDRAWN, act, case, pack, reported
from tests.spec import fact, refused, then

BIJIE = pack("bijie")
NOW = "2018-03-05 09:00"


def test_an_emergency_is_of_one_of_four_kinds() -> None:
    """CAS-BZ-04"""
    kinds = ("NATURAL_DISASTER", "ACCIDENT", "PUBLIC_HEALTH", "SOCIAL_SAFETY")
    assert BIJIE.cases.emergency_kinds == kinds
    flood = case(reported())

    flood.report_emergency("NATURAL_DISASTER", act(GU, NOW, BIJIE))

    then(flood, fact(Case.EmergencyReported, kind="NATURAL_DISASTER"))
    with refused("unknown-emergency-kind", "CAS-BZ-04"):
        flood.report_emergency("WAR", act(GU, NOW, BIJIE))
    with refused("policy-silent", "B-45"):
        flood.report_emergency("NATURAL_DISASTER", act(GU, NOW))


def test_a_warning_names_the_deputy_secretary_who_is_told() -> None:
    """CAS-BZ-05"""
    found = case(reported())
    by = act(DI, NOW, BIJIE)

    found.find_dispute(by)
    found.raise_early_warning("COLLECTIVE_PETITION", body="c1", notified=("dong",), act=by)

    then(
        found,
        fact(Case.DisputeFound),
        fact(
            Case.EarlyWarningRaised,
            level="COLLECTIVE_PETITION",
            notified_post="deputy_secretary",
            notified_body="c1",
            notified=("dong",),
        ),
    )


def test_a_vacant_post_silences_no_warning() -> None:
    """CAS-BZ-05"""
    found = case(reported())

    found.raise_early_warning("GROUP_EVENT", body="c1", notified=(), act=act(DI, NOW, BIJIE))

    [event] = found.collect_events()
    assert isinstance(event, Case.EarlyWarningRaised)
    assert (event.notified_post, event.notified) == ("deputy_secretary", ())


def test_warnings_are_of_what_the_pack_lists() -> None:
    """CAS-BZ-05, B-45"""
    found = case(reported())

    with refused("unknown-warning-level", "CAS-BZ-05"):
        found.raise_early_warning("RUMOUR", body=None, notified=(), act=act(DI, NOW, BIJIE))
    with refused("policy-silent", "B-45"):
        found.raise_early_warning("GROUP_EVENT", body=None, notified=(), act=act(DI, NOW))
    with refused("policy-silent", "B-45"):
        found.find_dispute(act(DI, NOW))


def test_of_a_withdrawn_matter_nobody_warns() -> None:
    """2.5"""
    with refused("case-is-ended", "2.5"):
        case(reported(), WITHDRAWN).find_dispute(act(DI, NOW, BIJIE))
