"""People who judge, and an assessment that takes one thing after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.act import Actor, HeldPost
from domain.assessments import events
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_year import AssessmentYear
from domain.assessments.judging import Judging, Said, Subject
from domain.policy.pack import PolicyPack
from domain.surveys.survey import Survey
from domain.surveys.tally import Tally
from domain.vocabulary import Role
from tests.samples import act, on


def official(name: str, role: Role, *posts: str) -> Actor:
    return Actor(
        id=name,
        roles=frozenset({role}),
        posts=tuple(HeldPost(post, "somewhere") for post in posts),
    )


GROUP = official("olga", Role.ORG, "leading_group_office", "organisation_officer")
STREET = official("su", Role.STR, "street_officer")
COUNTY = official("ke", Role.STR, "county_officer")
HEAD = official("anna", Role.HD, "station_head")
COMMUNITY = official("cui", Role.STR, "community_officer", "community_secretary")
CASE = UUID(int=7)


class Judged:
    """One subject under one pack; what is refused leaves it as it was."""

    def __init__(
        self,
        pack: PolicyPack,
        kind: str,
        *,
        about: str = "u1",
        year: int | None = 2021,
        opened: AssessmentYear | None = None,
    ) -> None:
        self.pack = pack
        self.subject = Subject(kind=kind, body="c1", about=about, year=year)
        self.opened = opened
        self.known: Assessment | None = None

    def by(self, actor: Actor, local: str, take: Callable[[Judging], Assessment]) -> Assessment:
        judging = Judging(
            act(actor, local, self.pack),
            self.subject,
            self.known,
            jurisdiction="j",
            opened=self.opened,
        )
        self.known = take(judging)
        return self.known

    def dim(
        self,
        part: str,
        score: str | None = None,
        *,
        grade: str | None = None,
        by: Actor = STREET,
        at: str | None = None,
        survey: Survey | None = None,
    ) -> None:
        said = Said(score=None if score is None else Decimal(score), grade=grade)
        self.by(
            by,
            at or self._late,
            lambda judging: judging.score(
                events.DimensionScored,
                part,
                said,
                survey=survey,
                dim=part,
            ),
        )

    def conclude(
        self,
        score: str | None = None,
        *,
        grade: str | None = None,
        by: Actor = STREET,
        at: str | None = None,
    ) -> events.AssessmentConcluded:
        said = Said(score=None if score is None else Decimal(score), grade=grade)
        found = self.by(by, at or self._late, lambda judging: judging.conclude(said))
        [*_, last] = found.collect_events()
        assert isinstance(last, events.AssessmentConcluded)
        return last

    @property
    def _late(self) -> str:
        return f"{self.subject.year or 2018}-12-20 09:00"


def year_of(
    pack: PolicyPack,
    kind: str,
    local: str,
    *,
    year: int,
    weights: Mapping[str, str] | None = None,
    by: Actor = GROUP,
) -> AssessmentYear:
    """The year, opened by whatever the pack says."""
    said: dict[str, Any] = {"jurisdiction": "j", "kind": kind, "body": "top", "year": year}
    if weights is None:
        return AssessmentYear.open_appraisal(act(by, local, pack), **said)
    exact = {part: Decimal(weight) for part, weight in weights.items()}
    return AssessmentYear.fix_method(
        act(by, local, pack), **said, weights=exact, method_ref="method-1"
    )


def surveyed(pack: PolicyPack, kind: str, *, satisfied: int, others: int) -> Survey:
    """A closed survey."""
    survey = Survey.open(
        act(GROUP, "2021-11-01 09:00", pack),
        jurisdiction="j",
        code="s1",
        kind=kind,
        body="c1",
        subject="u1",
        population=4000,
        sample_size=250,
        until_on=on("2021-11-30"),
    )
    groups: dict[tuple[bool | None, str | None], int] = {
        (None, "SATISFIED"): satisfied,
        (None, "DISSATISFIED"): others,
    }
    survey.close(
        act(GROUP, "2021-12-01 09:00", pack), Tally(counted_to=9, complete=True, groups=groups)
    )
    return survey
