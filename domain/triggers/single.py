"""Triggers that one event, or one ranking, is enough for: score, veto, finding, rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from domain.kernel import Event
from domain.policy.scales import RangeScale, Scale
from domain.policy.triggers import FindingTrigger, RankTrigger, ScoreTrigger, VetoTrigger
from domain.triggers.evidence import Call, evidence_of
from domain.triggers.fields import counts, stated, text

SingleTrigger = RankTrigger | ScoreTrigger | VetoTrigger | FindingTrigger


def calls_of(
    trigger: str, rule: SingleTrigger, scale: Scale | None, history: Sequence[Event]
) -> Iterator[Call]:
    """Whom the events of one history call.

    Args:
        trigger: its word in the pack.
        scale: the one that the rule names; None: it names none.
        history: in version order, with corrections applied.
    """
    found = [event for event in history if _is_meant(trigger, rule, event)]
    if isinstance(rule, RankTrigger):
        found = list(_last(rule, found))
    elif isinstance(rule, ScoreTrigger):
        found = [event for event in found if _is_bad(rule, scale, event)]
    for event in found:
        subject = text(stated(event, rule.subject))
        if subject is not None:
            yield Call(
                trigger=trigger,
                subject=subject,
                body=text(stated(event, "body")),
                period=_period(rule, event),
                evidence=(evidence_of(event),),
            )


def _is_meant(trigger: str, rule: SingleTrigger, event: Event) -> bool:
    """A file of accountability says under which trigger something was found."""
    under = stated(event, "trigger_code")
    return event.event_type == rule.of and under in {None, trigger} and counts(event, rule)


def _period(rule: SingleTrigger, event: Event) -> str | None:
    return None if isinstance(rule, FindingTrigger) else text(stated(event, rule.period))


def _is_bad(rule: ScoreTrigger, scale: Scale | None, event: Event) -> bool:
    """A figure on another scale says nothing here (B-09)."""
    value, on = stated(event, rule.value), text(stated(event, "scale"))
    if scale is None or value is None:
        return False
    if isinstance(scale, RangeScale):
        same = on in {None, rule.scale}
        return same and isinstance(value, Decimal | int) and scale.is_bad(value)
    return scale.is_bad(text(value) or "")


def _last(rule: RankTrigger, places: Sequence[Event]) -> Iterator[Event]:
    """The last of each ranking, and whoever shares the place (RANK-01).

    A ranking whose places stand in one history is looked at once all of them are there. A last
    place that is rewarded as well calls nobody by itself: a person decides.
    """
    if rule.last is not None:
        for event in places:
            if stated(event, rule.last) is True and stated(event, rule.held) is not True:
                yield event
        return
    rankings: dict[tuple[str | None, ...], list[Event]] = {}
    for event in places:
        key = tuple(text(stated(event, field)) for field in rule.among)
        rankings.setdefault(key, []).append(event)
    for ranking in rankings.values():
        if len(ranking) == stated(ranking[0], rule.ranked):
            last = max(_place(rule, event) for event in ranking)
            if last > rule.top:
                yield from (event for event in ranking if _place(rule, event) == last)


def _place(rule: RankTrigger, event: Event) -> int:
    place = stated(event, rule.rank)
    assert isinstance(place, int), "a rank is a number"
    return place
