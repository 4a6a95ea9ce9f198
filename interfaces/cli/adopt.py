"""``closeout pack adopt``: what a new version changes for whom, and rebinding to it (ENV-03)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from application.adoption.desk import AdoptionDesk, AdoptionPlan, CaseVerdict, MovedBound, Rebound
from application.adoption.matters import MatterVerdict
from application.adoption.review import Finding
from application.use_cases.request import Caller
from domain.calendar.local_time import local_date
from domain.policy.comparison import ValueChange

UNUSABLE: Final = 2
"""Exit code: it was not said what to do."""
SOME_STAY: Final = 3
"""Exit code: what could be rebound is; some cases stay, each with its refusal."""

OpenDesk = Callable[[], AbstractContextManager[AdoptionDesk]]


def add(app: typer.Typer, open_desk: OpenDesk) -> None:
    """Add the command, around whatever runs the service."""

    @app.command()
    def adopt(
        jurisdiction: Annotated[str, typer.Argument(help="Code of the jurisdiction.")],
        ref: Annotated[str, typer.Argument(metavar="PACK@VERSION")],
        by: Annotated[str, typer.Option(help="Pseudonymous id of the pack administrator.")],
        dry_run: Annotated[  # noqa: FBT002 # typer reads flags so
            bool, typer.Option("--dry-run", help="List what changes for whom; record nothing.")
        ] = False,
        case: Annotated[list[UUID] | None, typer.Option(help="Rebind this case.")] = None,
        open_cases: Annotated[  # noqa: FBT002 # typer reads flags so
            bool, typer.Option("--open-cases", help="Rebind every open case.")
        ] = False,
        reason: Annotated[str, typer.Option(help="Why cases are rebound.")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002 # typer reads flags so
    ) -> None:
        """Look at a new version of a pack, or let it judge what was begun before.

        A version comes into force by its date. What was begun before stays under its own version
        unless it is rebound here. Exit code: 0 done, 3 some cases stay, 2 nothing to do was named.
        """
        if not dry_run and not (case or open_cases):
            typer.echo(
                "Name what goes over: --case ID or --open-cases; or look: --dry-run.", err=True
            )
            raise typer.Exit(UNUSABLE)
        caller = Caller(by)
        with open_desk() as desk:
            if dry_run:
                _show_plan(desk, jurisdiction, caller, ref, as_json=as_json)
                return
            done = (
                desk.rebind_open(jurisdiction, caller, ref, reason)
                if open_cases
                else desk.rebind(jurisdiction, caller, ref, reason, case or ())
            )
            stay = _show_rebound(done, ref, as_json=as_json)
        if stay:
            raise typer.Exit(SOME_STAY)


# --- The dry run ---


def _show_plan(
    desk: AdoptionDesk, jurisdiction: str, caller: Caller, ref: str, *, as_json: bool
) -> None:
    plan = desk.plan(jurisdiction, caller, ref)
    verdicts = _verdicts(desk, jurisdiction, caller, ref)
    if as_json:
        told = _plan_told(plan) | {"cases": [_verdict_told(each) for each in verdicts]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    follows = f" follows {plan.before.ref}" if plan.before else " is the first version"
    typer.echo(f"{ref}{follows}; in force from {plan.target.meta.effective_from} on.")
    typer.echo(f"{len(plan.changes)} values change.")
    for change in plan.changes:
        typer.echo(f"  {_change_line(change)}")
    typer.echo(
        f"{sum(plan.open_cases.values())} cases are open; {plan.staying} stay under another "
        "version unless they are rebound."
    )
    for verdict in verdicts:
        typer.echo(f"  {_verdict_line(verdict)}")
    for kind, by_pack in sorted(plan.open_matters.items()):
        typer.echo(f"{sum(by_pack.values())} {kind.lower()}s go on.")
    for each in plan.matters:
        typer.echo(f"  {_matter_line(each)}")
    typer.echo(
        f"{plan.bodies} bodies are judged by the version in force; "
        f"{len({one.body for one in (*plan.gone, *plan.new)})} of them otherwise than before."
    )
    for mark, found in (("no longer", plan.gone), ("now", plan.new)):
        for finding in found:
            typer.echo(f"  {mark} {finding.kind}: {finding}")
    typer.echo("Nothing was recorded.")


def _verdicts(
    desk: AdoptionDesk, jurisdiction: str, caller: Caller, ref: str
) -> Iterator[CaseVerdict]:
    after: UUID | None = None
    while True:
        page = desk.verdicts(jurisdiction, caller, ref, after=after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _change_line(change: ValueChange) -> str:
    said = " ".join(word for word in (change.rule, change.source) if word)
    mark = f"  ASSUMPTION: {change.assumption}" if change.assumption else ""
    return f"{change.path}: {_value(change.old)} → {_value(change.new)}  [{said}]{mark}"


def _value(value: Any) -> str:
    return "off" if value is None else json.dumps(value, ensure_ascii=False)


def _verdict_line(verdict: CaseVerdict) -> str:
    if verdict.refused is not None:
        return f"{verdict.case_id} must stay under {verdict.pack}: {verdict.refused}: {verdict.why}"
    moved = "; ".join(map(_moved_line, verdict.moved)) or "no bound moves"
    return f"{verdict.case_id} can go over: {moved}"


def _matter_line(verdict: MatterVerdict) -> str:
    matter = verdict.matter
    name = f"{matter.kind.lower()} {matter.code}"
    if verdict.refused is not None:
        return f"{name} must stay under {matter.pack}: {verdict.refused}: {verdict.why}"
    return f"{name} can go over from {matter.pack}: rebind-{matter.kind.lower()}"


def _moved_line(bound: MovedBound) -> str:
    whose = "the case" if bound.unit_id is None else bound.unit_id
    return f"{whose} {_last_day(bound.old_due)} → {_last_day(bound.new_due)}"


def _last_day(due_at: datetime | None) -> str:
    """The last local day that is in time; bounds are exclusive (CAL-02)."""
    return "none" if due_at is None else str(local_date(due_at - timedelta(microseconds=1)))


def _plan_told(plan: AdoptionPlan) -> dict[str, Any]:
    return {
        "pack": plan.target.ref,
        "before": plan.before.ref if plan.before else None,
        "in_force": plan.in_force.ref,
        "effective_from": plan.target.meta.effective_from,
        "changes": [change.model_dump() for change in plan.changes],
        "open_cases": dict(plan.open_cases),
        "staying": plan.staying,
        "open_matters": {str(kind): dict(by) for kind, by in plan.open_matters.items()},
        "matters": [
            {**asdict(each.matter), "refused": each.refused, "why": each.why}
            for each in plan.matters
        ],
        "bodies": plan.bodies,
        "bodies_gone": _findings_told(plan.gone),
        "bodies_new": _findings_told(plan.new),
    }


def _findings_told(found: Sequence[Finding]) -> list[dict[str, Any]]:
    return [asdict(one) for one in found]


def _verdict_told(verdict: CaseVerdict) -> dict[str, Any]:
    return asdict(verdict)


# --- Rebinding ---


def _show_rebound(done: Iterator[Rebound], ref: str, *, as_json: bool) -> int:
    rebound = unchanged = stay = 0
    for one in done:
        if as_json:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False, default=str))
        elif one.refused is not None:
            typer.echo(f"{one.case_id} stays: {one.refused}: {one.why}")
        rebound += one.changed
        stay += one.refused is not None
        unchanged += one.refused is None and not one.changed
    if not as_json:
        already = f", {unchanged} were already" if unchanged else ""
        typer.echo(f"{rebound} cases go on under {ref}{already}; {stay} stay as they are.")
    return stay
