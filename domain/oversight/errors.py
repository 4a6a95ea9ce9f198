"""What gates, orders, inspections and targets can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.kernel import Conflict, Forbidden, Invalid, NotFound


class CodeIsTaken(Conflict):
    """A code names one thing for ever."""

    code = "code-is-taken"
    title = "Another one has this code"
    rule = "ENV-02"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} exists already.")


# --- Gates (GAT-01). ---


class GateNotFound(NotFound):
    """No gate of that code."""

    code = "gate-not-found"
    title = "Gate not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no gate {code}.")


class GateUndefined(Conflict):
    """Gates are words of the pack; what it does not define is not asked for (B-45)."""

    code = "gate-undefined"
    title = "The pack has no such gate"
    rule = "B-45"

    def __init__(self, gate_code: str, pack: str) -> None:
        super().__init__(f"{pack} has no gate {gate_code}.")


class MatterNotGuarded(Invalid):
    """A gate stands before the kinds of matter that the pack names."""

    code = "matter-not-guarded"
    title = "The gate does not stand before this matter"
    rule = "GAT-01"

    def __init__(self, matter: str, guards: Sequence[str]) -> None:
        super().__init__(f"{matter} is none of {', '.join(guards)}.")


class OpinionNotAsked(Forbidden):
    """Only the body asked answers, by the posts that the pack names."""

    code = "opinion-not-asked"
    title = "This opinion is another's to give"
    rule = "GAT-01"

    def __init__(self, posts: Sequence[str], bodies: Sequence[str]) -> None:
        super().__init__(f"It is for {' or '.join(posts)} of {', '.join(bodies)}.")


class GateIsAnswered(Conflict):
    """One gate, one answer; a new question takes a new gate."""

    code = "gate-is-answered"
    title = "The gate was answered"
    rule = "GAT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} was answered; ask anew under another code.")


class ApprovedElsewhere(Conflict):
    """Who approves has charge of the body it is about."""

    code = "approved-elsewhere"
    title = "Another body has that power"
    rule = "ORG-BJ-05"

    def __init__(self, body: str, asked: Sequence[str]) -> None:
        super().__init__(f"{body} does not stand under {' or '.join(asked)}.")


class GateIsBlocked(Conflict):
    """The guarded step stays refused while its gate is not passed.

    Attributes:
        why: what is missing, in the pack's words, or the opinion that stopped it.
    """

    code = "gate-blocked"
    title = "The gate before this step is not passed"
    rule = "GAT-01"

    def __init__(self, gate_code: str, why: str) -> None:
        super().__init__(f"{gate_code}: {why}.")
        self.gate_code, self.why = gate_code, why

    def facts(self) -> Mapping[str, object]:
        return {"gate_code": self.gate_code, "why": self.why}


# --- Rectification (RCT-01). ---


class RectificationNotFound(NotFound):
    """No order of that code."""

    code = "rectification-not-found"
    title = "Rectification not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no rectification {code}.")


class DefectsMissing(Invalid):
    """An order says what is to be put right."""

    code = "defects-missing"
    title = "The order names no defect"
    rule = "RCT-01"

    def __init__(self) -> None:
        super().__init__("Name at least one defect.")


class RectificationDateMissing(Invalid):
    """The sources give no length of the period, so every order states its end."""

    code = "rectification-date-missing"
    title = "The order needs its date"
    rule = "RCT-01"

    def __init__(self) -> None:
        super().__init__("Say by when the open defects must be put right.")


class RectificationDateInPast(Invalid):
    """What is ordered can still be done."""

    code = "rectification-date-in-past"
    title = "The order would be overdue at once"
    rule = "RCT-01"

    def __init__(self, due_on: date) -> None:
        super().__init__(f"{due_on} is over.")


class RectificationIsAccepted(Conflict):
    """An accepted order is done with."""

    code = "rectification-is-accepted"
    title = "The rectification was accepted"
    rule = "RCT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} was accepted.")


class RectificationIsSubmitted(Conflict):
    """What was submitted is judged before anything else is submitted."""

    code = "rectification-is-submitted"
    title = "The rectification waits to be judged"
    rule = "RCT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} was submitted and is not judged yet.")


class RectificationNotSubmitted(Conflict):
    """Only what was submitted is judged."""

    code = "rectification-not-submitted"
    title = "Nothing was submitted"
    rule = "RCT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"Nothing was submitted for {code} since the last judgement.")


# --- Inspections (CAS-CY-02, ORG-BZ-20). ---


class InspectionNotFound(NotFound):
    """No inspection of that code."""

    code = "inspection-not-found"
    title = "Inspection not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no inspection {code}.")


class InspectionUndefined(Conflict):
    """Kinds of inspection are words of the pack (B-45)."""

    code = "inspection-undefined"
    title = "The pack has no such inspection"
    rule = "B-45"

    def __init__(self, kind: str, pack: str) -> None:
        super().__init__(f"{pack} has no inspection {kind}.")


class InspectorsMissing(Conflict):
    """The offices that the pack names inspect together."""

    code = "inspectors-missing"
    title = "An office was not there"
    rule = "CAS-CY-02"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"Not there: {', '.join(missing)}.")


class DefectUnknown(Invalid):
    """Defects are numbered from 1 in the order they were found."""

    code = "defect-unknown"
    title = "No such defect"
    rule = "CAS-CY-02"

    def __init__(self, number: int, found: int) -> None:
        super().__init__(f"Defect {number} of {found} was not found.")


class ChainNotJudged(Invalid):
    """Such an inspection looks at how the chain from residents to organs and back works."""

    code = "chain-not-judged"
    title = "The inspection does not say whether the chain works"
    rule = "SAT-DG-01"

    def __init__(self) -> None:
        super().__init__("Say whether what residents ask for comes back to them.")


class RatesMissing(Conflict):
    """Without its rates the inspection is not complete and stays open."""

    code = "rates-missing"
    title = "The inspection needs a survey"
    rule = "SAT-DG-01"

    def __init__(self, rates: Sequence[str]) -> None:
        super().__init__(f"Name the closed survey that measures {' and '.join(rates)}.")


class SurveyIsAnothers(Conflict):
    """A survey measures what it is about and nothing else."""

    code = "survey-is-anothers"
    title = "The survey is about something else"
    rule = "SAT-DG-01"

    def __init__(self, survey: str, about: str) -> None:
        super().__init__(f"{survey} is about {about}.")


# --- Targets (7.9, 7.10). ---


class TargetNotFound(NotFound):
    """No target of that code."""

    code = "target-not-found"
    title = "Target not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no target {code}.")


class TargetUndefined(Conflict):
    """Targets and their figures are words of the pack (B-45)."""

    code = "target-undefined"
    title = "The pack has no such target"
    rule = "B-45"

    def __init__(self, target: str, pack: str) -> None:
        super().__init__(f"{pack} has no target {target}.")


class TargetIsJudged(Conflict):
    """After its day a target is met or missed, and stays so."""

    code = "target-is-judged"
    title = "The target was judged"
    rule = "7.10"

    def __init__(self, code: str, due_on: date) -> None:
        super().__init__(f"{code} was judged on {due_on}.")


class SupervisionNotFound(NotFound):
    """No round of supervision of that code."""

    code = "supervision-not-found"
    title = "Round of supervision not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no round of supervision {code}.")


class SupervisionIsComplete(Conflict):
    """Both yardsticks are there; what was measured stays as it is."""

    code = "supervision-is-complete"
    title = "The round of supervision is complete"
    rule = "SAT-BJ-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} has its visible effect, its photos and its satisfaction.")
