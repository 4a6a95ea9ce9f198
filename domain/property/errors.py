"""What estates, their ratings and rankings can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kernel import Conflict, Invalid, NotFound


class EstateNotFound(NotFound):
    """Nothing is done about an estate that nobody filed."""

    code = "estate-not-found"
    title = "Estate not found"
    rule = "PRP-SA-01"

    def __init__(self, estate: str) -> None:
        super().__init__(f"There is no estate {estate}.")


class EstateLiesElsewhere(Conflict):
    """An estate stays in the body it was filed under."""

    code = "estate-lies-elsewhere"
    title = "The estate is filed under another body"
    rule = "PRP-SA-01"

    def __init__(self, estate: str, body: str) -> None:
        super().__init__(f"{estate} is filed under {body}.")


class PropertyWordUnknown(Invalid):
    """Grades, conditions, kinds and ways of management are words of the pack."""

    code = "property-word-unknown"
    title = "Not a word of the pack"
    rule = "B.3"

    def __init__(self, name: str, word: str, words: Sequence[str]) -> None:
        super().__init__(f"{name} {word} is none of {', '.join(words)}.")


class ModeNeedsReason(Invalid):
    """A way of management that is not meant for an estate in its condition takes a reason."""

    code = "management-mode-needs-reason"
    title = "This way of management needs a reason here"
    rule = "PRP-SA-03"

    def __init__(self, mode: str, condition: str) -> None:
        super().__init__(f"{mode} is not meant for an estate that is {condition}; say why.")


class ProposalMissing(Invalid):
    """A room outside the community's control is listed with what is proposed to be done."""

    code = "room-proposal-missing"
    title = "The room needs a proposal"
    rule = "PRP-CY-03"

    def __init__(self, room: str, proposals: Sequence[str]) -> None:
        super().__init__(f"{room} is out of control; propose one of {', '.join(proposals)}.")


class ProposalNeedless(Invalid):
    """Nothing is proposed for a room that is in the community's hands."""

    code = "room-proposal-needless"
    title = "There is nothing to propose for this room"
    rule = "PRP-CY-03"

    def __init__(self, room: str) -> None:
        super().__init__(f"{room} is under control.")


class CompanyUnknown(Conflict):
    """Service is judged of a company; an estate without one is not rated."""

    code = "estate-has-no-company"
    title = "No company manages the estate"
    rule = "SAT-SA-01"

    def __init__(self, estate: str) -> None:
        super().__init__(f"No company is filed for {estate}.")


class GradeUnknown(Invalid):
    """A grade is a value of the scale of the pack."""

    code = "property-grade-unknown"
    title = "Not a grade of the scale"
    rule = "SAT-SA-01"

    def __init__(self, grade: str, scale: str, values: Sequence[str]) -> None:
        super().__init__(f"{grade} is no value of {scale}: {', '.join(values)}.")


class ScoreOffScale(Invalid):
    """A score is a value of the scale of the pack."""

    code = "property-score-off-scale"
    title = "Not a score of the scale"
    rule = "PRP-CY-01"

    def __init__(self, score: object, scale: str) -> None:
        super().__init__(f"{score} is no value of {scale}.")


class PeriodNotBegun(Invalid):
    """Service is judged when there was some."""

    code = "property-period-not-begun"
    title = "The period has not begun"
    rule = "CAL-05"

    def __init__(self, period: str) -> None:
        super().__init__(f"{period} has not begun.")


class RatedAlready(Conflict):
    """One grade for each estate and period; a wrong one is corrected by an event (ENV-02)."""

    code = "property-rated-already"
    title = "The estate is rated for this period"
    rule = "SAT-SA-01"

    def __init__(self, estate: str, period: str) -> None:
        super().__init__(f"{estate} is rated for {period}.")


class NotRated(Conflict):
    """Only a grade that was given is posted."""

    code = "property-not-rated"
    title = "There is no grade to post"
    rule = "SAT-SA-01"

    def __init__(self, estate: str, period: str) -> None:
        super().__init__(f"{estate} is not rated for {period}.")


class PostedAlready(Conflict):
    """A grade is posted once."""

    code = "property-grade-posted-already"
    title = "The grade is posted"
    rule = "SAT-SA-01"

    def __init__(self, estate: str, period: str) -> None:
        super().__init__(f"The grade of {estate} for {period} is posted.")


class CauseIsNoVeto(Conflict):
    """Only what a person found to be caused by property service overrides a grade."""

    code = "cause-is-no-veto"
    title = "This cause does not override the grade"
    rule = "PET-SA-01"

    def __init__(self, cause: str | None, wanted: str) -> None:
        super().__init__(f"The finding names {cause or 'no cause'}, not {wanted}.")


class FindingAboutAnother(Conflict):
    """A finding about one estate says nothing of another."""

    code = "finding-about-another"
    title = "The finding is about something else"
    rule = "PET-SA-01"

    def __init__(self, finding: str, subject: str) -> None:
        super().__init__(f"{finding} is about {subject}.")


class VetoedAlready(Conflict):
    """A finding overrides the grade of a period once."""

    code = "veto-applied-already"
    title = "The grade is overridden by a veto"
    rule = "ACC-SA-02"

    def __init__(self, estate: str, period: str) -> None:
        super().__init__(f"A veto holds for {estate} in {period}.")


class EstateInspectedAlready(Conflict):
    """One score for each estate and period."""

    code = "estate-inspected-already"
    title = "The estate is scored for this period"
    rule = "PRP-CY-01"

    def __init__(self, estate: str, period: str) -> None:
        super().__init__(f"{estate} is scored for {period}.")


class EstateInspectorsMissing(Invalid):
    """An inspection is joint: everybody whom the pack names was there."""

    code = "estate-inspectors-missing"
    title = "Somebody who has to inspect was not there"
    rule = "PRP-CY-01"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"Not without {', '.join(missing)}.")


class RankingNotFound(NotFound):
    """No such ranking."""

    code = "property-ranking-not-found"
    title = "Ranking not found"

    def __init__(self, body: str, year: int) -> None:
        super().__init__(f"The estates of {body} are not ranked for {year}.")


class NothingToRank(Conflict):
    """A place is given for scores; a year without any has no ranking."""

    code = "nothing-to-rank"
    title = "No estate was inspected in that year"
    rule = "PRP-CY-01"

    def __init__(self, body: str, year: int) -> None:
        super().__init__(f"No estate of {body} was inspected in {year}.")


class NotLastRanked(Conflict):
    """Only who is last is listed for replacement."""

    code = "estate-is-not-last"
    title = "The estate is not the last"
    rule = "ACC-CY-01"

    def __init__(self, estate: str) -> None:
        super().__init__(f"{estate} is not the last of the ranking.")
