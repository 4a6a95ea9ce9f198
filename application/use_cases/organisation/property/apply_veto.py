"""Override the grade of a period because of a petition (ACC-SA-02, PET-SA-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from application.use_cases.organisation.accountability.file_command import file_of
from application.use_cases.organisation.property.estate_command import estate_of
from application.use_cases.organisation.property.period_command import PeriodCommand
from domain.accountability.events import FindingRecorded
from domain.accountability.evidence import event_ref
from domain.property.errors import FindingAboutAnother
from domain.property.period import Cause, EstatePeriod
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ApplyVeto(PeriodCommand):
    """Command: override the grade of an estate for a period, given or to come.

    A person must have found that the company's service caused it; the grade that was given is kept.

    Attributes:
        file: code of the file of accountability in which the cause was found.
    """

    NAME: ClassVar[str] = "apply_veto"

    file: Code

    def decide(self, act: Act, ground: Ground) -> EstatePeriod:
        estate = estate_of(ground, self.estate)
        file = file_of(ground, self.file)
        if file.subject not in {estate.code, estate.company}:
            raise FindingAboutAnother(self.file, file.subject)
        return EstatePeriod.veto(
            act,
            self.known(ground),
            estate,
            jurisdiction=ground.jurisdiction,
            cause=_cause(ground, self.file, file.id),
            period=self.period,
        )


def _cause(ground: Ground, code: str, file_id: Any) -> Cause:
    """What was found in the file; the last finding counts."""
    found = [event for event in ground.history(file_id) if isinstance(event, FindingRecorded)]
    if not found:
        return Cause(code, None, ())
    last = found[-1]
    return Cause(code, last.ground, (event_ref(last.originator_id, last.originator_version),))
