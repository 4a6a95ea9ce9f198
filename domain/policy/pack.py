"""The policy pack: everything that one jurisdiction does its own way (rulebook B.2, B.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from domain.kernel import Value
from domain.policy.accountability import AccountabilityRules
from domain.policy.affairs import Affairs
from domain.policy.assessments import AssessmentRule
from domain.policy.branch_rules import BranchRules
from domain.policy.case_rules import CaseRules
from domain.policy.catalogue import EventName
from domain.policy.community_rules import CommunityRules
from domain.policy.election_rules import ElectionRules
from domain.policy.health_rules import HealthRules
from domain.policy.hierarchy import Hierarchy
from domain.policy.incentives import Incentives
from domain.policy.mediation_rules import MediationRules
from domain.policy.meetings import Meeting
from domain.policy.obligation_rules import (
    INTERVIEW,
    ObligationDefaults,
    ObligationRule,
    interview_duty,
    meeting_duty,
    publication_duty,
)
from domain.policy.oversight import Inspection, Target
from domain.policy.permissions import Matrix, Moves
from domain.policy.property_rules import PropertyRules
from domain.policy.provenance import Explained, Leaf, Origin, Path, RuleRef, leaves, origin_of
from domain.policy.recordables import Recordable
from domain.policy.registers import (
    Checklist,
    Composite,
    Gate,
    Points,
    Post,
    Ratio,
)
from domain.policy.reward_rules import RewardRule
from domain.policy.scales import Scale
from domain.policy.sensitivity import SensitiveRegister
from domain.policy.staffing_rules import StaffingRules
from domain.policy.structure import Structure
from domain.policy.surveys import SurveyRule
from domain.policy.thresholds import Threshold
from domain.policy.triggers import Trigger
from domain.vocabulary import Code

_VERSION = r"^\d{4}\.\d+$"

PackRef = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*@\d{4}\.\d+$")]
"""A version of a pack, ``id@version``."""


class Meta(Value):
    """What the pack is.

    Attributes:
        version: text, so that 2020.10 is not 2020.1.
        effective_from, effective_to: first and last day in force; None: no end is set.
        supersedes: the version whose open end lies on the day before this one begins; None: the
            versions before this one state their ends themselves.
        status: standing of the source, or by document where it differs (B-28).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    version: str = Field(pattern=_VERSION, strict=True)
    title: str = Field(min_length=1)
    jurisdiction: str = Field(min_length=1)
    effective_from: date
    effective_to: date | None = None
    supersedes: Annotated[str, Field(pattern=_VERSION)] | None = None
    source: str = Field(min_length=1)
    status: str | dict[str, str]

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.effective_to is not None and self.effective_from > self.effective_to:
            raise ValueError("effective_from is after effective_to")
        return self


