"""Put a file into the archive of a body (MTG-BZ-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.affairs.command import BeginningCommand
from domain.affairs.archive import ArchiveEntry
from domain.vocabulary import OfficialText, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class FileArchive(BeginningCommand):
    """Command: put a file into one of the classes of the archive.

    Attributes:
        archive_class: number of the class, from 1.
        label: what the file is.
        kept_by: pseudonymous id of the keeper.
    """

    NAME: ClassVar[str] = "file_archive"
    FAMILY: ClassVar[str] = "archives"

    archive_class: int = Field(ge=1, le=999)
    label: OfficialText
    kept_by: PersonRef

    def subject_id(self, jurisdiction: str) -> UUID:
        return ArchiveEntry.create_id(jurisdiction, self.code)

    def decide(self, act: Act, ground: Ground) -> ArchiveEntry:
        self.require_new(ground)
        return ArchiveEntry.file(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            archive_class=self.archive_class,
            label=self.label,
            kept_by=self.kept_by,
        )
