"""The inspection: what was found, and what was put right on the spot (CAS-CY-02)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.kernel import Aggregate, CreatedEvent
from domain.oversight.errors import (
    ChainNotJudged,
    DefectUnknown,
    InspectionUndefined,
    InspectorsMissing,
    RatesMissing,
    SurveyIsAnothers,
)
from domain.ruled import ruled
from domain.surveys.survey import Rate, Survey
from domain.vocabulary import Code, OfficialText

_NAMESPACE = UUID("2f6f6b1d-7f7f-4b28-a3ce-0c9d4a2f5b70")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What an inspection may say besides defects (SAT-DG-01).

    Attributes:
        chain_ok: whether what residents ask for comes back to them.
        survey: the one that gives the rates.
    """

    chain_ok: bool | None = None
    survey: Survey | None = None


NOTHING_MEASURED = Measured()


class InspectionDone(CreatedEvent):
    """Somebody looked on the spot.

    Attributes:
        inspection: kind, a word of the pack.
        body: code of the body under which it is.
        subject: code of the body, estate or company that was inspected.
        inspectors: codes of the offices that were there.
        defects: what was found, numbered from 1 in this order.
        chain_ok: whether what residents ask for comes back to them; None: not looked at.
        survey: code of the survey that the rates are of; None: none was needed.
        awareness, satisfaction: as the closed survey counted them.
    """

    TOPIC: ClassVar[str] = "InspectionDone"

    code: Code
    inspection: Code
    body: Code
    subject: Code
    inspectors: tuple[Code, ...]
    defects: tuple[OfficialText, ...] = ()
    chain_ok: bool | None = None
    survey: Code | None = None
    awareness: Rate | None = None
    satisfaction: Rate | None = None


class Inspection(Aggregate):
    """One visit of inspectors; defects that stay open are ordered to be put right."""

    TOPIC = "Inspection"
    Event = kernel.Event

    InspectionDone = InspectionDone

    class DefectFixed(kernel.Event):
        """A defect was put right, on the spot or later.

        Attributes:
            defect: its number.
        """

        TOPIC: ClassVar[str] = "DefectFixed"

        defect: int = Field(ge=1)

        def apply(self, aggregate: Inspection) -> None:
            aggregate.fixed = aggregate.fixed | {self.defect}

    def __init__(self, code: str, body: str, subject: str, defects: Sequence[str]) -> None:
        self.code = code
        self.body = body
        self.subject = subject
        self.defects = tuple(defects)
        self.fixed: frozenset[int] = frozenset()

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one inspection."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @property
    def open_defects(self) -> tuple[str, ...]:
        """What is still wrong, in the order it was found."""
        return tuple(
            what for number, what in enumerate(self.defects, start=1) if number not in self.fixed
        )

    @classmethod
    def record(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        kind: str,
        body: str,
        subject: str,
        inspectors: Sequence[str],
        defects: Sequence[str] = (),
        fixed: Collection[int] = (),
        measured: Measured = NOTHING_MEASURED,
    ) -> Self:
        """Record an inspection, with the defects that were put right on the spot.

        Args:
            fixed: numbers of those defects.
            measured: what the pack asks for besides.

        Raises:
            InspectionUndefined: B-45.
            InspectorsMissing: an office that the pack names was not there (CAS-CY-02).
            DefectUnknown: a number beyond the list.
            ChainNotJudged, RatesMissing, SurveyIsAnothers, SurveyNotClosed, AnswersInsufficient:
                without both rates it is not complete (SAT-DG-01).
        """
        rule = act.pack.inspections.get(kind)
        if rule is None or rule.yardsticks is not None:
            raise InspectionUndefined(kind, act.pack.ref)
        if missing := [office for office in rule.offices if office not in inspectors]:
            raise InspectorsMissing(missing)
        if rule.chain and measured.chain_ok is None:
            raise ChainNotJudged
        done = cls._create(
            InspectionDone,
            id=cls.create_id(jurisdiction, code),
            code=code,
            inspection=kind,
            body=body,
            subject=subject,
            inspectors=tuple(inspectors),
            defects=tuple(defects),
            chain_ok=measured.chain_ok,
            **_rates(rule.rates, subject, measured.survey),
            **ruled(act, "inspections", kind).envelope(InspectionDone.TOPIC),
        )
        for number in sorted(set(fixed)):
            done.fix(act, defect=number)
        return done

    def fix(self, act: Act, *, defect: int) -> None:
        """Record that a defect was put right; recording it again is a no-op.

        Raises:
            DefectUnknown: a number beyond the list.
        """
        if not 1 <= defect <= len(self.defects):
            raise DefectUnknown(defect, len(self.defects))
        if defect not in self.fixed:
            self.trigger_event(
                self.DefectFixed, defect=defect, **act.envelope(self.DefectFixed.TOPIC)
            )


def _rates(rates: Sequence[str], subject: str, survey: Survey | None) -> dict[str, Any]:
    """The rates that the pack asks for, as the survey has them."""
    if not rates:
        return {}
    if survey is None:
        raise RatesMissing(rates)
    if survey.subject != subject:
        raise SurveyIsAnothers(survey.code, survey.subject)
    found: dict[str, Any] = {"survey": survey.code}
    if "AWARENESS" in rates:
        found["awareness"] = survey.awareness_rate()
    if "SATISFACTION" in rates:
        found["satisfaction"] = survey.satisfaction_rate()
    return found
