"""What is paid for somebody while in office ends when they leave it (RWD-BZ-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from application.use_cases.organisation.records.checks import benefit_runs
from domain.calendar.local_time import local_date
from domain.facts.honours import BenefitStopped
from domain.kernel import Event
from domain.organisation.body import PostVacated
from domain.records.book import RecordBook, recordable, span_of

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


def benefits_end(act: Act, ground: Ground, events: Sequence[Event]) -> None:
    """Stop the benefits of who holds no post of the body any more, from that day on.

    A departure that lies ahead stops nothing yet: a fact on record has happened (ENV-04).
    """
    incentives = act.pack.incentives
    if incentives is None or not incentives.benefits:
        return
    for event in events:
        if not isinstance(event, PostVacated) or event.on > local_date(act.at):
            continue
        body = ground.directory.code_of(event.originator_id)
        if body is None or _still_in_office(ground, body, event):
            continue
        for name in incentives.benefits:
            _end(act, ground, name, body, event.person_ref, event.on)


def _end(act: Act, ground: Ground, name: str, body: str, person: str, on: date) -> None:
    assert act.pack.incentives is not None, "asked for benefits of this pack"
    rule = act.pack.incentives.benefits[name]
    stated = {
        "record": rule.stopped,
        "body": body,
        "on": on,
        "person_ref": person,
        "benefit": name,
    }
    if not benefit_runs(act, ground, rule, stated):
        return
    span = span_of(recordable(act, BenefitStopped, rule.stopped), on)
    book_id = RecordBook.create_id(ground.jurisdiction, rule.stopped, body, span)
    book = ground.aggregate(RecordBook, book_id)
    if book is not None:
        act = replace(act, at=max(act.at, book.modified_on))
    ground.also_changed(
        RecordBook.enter(
            act, book, jurisdiction=ground.jurisdiction, fact=BenefitStopped, stated=stated
        )
    )


def _still_in_office(ground: Ground, body: str, left: PostVacated) -> bool:
    return any(
        tenure.person_ref == left.person_ref
        and tenure.post != left.post
        and (tenure.to_on is None or tenure.to_on > left.on)
        for tenure in ground.directory.tenures_of(body)
    )
