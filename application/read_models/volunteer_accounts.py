"""Balances of volunteers, and the lines they are made of (7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.calendar.local_time import local_date
from domain.exact_points import plain
from domain.volunteers.account import VolunteerAccount

BEGINNINGS: Final = frozenset({VolunteerAccount.VolunteerRegistered.TOPIC})
"""What the histories of accounts begin with."""


@row
class VolunteerBalance:
    """One account. Instants are aware, UTC; hours and points exact.

    Attributes:
        version: of its last event.
        code: pseudonymous id of the holder; ``people``: of everybody whose account it is.
        no: always 0.
        kind: word of the pack; body: code of the grid or community that keeps it.
        registered_on: local day.
        services, hours: what was recorded, false service included.
        earned, redeemed, reversed: points so far; ``balance`` what they leave, None: the
            pack knows no points.
        blocked: reversals took the balance below zero.
        trained_years: in which local years there was training, in order.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    no: int
    kind: str
    body: str
    people: tuple[str, ...]
    registered_on: date
    services: int
    hours: Decimal
    earned: Decimal
    redeemed: Decimal
    reversed: Decimal
    balance: Decimal | None
    blocked: bool
    trained_years: tuple[int, ...]


@row
class VolunteerLine:
    """One line of an account: service, or points that moved.

    Attributes:
        no: version of its event in the account.
        event: catalogue name.
        service: number of the service it is about; None: of no service.
        points: what it added; below zero what it took; None: it moved no points.
        balance: of the account after it.
        stands: not taken back by a later line.
        held_on: local day of the service, else of the record.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    no: int
    body: str
    people: tuple[str, ...]
    event: str
    service: int | None
    field: str | None
    activity: str | None
    goods: str | None
    hours: Decimal | None
    points: Decimal | None
    balance: Decimal
    stands: bool
    held_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerFilter:
    """Which accounts a list shows; a field left alone admits all.

    Attributes:
        untrained_in: year of registration or a later one, without training in it.
        blocked: whether the balance is below zero.
    """

    code: str | None = None
    kind: str | None = None
    body: str | None = None
    blocked: bool | None = None
    untrained_in: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines a ledger shows; a field left alone admits all."""

    code: str | None = None
    body: str | None = None
    event: str | None = None
    field: str | None = None
    activity: str | None = None
    from_on: date | None = None
    until_on: date | None = None


def volunteer_balances(story: AggregateStory) -> Sequence[VolunteerBalance]:
    """The one row of an account."""
    begun: Any = story.history[0]
    services, trained = 0, set[int]()
    sums = dict.fromkeys(("hours", "earned", "redeemed", "reversed"), Decimal(0))
    for topic, event in _told(story):
        match topic:
            case "ServiceRecorded":
                services += 1
                sums["hours"] += event.hours
            case "VolunteerTrained":
                trained.add(event.on.year)
            case _ if topic in _MOVED:
                sums[_MOVED[topic]] += event.points
    balance = plain(sums["earned"] - sums["redeemed"] - sums["reversed"])
    return [
        VolunteerBalance(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=begun.account,
            no=0,
            kind=begun.account_kind,
            body=begun.body,
            people=(begun.account, *begun.members),
            registered_on=local_date(begun.occurred_at),
            services=services,
            balance=balance,
            blocked=balance < 0,
            trained_years=tuple(sorted(trained)),
            **{name: plain(total) for name, total in sums.items()},
        )
    ]


_MOVED: Final = {
    "VolunteerPointsEarned": "earned",
    "VolunteerPointsRedeemed": "redeemed",
    "VolunteerPointsReversed": "reversed",
}


def volunteer_lines(story: AggregateStory) -> Sequence[VolunteerLine]:
    """A row for each service, and for each time points moved."""
    begun: Any = story.history[0]
    told = list(_told(story))
    false = {event.service for topic, event in told if topic == "VolunteerPointsReversed"}
    services: dict[int, Any] = {}
    balance, lines = Decimal(0), []
    for topic, event in told:
        if topic == "ServiceRecorded":
            services[event.no] = event
            service, points = event.no, None
        elif topic in _MOVED:
            service = getattr(event, "service", None)
            points = event.points if topic == "VolunteerPointsEarned" else -event.points
            balance += points
        else:
            continue
        done = services.get(service) if service is not None else None
        lines.append(
            VolunteerLine(
                jurisdiction=story.jurisdiction,
                aggregate_id=story.subject_id,
                version=story.version,
                changed_at=story.changed_at,
                latest_occurred_at=story.latest_occurred_at,
                code=begun.account,
                no=event.originator_version,
                body=begun.body,
                people=(begun.account, *begun.members),
                event=topic,
                service=service,
                field=done.field if done is not None else None,
                activity=done.activity if done is not None else None,
                goods=getattr(event, "goods", None),
                hours=plain(event.hours) if topic == "ServiceRecorded" else None,
                points=plain(points) if points is not None else None,
                balance=plain(balance),
                stands=service not in false or topic == "VolunteerPointsReversed",
                held_on=done.on if done is not None else local_date(event.occurred_at),
                recorded_at=event.timestamp,
            )
        )
    return lines


def _told(story: AggregateStory) -> Iterator[tuple[str, Any]]:
    return zip(story.topics, story.history, strict=True)
