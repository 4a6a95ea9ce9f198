"""Contracts with family doctors, one row each (HLT-SA-01, HLT-QY-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.health.contract import DoctorContract

BEGINNINGS: Final = frozenset({DoctorContract.DoctorContractSigned.TOPIC})
"""What the histories of contracts begin with."""


@row
class ContractRow:
    """One contract.

    Attributes:
        code: pseudonymous id of the holder; ``people``: the same.
        no: always 0.
        residents: how many people it is for.
        items: numbers of the items that are done, in order.
        completed_on: local day of the last item; None: not complete.
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
    residents: int
    face_to_face: bool
    place: str | None
    signed_on: date
    items: tuple[int, ...]
    complete: bool
    completed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFilter:
    """Which contracts a list shows; a field left alone admits all.

    Attributes:
        without: number of an item that is not done.
    """

    code: str | None = None
    body: str | None = None
    complete: bool | None = None
    without: int | None = None


def contract_rows(story: AggregateStory) -> Sequence[ContractRow]:
    """The one row of a contract."""
    signed: Any = story.history[0]
    done: dict[int, date] = {}
    complete = False
    for topic, told in zip(story.topics, story.history, strict=True):
        event: Any = told
        if topic == "HealthItemDone":
            done[event.item] = event.on
        complete = complete or topic == "HealthPackageCompleted"
    return [
        ContractRow(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=signed.holder,
            no=0,
            body=signed.body,
            people=(signed.holder,),
            residents=signed.residents,
            face_to_face=signed.face_to_face,
            place=signed.place,
            signed_on=signed.on,
            items=tuple(sorted(done)),
            complete=complete,
            completed_on=max(done.values()) if complete else None,
        )
    ]
