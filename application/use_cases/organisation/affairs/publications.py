"""Publish the affairs of a body, signed by those who supervise (MTG-BZ-14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.affairs.command import (
    BeginningCommand,
    FurtherCommand,
    existing,
)
from application.use_cases.organisation.command import day_or_today
from domain.affairs.publication import AffairsPublication
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class DraftPublication(BeginningCommand):
    """Command: put a publication together.

    Attributes:
        kind: what is published, a word of the pack.
        content_ref: the document.
        covers: a local day of the period it is about; None: that of its publication.
    """

    NAME: ClassVar[str] = "draft_publication"
    FAMILY: ClassVar[str] = "publications"

    kind: Code
    content_ref: Code
    covers: date | None = None

    def subject_id(self, jurisdiction: str) -> UUID:
        return AffairsPublication.create_id(jurisdiction, self.code)

    def decide(self, act: Act, ground: Ground) -> AffairsPublication:
        self.require_new(ground)
        return AffairsPublication.draft(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            kind=self.kind,
            content_ref=self.content_ref,
            covers=self.covers,
        )


class PublicationCommand(FurtherCommand):
    """A command to a publication.

    Attributes:
        publication: its code; in the API it stands in the path.
    """

    FAMILY: ClassVar[str] = "publications"

    publication: Code

    @property
    def subject(self) -> str:
        return self.publication

    def subject_id(self, jurisdiction: str) -> UUID:
        return AffairsPublication.create_id(jurisdiction, self.publication)

    def addressed(self, ground: Ground) -> AffairsPublication:
        wanted = self.subject_id(ground.jurisdiction)
        return existing(ground, AffairsPublication, wanted, "publication", self.publication)


class SignPublication(PublicationCommand):
    """Command: review a publication, and sign it or not.

    Attributes:
        approved: it is signed.
        opinion: what the review found.
    """

    NAME: ClassVar[str] = "sign_publication"

    approved: bool = True
    opinion: OfficialText = "reviewed"

    def decide(self, act: Act, ground: Ground) -> AffairsPublication:
        publication = self.addressed(ground)
        publication.sign(act, approved=self.approved, opinion=self.opinion)
        return publication


class PublishAffairs(PublicationCommand):
    """Command: record that a signed publication was made public.

    Attributes:
        published_on: local day; None: today.
    """

    NAME: ClassVar[str] = "publish_affairs"

    published_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> AffairsPublication:
        publication = self.addressed(ground)
        publication.publish(act, published_on=day_or_today(self.published_on, act))
        return publication
