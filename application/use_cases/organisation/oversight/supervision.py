"""Record a round of supervision, and complete it (SAT-BJ-01)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.assessments.parts import Score
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.standing import require_living
from application.use_cases.organisation.surveys.survey_command import survey_of
from domain.oversight.errors import CodeIsTaken, SupervisionNotFound
from domain.oversight.supervision import Seen, Supervision
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class SupervisionCommand(OrganisationCommand):
    """A command to one round of supervision.

    Attributes:
        code: code of the round.
        visible_effect: how far the effect can be seen, on the pack's scale.
        photos: where photos of it lie.
        survey: code of the closed survey that gives the satisfaction of residents.
    """

    FAMILY: ClassVar[str] = "supervisions"
    PINNED: ClassVar[bool] = True

    code: Code
    visible_effect: Score | None = None
    photos: tuple[Code, ...] = Field(default=(), max_length=100)
    survey: Code | None = None

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Supervision.create_id(jurisdiction, self.code)

    def seen(self, ground: Ground) -> Seen:
        """What is added.

        Raises:
            SurveyNotFound: there is none of that code.
        """
        return Seen(
            visible_effect=self.visible_effect,
            photos=self.photos,
            survey=None if self.survey is None else survey_of(ground, self.survey),
        )


class RecordSupervision(SupervisionCommand):
    """Command: record a round of supervision with what is known of it by now.

    Attributes:
        code: code of the round; given by whoever records it, never used twice.
        kind: kind of round of the pack.
        body: code of the body under which it is.
        about: code of the supervised body; None: the body itself.
    """

    NAME: ClassVar[str] = "record_supervision"

    kind: Code
    body: Code
    about: Code | None = None

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Supervision:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.code)
        require_living(ground.directory, self.body)
        return Supervision.supervise(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            kind=self.kind,
            body=self.body,
            subject=self.about or self.body,
            seen=self.seen(ground),
        )


class CompleteSupervision(SupervisionCommand):
    """Command: add to a round of supervision what was missing."""

    NAME: ClassVar[str] = "complete_supervision"

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (self._round(ground).body,)

    def decide(self, act: Act, ground: Ground) -> Supervision:
        known = self._round(ground)
        known.supplement(act, self.seen(ground))
        return known

    def _round(self, ground: Ground) -> Supervision:
        found = ground.aggregate(Supervision, self.subject_id(ground.jurisdiction))
        if found is None:
            raise SupervisionNotFound(self.code)
        return found
