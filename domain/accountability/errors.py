"""What a file of accountability can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.kernel import Conflict, Forbidden, Invalid, NotFound


class FileNotFound(NotFound):
    """No file of that code."""

    code = "accountability-not-found"
    title = "File of accountability not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no file {code}.")


class TriggerUndefined(Conflict):
    """Triggers are words of the pack; what it does not define calls nobody to account (B-45)."""

    code = "trigger-undefined"
    title = "The pack has no such trigger"
    rule = "B-45"

    def __init__(self, trigger: str, pack: str) -> None:
        super().__init__(f"{pack} has no trigger {trigger}.")


class EvidenceMissing(Invalid):
    """Every trigger stores what caused it, so that it can be replayed."""

    code = "evidence-missing"
    title = "It names no event that caused it"
    rule = "INT-01"

    def __init__(self, of: str) -> None:
        super().__init__(f"Name the events it rests on; one of them must be {of}.")


class EvidenceUnknown(Invalid):
    """What is named as evidence is on record."""

    code = "evidence-unknown"
    title = "No such event is on record"
    rule = "3.2"

    def __init__(self, ref: str) -> None:
        super().__init__(f"There is no {ref}.")


class EvidenceLeftOut(Conflict):
    """What was taken out of all appraisal speaks neither against nor for anybody."""

    code = "evidence-left-out"
    title = "The case was taken out of all appraisal"
    rule = "GAT-01"

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} belongs to a case that was left out.")


class StepNotInChain(Conflict):
    """Which consequences follow a trigger, the pack says; what it does not name is not taken."""

    code = "step-not-in-chain"
    title = "The chain of this trigger has no such step"
    rule = "INT-01"

    def __init__(self, step: str, trigger: str, chain: Iterable[str]) -> None:
        super().__init__(f"{trigger} leads to {', '.join(chain)}, not to {step}.")


class StepTooEarly(Conflict):
    """A chain is gone through in its order."""

    code = "step-too-early"
    title = "Another step comes first"
    rule = "INT-01"

    def __init__(self, step: str, first: str) -> None:
        super().__init__(f"{step} comes after {first}.")


class StepIsTaken(Conflict):
    """Each step is taken once; a file is about one occasion."""

    code = "step-is-taken"
    title = "This step was taken"
    rule = "INT-01"

    def __init__(self, step: str, code: str) -> None:
        super().__init__(f"{step} is on file {code} already.")


class StepIsAnothers(Forbidden):
    """Who calls, holds the talk, decides and circulates, the pack says."""

    code = "step-is-anothers"
    title = "This step is another's to take"
    rule = "3.2"

    def __init__(self, step: str, posts: Sequence[str]) -> None:
        super().__init__(f"{step} is for {' or '.join(posts)}.")


class OwnPeople(Forbidden):
    """Nobody judges the body they belong to, nor themselves."""

    code = "own-people"
    title = "The subject's own people take no part"
    rule = "C"

    def __init__(self, subject: str) -> None:
        super().__init__(f"You belong to {subject}.")


class FinderDecides(Forbidden):
    """Who found it, asked for it or took part in it, does not judge it."""

    code = "finder-decides"
    title = "Who found it does not decide it"
    rule = "C"

    def __init__(self) -> None:
        super().__init__("Somebody who had no part in it decides.")


class SamePersonTwice(Forbidden):
    """A decision takes two persons."""

    code = "same-person-twice"
    title = "A second person decides"
    rule = "C"

    def __init__(self) -> None:
        super().__init__("Who proposed it does not approve it.")


class MinutesMissing(Invalid):
    """The record of a talk is compulsory."""

    code = "interview-minutes-missing"
    title = "A talk without minutes was not held"
    rule = "INT-01"

    def __init__(self) -> None:
        super().__init__("Say where the minutes lie.")


class TalkOutOfTime(Invalid):
    """The talk follows what called for it, and was held before it is recorded."""

    code = "interview-out-of-time"
    title = "The talk cannot have been held then"
    rule = "INT-01"

    def __init__(self) -> None:
        super().__init__("A talk is held after it was called for and before it is recorded.")


class GroundUnknown(Invalid):
    """Grounds are words of the pack."""

    code = "ground-unknown"
    title = "Not a ground of the pack"
    rule = "B.3"

    def __init__(self, ground: str | None, grounds: Sequence[str]) -> None:
        known = ", ".join(grounds) or "none"
        super().__init__(f"{ground} is none of the grounds of this trigger: {known}.")


class MeasureUnknown(Invalid):
    """Measures are words of the pack."""

    code = "measure-unknown"
    title = "Not a measure of this chain"
    rule = "B-45"

    def __init__(self, measure: str, measures: Iterable[str]) -> None:
        super().__init__(f"{measure} is none of {', '.join(measures)}.")


class NothingProposed(Conflict):
    """One proposes, another decides."""

    code = "nothing-proposed"
    title = "No measure was proposed"
    rule = "C"

    def __init__(self, code: str) -> None:
        super().__init__(f"Nothing waits to be decided on file {code}.")


class ProposalWaits(Conflict):
    """What was proposed is decided before anything else is proposed."""

    code = "proposal-waits"
    title = "A proposal waits to be decided"
    rule = "C"

    def __init__(self, code: str) -> None:
        super().__init__(f"A proposal on file {code} is not decided yet.")


class FileIsClosed(Conflict):
    """What an appeal took back leads to nothing more."""

    code = "accountability-is-closed"
    title = "The file is closed"
    rule = "INT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"File {code} was taken back on appeal.")


class AppealWaits(Conflict):
    """While an appeal waits nothing else is decided."""

    code = "appeal-waits"
    title = "An appeal waits to be answered"
    rule = "INT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"An appeal on file {code} is not answered yet.")


class NothingToAppeal(Conflict):
    """One appeals against a call or a decision, once against each."""

    code = "nothing-to-appeal"
    title = "There is nothing to appeal against"
    rule = "INT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"Nothing on file {code} is open to an appeal.")


class NotTheirs(Forbidden):
    """Only who is held to account appeals."""

    code = "appeal-is-anothers"
    title = "Only who was called appeals"
    rule = "INT-01"

    def __init__(self, subject: str) -> None:
        super().__init__(f"Only the people of {subject} appeal.")
