"""Taking what is said about a subject, and concluding from it (rulebook 6.2, B-08, B-35, B-38)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from domain.act import Act
from domain.assessments import events
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_year import AssessmentYear, assessment_rule, in_time
from domain.assessments.errors import (
    AssessmentIncomplete,
    AssessmentNotOpened,
    AssessorNotEntitled,
    ConcludedAlready,
    NoCaseWithUnit,
    NotOpenedSo,
    PartUnknown,
    PledgePublishedAlready,
    ResultMissing,
    ScoredAlready,
    ScoreOffScale,
    WeightsMissing,
    YearUnclear,
)
from domain.policy.assessments import AssessmentRule, Combined, Judged, Part
from domain.policy.scales import RangeScale
from domain.ruled import ruled
from domain.surveys.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who or what is judged, under which body, of which year.

    Attributes:
        kind: kind of assessment, a word of the pack.
        about: code of the body or matter, or pseudonymous id of the member of staff.
        year: None: the assessment has none.
    """

    kind: str
    body: str
    about: str
    year: int | None

    def stated(self, rule: AssessmentRule) -> dict[str, Any]:
        """The fields of an event that names them."""
        person = rule.of is Judged.PERSON
        return {
            "assessment": self.kind,
            "body": self.body,
            "year": self.year,
            "subject": None if person else self.about,
            "person_ref": self.about if person else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A score or a grade, as somebody states it; None: not stated."""

    score: Decimal | None = None
    grade: str | None = None


class Judging:
    """Takes what is said about one subject; the assessment begins with the first of it.

    Args:
        known: the assessment as it is; None: nothing was said yet.
        opened: the year's appraisal or method; None: there is none.
    """

    def __init__(
        self,
        act: Act,
        subject: Subject,
        known: Assessment | None,
        *,
        jurisdiction: str,
        opened: AssessmentYear | None,
    ) -> None:
        self._rule = assessment_rule(act, subject.kind)
        if (subject.year is not None) != self._rule.yearly:
            raise YearUnclear(
                f"{subject.kind} is judged {'by' if self._rule.yearly else 'in no'} year."
            )
        self._act = ruled(act, "assessments", subject.kind)
        self._subject = subject
        self._known = known
        self._jurisdiction = jurisdiction
        self._opened = opened

    # --- Commands: check the rules, then record what happened. ---

    def pledge(self, pledge: str) -> Assessment:
        """Publish a pledge; late is shown as such (SAT-BZ-04).

        Raises:
            NotOpenedSo: nobody pledges anything here.
            PledgePublishedAlready, ConcludedAlready.
        """
        self._require_running()
        year = self._subject.year
        if self._rule.opened_by != "PLEDGE" or year is None:
            raise NotOpenedSo(self._subject.kind, "a pledge")
        if self._known is not None and self._known.pledged:
            raise PledgePublishedAlready(year)
        on_time = in_time(self._act, self._rule.opened_until, year)
        return self._record(events.PledgePublished, pledge=pledge, on_time=on_time)

    def score(
        self,
        fact: type[events.Scored],
        part: str,
        said: Said,
        *,
        survey: Survey | None = None,
        **own: Any,
    ) -> Assessment:
        """Bring one part.

        Args:
            survey: the closed survey whose satisfaction is the score, where the pack says so.
            own: further fields of the event.

        Raises:
            AssessmentNotOpened, ConcludedAlready: too early, too late.
            PartUnknown, ScoredAlready, ScoreOffScale, AssessorNotEntitled: what the pack says.
            SurveyNotClosed, AnswersInsufficient: the survey tells nothing (6.1).
        """
        self._require_running()
        self._require_opened()
        rule = self._part(fact, part)
        self._require_post(rule.by)
        if self._known is not None and part in self._known.scores:
            raise ScoredAlready(part)
        if rule.survey is not None:
            said, own["survey"] = _of_survey(rule.survey, survey)
        self._require_on_scale(said, rule.scale)
        return self._record(fact, score=said.score, grade=said.grade, scale=rule.scale, **own)

    def appraise(self, station: str, said: Said, case_ids: Sequence[UUID]) -> Assessment:
        """Let a station score a unit (SAT-DG-02).

        Args:
            case_ids: closed cases that the unit handled and the station closed.

        Raises:
            AssessmentNotOpened, ConcludedAlready: too early, too late.
            NoCaseWithUnit: there is none, so the station says nothing of this unit (B-35).
            ScoredAlready, ScoreOffScale: what the pack says.
        """
        self._require_running()
        self._require_opened()
        if not self._rule.stations:
            raise PartUnknown(station, sorted(self._rule.parts))
        if not case_ids:
            raise NoCaseWithUnit(self._subject.about, station)
        if self._known is not None and station in self._known.appraised:
            raise ScoredAlready(station)
        self._require_on_scale(Said(score=said.score), self._rule.scale)
        if said.grade is not None:
            self._require_on_scale(Said(grade=said.grade), self._rule.grade_scale)
        stated = self._subject.stated(self._rule)
        del stated["person_ref"]
        stated["unit"] = stated.pop("subject")
        return self._stored(
            events.UnitAppraised,
            **stated,
            station=station,
            score=said.score,
            scale=self._rule.scale,
            grade=said.grade,
            case_ids=tuple(case_ids),
        )

    def conclude(self, said: Said) -> Assessment:
        """Conclude it: combine the parts, or take down what those entitled say.

        Raises:
            AssessorNotEntitled: another body than the pack names (SAT-BZ-07).
            ConcludedAlready: a second one of the same year (SAT-BZ-07).
            AssessmentNotOpened: no method, no appraisal, no pledge.
            AssessmentIncomplete: a part is missing.
            WeightsMissing: nothing says how much each part weighs (B-38).
            ResultMissing, ScoreOffScale: what was said is no result.
        """
        self._require_post(self._rule.concluded_by)
        self._require_running()
        self._require_opened()
        self._require_complete()
        overall = self._overall(said)
        return self._record(
            events.AssessmentConcluded,
            overall=overall,
            review=self._review(),
            scale=None if overall is None else self._rule.scale,
            grade=self._grade(overall, said),
            on_time=self._in_time(),
            deviates=self._deviates(),
        )

    # --- What follows from pack and parts. ---

    @property
    def _weights(self) -> Mapping[str, Decimal]:
        """By part how much it counts; empty: nothing says it."""
        if self._rule.weights_by_method:
            return {} if self._opened is None else self._opened.weights
        composite = self._act.pack.composites.get(self._rule.composite or "")
        return {} if composite is None else composite.weights

    @property
    def _parts(self) -> Collection[str]:
        return self._weights.keys() if self._rule.weights_by_method else self._rule.parts.keys()

    @property
    def _scores(self) -> Mapping[str, Decimal | None]:
        return {} if self._known is None else self._known.scores

    def _overall(self, said: Said) -> Decimal | None:
        if self._rule.combined is Combined.STATED:
            if self._rule.scale is None or not self._is_range(self._rule.scale):
                self._require_unsaid(said.score)
                return None
            self._require_on_scale(Said(score=said.score), self._rule.scale)
            return said.score
        self._require_unsaid(said.score)
        if self._rule.combined is Combined.MEAN:
            assert self._known is not None, "complete: there is a score"
            scores = self._known.appraised.values()
            return _decimal(sum(map(Fraction, scores), Fraction(0)) / len(scores))
        if not self._weights:
            raise WeightsMissing(self._subject.kind)
        return sum(
            (weight * (self._scores[part] or Decimal(0)) for part, weight in self._weights.items()),
            Decimal(0),
        )

    def _grade(self, overall: Decimal | None, said: Said) -> str | None:
        labels = self._rule.grade_scale or self._rule.scale
        if labels is not None and not self._is_range(labels):
            self._require_on_scale(Said(grade=said.grade), labels)
            return said.grade
        if said.grade is not None:
            raise ResultMissing("No grade is stated: it follows from the score.")
        scale = self._act.pack.scales.get(self._rule.scale or "")
        if overall is None or not isinstance(scale, RangeScale):
            return None
        return scale.band(overall)

    def _review(self) -> Decimal | None:
        return None if self._rule.review is None else self._scores[self._rule.review]

    def _in_time(self) -> bool:
        year = self._subject.year
        return year is None or in_time(self._act, self._rule.due_on, year)

    def _deviates(self) -> bool:
        late_year = self._opened is not None and not self._opened.on_time
        return late_year or (self._known is not None and self._known.pledged_late)

    def _is_range(self, scale: str) -> bool:
        return isinstance(self._act.pack.scales[scale], RangeScale)

    # --- Guards. ---

    def _part(self, fact: type[events.Scored], part: str) -> Part:
        if self._rule.weights_by_method:
            known = sorted(self._weights)
            rule = Part(fact="DimensionScored", scale=self._rule.scale) if part in known else None
        else:
            known = sorted(self._rule.parts)
            rule = self._rule.parts.get(part)
        if rule is None or rule.fact != fact.TOPIC:
            raise PartUnknown(part, known)
        return rule

    def _require_running(self) -> None:
        if self._known is not None and self._known.concluded:
            raise ConcludedAlready(self._subject.kind, self._subject.year)

    def _require_opened(self) -> None:
        opened_by = self._rule.opened_by
        if opened_by is None:
            return
        there = self._opened is not None
        if opened_by == "PLEDGE":
            there = self._known is not None and self._known.pledged
        if not there:
            raise AssessmentNotOpened(opened_by, self._subject.kind, self._subject.year)

    def _require_complete(self) -> None:
        missing = [part for part in self._parts if part not in self._scores]
        if self._rule.combined is Combined.MEAN and not (self._known and self._known.appraised):
            missing.append("a score of a station")
        if missing:
            raise AssessmentIncomplete(missing)

    def _require_post(self, posts: Sequence[str]) -> None:
        if posts and not any(held.post in posts for held in self._act.actor.posts):
            raise AssessorNotEntitled(posts)

    def _require_on_scale(self, said: Said, name: str | None) -> None:
        stated = said.score if said.grade is None else said.grade
        if stated is None:
            raise ResultMissing("Say a score, or a grade where the scale has labels.")
        if said.score is not None and said.grade is not None:
            raise ScoreOffScale(said.grade, name)
        if name is None:
            if said.score is None:
                raise ScoreOffScale(stated, name)
            return
        if not self._act.pack.scales[name].accepts(stated):
            raise ScoreOffScale(stated, name)

    @staticmethod
    def _require_unsaid(score: Decimal | None) -> None:
        if score is not None:
            raise ResultMissing("No score is stated: it is computed, or there is none.")

    # --- Recording. ---

    def _record(self, fact: type[events.Named], **own: Any) -> Assessment:
        return self._stored(fact, **self._subject.stated(self._rule), **own)

    def _stored(self, fact: type[events.Judging], **stated: Any) -> Assessment:
        envelope = self._act.envelope(fact.TOPIC)
        if self._known is not None:
            self._known.trigger_event(fact, **stated, **envelope)
            return self._known
        subject = self._subject
        assessment_id = Assessment.create_id(
            self._jurisdiction, subject.kind, subject.about, subject.year
        )
        return Assessment.begin(fact, assessment_id, **stated, **envelope)


def _of_survey(kind: str, survey: Survey | None) -> tuple[Said, str]:
    """The satisfaction of a closed survey in per cent, and the survey's code."""
    if survey is None or survey.kind != kind:
        raise ResultMissing(f"Name the closed survey {kind} that measures it.")
    rate = survey.satisfaction_rate()
    return Said(score=_decimal(Fraction(100 * rate.numerator, rate.denominator))), survey.code


def _decimal(exact: Fraction) -> Decimal:
    """An exact figure with 28 digits: nearer than any bound that scores of a few digits meet."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)
