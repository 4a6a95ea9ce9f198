"""The property league: estates, how they did in each period, and the ranking of each year (F)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.property.estate import Estate
from domain.property.period import EstatePeriod
from domain.property.ranking import PropertyRanking


class PremisesState(StrEnum):
    """How large the company's rooms were found to be."""

    ENOUGH = "ENOUGH"
    BELOW = "BELOW"
    ABOVE = "ABOVE"


@row
class EstateLine:
    """One estate. Areas are in m²; None: never measured, filed or posted.

    Attributes:
        estate: its code; ``body``: code of the body in which it lies.
        company: code of the company that manages it.
        missing: what the pack asks for and its file does not hold.
        gfa: total floor area; ``area``: of the company's rooms; ``needed``: the least.
        rooms: how many rooms are listed; ``proposals``: rooms out of control, each with what is
            proposed, as ``room=proposal``.
        notices: orders for which the company was named unwelcome.
        notice_posted_on: local day of the last of them; ``notice_company``: whom it names.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    estate: str
    body: str
    company: str | None
    buildings: int | None
    households: int | None
    condition: str | None
    mode: str | None
    missing: tuple[str, ...]
    gfa: Decimal | None
    area: Decimal | None
    needed: Decimal | None
    premises: PremisesState | None
    rooms: int
    proposals: tuple[str, ...]
    notices: tuple[str, ...]
    notice_posted_on: date | None
    notice_company: str | None


@row
class PropertyPeriodLine:
    """One estate in one period. Instants are aware, UTC.

    Attributes:
        period: its name; ``first_day``: its first local day.
        company: the one that was graded or scored.
        grade: the one that holds; ``original_grade``: the one that a veto overrides.
        finding: file in which the cause of the veto was found; None: there is no veto.
        posted_on: local day on which the grade was posted.
        scored_at: when the score was recorded.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    estate: str
    body: str
    company: str | None
    period: str
    first_day: date
    scale: str | None
    grade: str | None
    original_grade: str | None
    finding: str | None
    posted_on: date | None
    score: Decimal | None
    scored_at: datetime | None


@row
class PropertyRankingLine:
    """The place of one estate in the ranking of one year.

    Attributes:
        among: code of the body whose estates are ranked together.
        composite: with one decimal, half-up, as it is shown.
        missed: inspections of the year that were not held.
        ranked: how many estates are ranked.
        listed_on: local day on which it came onto the replacement list; None: it is not on it.
    """

    jurisdiction: str
    aggregate_id: UUID
    estate: str
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    among: str
    year: int
    company: str | None
    composite: Decimal
    inspected: int
    missed: int
    rank: int
    ranked: int
    listed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateFilter:
    """Which estates a list shows; a field left alone admits all.

    Attributes:
        complete: whether the file holds all that the pack asks for.
        unwelcome: whether its company was named unwelcome.
    """

    estate: str | None = None
    body: str | None = None
    company: str | None = None
    condition: str | None = None
    mode: str | None = None
    premises: PremisesState | None = None
    complete: bool | None = None
    unwelcome: bool | None = None


ESTATES_BEGIN = frozenset({Estate.EstateFiled.TOPIC})
PERIODS_BEGIN = frozenset(
    {
        EstatePeriod.PropertyRated.TOPIC,
        EstatePeriod.VetoApplied.TOPIC,
        EstatePeriod.PropertyInspected.TOPIC,
    }
)
RANKINGS_BEGIN = frozenset({PropertyRanking.PropertyRanked.TOPIC})


def estate_lines(story: AggregateStory) -> Sequence[EstateLine]:
    """The one row of an estate."""
    filed: Any = story.history[0]
    measured: Any = None
    notice: Any = None
    mode: str | None = None
    rooms: dict[str, str | None] = {}
    notices: list[str] = []
    for topic, fact in zip(story.topics, story.history, strict=True):
        event: Any = fact
        match topic:
            case "EstateFiled":
                filed = event
            case "ManagementModeSet":
                mode = event.mode
            case "PremisesMeasured":
                measured = event
            case "RoomListed":
                rooms[event.room] = None
            case "RecoveryProposed":
                rooms[event.room] = event.proposal
            case "UnwelcomeNoticePosted":
                notice = event
                notices.append(event.order)
            case _:
                pass
    return [
        EstateLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            estate=filed.estate_id,
            body=filed.body,
            company=filed.company,
            buildings=filed.buildings,
            households=filed.households,
            condition=filed.condition,
            mode=mode,
            missing=filed.missing,
            gfa=None if measured is None else measured.gfa,
            area=None if measured is None else measured.area,
            needed=None if measured is None else measured.needed,
            premises=None if measured is None else _premises(measured),
            rooms=len(rooms),
            proposals=tuple(f"{room}={what}" for room, what in sorted(rooms.items()) if what),
            notices=tuple(notices),
            notice_posted_on=None if notice is None else notice.posted_on,
            notice_company=None if notice is None else notice.company,
        )
    ]


def _premises(measured: Any) -> PremisesState:
    if measured.area < measured.needed:
        return PremisesState.BELOW
    return PremisesState.ABOVE if measured.is_above else PremisesState.ENOUGH


def period_lines(story: AggregateStory) -> Sequence[PropertyPeriodLine]:
    """The one row of an estate's period."""
    begun: Any = story.history[0]
    company = scale = grade = original_grade = finding = posted_on = score = scored_at = None
    for topic, fact in zip(story.topics, story.history, strict=True):
        event: Any = fact
        match topic:
            case "PropertyRated" | "VetoApplied":
                company, scale, grade, original_grade = (
                    event.company, event.scale, event.grade, event.original_grade,
                )  # fmt: skip
                finding = event.finding if topic == "VetoApplied" else finding
            case "PropertyInspected":
                company, score, scored_at = event.company, event.score, event.timestamp
            case "OutcomePublished":
                posted_on = event.published_on
            case _:
                pass
    return [
        PropertyPeriodLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            estate=begun.estate_id,
            body=begun.body,
            company=company,
            period=begun.period,
            first_day=begun.window,
            scale=scale,
            grade=grade,
            original_grade=original_grade,
            finding=finding,
            posted_on=posted_on,
            score=score,
            scored_at=scored_at,
        )
    ]


def ranking_lines(story: AggregateStory) -> Sequence[PropertyRankingLine]:
    """A row for each ranked estate of a ranking."""
    told = list(zip(story.topics, story.history, strict=True))
    listed: dict[str, date] = {}
    for topic, fact in told:
        event: Any = fact
        if topic == "PropertyListedForReplacement":
            listed[event.estate_id] = event.listed_on
    return [_place(story, fact, listed) for topic, fact in told if topic == "PropertyRanked"]


def _place(story: AggregateStory, place: Any, listed: dict[str, date]) -> PropertyRankingLine:
    return PropertyRankingLine(
        jurisdiction=story.jurisdiction,
        aggregate_id=story.subject_id,
        estate=place.estate_id,
        version=story.version,
        changed_at=story.changed_at,
        latest_occurred_at=story.latest_occurred_at,
        among=place.body,
        year=place.year,
        company=place.company,
        composite=place.composite,
        inspected=place.inspected,
        missed=place.missed,
        rank=place.rank,
        ranked=place.of,
        listed_on=listed.get(place.estate_id),
    )
