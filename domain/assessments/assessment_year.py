"""The year of an assessment: its appraisal is opened, or its method is fixed (SAT-DG-02, CY-01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid5

from domain.act import Act
from domain.assessments.errors import AssessmentUndefined, NotOpenedSo, WeightsUnsound
from domain.assessments.events import AppraisalOpened, AssessmentMethodFixed
from domain.calendar.local_time import local_date
from domain.kernel import Aggregate, Event
from domain.ruled import ruled

if TYPE_CHECKING:
    from domain.policy.assessments import AssessmentRule

_NAMESPACE = UUID("8e8c0c0f-44ad-4b6c-8a3b-6f0a2d5b7c90")


class AssessmentYear(Aggregate):
    """One kind of assessment in one year; what it says holds for everybody judged in it."""

    TOPIC = "AssessmentYear"
    Event = Event

    AppraisalOpened = AppraisalOpened
    AssessmentMethodFixed = AssessmentMethodFixed

    def __init__(self, on_time: bool, weights: Mapping[str, Decimal] | None = None) -> None:  # noqa: FBT001  # the library hands over an event's fields by name
        self.on_time = on_time
        self.weights = dict(weights or {})

    @staticmethod
    def create_id(jurisdiction: str, kind: str, year: int) -> UUID:
        """One kind and year, one beginning."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{kind}/{year}")

    @classmethod
    def open_appraisal(
        cls, act: Act, *, jurisdiction: str, kind: str, body: str, year: int
    ) -> Self:
        """Open the appraisal of a year.

        Raises:
            AssessmentUndefined: B-45.
            NotOpenedSo: it does not begin with that.
        """
        rule = assessment_rule(act, kind)
        if rule.opened_by != "APPRAISAL":
            raise NotOpenedSo(kind, "an appraisal")
        return cls._create(
            AppraisalOpened,
            id=cls.create_id(jurisdiction, kind, year),
            assessment=kind,
            body=body,
            year=year,
            on_time=in_time(act, rule.opened_until, year),
            **ruled(act, "assessments", kind).envelope(AppraisalOpened.TOPIC),
        )

    @classmethod
    def fix_method(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        kind: str,
        body: str,
        year: int,
        weights: Mapping[str, Decimal],
        method_ref: str,
    ) -> Self:
        """Fix how a year is judged; late is a deviation, not a refusal (SAT-CY-01).

        Raises:
            AssessmentUndefined: B-45.
            NotOpenedSo: it does not begin with that, or the pack has the weights.
            WeightsUnsound: they do not sum to 1 (B-38).
        """
        rule = assessment_rule(act, kind)
        if rule.opened_by != "METHOD" or (weights and not rule.weights_by_method):
            raise NotOpenedSo(kind, "a method with weights" if weights else "a method")
        total = sum(weights.values(), Decimal(0))
        if rule.weights_by_method and (total != 1 or min(weights.values()) < 0):
            raise WeightsUnsound(total)
        return cls._create(
            AssessmentMethodFixed,
            id=cls.create_id(jurisdiction, kind, year),
            assessment=kind,
            body=body,
            year=year,
            weights=dict(weights),
            on_time=in_time(act, rule.opened_until, year),
            method_ref=method_ref,
            **ruled(act, "assessments", kind).envelope(AssessmentMethodFixed.TOPIC),
        )


def assessment_rule(act: Act, kind: str) -> AssessmentRule:
    """What the pack says of a kind of assessment.

    Raises:
        AssessmentUndefined: nothing (B-45).
    """
    rule = act.pack.assessments.get(kind)
    if rule is None:
        raise AssessmentUndefined(kind, act.pack.ref)
    return rule


def in_time(act: Act, until: str | None, year: int) -> bool:
    """Whether it is recorded by that day of the year; None: by the year's last (CAL-02)."""
    month, day = (12, 31) if until is None else map(int, until.split("-"))
    return local_date(act.at) <= date(year, month, day)
