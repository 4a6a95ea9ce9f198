"""Gates, orders, inspections, targets and books in a log, in each of their states."""

from __future__ import annotations

from collections.abc import Sequence

from application.ports import Change
from domain.facts.governance import EmergencyPlanAdopted
from domain.kernel import Aggregate, Event
from domain.oversight.gate import Gate
from domain.oversight.inspection import Inspection
from domain.oversight.rectification import Rectification
from domain.oversight.target import Target
from domain.records.book import RecordBook
from tests.infrastructure.projections.world import World
from tests.samples import ANNA, DAGUAN, SU, SYS, act, on, pack

BIJIE = pack("bijie")
CHENGYANG = pack("chengyang")
QINGYANG = pack("qingyang")


def some_oversight(world: World) -> None:
    """One of each in every state that its row tells apart."""
    for number, made in enumerate((*_gates(), *_orders(), *_targets(), _inspection(), _book())):
        events: Sequence[Event] = [e for e in made.collect_events() if isinstance(e, Event)]
        assert events, number
        world.log.append(Change(jurisdiction=world.jurisdiction, events=events))


def _gates() -> Sequence[Aggregate]:
    made = [
        Gate.request(
            act(SU, "2021-09-01 09:00", DAGUAN),
            jurisdiction="j",
            code=f"gate-{number}",
            gate_code="PRIOR_OPINION",
            matter="honour",
            subject=f"file-{number}",
            requested_from=("s1",),
        )
        for number in range(3)
    ]
    made[1].give_opinion(act(ANNA, "2021-09-02 09:00", DAGUAN), approved=False, opinion="no")
    made[2].settle(act(SYS, "2021-10-02 09:00", DAGUAN))
    return made


def _orders() -> Sequence[Aggregate]:
    by = act(SU, "2021-09-01 09:00", DAGUAN)
    made = [
        Rectification.order(
            by,
            jurisdiction="j",
            code=f"order-{number}",
            body="c1",
            subject="estate-1",
            defects=("litter",),
            due_on=on("2021-09-30"),
        )
        for number in range(3)
    ]
    for submitted in made[1:]:
        submitted.submit(by, measures="swept")
    made[2].refuse(by, reasons=("not all of it",))
    made[2].settle(act(SYS, "2021-10-02 09:00", DAGUAN))
    made[1].accept(by)
    return made


def _targets() -> Sequence[Aggregate]:
    by = act(SU, "2018-11-01 09:00", QINGYANG)
    made = [
        Target.set(by, jurisdiction="j", code=f"target-{count}", target="LAW_SITES", body="c1")
        for count in (5, 6, 7)
    ]
    for target, count in zip(made, (5, 6, 7), strict=True):
        target.count(by, count=count)
    for target in made[:2]:
        target.settle(act(SYS, "2019-01-01 00:05", QINGYANG))
    return made


def _inspection() -> Aggregate:
    return Inspection.record(
        act(SU, "2019-06-11 09:00", CHENGYANG),
        jurisdiction="j",
        code="i1",
        kind="ON_SITE",
        body="c1",
        subject="estate-3",
        inspectors=("management_office", "supervision_office"),
        defects=("lift stuck", "litter"),
        fixed=(2,),
    )


def _book() -> Aggregate:
    kinds = ("NATURAL_DISASTER", "ACCIDENT", "PUBLIC_HEALTH", "SOCIAL_SAFETY")
    book = None
    for day in ("2018-03-05", "2019-03-05"):
        stated = {"record": "EMERGENCY_PLAN", "body": "c1", "on": on(day), "kinds": kinds}
        book = RecordBook.enter(
            act(SU, f"{day} 12:00", BIJIE),
            book,
            jurisdiction="j",
            fact=EmergencyPlanAdopted,
            stated=stated | {"plan_ref": f"doc-{day}"},
        )
    assert book is not None
    return book
