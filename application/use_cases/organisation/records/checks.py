"""What some facts presuppose beside what the pack says of their fields (3.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from application.use_cases.organisation.accountability.deeds import deeds_named
from domain.facts.honours import (
    BenefitStarted,
    BenefitStopped,
    CommendationRecorded,
    PayGradeRaised,
)
from domain.honours.errors import (
    BasisMissing,
    BenefitDoesNotRun,
    BenefitRuns,
    RaiseAfterTerm,
    RaiseNotEarned,
)
from domain.honours.raises import raises_from
from domain.honours.reward import counts
from domain.policy.incentives import Benefit
from domain.records.book import RecordBook, recordable, span_of
from domain.required import provided

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act

Check = Callable[["Act", "Ground", Mapping[str, Any]], None]
"""Refuses a fact, given its fields."""


def _raise_is_earned(act: Act, ground: Ground, stated: Mapping[str, Any]) -> None:
    """Refuse a raise that the commendations do not bring, or that begins after the term.

    Raises:
        PolicySilent: B-45.
        RaiseNotEarned, RaiseAfterTerm: RWD-BZ-01.
    """
    incentives = provided(act.pack.incentives, "incentives")
    rule = provided(incentives.pay_raises.get(stated["record"]), "incentives.pay_raises")
    person, from_on = stated["person_ref"], stated["from_on"]
    entries = _entries(act, ground, CommendationRecorded, rule.commended, stated)
    commended = [(one["level"], one["year"]) for one in entries if one["person_ref"] == person]
    if from_on not in raises_from(commended, rule.consecutive):
        raise RaiseNotEarned(person, from_on)
    in_office = any(
        tenure.person_ref == person
        and tenure.post in rule.posts
        and tenure.from_on <= from_on
        and (tenure.to_on is None or from_on < tenure.to_on)
        for tenure in ground.directory.tenures_of(stated["body"])
    )
    if not in_office:
        raise RaiseAfterTerm(person, from_on)


def _benefit_rests_on_a_grade(act: Act, ground: Ground, stated: Mapping[str, Any]) -> None:
    """Refuse a benefit without the assessment it rests on, or one that runs already.

    Raises:
        PolicySilent: B-45.
        BasisMissing, BenefitRuns: RWD-BZ-02.
    """
    rule = _benefit(act, stated)
    person = stated["person_ref"]
    [deed] = deeds_named(ground, (stated["basis_event"],))
    if not counts(rule.basis, deed, person, stated["on"].year):
        raise BasisMissing(stated["benefit"], 0, rule.basis.at_least, rule.basis.of)
    if benefit_runs(act, ground, rule, stated):
        raise BenefitRuns(person)


def _benefit_runs(act: Act, ground: Ground, stated: Mapping[str, Any]) -> None:
    """Refuse to stop what does not run.

    Raises:
        PolicySilent: B-45.
        BenefitDoesNotRun: RWD-BZ-02.
    """
    if not benefit_runs(act, ground, _benefit(act, stated), stated):
        raise BenefitDoesNotRun(stated["person_ref"])


def benefit_runs(act: Act, ground: Ground, rule: Benefit, stated: Mapping[str, Any]) -> bool:
    """Whether a benefit of somebody was started and not stopped.

    Args:
        stated: ``body``, ``on``, ``person_ref`` and ``benefit``.
    """
    started = _entries(act, ground, BenefitStarted, rule.started, stated)
    stopped = _entries(act, ground, BenefitStopped, rule.stopped, stated)
    same = {name: stated[name] for name in ("person_ref", "benefit")}
    begun, ended = (
        sum(all(one.get(name) == value for name, value in same.items()) for one in entries)
        for entries in (started, stopped)
    )
    return begun > ended


def _benefit(act: Act, stated: Mapping[str, Any]) -> Benefit:
    incentives = provided(act.pack.incentives, "incentives")
    return provided(incentives.benefits.get(stated["benefit"]), "incentives.benefits")


def _entries(
    act: Act, ground: Ground, fact: Any, record: str, stated: Mapping[str, Any]
) -> tuple[Mapping[str, Any], ...]:
    span = span_of(recordable(act, fact, record), stated["on"])
    book_id = RecordBook.create_id(ground.jurisdiction, record, stated["body"], span)
    book = ground.aggregate(RecordBook, book_id)
    return book.entries if book is not None else ()


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        PayGradeRaised.TOPIC: _raise_is_earned,
        BenefitStarted.TOPIC: _benefit_rests_on_a_grade,
        BenefitStopped.TOPIC: _benefit_runs,
    }
)
"""By catalogue name."""
