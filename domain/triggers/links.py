"""The links of a sequence: what counts for, against or not yet for a streak."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from domain.triggers.evidence import Evidence


class Verdict(StrEnum):
    """What a link says. What was cancelled is no link."""

    OPEN = "OPEN"
    GOOD = "GOOD"
    BAD = "BAD"


class Place(NamedTuple):
    """Where a link stands in its sequence: by its order, and what is equal by its id."""

    order: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One obligation, or one rating of one period.

    Attributes:
        sequence: which sequence it belongs to: its subject, and what else tells it from others.
        subject: code of who is answerable; ``body``: see ``Call``.
        period: what it is about.
        evidence: the event that settled it; None: it is open.
        is_obligation: whether its item is the id of an obligation.
    """

    sequence: str
    place: Place
    subject: str
    body: str | None
    period: str | None
    verdict: Verdict
    evidence: Evidence | None
    is_obligation: bool
