"""Accounts of volunteers, by the examples of rulebook 7.2."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from domain.policy.pack import PolicyPack
from domain.policy.volunteer_rules import VolunteerLedger
from domain.volunteers.account import VolunteerAccount
from tests.samples import DAGUAN, GU, KUNDULUN, SU, act, on, pack
from tests.spec import Fact, fact, given, refused, then

BIJIE = pack("bijie")
STREET_A = pack("street-a")
DAY = "2021-09-18"
NOON = f"{DAY} 12:00"


def priced(of: PolicyPack, rates: Mapping[str, str]) -> PolicyPack:
    """The pack with a table of rates of its own."""
    ledger = of.points["volunteer_points"].model_copy(
        update={"rates": {field: Decimal(rate) for field, rate in rates.items()}}
    )
    return of.model_copy(update={"points": {"volunteer_points": ledger}})


PRICED = priced(KUNDULUN, {"BUILDING": "2", "VIRTUE": "1.5", "SAFETY": "1"})


def registered(kind: str = "PERSON", account: str = "lin", *members: str) -> Fact:
    return fact(
        VolunteerAccount.VolunteerRegistered,
        account=account,
        account_kind=kind,
        body="c1",
        members=members,
    )


def earned(points: str, service: int = 1) -> Fact:
    return fact(
        VolunteerAccount.VolunteerPointsEarned,
        service=service,
        field="BUILDING",
        points=Decimal(points),
    )


def served(no: int = 1, **changes: Any) -> Fact:
    fields: dict[str, Any] = {
        "no": no, "field": "BUILDING", "activity": "planting", "hours": Decimal(2), "on": on(DAY),
    }  # fmt: skip
    return fact(VolunteerAccount.ServiceRecorded, **fields | changes)


def redeemed(points: str) -> Fact:
    return fact(VolunteerAccount.VolunteerPointsRedeemed, goods="soap", points=Decimal(points))


def with_points(points: str, *further: Fact) -> VolunteerAccount:
    return given(VolunteerAccount, registered(), served(), earned(points), *further)


def serve(account: VolunteerAccount, under: PolicyPack = PRICED, **changes: Any) -> None:
    fields: dict[str, Any] = {
        "activity": "planting", "hours": Decimal(2), "on": on(DAY), "field": "BUILDING",
    }  # fmt: skip
    account.record_service(act(SU, NOON, under), **fields | changes)


# --- Accounts ---


@pytest.mark.parametrize("kind", ["PERSON", "HOUSEHOLD", "BUSINESS"])
def test_persons_households_and_businesses_have_accounts(kind: str) -> None:
    """VOL-KD-01"""
    account = VolunteerAccount.register(
        act(SU, NOON, KUNDULUN), jurisdiction="j", account="lin", kind=kind, body="c1"
    )

    [event] = then(account, registered(kind))
    assert event.rule_ids == ("VOL-KD-01",)


def test_a_kind_that_the_pack_does_not_name_has_none() -> None:
    """VOL-KD-01"""
    with refused("volunteer-word-unknown", "VOL-KD-01"):
        VolunteerAccount.register(
            act(SU, NOON, KUNDULUN), jurisdiction="j", account="lin", kind="CLUB", body="c1"
        )


def test_a_pack_without_volunteers_has_no_accounts() -> None:
    """B-45"""
    with refused("volunteers-are-off", "B-45"):
        VolunteerAccount.register(
            act(SU, NOON, pack("longling")),
            jurisdiction="j",
            account="lin",
            kind="PERSON",
            body="c1",
        )


def test_training_is_on_record() -> None:
    """VOL-BZ-03"""
    account = given(VolunteerAccount, registered())

    account.train(act(SU, NOON, BIJIE), training="first aid", on=on(DAY))

    then(account, fact(VolunteerAccount.VolunteerTrained, training="first aid", on=on(DAY)))
    with refused("date-in-future", "ENV-04"):
        account.train(act(SU, NOON, BIJIE), training="first aid", on=on("2021-09-19"))


# --- Service ---


def test_service_earns_by_the_rate_of_its_field() -> None:
    """VOL-KD-01: 2.5 hours at 1.5 are 3.75"""
    account = given(VolunteerAccount, registered())

    serve(account, field="VIRTUE", hours=Decimal("2.5"))

    then(
        account,
        served(field="VIRTUE", hours=Decimal("2.5")),
        fact(
            VolunteerAccount.VolunteerPointsEarned,
            service=1,
            field="VIRTUE",
            points=Decimal("3.75"),
        ),
    )
    assert account.balance.amount == Decimal("3.75")


def test_one_hour_is_one_unit_of_the_time_bank() -> None:
    """VOL-BZ-02"""
    account = given(VolunteerAccount, registered())

    serve(account, BIJIE, field=None, hours=Decimal("1.25"))

    then(
        account,
        served(field=None, hours=Decimal("1.25")),
        fact(VolunteerAccount.VolunteerPointsEarned, service=1, points=Decimal("1.25")),
    )


def test_where_the_pack_has_no_rates_hours_are_recorded_and_nothing_is_earned() -> None:
    """VOL-KD-01, B-45: off, not zero"""
    account = given(VolunteerAccount, registered())

    serve(account, KUNDULUN)

    then(account, served())
    with refused("volunteer-rates-undefined", "B-45"):
        account.redeem(act(SU, NOON, KUNDULUN), goods="soap", points=Decimal(1))


def test_a_patrol_on_a_worked_saturday_is_credited_to_the_team() -> None:
    """VOL-DG-01"""
    team = given(VolunteerAccount, registered("RESIDENT_TEAM", "team-3"))

    serve(team, DAGUAN, field=None, activity="patrol")

    then(team, served(field=None, activity="patrol", hours=Decimal(2)))
    with refused("volunteer-word-unknown", "VOL-KD-01"):
        serve(team, DAGUAN, field=None, activity="singing")


ACTIONS = (
    "epidemic", "environment", "safety", "dispute", "public_benefit", "culture", "weak_groups",
)  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_each_of_the_seven_joint_actions_is_a_tag(action: str) -> None:
    """VOL-SA-02"""
    team = given(VolunteerAccount, registered("RED_VOLUNTEER_TEAM", "team-3"))

    serve(team, STREET_A, field=None, activity=action)

    then(team, served(field=None, activity=action))


def test_an_eighth_tag_is_refused() -> None:
    """VOL-SA-02"""
    team = given(VolunteerAccount, registered("RED_VOLUNTEER_TEAM", "team-3"))

    with refused("volunteer-word-unknown", "VOL-KD-01"):
        serve(team, STREET_A, field=None, activity="traffic")


@pytest.mark.parametrize("field", ["HEALTH", None])
def test_a_field_is_a_word_of_the_pack(field: str | None) -> None:
    """VOL-KD-01: three fields"""
    with refused("volunteer-word-unknown", "VOL-KD-01"):
        serve(given(VolunteerAccount, registered()), field=field)


@pytest.mark.parametrize("hours", ["0", "24.01"])
def test_a_day_has_twenty_four_hours(hours: str) -> None:
    """VOL-BZ-02"""
    with refused("hours-out-of-range", "VOL-BZ-02"):
        serve(given(VolunteerAccount, registered()), hours=Decimal(hours))


@pytest.mark.parametrize("members", [("su",), ("lin", "su")])
def test_nobody_records_service_of_their_own_household(members: tuple[str, ...]) -> None:
    """Annex C footnote 5"""
    household = given(VolunteerAccount, registered("HOUSEHOLD", "h-12", *members))

    with refused("own-service", "C"):
        serve(household)
    household.record_service(
        act(GU, NOON, PRICED), activity="planting", hours=Decimal(2), on=on(DAY), field="BUILDING"
    )


# --- Balance ---


def test_thirty_points_and_an_item_of_twenty_five_leave_five() -> None:
    """VOL-KD-01"""
    account = with_points("30")

    account.redeem(act(SU, NOON, PRICED), goods="soap", points=Decimal(25))

    then(account, redeemed("25"))
    assert account.balance.amount == Decimal(5)


def test_of_twenty_and_fifteen_from_thirty_the_second_is_refused() -> None:
    """VOL-KD-01"""
    account = with_points("30", redeemed("20"))

    with refused("volunteer-points-short", "VOL-KD-01"):
        account.redeem(act(SU, NOON, PRICED), goods="rice", points=Decimal(15))
    account.redeem(act(SU, NOON, PRICED), goods="rice", points=Decimal(10))
    then(account, fact(VolunteerAccount.VolunteerPointsRedeemed, goods="rice", points=Decimal(10)))


def test_a_false_service_is_taken_back_once_and_blocks_below_zero() -> None:
    """VOL-KD-01: 30 earned, 25 redeemed, 30 taken back: 25 below zero"""
    account = with_points("30", redeemed("25"))
    found = act(SU, NOON, PRICED, reason="nobody was there")

    account.reverse(found, service=1)

    then(account, fact(VolunteerAccount.VolunteerPointsReversed, service=1, points=Decimal(30)))
    assert account.balance.amount == Decimal(-25)
    with refused("volunteer-redemption-blocked", "VOL-KD-01"):
        account.redeem(act(SU, NOON, PRICED), goods="soap", points=Decimal(1))
    with refused("nothing-to-reverse", "VOL-KD-01"):
        account.reverse(found, service=1)
    with refused("service-not-found", None):
        account.reverse(found, service=2)
    serve(account, hours=Decimal(13), field="BUILDING")
    account.redeem(act(SU, NOON, PRICED), goods="soap", points=Decimal(1))
    assert account.balance.amount == Decimal(0)


def test_taking_back_needs_its_reason() -> None:
    """VOL-KD-01"""
    with refused("reason-missing", "2.5"):
        with_points("30").reverse(act(SU, NOON, PRICED), service=1)


# --- What a pack may say ---


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"rates": {"BUILDING": "1"}}, "one line for each"),
        ({"per_hour": "1"}, "stands in rates"),
        ({"counted": "CLUB"}, "no kind of account"),
        ({"wanted": {"CLUB": 1}}, "no kind of account"),
        ({"share": "1/10"}, "needs counted"),
        ({"share": "1/10", "counted": "PERSON", "rates": {}}, "one line for each"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(changes: dict[str, Any], why: str) -> None:
    """B.3"""
    said = {"ledger": "VOLUNTEER", "accounts": ["PERSON"], "fields": ["BUILDING", "VIRTUE"]}

    with pytest.raises(ValueError, match=why):
        VolunteerLedger.model_validate(said | changes)
