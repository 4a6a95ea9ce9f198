"""Which steps a trigger leads to, in which order, and who takes them: all of it the pack's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from domain.accountability import events
from domain.accountability.errors import (
    GroundUnknown,
    StepIsAnothers,
    StepNotInChain,
    TriggerUndefined,
)
from domain.calendar.local_time import local_date
from domain.facts.governance import NoticeCirculated
from domain.kernel import Event
from domain.policy.accountability import ChainRules, ChainStep

if TYPE_CHECKING:
    from domain.act import Act
    from domain.policy.pack import PolicyPack
    from domain.policy.triggers import Trigger

_MOMENT: Final = timedelta(microseconds=1)

Task = ChainStep | Literal["decision", "appeal"]

_STEPS: Final[Mapping[str, ChainStep]] = {
    events.FindingRecorded.TOPIC: ChainStep.FINDING,
    events.CriticismRecorded.TOPIC: ChainStep.CRITICISM,
    events.AccountabilityOpened.TOPIC: ChainStep.ACCOUNTABILITY,
    events.ViolationRecorded.TOPIC: ChainStep.VIOLATION,
    events.PenaltyReferred.TOPIC: ChainStep.PENALTY,
}


_ENDS: Final[Mapping[ChainStep, str]] = {
    ChainStep.INTERVIEW: events.InterviewHeld.TOPIC,
    ChainStep.ADMONITION: events.AdmonitionIssued.TOPIC,
    ChainStep.PERSONNEL_MEASURE: events.PersonnelMeasureTaken.TOPIC,
    ChainStep.ACCOUNTABILITY: events.AccountabilityDecided.TOPIC,
    ChainStep.NOTICE: NoticeCirculated.TOPIC,
}
"""The event with which a step is done; the others are done with the event that begins them."""


def topic_of(fact: type[Event]) -> str:
    """Its name in the catalogue."""
    return cast("str", fact.TOPIC)  # type: ignore[attr-defined]  # set on every stored event


def trigger_rule(pack: PolicyPack, trigger: str) -> Trigger:
    """What the pack says of a trigger.

    Raises:
        TriggerUndefined: nothing (B-45).
    """
    rule = pack.triggers.get(trigger)
    if rule is None:
        raise TriggerUndefined(trigger, pack.ref)
    return rule


def step_of(fact: type[events.Beginning]) -> ChainStep:
    """Which step of a chain a fact is that a person may begin a file with."""
    return _STEPS[fact.TOPIC]


def file_steps(rule: Trigger) -> tuple[ChainStep, ...]:
    """The steps of its chain that are taken in the file, in their order."""
    known = {str(step): step for step in ChainStep}
    chain = tuple(known[word] for word in rule.do if word in known)
    if rule.of == events.FindingRecorded.TOPIC and ChainStep.FINDING not in chain:
        return (ChainStep.FINDING, *chain)
    return chain


def begins_with(rule: Trigger) -> ChainStep | None:
    """The step that a file of this trigger begins with; None: none is taken in a file."""
    return next(iter(file_steps(rule)), None)


def require_step(rule: Trigger, trigger: str, step: ChainStep) -> None:
    """Refuse a step that the pack does not name.

    Raises:
        StepNotInChain: INT-01.
    """
    if step not in file_steps(rule):
        raise StepNotInChain(step, trigger, rule.do)


def end_of(rule: Trigger) -> str | None:
    """The event with which its chain has come to an end; None: no step is taken in a file."""
    ends = {step: topic for topic, step in _STEPS.items()} | dict(_ENDS)
    return next((ends[step] for step in reversed(file_steps(rule))), None)


def year_of(fact: events.Beginning) -> int:
    """The calendar year that a file is about: that of its period, else of what began it.

    What follows from a bound belongs to the last day before it (B-37).
    """
    named = str(getattr(fact, "period", None))[:4]
    if named.isdecimal():
        return int(named)
    return local_date(fact.occurred_at - _MOMENT).year


def precedent(rule: Trigger, step: ChainStep, fact: type[Event]) -> str | None:
    """The event without which this step may not be taken; None: it waits for nothing.

    The talk comes before whatever follows it in the chain; a decision needs accountability to be
    open; a notice tells what was decided. An admonition and a criticism hold up nothing.
    """
    chain = file_steps(rule)
    before = chain[: chain.index(step)]
    if fact is events.AccountabilityDecided:
        return events.AccountabilityOpened.TOPIC
    if step is ChainStep.NOTICE and ChainStep.ACCOUNTABILITY in before:
        return events.AccountabilityDecided.TOPIC
    if fact is not events.InterviewHeld and ChainStep.INTERVIEW in before:
        return events.InterviewHeld.TOPIC
    if ChainStep.FINDING in before:
        return events.FindingRecorded.TOPIC
    return None


def call_of(pack: PolicyPack, trigger: str, rule: Trigger, task: Task) -> tuple[str, ...]:
    """Posts that take a step: those the pack names for it, else the one that decides."""
    return _chain(pack, trigger).posts.get(task, (rule.by,))


def require_post(act: Act, trigger: str, rule: Trigger, task: Task) -> None:
    """Refuse who holds none of the posts that take this step.

    Raises:
        StepIsAnothers: 3.2.
    """
    posts = call_of(act.pack, trigger, rule, task)
    if not any(held.post in posts for held in act.actor.posts):
        raise StepIsAnothers(str(task), posts)


def require_ground(
    act: Act, trigger: str, fact: type[events.Beginning], stated: Mapping[str, Any]
) -> None:
    """Refuse a ground that is no word of the pack, and none where it has some.

    Raises:
        GroundUnknown: B.3.
    """
    if "ground" not in fact.model_fields:
        return
    grounds, ground = _chain(act.pack, trigger).grounds, stated.get("ground")
    if (ground is None and not grounds) or ground in grounds:
        return
    raise GroundUnknown(ground, grounds)


def _chain(pack: PolicyPack, trigger: str) -> ChainRules:
    rules = pack.accountability
    return (rules.chains.get(trigger) if rules else None) or ChainRules()
