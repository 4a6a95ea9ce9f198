"""Report a dispute, warn of what comes of it, ask for mediation (7.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.mediation.mediation_command import (
    MediationCommand,
    mediation_of,
)
from application.use_cases.organisation.standing import require_living
from domain.mediation.errors import MediationIsApplied
from domain.mediation.mediation import Mediation
from domain.oversight.errors import CodeIsTaken
from domain.vocabulary import AtLeastOne, Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ReportDispute(MediationCommand):
    """Command: report a dispute that was seen; how late is shown.

    Attributes:
        code: code of the dispute; given by whoever reports, never used twice.
        body: code of the grid or community in which it is.
        found_on: local day on which it was seen; None: today.
    """

    NAME: ClassVar[str] = "report_dispute"

    body: Code
    found_on: date | None = None

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> Mediation:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.code)
        require_living(ground.directory, self.body)
        return Mediation.find(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            found_on=day_or_today(self.found_on, act),
        )


class WarnOfDispute(MediationCommand):
    """Command: warn of a group event or a collective petition; the pack says who is told.

    Attributes:
        level: what is coming, a word of the pack.
        gathered: how many people are there; None: not counted.
    """

    NAME: ClassVar[str] = "warn_of_dispute"

    level: Code
    gathered: AtLeastOne | None = None

    def decide(self, act: Act, ground: Ground) -> Mediation:
        dispute = mediation_of(ground, self.code)
        body = ground.directory.community_of(dispute.body) or dispute.body
        rule = act.pack.cases.disputes
        told = () if rule is None else ground.directory.holders(body, rule.notify, act.at)
        dispute.warn(act, level=self.level, body=body, notified=told, gathered=self.gathered)
        return dispute


class ApplyMediation(MediationCommand):
    """Command: ask for mediation, of a dispute that was reported or of a new one.

    Attributes:
        code: code of the dispute.
        body: code of the grid or community; of a reported dispute the one it was reported in.
        parties: pseudonymous ids, at least two.
        channel: word of the pack.
        on: local day of the application; None: today.
    """

    NAME: ClassVar[str] = "apply_mediation"

    body: Code
    parties: tuple[PersonRef, ...] = Field(min_length=1)
    channel: Code
    on: date | None = None

    def reach_of(self, ground: Ground) -> Collection[str]:
        known = ground.aggregate(Mediation, self.subject_id(ground.jurisdiction))
        return (self.body,) if known is None else (known.body, self.body)

    def decide(self, act: Act, ground: Ground) -> Mediation:
        known = ground.aggregate(Mediation, self.subject_id(ground.jurisdiction))
        if known is None:
            require_living(ground.directory, self.body)
        elif known.body != self.body:
            raise MediationIsApplied(self.code)
        return Mediation.apply_for(
            act,
            known,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            parties=self.parties,
            channel=self.channel,
            on=day_or_today(self.on, act),
        )
