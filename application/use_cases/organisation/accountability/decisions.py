"""Decisions by two persons, and appeals against them (INT-01, C)."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.accountability.file_command import (
    FileCommand,
    excuse_talk,
    file_of,
    own_of,
)
from domain.accountability.accountability import Accountability
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ProposeMeasure(FileCommand):
    """Command: propose a measure; somebody else decides on it.

    Attributes:
        measure: word of the pack.
    """

    NAME: ClassVar[str] = "propose_measure"

    measure: Code

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        file.propose(act, own=own_of(ground, file), measure=self.measure)
        return file


class DecideMeasure(FileCommand):
    """Command: decide, as the second person, on the measure that was proposed.

    Attributes:
        approved: False: it is not taken, and another may be proposed.
        opinion: why, in an official's words.
    """

    NAME: ClassVar[str] = "decide_measure"

    approved: bool
    opinion: OfficialText

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        file.decide(act, own=own_of(ground, file), approved=self.approved, opinion=self.opinion)
        return file


class Appeal(FileCommand):
    """Command: appeal against the call or the last decision; the reason says why."""

    NAME: ClassVar[str] = "appeal"

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        file.appeal_against(act, own=own_of(ground, file))
        return file


class _Answer(FileCommand):
    """A command that takes all of a file back, or lets it stand.

    Attributes:
        approved: whether it is taken back.
        opinion: why, in an official's words.
    """

    approved: bool
    opinion: OfficialText

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        self.answer(act, ground, file)
        if self.approved:
            excuse_talk(act, ground, file, why=self.opinion)
        return file

    @abstractmethod
    def answer(self, act: Act, ground: Ground, file: Accountability) -> None:
        """Put it to the file."""


class AnswerAppeal(_Answer):
    """Command: answer an appeal; granted, all of the file is taken back.

    Attributes:
        approved: whether it is granted.
        opinion: why, in an official's words.
    """

    NAME: ClassVar[str] = "answer_appeal"

    def answer(self, act: Act, ground: Ground, file: Accountability) -> None:
        own = own_of(ground, file)
        file.answer_appeal(act, own=own, approved=self.approved, opinion=self.opinion)


class AnswerReview(_Answer):
    """Command: say whether a call stands, now that what it rests on was corrected or left out.

    Attributes:
        approved: whether the call is taken back; False: it stands.
        opinion: why, in an official's words.
    """

    NAME: ClassVar[str] = "answer_review"

    def answer(self, act: Act, ground: Ground, file: Accountability) -> None:
        own = own_of(ground, file)
        file.answer_review(act, own=own, approved=self.approved, opinion=self.opinion)
