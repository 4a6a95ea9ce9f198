"""Contracts with family doctors, by rulebook 7.8."""

from __future__ import annotations

from typing import Any

import pytest

from domain.health.contract import DoctorContract
from domain.kernel import ENVELOPE
from domain.policy.health_rules import HealthRules
from tests.samples import DAGUAN, GU, act, on, pack
from tests.spec import Fact, fact, given, refused, then

STREET_A = pack("street-a")
NOON = "2021-03-05 12:00"
WORDS = (
    "health_assessment", "service_agreement", "health_file", "management_plan",
    "service_timetable", "service_booklet", "health_idea",
)  # fmt: skip


def signed(**changes: Any) -> Fact:
    fields: dict[str, Any] = {
        "holder": "h-12", "body": "g12", "residents": 3, "place": "studio", "on": on("2021-03-05"),
    }  # fmt: skip
    return fact(DoctorContract.DoctorContractSigned, **fields | changes)


def done(item: int) -> Fact:
    return fact(DoctorContract.HealthItemDone, item=item, code=WORDS[item - 1], on=on("2021-03-05"))


def sign(under: str = "street-a", **changes: Any) -> DoctorContract:
    fields: dict[str, Any] = {
        "holder": "h-12", "body": "g12", "residents": 3, "place": "studio", "on": on("2021-03-05"),
    }  # fmt: skip
    by = act(GU, NOON, pack(under))
    return DoctorContract.sign(by, jurisdiction="j", **fields | changes)


def do(contract: DoctorContract, item: int, **changes: Any) -> None:
    contract.do(act(GU, NOON, STREET_A), item=item, **{"on": on("2021-03-05")} | changes)


def test_signed_face_to_face_is_the_second_item() -> None:
    """HLT-SA-01"""
    then(sign(face_to_face=True), signed(face_to_face=True), done(2))
    then(sign(), signed())


def test_the_agreement_counts_with_the_mark_only() -> None:
    """HLT-SA-01"""
    contract = given(DoctorContract, signed())

    with refused("face-to-face-missing", "HLT-SA-01"):
        do(contract, 2)
    do(contract, 2, face_to_face=True)
    then(contract, done(2))


def test_six_of_seven_is_not_complete_and_seven_is() -> None:
    """HLT-SA-01"""
    contract = given(DoctorContract, signed(face_to_face=True), *map(done, (1, 2, 3, 4, 5)))

    do(contract, 6)
    then(contract, done(6))
    do(contract, 7)
    then(contract, done(7), fact(DoctorContract.HealthPackageCompleted, size=7))
    do(contract, 7)
    then(contract)


@pytest.mark.parametrize("item", range(1, 8))
def test_an_item_counts_once(item: int) -> None:
    """HLT-SA-01"""
    contract = given(DoctorContract, signed(), done(item))

    do(contract, item)

    then(contract)


@pytest.mark.parametrize("item", [0, 8])
def test_there_are_seven_items(item: int) -> None:
    """HLT-SA-01"""
    with refused("health-item-unknown", "HLT-SA-01"):
        do(given(DoctorContract, signed()), item)


@pytest.mark.parametrize("place", ["hospital", None])
def test_the_team_works_in_three_places(place: str | None) -> None:
    """HLT-SA-01"""
    with refused("health-place-unknown", "HLT-SA-01"):
        sign(place=place)
    for known in ("station", "studio", "point"):
        then(sign(place=known), signed(place=known))


def test_nothing_is_signed_or_done_before_its_day() -> None:
    """ENV-04"""
    with refused("date-in-future", "ENV-04"):
        sign(on=on("2021-03-06"))
    with refused("date-in-future", "ENV-04"):
        do(given(DoctorContract, signed()), 1, on=on("2021-03-06"))


def test_a_target_without_a_package_records_contracts_and_no_items() -> None:
    """HLT-QY-01, B-45"""
    contract = sign("qingyang", place=None, face_to_face=True)

    [event] = then(contract, signed(place=None, face_to_face=True))
    assert event.rule_ids == ("HLT-QY-01",)
    with refused("policy-silent", "B-45"):
        contract.do(act(GU, NOON, pack("qingyang")), item=1, on=on("2021-03-05"))


def test_a_pack_without_family_doctors_has_no_contracts() -> None:
    """B-45"""
    assert DAGUAN.health is None
    with refused("policy-silent", "B-45"):
        sign("daguan")


def test_no_event_holds_anything_about_health() -> None:
    """ENV-07, HLT-SA-01: that it was done, by number and word; never what was found"""
    facts = {
        event.TOPIC: set(event.model_fields) - ENVELOPE
        for event in (
            DoctorContract.DoctorContractSigned,
            DoctorContract.HealthItemDone,
            DoctorContract.HealthPackageCompleted,
        )
    }

    assert facts == {
        "DoctorContractSigned": {"holder", "body", "residents", "face_to_face", "place", "on"},
        "HealthItemDone": {"item", "code", "on"},
        "HealthPackageCompleted": {"size"},
    }


def test_a_mark_without_a_package_is_refused() -> None:
    """B.3"""
    with pytest.raises(ValueError, match="there is none"):
        HealthRules(face_to_face="service_agreement")
