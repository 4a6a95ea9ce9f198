"""Who owes what a pack asks for, as the directory knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from application.directory import GridEntry, UnitEntry
from domain.obligations.obligation import Owed, Wanted

if TYPE_CHECKING:
    from application.directory import Directory
    from domain.obligations.deed import Deed
    from domain.obligations.spans import Span
    from domain.policy.obligation_rules import ObligationRule
    from domain.policy.pack import PolicyPack


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who owes it for some time.

    Attributes:
        since: first local day of it; nothing is owed for windows that had ended before.
        until: first local day on which it is over; None: it goes on.
    """

    owed: Owed
    since: date
    until: date | None = None

    def owes(self, span: Span, today: date) -> bool:
        """Whether a window is owed: whoever is there on its last day owes it.

        Of a window that still runs: whoever is there today.
        """
        day = min(span.last_day, today)
        return self.since <= day and (self.until is None or day < self.until)


def seats(
    code: str, rule: ObligationRule, pack: PolicyPack, directory: Directory
) -> Iterator[Seat]:
    """Everybody who owes it or owed it, by body; nobody for what an event or a plan opens."""
    if not rule.is_opened_by_time:
        return
    for body in directory.bodies(ended=True):
        since, until = directory.life(body.code)
        for holder, begins, ends in _holders(rule, pack, directory, body):
            owed = Owed(code=code, subject=body.code, holder=holder, body=body.code)
            yield Seat(owed, _later(since, begins), _earlier(until, ends))


def owed_for(
    code: str,
    rule: ObligationRule,
    pack: PolicyPack,
    directory: Directory,
    deed: Deed,
    *,
    by: str | None,
    about: str | None,
) -> Owed | None:
    """Whose obligation a deed opens or counts towards; None: nobody's.

    Args:
        by: field of the deed with the body; None: where it happened.
        about: field of the deed with the subject; None: the body itself.
    """
    named = deed.body if by is None else deed.text(by)
    body = None if named is None else directory.body(named)
    if rule.holder.body is not None:
        above = _up_to(rule.holder.body, body, directory)
        body = above or _its_station(rule.holder.body, body, directory)
    if body is None:
        return None
    subject = body.code if about is None else deed.text(about)
    if subject is None:
        return None
    if rule.holder.each_of or rule.holder.staff:
        today = deed.counts_on
        held = {
            holder
            for holder, begins, ends in _holders(rule, pack, directory, body)
            if (begins is None or begins <= today) and (ends is None or today < ends)
        }
        holder = deed.person_ref if deed.person_ref in held else None
    else:
        holder = next((one for one, _, _ in _holders(rule, pack, directory, body)), None)
    if holder is None:
        return None
    return Owed(code=code, subject=subject, holder=holder, body=body.code)


def wanted_of(
    rule: ObligationRule, owed: Owed, directory: Directory, span: Span, today: date
) -> Wanted | None:
    """What a share of the bodies below whoever owes it comes to; None: the rule asks for none.

    By the bodies that there are on the window's last day, or today while it runs.
    """
    if rule.share is None:
        return None
    day = min(span.last_day, today)
    below = directory.below([owed.body])
    base = 0
    for body in directory.bodies(ended=True):
        since, until = directory.life(body.code)
        lives = since <= day and (until is None or day < until)
        base += lives and body.code in below and _is_of(body, rule.share.of)
    return Wanted(ceil(rule.share.at_least * base), base)


_Holder = tuple[str, date | None, date | None]


def _holders(
    rule: ObligationRule, pack: PolicyPack, directory: Directory, body: UnitEntry | GridEntry
) -> Iterator[_Holder]:
    """Holders in one body, each with first local day and first day without it."""
    holder = rule.holder
    tenures = directory.tenures_of(body.code)
    if holder.named_in or holder.itself or _is_of(body, holder.body):
        yield body.code, None, None
    elif holder.post is not None:
        at = pack.posts[holder.post].at
        sits = is_at(body, at) if at else any(t.post == holder.post for t in tenures)
        if sits:
            yield holder.post, None, None
    for tenure in tenures:
        if tenure.post in holder.each_of:
            yield tenure.person_ref, tenure.from_on, tenure.to_on
    if holder.staff and isinstance(body, GridEntry):
        for stated in directory.services_of(body.code):
            yield stated.person_ref, stated.from_on, stated.to_on


def _up_to(
    sort: str, body: UnitEntry | GridEntry | None, directory: Directory
) -> UnitEntry | GridEntry | None:
    """The nearest body of that sort, from this one upward."""
    while body is not None and not _is_of(body, sort):
        body = directory.body(body.parent) if body.parent is not None else None
    return body


def _its_station(
    sort: str, body: UnitEntry | GridEntry | None, directory: Directory
) -> UnitEntry | None:
    """The station of that sort whose ground a body is: what happens there counts for it."""
    while body is not None:
        for station in directory.stations_of(body.code):
            if _is_of(station, sort):
                return station
        body = directory.body(body.parent) if body.parent is not None else None
    return None


def is_at(body: UnitEntry | GridEntry, level: str) -> bool:
    """Whether a body is what its level names; departments beside the trees are not."""
    if isinstance(body, UnitEntry) and body.tree is None and body.org_type != body.level:
        return False
    return body.level == level


def _is_of(body: UnitEntry | GridEntry, sort: str | None) -> bool:
    """Whether a body is of a type, or stands in a tree at the level of that name."""
    if isinstance(body, UnitEntry) and body.org_type == sort:
        return True
    return sort is not None and is_at(body, sort)


def _later(one: date, other: date | None) -> date:
    return one if other is None else max(one, other)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
