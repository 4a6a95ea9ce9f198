"""What assessments can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kernel import Conflict, Forbidden, Invalid


class AssessmentUndefined(Conflict):
    """How somebody is judged is a word of the pack; what it does not define is off (B-45)."""

    code = "assessment-undefined"
    title = "The pack has no such assessment"
    rule = "B-45"

    def __init__(self, kind: str, pack: str) -> None:
        super().__init__(f"{pack} has no assessment {kind}.")


class NotJudgedSo(Conflict):
    """An assessment is for the sort of subject that the pack names."""

    code = "not-judged-so"
    title = "This subject is not judged by this assessment"
    rule = "SAT-CY-02"


class YearUnclear(Invalid):
    """A yearly assessment says of which year it is, any other does not."""

    code = "year-unclear"
    title = "Of which year the assessment is does not follow"
    rule = "SAT-BZ-07"


class AssessmentNotOpened(Conflict):
    """The year's appraisal, its method or the pledge comes first."""

    code = "assessment-not-opened"
    title = "What comes before the assessment is missing"
    rule = "SAT-CY-01"

    def __init__(self, missing: str, kind: str, year: int | None) -> None:
        super().__init__(f"{missing} of {kind} for {year} is missing.")


class OpenedAlready(Conflict):
    """A year is opened, and its method fixed, once."""

    code = "assessment-opened-already"
    title = "It was opened already"
    rule = "SAT-CY-01"

    def __init__(self, kind: str, year: int) -> None:
        super().__init__(f"{kind} of {year} is open already.")


class NotOpenedSo(Conflict):
    """The pack says whether an appraisal, a method or a pledge begins it."""

    code = "not-opened-so"
    title = "This assessment does not begin with that"
    rule = "6.2"

    def __init__(self, kind: str, wanted: str) -> None:
        super().__init__(f"{kind} does not begin with {wanted}.")


class PartUnknown(Invalid):
    """The parts of an assessment are words of the pack or of the year's method."""

    code = "part-unknown"
    title = "The assessment has no such part"
    rule = "6.2"

    def __init__(self, part: str, known: Sequence[str]) -> None:
        super().__init__(f"{part} is none of {', '.join(known) or 'its parts, it has none'}.")


class ScoredAlready(Conflict):
    """Each part is scored once; a mistake is corrected by a later event (ENV-02)."""

    code = "scored-already"
    title = "This part has a score"
    rule = "6.2"

    def __init__(self, part: str) -> None:
        super().__init__(f"{part} has its score.")


class ScoreOffScale(Invalid):
    """What is said stands on the declared scale and on no other (6.3, B-09)."""

    code = "score-off-scale"
    title = "The score is not on the scale"
    rule = "B-09"

    def __init__(self, said: object, scale: str | None) -> None:
        super().__init__(f"{said} is no value of {scale or 'any scale; none is declared'}.")


class AssessorNotEntitled(Forbidden):
    """Only the body that the pack names assesses; what another says has no effect."""

    code = "assessor-not-entitled"
    title = "This assessment is another's"
    rule = "SAT-BZ-07"

    def __init__(self, posts: Sequence[str]) -> None:
        super().__init__(f"It is for {' or '.join(posts)}.")


class AssessmentIncomplete(Conflict):
    """Every part must be there before it is concluded."""

    code = "assessment-incomplete"
    title = "A part of the assessment is missing"
    rule = "6.2"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"Missing: {', '.join(missing)}.")


class WeightsMissing(Conflict):
    """No weights, no result: none is hidden in the program (B-38)."""

    code = "weights-missing"
    title = "Nothing says how much each part weighs"
    rule = "B-38"

    def __init__(self, kind: str) -> None:
        super().__init__(f"Nothing gives the weights of {kind}.")


class WeightsUnsound(Invalid):
    """Weights of a method are not negative and sum to 1."""

    code = "weights-unsound"
    title = "The weights do not sum to 1"
    rule = "B-38"

    def __init__(self, total: object) -> None:
        super().__init__(f"They sum to {total}.")


class ConcludedAlready(Conflict):
    """One subject, one assessment of a kind and year."""

    code = "concluded-already"
    title = "It was concluded"
    rule = "SAT-BZ-07"

    def __init__(self, kind: str, year: int | None) -> None:
        super().__init__(f"{kind} of {year} is concluded.")


class ResultMissing(Invalid):
    """Whoever concludes says the result where it is not computed, and only then."""

    code = "result-missing"
    title = "Score or grade is missing, or not to be stated"
    rule = "6.2"


class NoCaseWithUnit(Conflict):
    """A station appraises the units that closed a case with it (B-35)."""

    code = "no-case-with-unit"
    title = "No closed case of this unit with this station"
    rule = "SAT-DG-02"

    def __init__(self, unit: str, station: str) -> None:
        super().__init__(f"{station} names no case that it closed and {unit} handled.")


class PledgePublishedAlready(Conflict):
    """A pledge is made once a year."""

    code = "pledge-published-already"
    title = "The pledge of this year is published"
    rule = "SAT-BZ-04"

    def __init__(self, year: int) -> None:
        super().__init__(f"The pledge of {year} is published.")
