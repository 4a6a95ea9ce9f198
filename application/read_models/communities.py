"""Communities as they stand: one row each (ORG-BZ-04, ORG-BZ-05, ORG-BZ-13, ORG-CY-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.communities.community import Community
from domain.policy.thresholds import UNDEFINED


@row
class CommunityLine:
    """One community.

    Attributes:
        version: of its last event.
        deviations: ratios that its size should keep and does not.
        shared_unit: city unit that it is a shared community of; None: of none.
        due: housing areas for which something is still to be founded, or whose people are still to
            be taken on by a neighbour, each as ``area result``.
        undecided: housing areas that no clause speaks of and nobody has decided.
        workers: full-time workers at the last count; None: never counted. ``counted_on`` its day,
            ``workers_deviations`` what it does not keep, ``musts_missed`` how many are a MUST.
        safe_sites: how many sites were named safe; ``safe_kinds`` their kinds.
        plates: how many hung at the last count; None: never counted. ``plates_wanted``: should.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    households: int
    kind: str | None
    deviations: tuple[str, ...]
    shared_unit: int | None
    due: tuple[str, ...]
    undecided: tuple[str, ...]
    workers: int | None
    counted_on: date | None
    workers_deviations: tuple[str, ...]
    musts_missed: int | None
    safe_sites: int
    safe_kinds: tuple[str, ...]
    plates: int | None
    plates_wanted: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityFilter:
    """Which communities a list shows; a field left alone admits all.

    Attributes:
        deviates: its size or its staff does not keep a ratio.
        undecided: a housing area waits for a decision by hand.
    """

    code: str | None = None
    kind: str | None = None
    deviates: bool | None = None
    undecided: bool | None = None


BEGINNINGS = frozenset({Community.CommunityDefined.TOPIC})
"""Catalogue names of the events that such a history begins with."""


def community_lines(story: AggregateStory) -> Sequence[CommunityLine]:
    """The one row of a community."""
    defined: Any = story.history[0]
    households, deviations = defined.households, defined.deviations
    outcomes: dict[str, str] = {}
    due: dict[str, str] = {}
    sites: set[tuple[str, str]] = set()
    shared = counted = plates = None
    for fact, topic in zip(story.history, story.topics, strict=True):
        event: Any = fact
        match topic:
            case "BoundaryAdjusted":
                households, deviations = event.households, event.deviations
            case "HousingOccupancyRecorded":
                outcomes[event.estate_id] = event.outcome
            case "FoundingDue":
                outcomes[event.estate_id] = event.result
                if event.settles:
                    due.pop(event.estate_id, None)
                else:
                    due[event.estate_id] = event.result
            case "SharedCommunityDefined":
                shared = event.unit
            case "HeadcountRecorded":
                counted = event
            case "SafeSiteNamed":
                sites.add((event.kind, event.site))
            case "PlateInspectionDone":
                plates = event
            case _:
                pass
    return [
        CommunityLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=defined.code,
            households=households,
            kind=defined.kind,
            deviations=deviations,
            shared_unit=shared,
            due=tuple(f"{estate} {result}" for estate, result in sorted(due.items())),
            undecided=tuple(sorted(e for e, outcome in outcomes.items() if outcome == UNDEFINED)),
            workers=None if counted is None else counted.total,
            counted_on=None if counted is None else counted.counted_on,
            workers_deviations=() if counted is None else counted.deviations,
            musts_missed=None if counted is None else counted.musts_missed,
            safe_sites=len(sites),
            safe_kinds=tuple(sorted({kind for kind, _ in sites})),
            plates=None if plates is None else plates.count,
            plates_wanted=None if plates is None else plates.wanted,
        )
    ]
