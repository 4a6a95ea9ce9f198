"""The file of an estate, its management, its premises and its rooms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.property.estate import Estate, Filed, StaffCount
from domain.required import PolicySilent
from tests.domain.property.estates import CHENGYANG, COMPLETE, STAFF, STREET_A, by, filed
from tests.samples import at, on, pack
from tests.spec import fact as happened
from tests.spec import news, refused, then


def refile(**changes: Any) -> Estate:
    filing = COMPLETE.model_copy(update=changes)
    return Estate.file(
        by("2021-02-01 09:00"), None, jurisdiction="j", code="e1", body="c1", filed=filing
    )


def missing(estate: Estate) -> Any:
    (event,) = news(estate)
    assert isinstance(event, Estate.EstateFiled)
    return event.missing


@pytest.mark.parametrize(
    ("left_out", "lacks"),
    [
        ({}, ()),
        ({"secretary_ref": None}, ("secretary_ref",)),
        ({"head_ref": None, "buildings": None}, ("head_ref", "buildings")),
        ({"households": None, "owner_data_ref": None}, ("households", "owner_data_ref")),
        ({"staff": ()}, ("staff",)),
        ({"staff": STAFF[:3]}, ("staff.ACCOUNTANT",)),
    ],
)
def test_a_file_that_lacks_a_field_is_incomplete(
    left_out: dict[str, Any], lacks: tuple[str, ...]
) -> None:
    """PRP-SA-01: branch secretary, head, buildings, households, owner data, staff list"""
    assert missing(refile(**left_out)) == lacks


def test_a_file_is_drawn_up_anew_where_the_estate_lies() -> None:
    """PRP-SA-01"""
    estate = filed(filing=Filed())

    again = Estate.file(
        by("2021-03-01 09:00"), estate, jurisdiction="j", code="e1", body="c1", filed=COMPLETE
    )

    assert again is estate
    assert missing(estate) == ()
    with refused("estate-lies-elsewhere", "PRP-SA-01"):
        Estate.file(
            by("2021-03-01 09:00"), estate, jurisdiction="j", code="e1", body="c2", filed=COMPLETE
        )


def test_the_words_of_a_file_are_words_of_the_pack() -> None:
    """PRP-SA-01, B-45"""
    with refused("property-word-unknown", "B.3"):
        refile(staff=(StaffCount(kind="GARDENER", count=1),))
    with refused("property-word-unknown", "B.3"):
        refile(condition="HAUNTED")
    with pytest.raises(PolicySilent):
        Estate.file(
            by("2021-03-01 09:00", pack("daguan")),
            None, jurisdiction="j", code="e1", body="c1", filed=COMPLETE,
        )  # fmt: skip


def test_an_abandoned_estate_is_run_by_itself_only_with_a_reason() -> None:
    """PRP-SA-03"""
    abandoned = filed(filing=Filed(condition="ABANDONED"))

    with refused("management-mode-needs-reason", "PRP-SA-03"):
        abandoned.set_mode(by("2021-03-01 09:00"), mode="SELF_RUN")
    with refused("property-word-unknown", "B.3"):
        abandoned.set_mode(by("2021-03-01 09:00"), mode="AUCTION")
    abandoned.set_mode(by("2021-03-01 09:10"), mode="TRUSTEESHIP")
    abandoned.set_mode(by("2021-03-01 09:15"), mode="TRUSTEESHIP")
    abandoned.set_mode(by("2021-03-01 09:20", reason="an owners' vote"), mode="SELF_RUN")

    where: dict[str, Any] = {"estate_id": "e1", "body": "c1"}
    first, _ = then(
        abandoned,
        happened(Estate.ManagementModeSet, mode="TRUSTEESHIP", **where),
        happened(Estate.ManagementModeSet, mode="SELF_RUN", **where),
    )
    assert "PRP-SA-03" in first.rule_ids


def test_an_ordinary_estate_takes_any_of_the_three_ways() -> None:
    """PRP-SA-03"""
    for mode in ("PROFESSIONAL", "SELF_RUN", "TRUSTEESHIP"):
        estate = filed()
        estate.set_mode(by("2021-03-01 09:00"), mode=mode)
        assert estate.mode == mode


@pytest.mark.parametrize(
    ("gfa", "area", "needed", "verdict"),
    [
        ("40000", "120", "120", "enough"),  # 3 per mille of 40,000
        ("40000", "119.9", "120", "order"),
        ("30000", "99.9", "100", "order"),  # 90 by the range, 100 by the floor
        ("30000", "100", "100", "enough"),
        ("30000", "95", "100", "order"),  # ACC-SA-04
        ("40000", "200", "120", "enough"),  # 5 per mille
        ("40000", "200.01", "120", "flag"),  # above: a flag only
        ("10000", "100", "100", "enough"),  # 5 per mille is 50: the floor is not above
    ],
)
def test_premises_are_a_share_of_the_floor_area_and_never_less_than_the_floor(
    gfa: str, area: str, needed: str, verdict: str
) -> None:
    """PRP-SA-02, ACC-SA-04"""
    estate = filed()

    wrong = estate.measure_premises(
        by("2021-03-01 09:00"), gfa=Decimal(gfa), area=Decimal(area), order="r1"
    )

    (measured,) = news(estate)
    assert isinstance(measured, Estate.PremisesMeasured)
    assert (measured.needed, measured.is_above) == (Decimal(needed), verdict == "flag")
    assert (wrong is not None) == (verdict == "order")
    assert measured.order == ("r1" if verdict == "order" else None)


def test_a_room_out_of_control_is_listed_with_a_proposal() -> None:
    """PRP-CY-03: listed 2019-05-08, proposal recover stored"""
    estate = filed(CHENGYANG, filing=Filed())
    when = by("2019-05-08 09:00", CHENGYANG)

    with refused("room-proposal-missing", "PRP-CY-03"):
        estate.list_room(
            when, room="r7", kind="COMMUNITY_ROOM", status="OUTSIDE_CONTROL", proposal=None
        )
    with refused("room-proposal-needless", "PRP-CY-03"):
        estate.list_room(
            when, room="r7", kind="COMMUNITY_ROOM", status="IN_CONTROL", proposal="RECOVER"
        )
    estate.list_room(
        when, room="r7", kind="COMMUNITY_ROOM", status="OUTSIDE_CONTROL", proposal="RECOVER"
    )

    where: dict[str, Any] = {"estate_id": "e1", "body": "c1", "room": "r7"}
    listed, proposed = then(
        estate,
        happened(Estate.RoomListed, kind="COMMUNITY_ROOM", status="OUTSIDE_CONTROL", **where),
        happened(Estate.RecoveryProposed, proposal="RECOVER", **where),
    )
    assert listed.rule_ids == proposed.rule_ids == ("PRP-CY-03",)


def test_a_pack_without_rooms_or_premises_refuses_them() -> None:
    """B-45"""
    with pytest.raises(PolicySilent):
        filed().list_room(
            by("2021-03-01 09:00", STREET_A), room="r", kind="X", status="Y", proposal=None
        )
    with pytest.raises(PolicySilent):
        filed(CHENGYANG, filing=Filed()).measure_premises(
            by("2019-05-08 09:00", CHENGYANG), gfa=Decimal(1), area=Decimal(1), order=None
        )


def test_a_notice_is_posted_once_for_an_order() -> None:
    """ACC-SA-01"""
    estate = filed()
    when = by("2021-07-31 00:05")

    for _ in range(2):
        estate.post_notice(when, company="sunny", order="r1", bound=at("2021-07-31 00:00"))

    (posted,) = then(
        estate,
        happened(
            Estate.UnwelcomeNoticePosted,
            estate_id="e1", body="c1", company="sunny", order="r1", posted_on=on("2021-07-31"),
        ),
    )  # fmt: skip
    assert posted.rule_ids == ("ACC-SA-01",)
    assert posted.occurred_at == at("2021-07-31 00:00")
