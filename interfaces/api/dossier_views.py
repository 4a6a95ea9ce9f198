"""How a dossier is shown: posts act, nobody is named."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from application.dossier.desk import Dossier, Order
from application.dossier.told import ToldEvent
from domain.cases.record import ObligationStatus
from interfaces.api.accountability import FileView
from interfaces.api.obligations import ObligationLineView
from interfaces.api.views import ListView, View


class ToldEventView(View):
    """One event and the events it rests on. Instants are UTC."""

    ref: str = Field(description="`event:<aggregate id>/<version>`.")
    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="What it happened to.")
    event: str = Field(description="Catalogue name.")
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime
    late_recorded: bool
    actor_post: str | None = Field(description="Post in which somebody acted; null: the system.")
    actor_no: int | None = Field(
        description="Which of those who act in a post here did it, counted as they are told: two "
        "numbers are two persons."
    )
    on_behalf_of_unit: str | None
    pack: str
    rule_ids: tuple[str, ...]
    reason: str | None = Field(description="In an official's words.")
    documents: tuple[str, ...]
    facts: dict[str, Any] = Field(
        description="Its own fields, without people and without what lies in the vault."
    )
    evidence_event_ids: tuple[str, ...] = Field(description="Every event it names as its ground.")
    because: list[ToldEventView] = Field(
        description="Those of them that are told, in the order in which they happened. One that "
        "was told before, was not known yet or lies too deep is named and not told."
    )


class OrderView(View):
    """An order to put something right, and what became of it."""

    code: str
    state: str
    due_at: AwareDatetime | None = Field(description="Exclusive bound (CAL-02).")
    late_at: AwareDatetime | None = Field(description="The bound that passed without acceptance.")
    steps: list[ToldEventView]


class ChainView(View):
    """One occasion: what caused it, and every step since."""

    file: FileView
    steps: list[ToldEventView]
    orders: list[OrderView] = Field(description="Orders that belong to its chain.")
    exclusions: list[ToldEventView] = Field(
        description="Requests to leave a case behind it out of all counts, and their answers."
    )
    speaks_for: list[str] = Field(
        description="Rewards that one of the events behind it speaks for as well; a person decides."
    )


class FeedbackView(View):
    """Feedback that the unit owed. Instants are UTC."""

    case_id: UUID
    obligation_id: str
    clock: str = Field(description="Clock of the pack that bounds it.")
    opened_at: AwareDatetime
    due_at: AwareDatetime | None = Field(description="Exclusive bound (CAL-02).")
    status: ObligationStatus
    settled_at: AwareDatetime | None = Field(
        description="When the report was recorded, or the bound that passed without one."
    )
    given_late_at: AwareDatetime | None


class ClosingView(View):
    """A claim on a case that the unit handled, and what became of it. Instants are UTC."""

    case_id: UUID
    claim_no: int
    claimed_by: str = Field(description="The unit that claimed.")
    claimed_at: AwareDatetime
    refused_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    on_time: bool | None = Field(description="Null: there was no bound, or no closing.")
    reopened_at: AwareDatetime | None


class FeedbackList(ListView):
    """One page of feedback obligations, the oldest first."""

    items: list[FeedbackView]


class ClosingList(ListView):
    """One page of claims, the oldest first."""

    items: list[ClosingView]


class DossierView(View):
    """Everything about one subject in one period."""

    subject: str
    from_on: date
    until_on: date
    chains: list[ChainView] = Field(description="Files that began in the period.")
    orders: list[OrderView] = Field(description="Orders that belong to no file.")
    missed: list[ObligationLineView] = Field(
        description="Duties that it missed and that feed accountability (OBL-01)."
    )
    feedback: list[FeedbackView] = Field(description="The first of `…/feedback`.")
    more_feedback: bool = Field(description="Whether `…/feedback` has further ones.")
    closings: list[ClosingView] = Field(description="The first of `…/closings`.")
    more_closings: bool = Field(description="Whether `…/closings` has further ones.")


def shown(found: Dossier) -> DossierView:
    """A dossier as JSON."""
    return DossierView(
        subject=found.subject,
        from_on=found.from_on,
        until_on=found.until_on,
        chains=[
            ChainView(
                file=FileView.model_validate(chain.line),
                steps=[_told(step) for step in chain.steps],
                orders=[_order(order) for order in chain.orders],
                exclusions=[_told(step) for step in chain.exclusions],
                speaks_for=list(chain.speaks_for),
            )
            for chain in found.chains
        ],
        orders=[_order(order) for order in found.orders],
        missed=[ObligationLineView.model_validate(line) for line in found.missed],
        feedback=[FeedbackView.model_validate(row) for row in found.feedback.items],
        more_feedback=found.feedback.next is not None,
        closings=[ClosingView.model_validate(row) for row in found.closings.items],
        more_closings=found.closings.next is not None,
    )


def _order(order: Order) -> OrderView:
    return OrderView(
        code=order.line.code,
        state=order.line.state,
        due_at=order.line.due_at,
        late_at=order.line.late_at,
        steps=[_told(step) for step in order.steps],
    )


def _told(event: ToldEvent) -> ToldEventView:
    return ToldEventView.model_validate(event)
