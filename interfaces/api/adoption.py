"""Routes that tell what a new version of a policy pack would change, for whom (ENV-03).

To rebind cases there are the commands of cases: ``…/cases/{case_id}/rebind-pack``, and for many.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from application.adoption.desk import AdoptionPlan
from application.adoption.matters import MatterKind
from domain.policy.pack import PackRef
from domain.policy.provenance import Leaf
from interfaces.api import cursors, problems
from interfaces.api.dependencies import Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}/pack/adoption"
_MOST: Final = 200

router = APIRouter(tags=["policy"])

Version = Annotated[
    PackRef,
    Query(
        description="A version of the jurisdiction's pack, in force today or not.",
        examples=["daguan@2021.1"],
    ),
]


class ValueChangeView(View):
    """A value that the version has otherwise than the one before it."""

    path: str = Field(examples=["cases.clocks.CLK-DG-B.n"])
    change: Literal["ADDED", "CHANGED", "REMOVED"]
    old: Leaf = Field(description="Null: off, or not there.")
    new: Leaf = Field(description="Null: off, or not there.")
    rule: str | None = Field(description="Rule or section of the rulebook.")
    source: str | None = Field(description="Document and section; null: no source says it.")
    assumption: str | None = Field(description="Why it was chosen where the sources are silent.")


class FindingView(View):
    """What a version says against a body that is there; it stays, and is shown."""

    body: str
    kind: Literal["refused", "incomplete", "should"] = Field(
        description="Refused: it could not be founded or filled so today. Should: a deviation."
    )
    code: str
    subject: str = Field(description="The post, level or tree it is about.")
    found: int | None
    wanted: int | None


class MatterView(View):
    """A gate or meeting that another version judges, and whether it can be rebound."""

    kind: MatterKind
    code: str
    pack: str = Field(description="The version that judges it, id@version.")
    refused: str | None = Field(description="Code of the refusal; null: it can be rebound.")
    why: str | None


class AdoptionView(View):
    """What a version of the pack changes, and for whom. Nothing is recorded by asking."""

    pack: str = Field(description="The version asked about, id@version.")
    before: str | None = Field(description="The version before it; null: it is the first.")
    in_force: str = Field(description="The version in force today.")
    effective_from: date
    changes: list[ValueChangeView]
    open_cases: dict[str, int] = Field(description="Open cases by the version that judges them.")
    staying: int = Field(
        description="Open cases under another version; they stay there unless they are rebound."
    )
    open_matters: dict[MatterKind, dict[str, int]] = Field(
        description="Gates unanswered and meetings not held, by the version that judges them."
    )
    matters: list[MatterView] = Field(
        description="The first 200 of those that another version judges."
    )
    bodies: int = Field(description="Living bodies; all are judged by the version in force.")
    bodies_gone: list[FindingView] = Field(description="Said by the version before it alone.")
    bodies_new: list[FindingView] = Field(description="Said by this version alone.")


class MovedBoundView(View):
    """A bound of a case that rebinding would move."""

    unit_id: str | None = Field(description="Whose feedback; null: the case's own bound.")
    old_due: AwareDatetime | None = Field(description="Exclusive; null: its clock stands still.")
    new_due: AwareDatetime | None = Field(description="Exclusive; null: its clock stands still.")


class CaseVerdictView(View):
    """What rebinding an open case would do."""

    case_id: UUID
    pack: str = Field(description="The version that judges it, id@version.")
    refused: str | None = Field(description="Code of the refusal; null: it can be rebound.")
    why: str | None
    moved: list[MovedBoundView]


class CaseVerdictList(ListView):
    """One page of open cases that another version judges, by id."""

    pack: str = Field(description="The version asked about, id@version.")
    items: list[CaseVerdictView]


@router.get(
    _ROOT,
    operation_id="plan_adoption",
    summary="Tell what a version of the pack changes for whom",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def plan_adoption(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, pack: Version
) -> AdoptionView:
    """Values with rule and source, open cases by version, bodies that are judged otherwise."""
    read = partial(wired.service.adoption.plan, jurisdiction, caller, pack)
    return _view(await wired.reads.run(read))


@router.get(
    f"{_ROOT}/cases",
    operation_id="list_adoption_verdicts",
    summary="List the open cases that stay, with what rebinding would do",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_adoption_verdicts(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    pack: Version,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> CaseVerdictList:
    """Each is tried on what is stored: which bounds would move, or why it has to stay."""
    same_list = cursors.list_id("adoption_verdicts", pack)
    read = partial(
        wired.service.adoption.verdicts,
        jurisdiction,
        caller,
        pack,
        after=cursors.decoded(cursor, same_list, UUID),
        limit=limit,
    )
    page = await wired.reads.run(read)
    return CaseVerdictList(
        pack=pack,
        items=[CaseVerdictView.model_validate(verdict) for verdict in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


def _view(plan: AdoptionPlan) -> AdoptionView:
    return AdoptionView(
        pack=plan.target.ref,
        before=plan.before.ref if plan.before else None,
        in_force=plan.in_force.ref,
        effective_from=plan.target.meta.effective_from,
        changes=[ValueChangeView.model_validate(change) for change in plan.changes],
        open_cases=dict(plan.open_cases),
        staying=plan.staying,
        open_matters={kind: dict(by) for kind, by in plan.open_matters.items()},
        matters=[
            MatterView(
                kind=each.matter.kind,
                code=each.matter.code,
                pack=each.matter.pack,
                refused=each.refused,
                why=each.why,
            )
            for each in plan.matters
        ],
        bodies=plan.bodies,
        bodies_gone=[FindingView.model_validate(one) for one in plan.gone],
        bodies_new=[FindingView.model_validate(one) for one in plan.new],
    )
