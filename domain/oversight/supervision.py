"""A round of supervision: the visible effect with photos, and what residents say (SAT-BJ-01)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.assessments.errors import ScoreOffScale
from domain.exact_figures import Exactly
from domain.kernel import Aggregate, OpeningEvent
from domain.oversight.errors import (
    InspectionUndefined,
    SupervisionIsComplete,
    SurveyIsAnothers,
)
from domain.policy.oversight import Yardsticks
from domain.ruled import ruled
from domain.surveys.survey import Rate, Survey
from domain.vocabulary import Code

_NAMESPACE = UUID("b7f5c0f1-2a6c-49a1-8c58-3d0e61f0a9d4")

Effect = Annotated[Decimal, Exactly(whole=8, places=4)]
"""How far an effect can be seen, a figure on the pack's scale."""

VISIBLE_EFFECT: Final = "VISIBLE_EFFECT"
PHOTOS: Final = "PHOTOS"
SATISFACTION: Final = "SATISFACTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody adds to a round; what is left alone stays as it is.

    Attributes:
        visible_effect: a figure on the pack's scale.
        photos: where the photos lie.
        survey: the closed survey that gives the satisfaction.
    """

    visible_effect: Effect | None = None
    photos: Sequence[str] = ()
    survey: Survey | None = None


class Supervision(Aggregate):
    """One round about one body. Both yardsticks are needed: until then it is incomplete, and says
    what is missing; once it is complete it stays as it is.
    """

    TOPIC = "Supervision"
    Event = kernel.Event

    class SupervisionDone(OpeningEvent):
        """What is known of a round by now.

        Attributes:
            supervision: kind of round, a word of the pack; subject: code of the supervised body.
            body: code of the body under which it is.
            visible_effect: None: not judged yet; photos: where they lie.
            survey: code of the survey; satisfaction: its rate. None: none was closed yet.
            missing: VISIBLE_EFFECT, PHOTOS, SATISFACTION; empty: the round is complete.
        """

        TOPIC: ClassVar[str] = "SupervisionDone"

        code: Code
        supervision: Code
        body: Code
        subject: Code
        visible_effect: Effect | None = None
        photos: tuple[Code, ...] = ()
        survey: Code | None = None
        satisfaction: Rate | None = None
        missing: tuple[Code, ...] = ()

        def apply(self, aggregate: Any) -> None:
            supervision: Supervision = aggregate
            supervision.visible_effect = self.visible_effect
            supervision.photos = self.photos
            supervision.survey = self.survey
            supervision.satisfaction = self.satisfaction
            supervision.missing = self.missing

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, supervision: str, body: str, subject: str) -> None:
        self.code = code
        self.supervision = supervision
        self.body = body
        self.subject = subject
        self.visible_effect: Effect | None = None
        self.photos: tuple[str, ...] = ()
        self.survey: str | None = None
        self.satisfaction: Rate | None = None
        self.missing: tuple[str, ...] = ()

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one round."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def supervise(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        kind: str,
        body: str,
        subject: str,
        seen: Seen,
    ) -> Self:
        """Record a round with what is known of it.

        Raises:
            InspectionUndefined: the pack has no such round (B-45).
            ScoreOffScale, SurveyIsAnothers, SurveyNotClosed, AnswersInsufficient: what was seen
                is no measure.
        """
        rule = _yardsticks(act, kind)
        known = {
            "visible_effect": _on_scale(act, rule, seen.visible_effect),
            "photos": tuple(dict.fromkeys(seen.photos)),
            **_satisfaction(rule, subject, seen.survey),
        }
        return cls._create(
            cls.SupervisionDone,
            id=cls.create_id(jurisdiction, code),
            code=code,
            supervision=kind,
            body=body,
            subject=subject,
            **known,
            missing=tuple(_missing(rule, known)),
            **ruled(act, "inspections", kind).envelope(cls.SupervisionDone.TOPIC),
        )

    def supplement(self, act: Act, seen: Seen) -> None:
        """Add what has become known since; what adds nothing is a no-op.

        Raises:
            SupervisionIsComplete: nothing is missing any more.
            ScoreOffScale, SurveyIsAnothers, SurveyNotClosed, AnswersInsufficient: as for
                ``supervise``.
        """
        rule = _yardsticks(act, self.supervision)
        if not self.missing:
            raise SupervisionIsComplete(self.code)
        before: dict[str, Any] = {
            "visible_effect": self.visible_effect,
            "photos": self.photos,
            "survey": self.survey,
            "satisfaction": self.satisfaction,
        }
        effect = _on_scale(act, rule, seen.visible_effect)
        known = {
            **before,
            "photos": tuple(dict.fromkeys((*self.photos, *seen.photos))),
            **({} if effect is None else {"visible_effect": effect}),
            **_satisfaction(rule, self.subject, seen.survey),
        }
        if known == before:
            return
        self.trigger_event(
            self.SupervisionDone,
            code=self.code,
            supervision=self.supervision,
            body=self.body,
            subject=self.subject,
            **known,
            missing=tuple(_missing(rule, known)),
            **ruled(act, "inspections", self.supervision).envelope(self.SupervisionDone.TOPIC),
        )


def _yardsticks(act: Act, kind: str) -> Yardsticks:
    rule = act.pack.inspections.get(kind)
    if rule is None or rule.yardsticks is None:
        raise InspectionUndefined(kind, act.pack.ref)
    return rule.yardsticks


def _on_scale(act: Act, rule: Yardsticks, effect: Effect | None) -> Effect | None:
    if effect is not None and not act.pack.scales[rule.effect].accepts(effect):
        raise ScoreOffScale(effect, rule.effect)
    return effect


def _satisfaction(rule: Yardsticks, subject: str, survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        return {}
    if survey.subject != subject or survey.kind != rule.survey:
        raise SurveyIsAnothers(survey.code, f"{survey.subject} ({survey.kind})")
    return {"survey": survey.code, "satisfaction": survey.satisfaction_rate()}


def _missing(rule: Yardsticks, known: dict[str, Any]) -> Iterator[str]:
    if known["visible_effect"] is None:
        yield VISIBLE_EFFECT
    if len(known["photos"]) < rule.photos:
        yield PHOTOS
    if known.get("satisfaction") is None:
        yield SATISFACTION
