"""Attach a photo to a case (CAS-KD-01, ENV-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal
from uuid import UUID

from application.use_cases.command import CaseCommand
from domain.vocabulary import VaultRef

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class AttachPhoto(CaseCommand):
    """Command: add a photo that was checked, rebuilt and sealed.

    Attributes:
        photo_id: the same for the same bytes on the same case.
        original, picture: where what came and what is shown lie in the vault.
        most: photos that a case may have.
    """

    NAME: ClassVar[str] = "attach_photo"

    photo_id: UUID
    original: VaultRef
    picture: VaultRef
    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    width: int
    height: int
    most: int

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.attach_photo(
            self.photo_id,
            original=self.original,
            picture=self.picture,
            media_type=self.media_type,
            width=self.width,
            height=self.height,
            most=self.most,
            act=act,
        )
