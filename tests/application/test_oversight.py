"""Gates, orders and targets on the real log, swept by more than one scheduler."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from application.errors import BodyNotFound, OutsideRowScope, PermissionDenied
from application.oversight import sweep
from application.ports import Receipt
from application.read_models.oversight_list import OversightFilter
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import Caller
from domain.oversight.errors import CodeIsTaken, GateIsBlocked, RectificationNotFound
from interfaces.bootstrap import wired
from interfaces.bootstrap.upkeep import import_notice
from tests.application.town import FOUNDER, Town, at, town_on
from tests.application.wiring import MASTER_KEY
from tests.database import Database
from tests.shelves import product_packs

PACK = "daguan"


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, PACK, "2021-04-30 09:00") as town:
        yield town


def give(town: Town, by: str, command: str, **fields: Any) -> Receipt:
    built = ORGANISATION_COMMANDS[command](**fields)
    return town.service.organisation.execute(town.name, Caller(by), built, key=None)


def order(town: Town, code: str) -> Receipt:
    return give(
        town, FOUNDER, "order_rectification",
        code=code, body="c1", defects=("litter",), due_on="2021-05-31",
    )  # fmt: skip


def told(town: Town, receipt: Receipt) -> list[str]:
    return town.events(receipt.aggregate_id)


def swept(town: Town) -> int:
    town.service.projector.catch_up()
    return town.service.oversight_sweep.sweep(town.name)


def test_every_bound_that_passed_is_recorded_once_however_many_sweep(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RCT-01, ENV-06"""
    monkeypatch.setattr(sweep, "_BATCH", 2)
    orders = [order(town, f"order-{n}") for n in range(5)]
    town.clock.set(at("2021-05-31 23:59"))
    assert swept(town) == 0
    town.clock.set(at("2021-06-01 00:05"))
    town.service.projector.catch_up()

    with ThreadPoolExecutor(2) as schedulers:
        changed = schedulers.map(lambda _: town.service.oversight_sweep.sweep(town.name), range(2))
        assert sum(changed) == 5

    assert swept(town) == 0
    for one in orders:
        assert told(town, one) == ["RectificationOrdered", "RectificationOverdue"]


def test_a_leader_that_lost_its_seat_records_nothing_more(town: Town) -> None:
    """ENV-06: what it leaves, the next one records"""
    one, other = order(town, "order-1"), order(town, "order-2")
    town.clock.set(at("2021-06-01 00:05"))
    town.service.projector.catch_up()
    answers = iter((False, True))

    changed = town.service.oversight_sweep.sweep(town.name, stopping=lambda: next(answers))

    assert changed == 1
    assert swept(town) == 1
    assert told(town, one) == told(town, other) == ["RectificationOrdered", "RectificationOverdue"]


def test_a_step_that_comes_late_records_the_bound_before_it(town: Town) -> None:
    """ADR 6: time settles before every command"""
    late = order(town, "order-1")
    town.clock.set(at("2021-06-02 09:00"))

    with pytest.raises(PermissionDenied):
        give(town, "hua", "accept_rectification", code="order-1")
    give(town, "su", "submit_rectification", code="order-1", measures="swept")
    give(town, "su", "accept_rectification", code="order-1")

    assert told(town, late) == [
        "RectificationOrdered",
        "RectificationOverdue",
        "RectificationSubmitted",
        "RectificationAccepted",
    ]
    assert swept(town) == 0


def test_codes_are_taken_once_and_bodies_must_live(town: Town) -> None:
    """ENV-02"""
    order(town, "order-1")

    with pytest.raises(CodeIsTaken):
        order(town, "order-1")
    with pytest.raises(BodyNotFound):
        give(
            town, FOUNDER, "order_rectification",
            code="order-2", body="nowhere", defects=("litter",), due_on="2021-05-31",
        )  # fmt: skip
    with pytest.raises(RectificationNotFound):
        give(town, FOUNDER, "accept_rectification", code="order-2")


def test_a_nomination_waits_for_the_opinion_and_is_stored_with_its_gate(town: Town) -> None:
    """ORG-DG-09"""
    nominate: dict[str, Any] = {
        "record": "HONOUR", "body": "lights", "nominee_ref": "lin", "about": "file-7",
    }  # fmt: skip
    with pytest.raises(GateIsBlocked) as refusal:
        give(town, "uma", "nominate_award", **nominate)
    assert refusal.value.facts() == {
        "gate_code": "PRIOR_OPINION", "why": "station opinion missing",
    }  # fmt: skip
    give(
        town, "uma", "request_gate",
        code="g-7", gate="PRIOR_OPINION", matter="honour", about="file-7", unit="lights",
        requested_from=("station",),
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        give(town, "uma", "give_opinion", code="g-7", approved=True, opinion="fine")
    give(town, "anna", "give_opinion", code="g-7", approved=False, opinion="rarely here")

    nominated = give(town, "uma", "nominate_award", **nominate, gate="g-7")

    [(_, event)] = town.service.log.history(town.name, nominated.aggregate_id)
    assert (event.event_type, event.rule_ids) == ("AwardNominated", ("ORG-DG-09",))


def test_everybody_sees_what_belongs_to_their_own_bodies(town: Town) -> None:
    """C"""
    order(town, "order-1")
    town.service.projector.catch_up()

    def seen(by: str) -> list[str]:
        page = town.service.oversight.rows(town.name, Caller(by), OversightFilter())
        return [line.code for line in page.items]

    assert seen(FOUNDER) == ["order-1"]
    assert seen("uma") == []
    with pytest.raises(OutsideRowScope):
        give(
            town, "uma", "request_gate",
            code="g-8", gate="PRIOR_OPINION", matter="honour", about="file-8", unit="police",
            requested_from=("c1",),
        )  # fmt: skip


def test_an_amended_calendar_moves_the_gates_that_wait(
    town: Town, module_database: Database, tmp_path: Path
) -> None:
    """CAL-08: once for each calendar; Saturday 8 May off makes it Wednesday 12 May"""
    asked = give(
        town, "uma", "request_gate",
        code="g-9", gate="PRIOR_OPINION", matter="honour", about="file-9", unit="lights",
        requested_from=("station",),
    )  # fmt: skip
    town.service.projector.catch_up()
    notice = tmp_path / "notice.csv"
    notice.write_text(
        "date,is_workday,name,source_url,notice_no\n2021-05-08,false,invented,,doc\n",
        encoding="utf-8",
    )
    with wired(
        module_database.dsn,
        master_key=MASTER_KEY,
        packs=product_packs(),
        clock=town.clock,
        role=module_database.service,
    ) as other:
        import_notice(other, town.name, notice, FOUNDER)
        sweeps = other.service.oversight_sweep
        moved = [sweeps.recalculate(town.name) for _ in range(2)]
        other.service.projector.catch_up()
        lines = other.service.oversight.rows(
            town.name, Caller(FOUNDER), OversightFilter(code="g-9")
        )

    assert moved == [1, 0]
    assert town.events(asked.aggregate_id) == ["GateRequested", "DeadlineRecalculated"]
    assert [line.due_at for line in lines.items] == [at("2021-05-13 00:00")]
