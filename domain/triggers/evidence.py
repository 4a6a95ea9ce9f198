"""What calls somebody, and the events that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.kernel import Event


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stored event.

    Attributes:
        ref: ``event:<aggregate id>/<version>``.
        name: its catalogue name.
        since: when it was true, UTC.
        pack: ``id@version`` that judged it.
    """

    ref: str
    name: str
    since: datetime
    pack: str


def evidence_of(event: Event) -> Evidence:
    """An event as evidence."""
    ref = f"event:{event.originator_id}/{event.originator_version}"
    return Evidence(ref, event.event_type, event.occurred_at, event.pack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody is called, as a trigger's events say.

    Attributes:
        trigger: a word of the pack.
        subject: code of who is answerable; ``body``: of the body under which it is, None: of the
            subject itself.
        period: what it is about; None: no period.
        evidence: at least one event, in the order in which they count.
        obligation_ids: the obligations that were missed.
    """

    trigger: str
    subject: str
    body: str | None
    period: str | None
    evidence: tuple[Evidence, ...]
    obligation_ids: tuple[str, ...] = ()

    @property
    def since(self) -> datetime:
        """When the last of its events was true (ENV-06), UTC."""
        return max(one.since for one in self.evidence)
