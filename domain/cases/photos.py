"""Chapter: photos of the matter (CAS-KD-01 ``photos[]``, ENV-07)."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from domain.act import Act
from domain.cases import events
from domain.cases.errors import TooManyPhotos
from domain.cases.record import CaseRecord
from domain.vocabulary import VaultRef


class Photos(CaseRecord):
    """What can be seen of a case. A photo is added, never replaced."""

    def attach_photo(
        self,
        photo_id: UUID,
        *,
        original: VaultRef,
        picture: VaultRef,
        media_type: Literal["image/jpeg", "image/png", "image/webp"],
        width: int,
        height: int,
        most: int,
        act: Act,
    ) -> None:
        """Add a photo; one that the case has already is not added again.

        Photos show what was found and what became of it, so they are welcome after the closing,
        too.

        Args:
            most: photos that one case may have.

        Raises:
            CaseIsEnded: it was withdrawn, merged or rejected.
            TooManyPhotos.
        """
        self.require_living()
        if photo_id in self.photos:
            return
        if len(self.photos) >= most:
            raise TooManyPhotos(most)
        self.record(
            events.PhotoAttached,
            act,
            photo_id=photo_id,
            original=original,
            picture=picture,
            media_type=media_type,
            width=width,
            height=height,
        )
