"""Grant a reward (3.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.accountability.deeds import deeds_named
from application.use_cases.organisation.accountability.file_command import file_of
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.standing import require_living
from domain.accountability.errors import FileNotFound
from domain.accountability.evidence import EventRef, event_ref
from domain.honours.errors import RewardIsGranted
from domain.honours.reward import Reward
from domain.required import require_reason
from domain.vocabulary import CalendarYear, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class GrantReward(OrganisationCommand):
    """Command: grant a reward on facts that are on record; no figure grants it by itself.

    Attributes:
        reward: word of the pack.
        body: code of the body under which it is.
        about: code of who is rewarded, or the pseudonymous id of a person; None: the body itself.
        year: calendar year it is for.
        target: what it counts in, a word of the pack.
        basis_event_ids: the events it rests on, as ``event:<aggregate id>/<version>``.
        despite: codes of files of accountability of the same subject that were weighed; the reason
            says how (ACC-BJ-01).
    """

    NAME: ClassVar[str] = "grant_reward"
    FAMILY: ClassVar[str] = "rewards"

    reward: Code
    body: Code
    about: Code | None = None
    year: CalendarYear
    target: Code | None = None
    basis_event_ids: tuple[EventRef, ...] = Field(default=(), max_length=1_000)
    despite: tuple[Code, ...] = Field(default=(), max_length=100)

    @property
    def subject(self) -> str:
        return self.reward

    def subject_id(self, jurisdiction: str) -> UUID:
        return Reward.create_id(jurisdiction, self.reward, self.about or self.body, self.year)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Reward:
        require_living(ground.directory, self.body)
        subject = self.about or self.body
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise RewardIsGranted(self.reward, subject, self.year)
        return Reward.grant(
            act,
            jurisdiction=ground.jurisdiction,
            reward=self.reward,
            subject=subject,
            year=self.year,
            target=self.target,
            basis=deeds_named(ground, self.basis_event_ids),
            weighed=self._weighed(act, ground, subject),
        )

    def _weighed(self, act: Act, ground: Ground, subject: str) -> tuple[str, ...]:
        """The beginnings of the files that were weighed.

        Raises:
            FileNotFound: there is none of that code about this subject.
            ReasonMissing: nobody says how they were weighed.
        """
        if self.despite:
            require_reason(act, "A reward in spite of a file of accountability")
        found: list[str] = []
        for code in self.despite:
            file = file_of(ground, code)
            if file.subject != subject:
                raise FileNotFound(code)
            found.append(event_ref(file.id, 1))
        return tuple(found)
