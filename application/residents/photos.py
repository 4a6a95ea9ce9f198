"""Photos of a case: checked, rebuilt, sealed, and shown to whoever may see the case."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

from application.ports import Clock, Receipt, Vault
from application.residents.errors import PhotoErased, PhotoNotFound
from application.residents.limits import PublicLimits, Turnstile
from application.residents.ports import KeyedDigest
from application.residents.reports import Visitor
from application.use_cases.cases.attach_photo import AttachPhoto
from application.use_cases.request import Caller
from domain.cases import events
from domain.cases.errors import CaseIsEnded, TooManyPhotos
from domain.kernel import effective
from domain.vocabulary import ENDED, VaultRef

if TYPE_CHECKING:
    from application.ports import EventLog
    from application.queries.desk import QueryDesk
    from application.use_cases.desk import CaseDesk

MediaType = Literal["image/jpeg", "image/png", "image/webp"]
PICTURE_TYPE = "image/jpeg"
"""Media type of what is shown, whatever came."""


@dataclass(frozen=True, slots=True)
class Developed:
    """What became of a file.

    Attributes:
        media_type: what it is, by its content.
        picture: the same pixels, upright, encoded anew: no metadata of the file is in it.
        width, height: of the picture.
    """

    media_type: MediaType
    picture: bytes
    width: int
    height: int


class Darkroom(Protocol):
    """Makes a clean picture of a file that nobody should trust."""

    def develop(self, content: bytes, declared: str | None) -> Developed:
        """Check and rebuild; takes a processor for up to seconds.

        Raises:
            PhotoTypeNotAllowed, PhotoMislabelled, PhotoHoldsMore, PhotoTooManyPixels,
            PhotoUnreadable.
        """
        ...


@dataclass(frozen=True, slots=True)
class SealedPhoto:
    """Where a photo lies in the vault."""

    original: VaultRef
    picture: VaultRef


class PhotoStore(Protocol):
    """Keeps sealed photos, each once."""

    def seal(
        self,
        jurisdiction: str,
        photo_id: UUID,
        *,
        case_id: UUID,
        person_ref: str,
        original: bytes,
        picture: bytes,
    ) -> SealedPhoto:
        """Seal under the person's key; of a photo that is there, where it is: never overwritten."""
        ...


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a case.

    Attributes:
        from_resident: whoever reported the case sent it.
    """

    photo_id: UUID
    added_at: datetime
    width: int
    height: int
    from_resident: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoDesk:
    """Takes and shows photos. Built once; safe for many threads.

    Adding is three steps, so that each can run where it belongs: ``welcome`` asks whether a photo
    may come at all, ``darkroom`` works on it, ``add`` stores it and records the event.

    Attributes:
        most: photos a case may have.
    """

    cases: CaseDesk
    queries: QueryDesk
    log: EventLog
    vault: Vault
    store: PhotoStore
    darkroom: Darkroom
    digest: KeyedDigest
    turnstile: Turnstile
    limits: PublicLimits
    clock: Clock
    most: int = 12

    def admit(self, jurisdiction: str, visitor: Visitor) -> None:
        """Count a photo of a stranger, before it is read.

        Raises:
            LimitReached.
        """
        self.turnstile.enter(
            jurisdiction,
            "photos",
            visitor.address,
            self.clock(),
            each=self.limits.photos,
            together=self.limits.all_photos,
        )

    def welcome(self, jurisdiction: str, caller: Caller, case_id: UUID) -> None:
        """Refuse early what ``add`` would refuse: no photo is read or worked on in vain.

        Raises:
            CaseNotFound: there is none, or the caller may not see it.
            PermissionDenied, OutsideRowScope, CaseIsEnded.
        """
        with self.cases.permitted(jurisdiction, caller, AttachPhoto.NAME, case_id) as permitted:
            if permitted.case.state in ENDED:
                raise CaseIsEnded(permitted.case.state)

    def add(
        self,
        jurisdiction: str,
        caller: Caller,
        case_id: UUID,
        content: bytes,
        developed: Developed,
        *,
        key: str,
    ) -> tuple[UUID, Receipt]:
        """Seal a photo and record it; the same bytes on the same case are the same photo.

        Raises:
            CaseNotFound, PermissionDenied, OutsideRowScope, CaseIsEnded, TooManyPhotos, KeyReused.
        """
        photo_id = self._id(jurisdiction, case_id, content)
        known = {event.photo_id for event in self._attached(jurisdiction, caller, case_id)}
        if photo_id not in known and len(known) >= self.most:
            raise TooManyPhotos(self.most)  # before megabytes are kept that no event will name
        sealed = self.store.seal(
            jurisdiction,
            photo_id,
            case_id=case_id,
            person_ref=caller.person_ref,
            original=content,
            picture=developed.picture,
        )
        command = AttachPhoto(
            case_id=case_id,
            photo_id=photo_id,
            original=sealed.original,
            picture=sealed.picture,
            media_type=developed.media_type,
            width=developed.width,
            height=developed.height,
            most=self.most,
        )
        return photo_id, self.cases.execute(jurisdiction, caller, command, key=key)

    def photos(self, jurisdiction: str, caller: Caller, case_id: UUID) -> Sequence[Photo]:
        """The photos of a case, in the order they came.

        Raises:
            CaseNotFound: there is none, or the caller may not see it.
        """
        reporter = self.queries.get_case(jurisdiction, caller, case_id).reporter_ref
        return [
            Photo(e.photo_id, e.recorded_at, e.width, e.height, e.actor_id == reporter)
            for e in self._attached(jurisdiction, caller, case_id)
        ]

    def picture(self, jurisdiction: str, caller: Caller, case_id: UUID, photo_id: UUID) -> bytes:
        """The clean picture, JPEG; the original stays sealed.

        Raises:
            CaseNotFound: there is none, or the caller may not see it.
            PhotoNotFound, PhotoErased.
        """
        for event in self._attached(jurisdiction, caller, case_id):
            if event.photo_id == photo_id:
                found = self.vault.reveal(jurisdiction, [event.picture])
                if event.picture.item_id not in found:
                    raise PhotoErased
                return found[event.picture.item_id]
        raise PhotoNotFound

    def _attached(
        self, jurisdiction: str, caller: Caller, case_id: UUID
    ) -> Sequence[events.PhotoAttached]:
        self.queries.get_case(jurisdiction, caller, case_id)  # or it does not exist
        history = effective([event for _, event in self.log.history(jurisdiction, case_id)])
        return [event for event in history if isinstance(event, events.PhotoAttached)]

    def _id(self, jurisdiction: str, case_id: UUID, content: bytes) -> UUID:
        seen = hashlib.sha256(content).hexdigest()
        return UUID(bytes=self.digest("photo", jurisdiction, str(case_id), seen)[:16])
