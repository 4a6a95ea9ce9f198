"""The archive: a file goes into one of its classes, with a named keeper (MTG-BZ-15)."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.affairs.errors import AffairsUndefined, ArchiveClassUnknown
from domain.kernel import Aggregate, CreatedEvent, EventCorrected
from domain.vocabulary import Code, OfficialText, PersonRef

_NAMESPACE = UUID("9b8a4cf4-0f3c-45f6-8d0e-5f1d1b7e2a47")


class ArchiveFiled(CreatedEvent):
    """A file lies in the archive.

    Attributes:
        archive_class: number of the class, from 1.
        kept_by: pseudonymous id of the keeper.
    """

    TOPIC: ClassVar[str] = "ArchiveFiled"

    code: Code
    body: Code
    archive_class: int = Field(ge=1)
    label: OfficialText
    kept_by: PersonRef

    def apply(self, entry: ArchiveEntry) -> None:
        entry.pack = self.pack


class ArchiveEntry(Aggregate):
    """One file of a body's archive."""

    TOPIC = "ArchiveEntry"
    Event = kernel.Event

    ArchiveFiled = ArchiveFiled
    EventCorrected = EventCorrected

    pack: str

    def __init__(self, code: str, body: str) -> None:
        self.code = code
        self.body = body

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one file."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @classmethod
    def file(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        archive_class: int,
        label: str,
        kept_by: str,
    ) -> Self:
        """Put a file into the archive.

        Raises:
            AffairsUndefined: the pack has no archive (B-45).
            ArchiveClassUnknown: MTG-BZ-15.
        """
        classes = act.pack.affairs.archive_classes if act.pack.affairs else None
        if classes is None:
            raise AffairsUndefined("archive")
        if not 1 <= archive_class <= classes:
            raise ArchiveClassUnknown(archive_class, classes)
        return cls._create(
            ArchiveFiled,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            archive_class=archive_class,
            label=label,
            kept_by=kept_by,
            **act.envelope(ArchiveFiled.TOPIC),
        )
