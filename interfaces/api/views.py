"""How cases and their histories are shown: names that stay, whatever the read models do."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from domain.vocabulary import CaseKind, CaseState, RouteMode


def _always_given(schema: dict[str, Any]) -> None:
    schema["required"] = list(schema.get("properties", ()))


class View(BaseModel):
    """Base of all views: made from what a query returned. Its fields are never left out."""

    model_config = ConfigDict(from_attributes=True, frozen=True, json_schema_extra=_always_given)


class CaseView(View):
    """How a case stands. Instants are UTC; what a resident wrote is not part of it (ENV-07)."""

    case_id: UUID
    version: int = Field(description="Version of the case; its ETag.")
    state: CaseState
    is_open: bool = Field(description="Neither closed nor ended; overdue cases are open.")
    kind: CaseKind
    pack: str = Field(description="Policy pack that judges it, id@version (ENV-03).")
    grid_id: str | None
    community_id: str | None
    category: str | None
    severity: str | None
    competent_level: str | None
    platform_no: str | None
    channel: str | None
    source: str | None
    source_ref: str | None
    priority: bool
    urgent: bool
    mode: RouteMode | None
    level: str | None
    units: tuple[str, ...]
    lead: str | None
    holder: str | None = Field(description="First one asked, or whom it was handed to.")
    responsible_person: str | None = Field(
        description="Whom the four lists or the whistle name, whichever spoke last."
    )
    accepted_by: tuple[str, ...]
    discovered_at: AwareDatetime
    reported_at: AwareDatetime
    uploaded_at: AwareDatetime | None
    first_routed_at: AwareDatetime | None
    first_handled_at: AwareDatetime | None
    resolved_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    due_at: AwareDatetime | None = Field(description="Exclusive bound (CAL-02).")
    overdue_since: AwareDatetime | None
    is_stopped: bool
    closing_no: int
    closed_on_time: bool | None
    score: int | None
    rated_at: AwareDatetime | None
    reopenings: int
    hops: int = Field(description="Times it was given out.")
    misroutes: int = Field(description="Times it was given back.")
    misses: int = Field(description="Feedback obligations missed.")
    urges: int
    refused_claims: int
    merged_into: UUID | None


class CaseDetailView(CaseView):
    """One case. What a resident wrote is read from the vault; erased content is null (ENV-07)."""

    contacts: int | None = Field(default=None, description="Times the matter was reported.")
    text: str | None = Field(default=None, description="The report, in the resident's words.")
    place: Any = Field(default=None, description="Where exactly, as it was reported.")


class ListView(View):
    """One page of a list."""

    next: str | None = Field(
        default=None, description="Cursor of the next page; null: this was the last."
    )


class CaseList(ListView):
    """One page of a list of cases."""

    items: list[CaseView]


class ClockView(View):
    """A bound that an event set, with the days that were counted for it."""

    field: str
    due_on: date = Field(description="Last local day in time.")
    due_at: AwareDatetime = Field(description="Exclusive bound (CAL-02).")
    counted_on: tuple[date, ...]
    rolled_from: date | None
    n: int | None
    kind: str | None
    roll: str
    calendar_version: str


class CorrectionView(View):
    """A field that was stored wrong and corrected later (ENV-02); both values are shown."""

    position: int
    field: str
    old: Any
    new: Any
    recorded_at: AwareDatetime
    actor_id: str
    reason: str | None


class SentenceView(View):
    """What happened, in both languages."""

    zh: str
    en: str


class EventView(View):
    """One event of a case."""

    position: int
    version: int
    event: str = Field(examples=["CaseUploaded"])
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime
    late_recorded: bool
    actor_id: str
    actor_post: str | None
    on_behalf_of_unit: str | None
    represented_by: str | None = Field(
        description="The machine that carried it out for the actor; null: nobody did."
    )
    pack: str
    rule_ids: tuple[str, ...]
    reason: str | None
    evidence: tuple[str, ...]
    facts: Annotated[dict[str, Any], BeforeValidator(dict)]
    clocks: tuple[ClockView, ...]
    corrections: tuple[CorrectionView, ...]
    sentence: SentenceView


class HistoryView(View):
    """The whole history of a case."""

    items: list[EventView]
