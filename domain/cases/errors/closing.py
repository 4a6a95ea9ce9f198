"""Closing, rating and reopening."""

from __future__ import annotations

from domain.kernel import Conflict, Forbidden, Invalid


class ClosingAuthority(Forbidden):
    """Only the body with the power closes a case."""

    code, title, rule = "closing-authority", "This actor may not close the case", "CAS-DG-10"

    def __init__(self, why: str) -> None:
        super().__init__(why)


class CloserIsHandler(Forbidden):
    """Nobody closes a case that the unit employing them handles."""

    code, title, rule = "closer-is-handler", "The closer works for the handling unit", "C"

    def __init__(self, unit: str) -> None:
        super().__init__(f"The case is handled by {unit}, which employs this actor.")


class OwnCase(Forbidden):
    """A case handled by the body the closer leads is closed by another (B-40)."""

    code, title, rule = "own-case", "The closer leads the body that handled it", "B-40"

    def __init__(self) -> None:
        super().__init__("A case that the community handled itself is closed by the head.")


class FeedbackOpen(Conflict):
    """No closing while a unit still owes feedback."""

    code, title, rule = "feedback-open", "A feedback obligation is open", "2.5"

    def __init__(self, units: str) -> None:
        super().__init__(f"Feedback is still owed by: {units}.")


class ResultNotReported(Conflict):
    """The deputy reports the result to the head before such a case is closed."""

    code, title, rule = "result-not-reported", "Result was not reported to the head", "CAS-DG-09"

    def __init__(self) -> None:
        super().__init__("The result must be reported to the head before the case is closed.")


class VerificationMissing(Invalid):
    """Closing by supervision rests on a verification."""

    code, title, rule = "verification-missing", "Verification is missing", "CAS-DG-10"

    def __init__(self) -> None:
        super().__init__("State what was verified.")


class FollowUpMissing(Conflict):
    """Cases of this category are followed to the end before they are closed."""

    code, title, rule = "follow-up-missing", "A follow-up note is missing", "CAS-BJ-02"

    def __init__(self, category: str) -> None:
        super().__init__(f"A case of category {category} needs a follow-up note before closing.")


class LedgerIncomplete(Conflict):
    """Item, course, time and result are on record before closing."""

    code, title, rule = "ledger-incomplete", "The service ledger is incomplete", "CAS-CY-01"

    def __init__(self, missing: str) -> None:
        super().__init__(f"The service ledger lacks: {missing}.")


class SamePersonDecides(Forbidden):
    """Who took the report in does not decide it."""

    code, title, rule = "same-person-decides", "Intake and decision are separate", "CAS-QY-01"

    def __init__(self) -> None:
        super().__init__("Whoever took the report in does not decide it.")


class ScoreNotOnScale(Invalid):
    """The pack's scale bounds the score."""

    code, title, rule = "score-not-on-scale", "Score is not on the scale", "CAS-KD-05"

    def __init__(self, scale: str) -> None:
        super().__init__(f"The score is not on scale {scale}.")


class AlreadyRated(Conflict):
    """One rating per closing."""

    code, title, rule = "already-rated", "This closing was rated already", "CAS-KD-05"

    def __init__(self) -> None:
        super().__init__("One rating per closing.")


class AnotherClosing(Conflict):
    """The case was reopened since the closing that was meant."""

    code, title, rule = "another-closing", "The case was closed anew or reopened", "CAS-KD-05"

    def __init__(self, closings: int) -> None:
        super().__init__(f"The latest closing of this case is number {closings}.")


class RaterIsHandler(Forbidden):
    """The handling unit does not rate itself."""

    code, title, rule = "rater-is-handler", "The handling unit may not rate", "CAS-KD-05"

    def __init__(self) -> None:
        super().__init__("The handling unit does not rate its own case.")