class Label(Value):
    """What people read instead of a code."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class CalendarChoice(Value):
    """Which table of working days counts (CAL-01, CAL-03)."""

    id: Literal["cn"]
    zone: Literal["Asia/Shanghai"]


class PolicyPack(Value):
    """One version of the rules of one jurisdiction.

    Only a pack without ``faults`` is handed out by the loader. Whatever a section does not define
    is off and refused where it is needed (B-45).

    Attributes:
        hierarchies: trees of levels by name (rulebook 1.1).
        posts: by id.
        structure: what bodies do and need beyond trees and posts (1.2 to 1.7).
        scales, composites: how things are judged (6.3, B-38).
        thresholds: what follows from measured figures (ORG-BZ-05, ORG-BZ-11, ORG-CY-03).
        communities, branches, elections, staffing: bodies and their people (1.4 to 1.6).
        property_rules: estates and the companies that manage them (7.3); in the file ``property``.
        sensitivity: registers of people who need protection (7.6), by name.
        health: contracts with family doctors (7.8); None: none.
        mediation: how disputes are mediated (7.1); None: not at all.
        moves: rights the pack moves in the matrix; in the file ``permissions``.
        labels: by code, those that all packs share included.
        rule_ids: by event the rules it follows from.
        provenance: by dotted path where the values below it come from.
        matrix: the shared matrix, before the moves.
    """

    # by name, too, so that a check can build a pack from the sections that were read
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    meta: Meta
    hierarchies: dict[Code, Hierarchy] = Field(min_length=1)
    posts: dict[Code, Post] = Field(min_length=1)
    structure: Structure = Field(default_factory=Structure)
    cases: CaseRules
    scales: dict[Code, Scale] = Field(default_factory=dict)
    moves: Moves = Field(default_factory=dict, alias="permissions")
    calendar: CalendarChoice
    checklists: dict[Code, Checklist] = Field(default_factory=dict)
    composites: dict[Code, Composite] = Field(default_factory=dict)
    ratios: dict[Code, Ratio] = Field(default_factory=dict)
    meetings: dict[Code, Meeting] = Field(default_factory=dict)
    affairs: Affairs | None = None
    obligations: dict[Code, ObligationRule] = Field(default_factory=dict)
    obligation_defaults: ObligationDefaults | None = None
    triggers: dict[Code, Trigger] = Field(default_factory=dict)
    accountability: AccountabilityRules | None = None
    rewards: dict[Code, RewardRule] = Field(default_factory=dict)
    incentives: Incentives | None = None
    points: dict[Code, Points] = Field(default_factory=dict)
    gates: dict[Code, Gate] = Field(default_factory=dict)
    thresholds: dict[Code, Threshold] = Field(default_factory=dict)
    communities: CommunityRules | None = None
    branches: BranchRules | None = None
    elections: ElectionRules | None = None
    staffing: StaffingRules | None = None
    mediation: MediationRules | None = None
    health: HealthRules | None = None
    sensitivity: dict[Code, SensitiveRegister] = Field(default_factory=dict)
    inspections: dict[Code, Inspection] = Field(default_factory=dict)
    targets: dict[Code, Target] = Field(default_factory=dict)
    records: dict[Code, Recordable] = Field(default_factory=dict)
    property_rules: PropertyRules | None = Field(default=None, alias="property")
    surveys: dict[Code, SurveyRule] = Field(default_factory=dict)
    assessments: dict[Code, AssessmentRule] = Field(default_factory=dict)
    labels: dict[str, Label]
    rule_ids: dict[EventName, tuple[RuleRef, ...]]
    provenance: dict[str, Origin]
    matrix: Matrix = Field(repr=False)

    @property
    def ref(self) -> str:
        """``id@version``, as every event stores it (ENV-03)."""
        return f"{self.meta.id}@{self.meta.version}"

    @cached_property
    def permissions(self) -> Matrix:
        """The matrix as it holds in this pack."""
        rating = self.cases.rating
        return self.matrix.effective(
            self.moves,
            authority=self.cases.closing.authority,
            whistle_actors=self.cases.whistle.actors if self.cases.whistle else frozenset(),
            low_rating_reopens=rating is not None and rating.reopen_at_most is not None,
        )

    @cached_property
    def duties(self) -> Mapping[str, ObligationRule]:
        """Everything that is owed in a window or by a date.

        The pack's obligations, its meetings with a period, what sessions have to publish, and the
        talks for which a trigger leaves so much time.
        """
        held = {
            code: meeting_duty(code, meeting)
            for code, meeting in self.meetings.items()
            if meeting.period is not None and meeting.of is not None
        }
        published = {
            meeting.publish.code: duty
            for code, meeting in self.meetings.items()
            if meeting.publish is not None and (duty := publication_duty(code, meeting)) is not None
        }
        talks = any(trigger.within is not None for trigger in self.triggers.values())
        called = {INTERVIEW: interview_duty()} if talks else {}
        return {**held, **published, **called, **self.obligations}

    @cached_property
    def post_names(self) -> Mapping[str, str]:
        """Post id by post id and by alias."""
        names = {alias: post for post, rule in self.posts.items() for alias in rule.aliases}
        return names | {post: post for post in self.posts}

    def allowed_parents(self, tree: str, level: str) -> tuple[str, ...]:
        """Levels under which a level may be founded; empty for the top.

        Raises:
            KeyError: the pack has no such tree, or the tree no such level.
        """
        return self.hierarchies[tree].allowed_parents(level)

    def rules_of(self, event: str) -> tuple[str, ...]:
        """Rule ids that an event follows from; empty where the pack names none."""
        return self.rule_ids.get(event, ())

    def rule_of(self, section: str, code: str) -> str | None:
        """Rule id that an entry of a section follows from; None: the pack has no such entry."""
        origin = origin_of(self.provenance, (section, code))
        return origin.rule if origin else None

    def label(self, code: str) -> Label:
        """What people read instead of a code.

        Raises:
            KeyError: no label; the loader refuses packs that use such a code.
        """
        return self.labels[code]

    def in_force(self, on: date) -> bool:
        """Whether the pack is in force on a local day."""
        end = self.meta.effective_to
        return self.meta.effective_from <= on and (end is None or on <= end)

    def explain(self, prefix: str = "") -> list[Explained]:
        """Every value at or below a dotted path, with its rule, source and assumption."""
        return [
            self._explained(path, value)
            for section in SECTIONS
            for path, value in self.values_of(section)
            if _is_below(path, prefix)
        ]

    def assumptions(self) -> dict[str, Origin]:
        """By path what the sources do not say and this pack chose."""
        return {path: origin for path, origin in self.provenance.items() if origin.assumption}

    def values_of(self, section: str) -> Iterator[tuple[Path, Leaf]]:
        """All single values of a section with their paths, named as in the file."""
        yield from leaves(getattr(self, section), (FILE_NAMES.get(section, section),))

    def _explained(self, path: Path, value: Any) -> Explained:
        origin = origin_of(self.provenance, path)
        return Explained(
            path=".".join(str(part) for part in path),
            value=value,
            rule=origin.rule if origin else None,
            source=origin.source if origin else None,
            status=self._status_of(origin.source) if origin and origin.source else None,
            assumption=origin.assumption if origin else None,
        )

    def _status_of(self, source: str) -> str | None:
        if isinstance(self.meta.status, str):
            return self.meta.status
        words = source.replace(",", " ").split()
        return next((self.meta.status[word] for word in words if word in self.meta.status), None)


SECTIONS = (
    "meta",
    "hierarchies",
    "posts",
    "structure",
    "cases",
    "scales",
    "moves",
    "calendar",
    "checklists",
    "composites",
    "ratios",
    "meetings",
    "affairs",
    "obligations",
    "obligation_defaults",
    "triggers",
    "accountability",
    "rewards",
    "incentives",
    "points",
    "gates",
    "thresholds",
    "communities",
    "branches",
    "elections",
    "staffing",
    "inspections",
    "targets",
    "records",
    "property_rules",
    "surveys",
    "assessments",
    "mediation",
    "health",
    "sensitivity",
)
FILE_NAMES = {"moves": "permissions", "property_rules": "property"}
"""How the file names a section, where the model's name differs."""


def _is_below(path: Path, prefix: str) -> bool:
    dotted = ".".join(str(part) for part in path)
    return not prefix or dotted == prefix or dotted.startswith(f"{prefix}.")
