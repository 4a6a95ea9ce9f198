"""Estates, people and acts that the tests of property companies share."""

from __future__ import annotations

from typing import Any

from domain.act import Act, Actor, HeldPost
from domain.policy.pack import PolicyPack
from domain.property.estate import Estate, Filed, StaffCount
from domain.vocabulary import Role
from tests.samples import act, pack

STREET_A = pack("street-a")
CHENGYANG = pack("chengyang")

PO = Actor(id="po", roles=frozenset({Role.PO}), posts=(HeldPost("property_officer", "street"),))

STAFF = tuple(
    StaffCount(kind=kind, count=count)
    for kind, count in (("GUARD", 6), ("CLEANER", 4), ("TECHNICIAN", 2), ("ACCOUNTANT", 1))
)
COMPLETE = Filed(
    company="sunny",
    secretary_ref="lin",
    head_ref="ma",
    buildings=12,
    households=960,
    owner_data_ref="owners-e1",
    staff=STAFF,
)


def by(local: str, under: PolicyPack = STREET_A, **further: Any) -> Act:
    """An act of the property office."""
    return act(PO, local, under, **further)


def filed(under: PolicyPack = STREET_A, code: str = "e1", filing: Filed = COMPLETE) -> Estate:
    """An estate whose filing is no news any more."""
    estate = Estate.file(
        by("2021-01-04 09:00", under), None, jurisdiction="j", code=code, body="c1", filed=filing
    )
    estate.collect_events()
    return estate
