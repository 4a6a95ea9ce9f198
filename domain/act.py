"""One act: who does something, when, and under which rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.vocabulary import Role

if TYPE_CHECKING:
    from domain.calendar.working_days import WorkingCalendar
    from domain.policy.pack import PolicyPack

SYSTEM = "system"
"""Actor id of the scheduler and of reactions."""

_OFFLINE_GRACE = timedelta(days=1)  # ENV-04


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post a person holds, and the body it belongs to."""

    post: str
    body: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A verified person or machine, with what it is in this jurisdiction today.

    Attributes:
        id: pseudonymous id; the same the vault and the directory use.
        roles: columns of the permission matrix its posts give it.
        posts: every post held, with its body.
        unit: the unit it works for; None for residents.
        grids: grids it serves.
        communities: communities it serves.
        represented_by: the machine that acts for this person, None if it acts itself.
    """

    id: str
    roles: frozenset[Role]
    posts: tuple[HeldPost, ...] = ()
    unit: str | None = None
    grids: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    represented_by: str | None = None

    def post_for(self, roles: frozenset[Role], pack: PolicyPack) -> HeldPost | None:
        """The post this actor uses when it acts in one of these roles; None if it needs none."""
        for held in self.posts:
            if held.post in pack.posts and pack.posts[held.post].role in roles:
                return held
        return None


THE_SYSTEM = Actor(id=SYSTEM, roles=frozenset({Role.SYS}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a command method needs to know besides its own arguments.

    Attributes:
        at: when it is recorded, UTC (ENV-01 ``recorded_at``); timeliness is judged by it.
        occurred_at: when it happened; None: at ``at``. Earlier only for offline acts (ENV-04).
        post: the post used, filled by the permission check.
    """

    actor: Actor
    at: datetime
    pack: PolicyPack
    calendar: WorkingCalendar
    occurred_at: datetime | None = None
    post: HeldPost | None = None
    reason: str | None = None
    evidence: tuple[str, ...] = ()
    correlation_id: str | None = None
    causation_id: str | None = None
    extra_rules: tuple[str, ...] = field(default=())

    def envelope(self, event: str) -> dict[str, Any]:
        """The ENV-01 fields of an event of that catalogue name."""
        occurred_at = self.occurred_at or self.at
        return {
            "timestamp": self.at,
            "occurred_at": occurred_at,
            "actor_id": self.actor.id,
            "actor_post": self.post.post if self.post else None,
            "on_behalf_of_unit": self.post.body if self.post else self.actor.unit,
            "represented_by": self.actor.represented_by,
            "pack": self.pack.ref,
            "rule_ids": self.pack.rule_ids.get(event, ()) + self.extra_rules,
            "reason": self.reason,
            "evidence": self.evidence,
            "correlation_id": self.correlation_id,
            "causation_id": self.causation_id,
            "late_recorded": self.at - occurred_at > _OFFLINE_GRACE,
        }

    def system_envelope(self, event: str, bound: datetime) -> dict[str, Any]:
        """The envelope of a fact the system establishes: true since ``bound`` (ENV-06)."""
        return {
            "timestamp": self.at,
            "occurred_at": bound,
            "actor_id": SYSTEM,
            "pack": self.pack.ref,
            "rule_ids": self.pack.rule_ids.get(event, ()),
            "causation_id": self.causation_id,
        }
