"""Tell chat groups and receivers of routes, reminders and misses (ORG-DG-08).

What was told is recorded, and webhooks carry it to whatever chat program a place uses (ADR 35).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.cases.case import Case
from domain.notifications.notice import Addressee, Notice
from domain.obligations.obligation import Obligation
from domain.policy.structure import ChannelKind, NotificationRules

if TYPE_CHECKING:
    from application.directory import Directory
    from application.reactions.cause import Cause
    from application.reactions.ground import ReactionGround
    from domain.kernel import Event
    from domain.policy.pack import PolicyPack

_TOLD = frozenset(
    {
        "CaseRouted",
        "CaseEscalatedToDistrict",
        "CaseEscalatedToCity",
        "UrgeIssued",
        "FeedbackMissed",
        "ObligationReminderSent",
        "ObligationMissed",
    }
)
"""Routes, reminders and misses; which of them are told, the pack says."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something happened, and who has to act.

    Attributes:
        body: code of the community, or of the body that owes it; None: it lies nowhere.
    """

    body: str | None
    receivers: Sequence[str]


class Notifications:
    """The reaction. A notice has an id made of the event, so that nobody is told twice."""

    NAME: ClassVar[str] = "notifications"
    TOPICS: ClassVar[frozenset[str]] = _TOLD
    AFTER_READ_MODELS: ClassVar[bool] = False

    def react(self, causes: Sequence[Cause], ground: ReactionGround) -> None:
        """Send the notices that are not sent yet and not too old to be news."""
        wanted = [(cause, pack) for cause in causes if (pack := _telling(cause, ground))]
        ids = [Notice.create_id(ground.jurisdiction, cause.id) for cause, _ in wanted]
        ground.fetch({*ids, *(cause.event.originator_id for cause, _ in wanted)})
        offices = {pack.ref: _offices(pack, ground.directory) for _, pack in wanted}
        for (cause, pack), notice_id in zip(wanted, ids, strict=True):
            if ground.aggregate(Notice, notice_id) is None:
                _send(cause, pack, ground, offices[pack.ref])


def _telling(cause: Cause, ground: ReactionGround) -> PolicyPack | None:
    """The pack that has the event told; None: it has not, or it is no news any more."""
    pack = ground.pinned(cause.event.pack)
    rule = pack.structure.notifications
    if rule is None or cause.event.event_type not in rule.tells:
        return None
    fresh = ground.now - cause.event.timestamp < timedelta(hours=rule.fresh_hours)
    return pack if fresh else None


def _send(cause: Cause, pack: PolicyPack, ground: ReactionGround, offices: Sequence[str]) -> None:
    rule = pack.structure.notifications
    assert rule is not None, "asked for packs with notifications"
    place = _place(cause.event, ground)
    addressees = list(dict.fromkeys(_addressees(rule, place, offices, ground.directory)))
    if addressees:
        notice = Notice.send(
            ground.act(pack, cause),
            jurisdiction=ground.jurisdiction,
            event_id=cause.id,
            tells=cause.event.event_type,
            addressees=addressees,
        )
        ground.also_changed(notice)


def _place(event: Event, ground: ReactionGround) -> _Place:
    subject: UUID = event.originator_id
    owed = ground.aggregate(Obligation, subject)
    if owed is not None:
        return _Place(owed.owed.body, (owed.owed.body,))
    case = ground.aggregate(Case, subject)
    assert case is not None, "what is told happened to an obligation or to a case"
    unit: str | None = getattr(event, "unit_id", None)
    receivers: tuple[str, ...] = getattr(event, "units", ()) if unit is None else (unit,)
    community = case.community_id
    if community is None and case.grid_id is not None:
        community = ground.directory.community_of(case.grid_id)
    return _Place(community, receivers)


def _addressees(
    rule: NotificationRules, place: _Place, offices: Sequence[str], directory: Directory
) -> Iterator[Addressee]:
    for channel, kind in rule.channels.items():
        for target in _targets(kind, place, offices, directory):
            yield Addressee(channel, target)


def _targets(
    kind: ChannelKind, place: _Place, offices: Sequence[str], directory: Directory
) -> Sequence[str]:
    match kind:
        case ChannelKind.OWN_STATION:
            return _stations(place.body, directory)
        case ChannelKind.OFFICE:
            return offices
        case ChannelKind.RECEIVERS:
            return place.receivers


def _stations(body: str | None, directory: Directory) -> Sequence[str]:
    unit = None if body is None else directory.unit(body)
    if unit is None:
        return ()
    if unit.is_station:
        return (unit.code,)
    return tuple(station.code for station in directory.stations_of(unit.code))


def _offices(pack: PolicyPack, directory: Directory) -> Sequence[str]:
    """The offices of the leading groups there are: bodies below the level of a group."""
    group = pack.structure.leading_group
    if group is None:
        return ()
    return [
        unit.code
        for unit in directory.units()
        if unit.tree == group.tree and group.level in pack.allowed_parents(group.tree, unit.level)
    ]
