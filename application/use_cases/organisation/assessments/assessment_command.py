"""What commands to assessments have in common (6.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand, Tried
from application.use_cases.organisation.standing import require_living
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_year import AssessmentYear, assessment_rule
from domain.assessments.errors import NotJudgedSo
from domain.assessments.judging import Judging, Subject
from domain.policy.assessments import AssessmentRule, Judged
from domain.vocabulary import CalendarYear, Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class AssessmentCommand(OrganisationCommand):
    """A command to the assessment of one subject, of one kind, in one year.

    Attributes:
        about: code of the body or matter that is judged, or pseudonymous id of the member of staff.
        kind: kind of assessment of the pack.
        body: code of the body under which it is.
        year: which year is judged; None where the pack has the kind once and not by year.
    """

    FAMILY: ClassVar[str] = "assessments"
    PINNED: ClassVar[bool] = True

    about: PersonRef
    kind: Code
    body: Code
    year: CalendarYear | None = None

    @property
    def subject(self) -> str:
        return self.about

    def subject_id(self, jurisdiction: str) -> UUID:
        return Assessment.create_id(jurisdiction, self.kind, self.about, self.year)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    @property
    def tried(self) -> Tried | None:
        return Tried(self.NAME, self.kind, self.about, self.body, self.year)

    def judging(self, act: Act, ground: Ground) -> Judging:
        """What takes the command.

        Raises:
            AssessmentUndefined, BodyNotFound, NotJudgedSo, YearUnclear.
        """
        known = ground.aggregate(Assessment, self.subject_id(ground.jurisdiction))
        opened = None
        if self.year is not None:
            year_id = AssessmentYear.create_id(ground.jurisdiction, self.kind, self.year)
            opened = ground.aggregate(AssessmentYear, year_id)
            if known is None and opened is not None:  # judged by the pack under which it began
                act = replace(act, pack=ground.pack_of(year_id))
        rule = assessment_rule(act, self.kind)
        require_living(ground.directory, self.body)
        if known is None:
            self._require_subject(rule, ground)
        subject = Subject(kind=self.kind, body=self.body, about=self.about, year=self.year)
        return Judging(act, subject, known, jurisdiction=ground.jurisdiction, opened=opened)

    def _require_subject(self, rule: AssessmentRule, ground: Ground) -> None:
        if rule.of not in {Judged.BODY, Judged.RESIDENT}:
            return
        found = ground.directory.body(self.about)
        if found is None:
            raise BodyNotFound(self.about)
        if rule.sorts and not {found.level, found.org_type} & set(rule.sorts):
            raise NotJudgedSo(f"{self.about} is none of {', '.join(rule.sorts)}.")
        if rule.of is Judged.RESIDENT:
            below = ground.directory.below({self.body}) - {self.body}
            if self.about not in below:
                raise NotJudgedSo(f"{self.about} is not resident in {self.body}.")
