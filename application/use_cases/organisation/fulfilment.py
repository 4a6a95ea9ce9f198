"""A fact fulfils what was owed, or opens what is owed from now on, in the same change (OBL-01)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from application.obligation_holders import owed_for, wanted_of
from domain.calendar.local_time import local_date
from domain.calendar.periods import Period
from domain.facts.governance import PlanFiled
from domain.kernel import Event, EventCorrected, effective
from domain.obligations.deed import Deed, deed_of
from domain.obligations.obligation import Obligation, Owed, Wanted
from domain.obligations.plans import planned_period
from domain.obligations.spans import Span, opened_span, overdue_span, planned_span, spans
from domain.records.book import RecordBook

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.policy.obligation_rules import ObligationRule, Opening


_NAMES_A_BODY = ("body", "code", "community_id", "grid_id", "parent")


def fulfil(act: Act, ground: Ground, events: Sequence[Event]) -> None:
    """Count what was done towards what the pack says it fulfils, and open what it sets off.

    An obligation that the sweep has not opened yet is opened here.

    Raises:
        CalendarMissing: no table says whether the window is owed (CAL-03).
    """
    touched: dict[UUID, Obligation] = {}
    for event in events:
        if isinstance(event, EventCorrected):
            _correct(act, ground, event, touched)
        else:
            _follow(act, ground, event, touched)
    for obligation in touched.values():
        ground.also_changed(obligation)


def _follow(act: Act, ground: Ground, event: Event, touched: dict[UUID, Obligation]) -> None:
    deed: Deed | None = None
    for code, rule in act.pack.duties.items():
        counts = rule.fulfilled_by == event.event_type
        opens = rule.opened_by is not None and rule.opened_by.by == event.event_type
        plans = rule.planned is not None and event.event_type == PlanFiled.TOPIC
        if not (counts or opens or plans):
            continue
        if deed is None:
            deed = _deed(event, ground)
        if counts and deed.matches(rule.where):
            for obligation in _counted(act, ground, code, rule, deed):
                amount = deed.amount(rule.measure)
                obligation.count_deed(
                    act,
                    amount=amount,
                    evidence=deed.evidence,
                    happened_at=deed.happened_at,
                    recorded_at=event.timestamp,
                    wanted=_wanted(act, ground, rule, obligation),
                )
                touched[obligation.id] = obligation
                ground.also_changed(obligation)  # a second deed counts on
        if opens:
            _open(act, ground, code, rule, deed)
        if plans and deed.text("record") == rule.planned:
            _plan(act, ground, code, rule, deed)


def _correct(
    act: Act, ground: Ground, corrected: EventCorrected, touched: dict[UUID, Obligation]
) -> None:
    """Count a deed as it reads now: take back what it fulfilled and does not any more (ENV-02)."""
    stored = ground.history(corrected.originator_id)
    history = effective(stored[: corrected.originator_version - 1])
    wrong = history[corrected.target_version - 1]
    was, now = _deed(wrong, ground), _deed(corrected.corrected(wrong), ground)
    correction = _evidence(corrected)
    for code, rule in act.pack.duties.items():
        if rule.fulfilled_by != wrong.event_type:
            continue
        amounts: dict[UUID, int] = {}
        if was.matches(rule.where):
            for obligation in _counted_before(act, ground, code, rule, was):
                found = touched.setdefault(obligation.id, obligation)
                if was.evidence in found.counted:
                    amounts[found.id] = 0
        if now.matches(rule.where):
            still = (
                obligation
                for obligation in _counted_before(act, ground, code, rule, now)
                if obligation.id in amounts
            )
            for obligation in chain(still, _counted(act, ground, code, rule, now)):
                found = touched.setdefault(obligation.id, obligation)
                amounts[found.id] = now.amount(rule.measure)
        for one, amount in amounts.items():
            touched[one].correct_deed(
                act,
                amount=amount,
                evidence=was.evidence,
                correction=correction,
                wanted=_wanted(act, ground, rule, touched[one]),
            )


def _wanted(
    act: Act, ground: Ground, rule: ObligationRule, obligation: Obligation
) -> Wanted | None:
    today = local_date(act.at)
    return wanted_of(rule, obligation.owed, ground.directory, obligation.span, today)


def _counted_before(
    act: Act, ground: Ground, code: str, rule: ObligationRule, deed: Deed
) -> Iterator[Obligation]:
    """The obligations there are that a deed may have been counted towards."""
    owed = owed_for(code, rule, act.pack, ground.directory, deed, by=rule.by, about=rule.subject)
    if owed is None:
        return
    if rule.opened_by is not None:
        yield from _opened(act, ground, owed, rule, rule.opened_by, deed)
        return
    if rule.planned is not None:
        windows = [planned_span(period, deed.counts_on) for period in Period]
    else:
        overdue = overdue_span(rule, deed.counts_on)
        windows = list(spans(rule, deed.counts_on, deed.counts_on, act.calendar))
        windows += [overdue] if overdue is not None else []
    for span in windows:
        known = _known(ground, owed, span)
        if known is not None:
            yield known


def _deed(event: Event, ground: Ground) -> Deed:
    return deed_of(event, _body_of(event, ground), _evidence(event))


def _evidence(event: Event) -> str:
    return f"event:{event.originator_id}/{event.originator_version}"


def _body_of(event: Event, ground: Ground) -> str | None:
    """The body in which something happened: the one it names, or whose history it lies in.

    Something that belongs to a body without being one says which with its first event; a body that
    is only being founded counts for the one above it.
    """
    known = ground.directory.code_of(event.originator_id)
    if known is not None:
        return known
    first = next(iter(ground.history(event.originator_id)), event)
    named = (getattr(one, field, None) for one in (event, first) for field in _NAMES_A_BODY)
    return next(
        (code for code in named if isinstance(code, str) and ground.directory.body(code)), None
    )


def _counted(
    act: Act, ground: Ground, code: str, rule: ObligationRule, deed: Deed
) -> Iterator[Obligation]:
    """The obligations that a deed counts towards."""
    owed = owed_for(code, rule, act.pack, ground.directory, deed, by=rule.by, about=rule.subject)
    if owed is None:
        return
    if rule.planned is not None:
        yield from _planned(act, ground, owed, rule, deed)
        return
    if rule.opened_by is not None:
        for obligation in _opened(act, ground, owed, rule, rule.opened_by, deed):
            if obligation.waits and obligation.span.starts_at <= deed.happened_at:
                yield obligation
        return
    for span in spans(rule, deed.counts_on, deed.counts_on, act.calendar):
        if span.starts_at <= act.at:
            yield _at(act, ground, owed, rule, span)
    overdue = overdue_span(rule, deed.counts_on)
    missed = _known(ground, owed, overdue) if overdue is not None else None
    if missed is not None and missed.waits:
        yield missed


def _open(act: Act, ground: Ground, code: str, rule: ObligationRule, deed: Deed) -> None:
    opening = rule.opened_by
    assert opening is not None, "asked for rules that an event opens"
    if not deed.matches(opening.where):
        return
    owed = owed_for(
        code,
        rule,
        act.pack,
        ground.directory,
        deed,
        by=rule.holder.named_in,
        about=opening.subject,
    )
    until = None if opening.until is None else deed.day(opening.until)
    if owed is None or (opening.until is not None and until is None):
        return
    span = opened_span(opening, deed.happened_at, until, act.calendar)
    if opening.window is not None and not opening.once:
        if _known(ground, owed, span) is None:
            opened = _new(act, ground, owed, rule, span, renews=rule.recurs, settles=True)
            ground.also_changed(opened)
        return
    number = 1 + sum(1 for _ in _numbered(ground, owed))
    if opening.once and number > 1:
        return
    ground.also_changed(
        Obligation.open(
            act,
            jurisdiction=ground.jurisdiction,
            owed=owed,
            rule=rule,
            span=span,
            number=number,
        )
    )


def _plan(act: Act, ground: Ground, code: str, rule: ObligationRule, deed: Deed) -> None:
    """Open the window that runs, for whom a plan was filed."""
    each = deed.facts.get("each")
    owed = owed_for(code, rule, act.pack, ground.directory, deed, by=rule.by, about="subject_ref")
    if owed is None or not isinstance(each, Period):
        return
    span = planned_span(each, local_date(act.at))
    if _known(ground, owed, span) is None:
        ground.also_changed(_new(act, ground, owed, rule, span, renews=each, settles=True))


def _planned(
    act: Act, ground: Ground, owed: Owed, rule: ObligationRule, deed: Deed
) -> Iterator[Obligation]:
    """The obligations of plans for this subject whose window holds the deed.

    One that the sweep has not renewed yet is renewed here.
    """
    for period in Period:
        span = planned_span(period, deed.counts_on)
        known = _known(ground, owed, span)
        if known is None:
            before = planned_span(period, span.first_day - timedelta(days=1))
            goes_on = _known(ground, owed, before) is not None
            if goes_on and _period_of(ground, owed, rule) is period:
                known = _new(act, ground, owed, rule, span, renews=period)
        if known is not None:
            yield known


def _period_of(ground: Ground, owed: Owed, rule: ObligationRule) -> Period | None:
    """How often somebody is to be visited, as the newest plan says."""
    assert rule.planned is not None, "asked for rules with plans"
    book_id = RecordBook.create_id(ground.jurisdiction, rule.planned, owed.body, None)
    return planned_period(ground.aggregate(RecordBook, book_id), owed.subject)


def _opened(  # what is owed, what opened it, and what was done
    act: Act, ground: Ground, owed: Owed, rule: ObligationRule, opening: Opening, deed: Deed
) -> Iterator[Obligation]:
    """What events opened for this holder and subject, and the deed may count towards.

    The window of one that recurs is opened here if the sweep has not come by yet.
    """
    if opening.window is None or opening.once:
        yield from _numbered(ground, owed)
        return
    span = planned_span(opening.window, deed.counts_on)
    known = _known(ground, owed, span)
    if known is None and opening.recurs and _recurs_into(act, ground, owed, opening.window, span):
        known = _new(act, ground, owed, rule, span, renews=opening.window)
    if known is not None:
        yield known


def _recurs_into(act: Act, ground: Ground, owed: Owed, period: Period, span: Span) -> bool:
    """Whether an earlier window of it is on record; the sweep opens those between.

    Nothing lies before the pack came into force, so the search ends.
    """
    earlier = span
    while act.pack.meta.effective_from < earlier.first_day:
        earlier = planned_span(period, earlier.first_day - timedelta(days=1))
        if _known(ground, owed, earlier) is not None:
            return True
    return False


def _at(act: Act, ground: Ground, owed: Owed, rule: ObligationRule, span: Span) -> Obligation:
    """The obligation of a window, opened if it was not."""
    return _known(ground, owed, span) or _new(act, ground, owed, rule, span)


def _known(ground: Ground, owed: Owed, span: Span) -> Obligation | None:
    return ground.aggregate(Obligation, Obligation.create_id(ground.jurisdiction, owed, span))


def _new(  # what is owed, when, and under which plan
    act: Act,
    ground: Ground,
    owed: Owed,
    rule: ObligationRule,
    span: Span,
    *,
    renews: Period | None = None,
    settles: bool = False,
) -> Obligation:
    """A new obligation; the deed for which it is opened says whether it was missed before."""
    return Obligation.open(
        act,
        jurisdiction=ground.jurisdiction,
        owed=owed,
        rule=rule,
        span=span,
        renews=renews,
        settles=settles,
    )


def _numbered(ground: Ground, owed: Owed) -> Iterator[Obligation]:
    """What events opened for one holder and subject, the oldest first."""
    number = 1
    while True:
        found = ground.aggregate(
            Obligation, Obligation.create_id(ground.jurisdiction, owed, number)
        )
        if found is None:
            return
        yield found
        number += 1
