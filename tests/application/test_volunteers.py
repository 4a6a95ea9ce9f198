"""Accounts of volunteers on the real log: no point is given out twice, however many ask at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from application.errors import OutsideRowScope, VersionIsStale
from application.ports import EventLog, Opened, Receipt
from application.read_models.volunteer_accounts import LineFilter, VolunteerFilter
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.desk import OrganisationDesk
from application.use_cases.request import Caller
from domain.kernel import ConcurrentChange, DomainError, NotFound
from domain.policy.shelf import PackShelf
from domain.policy.volunteer_rules import VolunteerLedger
from domain.volunteers.errors import PointsShort
from tests.application.town import Town, town_on
from tests.database import Database
from tests.shelves import product_packs

THIRTY = (Decimal(20), Decimal(10))


def _priced() -> PackShelf:
    """The packs of the product, with rates where the report gives none."""
    packs = {each.ref: each for each in product_packs().all()}
    of = product_packs().get("kundulun")
    ledger = of.points["volunteer_points"]
    assert isinstance(ledger, VolunteerLedger)
    rates = dict.fromkeys(ledger.fields, Decimal(1))
    points = of.points | {"volunteer_points": ledger.model_copy(update={"rates": rates})}
    packs[of.ref] = of.model_copy(update={"points": points})
    return PackShelf(list(packs.values()))


PRICED = _priced()


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "kundulun", "2021-03-01 09:00", packs=PRICED) as town:
        town.appoint("rong", "residents_committee", "c1")
        town.appoint("ren", "residents_committee", "c2")
        give(town, "rong", "register_volunteer", account="lin", kind="PERSON", body="c1")
        for hours in THIRTY:
            serve(town, "rong", "lin", hours)
        yield town


def serve(town: Town, by: str, account: str, hours: Decimal | int) -> Receipt:
    return give(
        town, by, "record_service",
        account=account, service_field="VIRTUE", activity="visits", hours=Decimal(hours),
    )  # fmt: skip


def give(
    town: Town,
    by: str,
    command: str,
    *,
    desk: OrganisationDesk | None = None,
    expected_version: int | None = None,
    **fields: Any,
) -> Receipt:
    built = ORGANISATION_COMMANDS[command](**fields)
    return (desk or town.service.organisation).execute(
        town.name, Caller(by), built, key=None, expected_version=expected_version
    )


class TogetherLog:
    """The log, in which two look before either of them stores."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._both = Barrier(2, timeout=30)
        self._looks = 2

    def open(self, *asked: Any, **further: Any) -> Opened:
        opened = self._log.open(*asked, **further)
        if opened.histories and self._looks > 0:
            self._both.wait()
            self._looks -= 1
        return opened

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


def outcome(ask: Callable[[], Receipt]) -> str:
    try:
        ask()
    except DomainError as refusal:
        return refusal.code
    return "redeemed"


@pytest.mark.parametrize("expected_version", [None, 5])
def test_of_two_redemptions_at_once_the_second_is_refused(
    town: Town, expected_version: int | None
) -> None:
    """VOL-KD-01: 20 and 15 from 30, decided on the same thirty"""
    desk = replace(town.service.organisation, log=TogetherLog(town.service.log))

    def redeem(points: int) -> Callable[[], Receipt]:
        return lambda: give(
            town, "rong", "redeem_volunteer_points",
            desk=desk, expected_version=expected_version,
            account="lin", goods="soap", points=Decimal(points),
        )  # fmt: skip

    with ThreadPoolExecutor(2) as together:
        found = sorted(together.map(outcome, [redeem(20), redeem(15)]))

    refused = {PointsShort.code}
    if expected_version is not None:
        refused = {ConcurrentChange.code, VersionIsStale.code}
    assert "redeemed" in found
    assert len(refused & set(found)) == 1
    town.service.projector.catch_up()
    [row] = town.service.volunteers.rows(town.name, Caller("rong"), VolunteerFilter()).items
    assert row.balance in {Decimal(10), Decimal(15)}


def test_who_keeps_no_accounts_of_a_place_learns_nothing_of_them(town: Town) -> None:
    """C: to them there is no such account"""
    for by in ("ren", "wang"):
        with pytest.raises(OutsideRowScope) as refusal:
            serve(town, by, "lin", 1)
        assert isinstance(refusal.value.conceals, NotFound)
        with pytest.raises(NotFound) as absent:
            serve(town, by, "mo", 1)
        assert absent.value.code == refusal.value.conceals.code


def test_an_official_gives_points_of_their_own_like_any_resident(town: Town) -> None:
    """C: a post takes nobody's own away"""
    give(town, "rong", "register_volunteer", account="cai", kind="PERSON", body="c1")
    serve(town, "rong", "cai", 2)

    receipt = give(
        town, "cai", "redeem_volunteer_points", account="cai", goods="soap", points=Decimal(2)
    )

    assert town.events(receipt.aggregate_id)[-1] == "VolunteerPointsRedeemed"


def test_everybody_sees_the_accounts_that_are_theirs_to_see(town: Town) -> None:
    """C: a committee its own, a resident their own, the whole jurisdiction all"""
    give(town, "ren", "register_volunteer", account="h-1", kind="HOUSEHOLD", body="g2",
         members=("mo", "wang"))  # fmt: skip
    town.service.projector.catch_up()

    def seen(by: str) -> list[str]:
        desk = town.service.volunteers
        return [row.code for row in desk.rows(town.name, Caller(by), VolunteerFilter()).items]

    assert seen("rong") == seen("lin") == ["lin"]
    assert seen("ren") == seen("mo") == seen("wang") == seen("hua") == ["h-1"]
    assert seen("olga") == ["h-1", "lin"]
    assert seen("nobody") == []


def test_every_line_leads_to_its_event(town: Town) -> None:
    """Architecture 7: the positions that a figure was folded from"""
    town.service.projector.catch_up()
    desk, by = town.service.volunteer_ledger, Caller("rong")

    lines = desk.rows(town.name, by, LineFilter(code="lin")).items
    events = desk.evidence(town.name, by, LineFilter(code="lin")).items

    assert [event.event for event in events] == [line.event for line in lines]
    logged = dict(town.service.log.history(town.name, lines[0].aggregate_id))
    assert [logged[event.position].originator_version for event in events] == [
        line.no for line in lines
    ]


def test_pages_go_on_where_the_one_before_ended(town: Town) -> None:
    """API conventions: keyset cursors"""
    town.service.projector.catch_up()
    desk, by = town.service.volunteer_ledger, Caller("rong")
    found, after = [], None
    while True:
        page = desk.rows(town.name, by, LineFilter(), after=after, limit=3)
        found += [(line.code, line.no) for line in page.items]
        if page.next is None:
            break
        after = page.next

    assert found == [("lin", 2), ("lin", 3), ("lin", 4), ("lin", 5)]
