"""What happens when bodies, people and services are judged (rulebook 6.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Protocol
from uuid import UUID

from eventsourcing.utils import register_topic

from domain.kernel import CreatedEvent, OpeningEvent
from domain.vocabulary import Code, OfficialText, PersonRef


class Judgement(Protocol):
    """An aggregate that these facts happen to."""

    def on_pledged(self, *, on_time: bool) -> None: ...
    def on_scored(self, part: str, score: Decimal | None) -> None: ...
    def on_appraised(self, station: str, score: Decimal) -> None: ...
    def on_concluded(self) -> None: ...


class AppraisalOpened(CreatedEvent):
    """From now on the year's appraisal is under way (逆向考评).

    Attributes:
        assessment: a word of the pack.
        on_time: by the day that the pack names.
    """

    TOPIC: ClassVar[str] = "AppraisalOpened"

    assessment: Code
    body: Code
    year: int
    on_time: bool


class AssessmentMethodFixed(CreatedEvent):
    """How the year will be judged is fixed (SAT-CY-01).

    Attributes:
        weights: by part how much it counts; they sum to 1. Empty: the pack says it.
        on_time: by the day that the pack names; later is a deviation.
        method_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "AssessmentMethodFixed"

    assessment: Code
    body: Code
    year: int
    weights: dict[Code, Decimal]
    on_time: bool
    method_ref: Code


class Judging(OpeningEvent):
    """A fact of one assessment; the first begins its history.

    Attributes:
        assessment: a word of the pack.
        body: code of the body under which it is.
        year: which year it judges; None: it has none.
    """

    TOPIC: ClassVar[str]

    assessment: Code
    body: Code
    year: int | None

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:
        # The library finds the events that stand in the body of an aggregate; these do not.
        if "TOPIC" in vars(cls):
            register_topic(cls.TOPIC, cls)


class Named(Judging):
    """One that names who or what is judged.

    Attributes:
        subject: code of the body or matter; None: a person is judged.
        person_ref: pseudonymous id of the member of staff; None: no person is judged.
    """

    subject: Code | None
    person_ref: PersonRef | None


class Scored(Named):
    """One that brings a part.

    Attributes:
        score: a figure; None: it is a label.
        grade: a label; None: it is a figure.
        scale: the scale it stands on; None: it is a figure on no scale.
    """

    score: Decimal | None
    grade: Code | None
    scale: Code | None


class PledgePublished(Named):
    """Whoever is judged said in public what they want to reach (SAT-BZ-04).

    Attributes:
        pledge: in an official's words.
        on_time: by the day that the pack names.
    """

    TOPIC: ClassVar[str] = "PledgePublished"

    pledge: OfficialText
    on_time: bool

    def apply(self, aggregate: Any) -> None:
        judgement: Judgement = aggregate
        judgement.on_pledged(on_time=self.on_time)


class DimensionScored(Scored):
    """One element was judged.

    Attributes:
        dim: which one, a word of the pack or of the year's method.
        survey: code of the survey whose satisfaction it is; None: it was stated.
    """

    TOPIC: ClassVar[str] = "DimensionScored"

    dim: Code
    survey: Code | None = None

    def apply(self, aggregate: Any) -> None:
        judgement: Judgement = aggregate
        judgement.on_scored(self.dim, self.score)


class PostScored(Scored):
    """One of several posts was judged (SAT-BZ-06).

    Attributes:
        seat: which of them, a word of the pack; ``post``: the post.
    """

    TOPIC: ClassVar[str] = "PostScored"

    seat: Code
    post: Code

    def apply(self, aggregate: Any) -> None:
        judgement: Judgement = aggregate
        judgement.on_scored(self.seat, self.score)


class TripartiteAssessed(Scored):
    """One of the three sides judged a purchased service (SAT-BZ-03).

    Attributes:
        party: buyer, users or third party, a word of the pack.
    """

    TOPIC: ClassVar[str] = "TripartiteAssessed"

    party: Code

    def apply(self, aggregate: Any) -> None:
        judgement: Judgement = aggregate
        judgement.on_scored(self.party, self.score)


class AssessmentInputAdded(Scored):
    """A figure from elsewhere enters the assessment (SAT-DG-03).

    Attributes:
        kind: which one, a word of the pack.
        rank: place among all, for points that were ranked; None: for others.
        on_time, settled: feedback of the year given in time, and all that was settled; their
            quotient is the rate, shown with one place (CAL-07). None: for others.
    """

    TOPIC: ClassVar[str] = "AssessmentInputAdded"

    kind: Code
    rank: int | None = None
    on_time: int | None = None
    settled: int | None = None

    def apply(self, aggregate: Any) -> None:
        judgement: Judgement = aggregate
        judgement.on_scored(self.kind, self.score)


class UnitAppraised(Judging):
    """A station scored a unit by the cases that it closed with it (SAT-DG-02).

    Attributes:
        unit: code of the unit; station: code of the station.
        score: on ``scale``.
        grade: a word of the station's own; None: it says none.
        case_ids: closed cases of that unit and station, at least one.
    """

    TOPIC: ClassVar[str] = "UnitAppraised"

    unit: Code
    station: Code
    score: Decimal
    scale: Code
    grade: Code | None
    case_ids: tuple[UUID, ...]

    def apply(self, aggregate: Any) -> None:
        judgement: Judgement = aggregate
        judgement.on_appraised(self.station, self.score)


class AssessmentConcluded(Named):
    """The assessment has its result.

    Attributes:
        overall: the overall score (总评); None: no score is given.
        review: the score of the review (评审), kept apart (B-08); None: there is none.
        scale: the one scale of both; None: no score is given.
        grade: band of the overall score, or a word of who concluded; None: there is none.
        on_time: by the last day that the pack names, or the year's last.
        deviates: what came before it came late.
    """

    TOPIC: ClassVar[str] = "AssessmentConcluded"

    overall: Decimal | None
    review: Decimal | None
    scale: Code | None
    grade: Code | None
    on_time: bool
    deviates: bool

    def apply(self, aggregate: Any) -> None:
        judgement: Judgement = aggregate
        judgement.on_concluded()
