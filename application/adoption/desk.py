"""What a new version of a pack would change, and for whom; and letting it judge what goes on.

A version comes into force by its date: whatever begins from then on begins under it, and bodies
are judged by it. What was begun before stays under its own version unless it is rebound (ENV-03).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, cast
from uuid import UUID

from application.adoption.matters import MatterKind, MatterVerdict, OpenMatters, verdicts
from application.adoption.review import Finding, differing, facts_of, findings
from application.queries.asking import Asked, QuestionDesk
from application.read_models.pages import Page, page_of
from application.use_cases.cases.rebind_pack import RebindPack
from application.use_cases.memory import rebuilt
from application.use_cases.request import Calendars, Caller
from domain.act import Act
from domain.cases.events import DeadlineRecalculated
from domain.kernel import Conflict, Event, Invalid, NotFound
from domain.policy.comparison import ValueChange, compared
from domain.policy.errors import PackUnknown

if TYPE_CHECKING:
    from application.read_models.case_board import ReadModels
    from application.use_cases.desk import CaseDesk
    from domain.cases.case import Case
    from domain.policy.pack import PolicyPack

PLANNING = "plan_adoption"
"""Name of the permission to look at what a version would change."""

_PAGE = 200
_TRYING = "dry run"


@dataclass(frozen=True, slots=True)
class AdoptionPlan:
    """What a version of a pack changes.

    Attributes:
        before: the version it follows; None: it is the first.
        in_force: the version in force today.
        open_cases: how many cases are open, by the version that judges them.
        open_matters: how many gates and meetings go on, by kind and the version that judges them.
        matters: the first of those that another version judges, and whether they can be rebound.
        bodies: living bodies, all of which the version judges anew.
        gone, new: what the version before it says against bodies and it does not, and the
            reverse.
    """

    target: PolicyPack
    before: PolicyPack | None
    in_force: PolicyPack
    changes: Sequence[ValueChange]
    open_cases: Mapping[str, int]
    open_matters: Mapping[MatterKind, Mapping[str, int]]
    matters: Sequence[MatterVerdict]
    bodies: int
    gone: Sequence[Finding]
    new: Sequence[Finding]

    @property
    def staying(self) -> int:
        """Open cases that stay under another version unless they are rebound."""
        return sum(count for ref, count in self.open_cases.items() if ref != self.target.ref)


@dataclass(frozen=True, slots=True)
class MovedBound:
    """A bound of a case that rebinding would move.

    Attributes:
        unit_id: the unit whose feedback is due; None: the case's own bound.
    """

    unit_id: str | None
    old_due: datetime | None
    new_due: datetime | None


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """What rebinding an open case would do.

    Attributes:
        pack: the version that judges it.
        refused: code of the refusal; None: it can be rebound.
        why: the refusal in words.
    """

    case_id: UUID
    pack: str
    refused: str | None = None
    why: str | None = None
    moved: tuple[MovedBound, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebound:
    """What became of one case: rebound, as it was already, or refused with a code and words."""

    case_id: UUID
    changed: bool
    refused: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionDesk(QuestionDesk):
    """Takes questions about new versions, and rebinds many cases. Safe for many threads."""

    models: ReadModels
    calendars: Calendars
    cases: CaseDesk
    open_matters: OpenMatters

    def plan(self, jurisdiction: str, caller: Caller, ref: str) -> AdoptionPlan:
        """What a version changes for whom; nothing is recorded.

        Raises:
            PermissionDenied: only the pack administrator may ask (C).
            PackUnknown: it is no version of this jurisdiction's pack.
        """
        asked = self._ask(jurisdiction, caller, PLANNING, own=False)
        target, before = self._version(jurisdiction, ref)
        base = before or target
        facts = facts_of(self.log, jurisdiction, asked.directory)
        gone, new = differing(
            findings(asked.directory, facts, base, asked.now),
            findings(asked.directory, facts, target, asked.now),
        )
        with self.models.view(jurisdiction, now=asked.now) as view:
            open_cases = view.open_cases_by_pack()
        waiting = self.open_matters.not_under(jurisdiction, target.ref, _PAGE)
        return AdoptionPlan(
            target=target,
            before=before,
            in_force=asked.pack,
            changes=compared(base, target),
            open_cases=open_cases,
            open_matters=self.open_matters.by_pack(jurisdiction),
            matters=list(verdicts(self.log, jurisdiction, waiting, target)),
            bodies=len(asked.directory.bodies()),
            gone=gone,
            new=new,
        )

    def verdicts(
        self,
        jurisdiction: str,
        caller: Caller,
        ref: str,
        *,
        after: UUID | None = None,
        limit: int = _PAGE,
    ) -> Page[CaseVerdict, UUID]:
        """What rebinding would do to each open case that another version judges, by id.

        Each is tried on what is stored, and nothing is recorded.

        Raises:
            PermissionDenied, PackUnknown: as ``plan``.
        """
        asked = self._ask(jurisdiction, caller, PLANNING, own=False)
        target, _ = self._version(jurisdiction, ref)
        with self.models.view(jurisdiction, now=asked.now) as view:
            ids = view.open_cases_not_under(target.ref, after=after, limit=limit + 1)
        page = page_of(ids, limit, lambda case_id: case_id)
        histories = self.log.open(jurisdiction, page.items).histories
        cases = (rebuilt(histories[case_id]) for case_id in page.items)
        tried = (self._tried(jurisdiction, asked, case, target) for case in cases if case)
        return Page(tuple(tried), page.next)

    def rebind_open(
        self, jurisdiction: str, caller: Caller, ref: str, reason: str
    ) -> Iterator[Rebound]:
        """Rebind every open case that another version judges; each is a change of its own.

        Doing it again goes on where it stopped: what is rebound is not among them any more.

        Raises:
            PermissionDenied, OutsideRowScope: the caller may not rebind.
        """
        after: UUID | None = None
        while True:
            page = self.verdicts(jurisdiction, caller, ref, after=after)
            ids = [verdict.case_id for verdict in page.items]
            yield from self.rebind(jurisdiction, caller, ref, reason, ids)
            if page.next is None:
                return
            after = page.next

    def rebind(
        self, jurisdiction: str, caller: Caller, ref: str, reason: str, ids: Sequence[UUID]
    ) -> Iterator[Rebound]:
        """Rebind the cases named, one change each.

        Raises:
            PermissionDenied, OutsideRowScope: the caller may not rebind.
        """
        for case_id in ids:
            command = RebindPack(case_id=case_id, pack=ref, reason=reason)
            try:
                receipt = self.cases.execute(jurisdiction, caller, command, key=None)
            except (NotFound, Conflict, Invalid) as refusal:
                yield Rebound(case_id, changed=False, refused=refusal.code, why=str(refusal))
            else:
                yield Rebound(case_id, changed=receipt.position is not None)

    def _version(self, jurisdiction: str, ref: str) -> tuple[PolicyPack, PolicyPack | None]:
        """A version of the jurisdiction's pack, and the one before it."""
        versions = self.packs.versions(jurisdiction)
        before = {later.ref: earlier for earlier, later in pairwise(versions)}
        for version in versions:
            if version.ref == ref:
                return version, before.get(ref)
        raise PackUnknown(ref)

    def _tried(
        self, jurisdiction: str, asked: Asked, case: Case, target: PolicyPack
    ) -> CaseVerdict:
        pinned = case.pack
        act = Act(
            actor=asked.actor,
            at=max(asked.now, case.modified_on),
            pack=self.packs.pinned(pinned),
            calendar=self.calendars.current(jurisdiction),
            reason=_TRYING,
        )
        units = {one.obligation_id: one.unit_id for one in case.open_obligations()}
        try:
            case.rebind(target, act)
        except (Conflict, Invalid) as refusal:
            return CaseVerdict(case.id, pinned, refusal.code, str(refusal))
        moved = [
            MovedBound(units.get(event.obligation_id or ""), event.old_due, event.new_due)
            for event in cast("Sequence[Event]", case.collect_events())
            if isinstance(event, DeadlineRecalculated)
        ]
        return CaseVerdict(case.id, pinned, moved=tuple(moved))
