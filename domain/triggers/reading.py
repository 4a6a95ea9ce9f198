"""What the history of one aggregate says under the triggers of a pack.

Generic over event names and fields: nothing here knows a jurisdiction, and a service that records
an event of the catalogue needs to know nothing of triggers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.kernel import Event
from domain.policy.scales import Scale
from domain.policy.triggers import StreakTrigger
from domain.triggers.evidence import Evidence, evidence_of
from domain.triggers.fields import chosen, counts, ordered, stated, text, year_of
from domain.triggers.links import Link, Place, Verdict


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """How something begins and goes on that an event settles (Annex E).

    Attributes:
        opened: the event it begins with; it states what a trigger asks for.
        item: field that tells several of one aggregate apart; None: there is one.
        due: path of fields to its bound.
        good: it was done in time; ``cancelled``: it is owed no more.
        pauses, resumes: what the whole aggregate it belongs to goes through.
    """

    opened: str
    item: str | None
    due: tuple[str, ...]
    good: str
    cancelled: frozenset[str] = frozenset()
    pauses: frozenset[str] = frozenset()
    resumes: frozenset[str] = frozenset()


_MOVED: Final = "DeadlineRecalculated"

LIFECYCLES: Final[Mapping[str, Lifecycle]] = {
    "FeedbackMissed": Lifecycle(
        opened="FeedbackObligationOpened",
        item="obligation_id",
        due=("deadline", "due_at"),
        good="FeedbackGiven",
        cancelled=frozenset({"FeedbackObligationCancelled"}),
        pauses=frozenset({"CaseClosed", "CaseWithdrawn", "CaseMerged", "CaseRejected"}),
        resumes=frozenset({"CaseReopened"}),
    ),
    "ObligationMissed": Lifecycle(
        opened="ObligationOpened", item=None, due=("due_at",), good="ObligationFulfilled"
    ),
}
"""By the event that is bad. What is missed stays missed, whatever comes later."""


@dataclass(slots=True)
class _Duty:
    """One obligation while its history is read."""

    opened: Event
    due: datetime | None
    verdict: Verdict = Verdict.OPEN
    evidence: Evidence | None = None
    cancelled: bool = False


def links_of(
    rule: StreakTrigger, scale: Scale | None, history: Sequence[Event]
) -> Mapping[tuple[str, str], Link]:
    """The links that one aggregate adds to sequences, by sequence and item.

    Args:
        scale: the one that the rule names; None: it names none.
        history: in version order, with corrections applied.
    """
    lifecycle = LIFECYCLES.get(rule.of)
    if lifecycle is None:
        found = _rated(rule, scale, history)
    else:
        found = _owed(rule, lifecycle, history)
    return {(link.sequence, link.place.item): link for link in found}


def _rated(rule: StreakTrigger, scale: Scale | None, history: Sequence[Event]) -> Iterator[Link]:
    """A link for each judgement; a later one of the same place takes it, as a veto does."""
    for event in history:
        vetoed = event.event_type == rule.overridden_by
        if not vetoed and (event.event_type != rule.of or not counts(event, rule.where)):
            continue
        subject, place = text(stated(event, rule.subject)), stated(event, rule.order)
        if subject is None or place is None:
            continue
        value = text(stated(event, rule.value))
        bad = vetoed or scale is None or (value is not None and scale.is_bad(value))
        order = ordered(place)
        yield Link(
            sequence=_sequence(rule, event, subject, place),
            place=Place(order, order),
            subject=subject,
            body=text(stated(event, "body")),
            period=order,
            verdict=Verdict.BAD if bad else Verdict.GOOD,
            evidence=evidence_of(event),
            is_obligation=False,
        )


def _owed(rule: StreakTrigger, lifecycle: Lifecycle, history: Sequence[Event]) -> Iterator[Link]:
    duties: dict[str, _Duty] = {}
    paused = False
    for event in history:
        topic = event.event_type
        paused = (paused or topic in lifecycle.pauses) and topic not in lifecycle.resumes
        item = _item(lifecycle, event)
        if item is None:
            continue
        if topic == lifecycle.opened:
            due = chosen(dict(event), lifecycle.due)
            duties[item] = _Duty(event, due if isinstance(due, datetime) else None)
        elif item in duties:
            _happened(duties[item], event, rule, lifecycle)
    for item, duty in duties.items():
        waits_for_nothing = duty.verdict is Verdict.OPEN and (paused or duty.due is None)
        if not duty.cancelled and not waits_for_nothing and counts(duty.opened, rule.where):
            yield _duty_link(rule, item, duty)


def _happened(duty: _Duty, event: Event, rule: StreakTrigger, lifecycle: Lifecycle) -> None:
    topic = event.event_type
    if duty.verdict is not Verdict.OPEN:
        return
    if topic == _MOVED:
        moved = stated(event, "new_due")
        duty.due = moved if isinstance(moved, datetime) else None
    elif topic in lifecycle.cancelled:
        duty.cancelled = True
    elif topic in {rule.of, lifecycle.good}:
        duty.verdict = Verdict.BAD if topic == rule.of else Verdict.GOOD
        duty.evidence = evidence_of(event)


def _duty_link(rule: StreakTrigger, item: str, duty: _Duty) -> Link:
    subject = text(stated(duty.opened, rule.subject))
    assert subject is not None, "what is owed says by whom"
    assert duty.due is not None, "what is settled had a bound"
    return Link(
        sequence=_sequence(rule, duty.opened, subject, duty.due),
        place=Place(ordered(duty.due), item),
        subject=subject,
        body=text(stated(duty.opened, "body")),
        period=None,
        verdict=duty.verdict,
        evidence=duty.evidence,
        is_obligation=True,
    )


def _item(lifecycle: Lifecycle, event: Event) -> str | None:
    if lifecycle.item is None:
        return str(event.originator_id)
    return text(stated(event, lifecycle.item))


def _sequence(rule: StreakTrigger, event: Event, subject: str, place: object) -> str:
    parts = [subject]
    if rule.along is not None:
        parts.append(text(stated(event, rule.along)) or "")
    if rule.scope == "CASE":
        parts.append(str(event.originator_id))
    elif rule.scope == "YEAR":
        parts.append(year_of(place))
    return "/".join(parts)
