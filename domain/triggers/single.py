"""Triggers that one event, or one ranking, is enough for: score, veto, finding, rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from domain.kernel import Event
from domain.policy.scales import RangeScale, Scale
from domain.policy.triggers import FindingTrigger, RankTrigger, ScoreTrigger, VetoTrigger
from domain.triggers.evidence import Call, evidence_of
from domain.triggers.fields import counts, stated, text


def call_of(
    trigger: str,
    rule: ScoreTrigger | VetoTrigger | FindingTrigger,
    scale: Scale | None,
    event: Event,
) -> Call | None:
    """Whom one event calls; None: nobody.

    Args:
        scale: the one that a score is judged on; None: the rule names none.
    """
    if event.event_type != rule.of or not counts(event, rule.where):
        return None
    subject = text(stated(event, rule.subject))
    if subject is None:
        return None
    if isinstance(rule, ScoreTrigger) and not _is_bad(rule, scale, event):
        return None
    period = None if isinstance(rule, FindingTrigger) else text(stated(event, rule.period))
    return Call(
        trigger=trigger,
        subject=subject,
        body=text(stated(event, "body")),
        period=period,
        evidence=(evidence_of(event),),
    )


def _is_bad(rule: ScoreTrigger, scale: Scale | None, event: Event) -> bool:
    value = stated(event, rule.value)
    if scale is None or value is None:
        return False
    if isinstance(scale, RangeScale):
        return isinstance(value, Decimal | int) and scale.is_bad(value)
    return scale.is_bad(text(value) or "")


def last_places(trigger: str, rule: RankTrigger, history: Sequence[Event]) -> Iterator[Call]:
    """Whom the rankings of one history call: the last, and whoever shares the place (RANK-01).

    A ranking is looked at once all its places are there. A last place that is among the rewarded
    ones as well calls nobody by itself: a person decides.
    """
    rankings: dict[tuple[str, ...], list[Event]] = {}
    for event in history:
        if event.event_type == rule.of and counts(event, rule.where):
            key = tuple(text(stated(event, field)) or "" for field in rule.among)
            rankings.setdefault(key, []).append(event)
    for places in rankings.values():
        if len(places) == stated(places[0], rule.ranked):
            last = max(_place(rule, event) for event in places)
            if last > rule.top:
                yield from (
                    _placed(trigger, rule, event)
                    for event in places
                    if _place(rule, event) == last
                )


def _place(rule: RankTrigger, event: Event) -> int:
    place = stated(event, rule.rank)
    assert isinstance(place, int), "a rank is a number"
    return place


def _placed(trigger: str, rule: RankTrigger, event: Event) -> Call:
    subject = text(stated(event, rule.subject))
    assert subject is not None, "a place is somebody's"
    return Call(
        trigger=trigger,
        subject=subject,
        body=text(stated(event, "body")),
        period=text(stated(event, rule.period)),
        evidence=(evidence_of(event),),
    )
