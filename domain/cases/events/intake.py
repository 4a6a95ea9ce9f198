"""Intake: a matter is reported, uploaded, merged, withdrawn or handed over."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.cases.record import CaseRecord
from domain.kernel import CreatedEvent, Event
from domain.vocabulary import CaseKind, CaseState, Code, VaultRef


class Reported(CreatedEvent):
    """Somebody reported a matter (CAS-KD-01).

    Attributes:
        grid_id: None: it lies in no grid and waits in the community pool.
        reporter_ref: pseudonymous id; None: anonymous, then a place is known.
        place, text, photos, contact: in the vault (ENV-07).
        discovered_at: when it was found; measured against the upload.
        source: how it came to be known (VISIT …); ``source_ref`` the visit or foreign record.
        first_asked_by: who was asked first and answers until somebody takes over (CAS-BZ-01).
    """

    TOPIC: ClassVar[str] = "CaseReported"

    kind: CaseKind
    grid_id: Code | None
    community_id: Code | None
    category: Code | None
    reporter_ref: str | None
    place: VaultRef | None = None
    text: VaultRef | None = None
    contact: VaultRef | None = None
    photos: tuple[VaultRef, ...] = ()
    discovered_at: AwareDatetime
    channel: Code | None = None
    window: Code | None = None
    source: Code | None = None
    source_ref: str | None = None
    first_asked_by: str | None = None
    priority: bool = False
    home_visit: bool = False
    booked: bool = False
    urgent: bool = False

    def apply(self, case: CaseRecord) -> None:
        case.steps[self.TOPIC] = self.timestamp
        case.kind = self.kind
        case.pack = self.pack
        case.reporter_ref = self.reporter_ref
        case.grid_id = self.grid_id
        case.community_id = self.community_id
        case.category = self.category
        case.taken_in_by = self.actor_id
        case.reported_at = self.occurred_at
        case.first_asked_by = self.first_asked_by
        case.holder = self.first_asked_by


class PhotoAttached(Event):
    """Somebody added a photo of the matter; not part of rulebook Annex E (ADR 16).

    Attributes:
        photo_id: keyed digest of the case and of the bytes that came: the same photo is one photo.
        original: what came, sealed; ``picture``: the same pixels rebuilt, without any metadata.
        media_type: what the original is, by its content.
        width, height: of the picture, in pixels.
    """

    TOPIC: ClassVar[str] = "PhotoAttached"
    LINKS: ClassVar[frozenset[str]] = frozenset({"photo_id", "original", "picture"})

    photo_id: UUID
    original: VaultRef
    picture: VaultRef
    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]

    def apply(self, case: CaseRecord) -> None:
        case.photos |= {self.photo_id}


class Uploaded(Event):
    """The case was entered on the platform; from here it counts (CAS-KD-02)."""

    TOPIC: ClassVar[str] = "CaseUploaded"

    platform_no: str | None = None

    def apply(self, case: CaseRecord) -> None:
        case.steps[self.TOPIC] = self.timestamp
        case.state = CaseState.UPLOADED


class Withdrawn(Event):
    """The reporter took it back."""

    TOPIC: ClassVar[str] = "CaseWithdrawn"

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.WITHDRAWN


class Merged(Event):
    """It is a duplicate of another case; it is not counted twice."""

    TOPIC: ClassVar[str] = "CaseMerged"

    into: UUID

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.MERGED
        case.merged_into = self.into


class Rejected(Event):
    """It is no matter for this service; the reason says whose it is."""

    TOPIC: ClassVar[str] = "CaseRejected"

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.REJECTED


class HandedOver(Event):
    """Who was asked first passes the case on, or the one asked answers (CAS-BZ-01)."""

    TOPIC: ClassVar[str] = "CaseHandedOver"

    from_ref: str
    to_ref: str
    answer: Literal["OFFERED", "TAKEN", "REFUSED"]

    def apply(self, case: CaseRecord) -> None:
        case.offered_to = self.to_ref if self.answer == "OFFERED" else None
        if self.answer == "TAKEN":
            case.holder = self.to_ref
