"""From what calls for a talk to the minutes (INT-01, 3.2)."""

from __future__ import annotations

import pytest

from domain.accountability import events
from domain.accountability.accountability import Accountability
from tests.domain.accountability.files import (
    DAGUAN,
    DORA,
    LEO,
    LONGLING,
    OWN,
    REVIEW,
    UMA,
    cause,
    held,
    triggered,
)
from tests.samples import SYS, act, at, on
from tests.spec import fact, given, refused, then


def trigger(name: str, local: str = "2021-12-20 09:00", **further: object) -> Accountability:
    pack = DAGUAN if name in DAGUAN.triggers else LONGLING
    of = further.pop("of", (pack.triggers[name].of,)) if name in pack.triggers else ()
    evidence = further.pop("evidence", (REVIEW,))
    return Accountability.trigger(
        act(SYS, local, pack, **further),
        cause(name, evidence=evidence, of=of),  # type: ignore[arg-type]  # as a test gives it
        jurisdiction="j",
        caller_body="street",
    )


def test_a_trigger_stores_the_events_that_caused_it_and_who_is_called() -> None:
    """INT-01, ACC-BJ-01"""
    file = trigger("BELOW_60", occurred_at=at("2021-12-20 08:00"))

    [event] = then(file, triggered())

    assert (event.occurred_at, event.timestamp) == (at("2021-12-20 08:00"), at("2021-12-20 09:00"))
    assert event.actor_id == "system"
    assert {"INT-01", "ACC-BJ-01"} <= set(event.rule_ids)


def test_without_evidence_nothing_is_triggered() -> None:
    """INT-01, 3.2: the source events exist, and are of the sort that the trigger speaks of"""
    with refused("evidence-missing", "INT-01"):
        trigger("BELOW_60", evidence=())
    with refused("evidence-missing", "INT-01"):
        trigger("BELOW_60", of=("CaseClosed",))


def test_no_figure_triggers_what_takes_a_finding() -> None:
    """ACC-BJ-01: weak measures and lagging are human findings"""
    with refused("step-too-early", "INT-01"):
        trigger("LAGGING")


def test_a_trigger_that_the_pack_does_not_have_is_refused() -> None:
    """B-45, INT-01"""
    with refused("trigger-undefined", "B-45"):
        trigger("TOO_SLOW")


def test_the_talk_is_owed_by_the_day_that_the_pack_gives() -> None:
    """ACC-DG-03: 10 working days from Tue 2021-12-28: 29, 30, 31, then 4 to 7, 10 to 12 January"""
    file = trigger("POOR_APPRAISAL", "2021-12-28 09:00")

    [event] = then(
        file,
        triggered("POOR_APPRAISAL", caller="leading_group_office", due_on=on("2022-01-12")),
    )
    assert isinstance(event, events.InterviewTriggered)


def test_a_pack_without_a_time_sets_none() -> None:
    """3.2: the sources say timely"""
    file = trigger("LAST_RANK")
    [event] = then(file, triggered("LAST_RANK", caller="leading_group_office"))
    assert getattr(event, "due_on") is None  # noqa: B009  # the base class has no such field


def test_a_talk_without_minutes_was_not_held() -> None:
    """INT-01, ACC-BJ-01: score 59.5 on 2021-12-20, talk on 2021-12-24"""
    file = given(Accountability, triggered())

    with refused("interview-minutes-missing", "INT-01"):
        file.hold_interview(
            act(DORA, "2021-12-24 09:00", LONGLING), own=OWN, held_at=None, minutes_ref=None
        )
    then(file)
    file.hold_interview(
        act(DORA, "2021-12-24 09:00", LONGLING), own=OWN, held_at=None, minutes_ref="m-1"
    )
    then(file, held())


def test_only_a_pack_that_says_so_does_without_minutes() -> None:
    """INT-01: adopted everywhere by the packs, not by the code"""
    lax = LONGLING.triggers["BELOW_60"].model_copy(update={"minutes": False})
    pack = LONGLING.model_copy(update={"triggers": {"BELOW_60": lax}})
    file = given(Accountability, triggered())

    file.hold_interview(
        act(DORA, "2021-12-24 09:00", pack), own=OWN, held_at=None, minutes_ref=None
    )

    then(file, held(minutes_ref=None))


@pytest.mark.parametrize("held_at", ["2021-12-19 09:00", "2021-12-24 09:01"])
def test_a_talk_lies_between_its_call_and_its_record(held_at: str) -> None:
    """INT-01, ENV-04"""
    file = given(Accountability, triggered())
    with refused("interview-out-of-time", "INT-01"):
        file.hold_interview(
            act(DORA, "2021-12-24 09:00", LONGLING),
            own=OWN, held_at=at(held_at), minutes_ref="m-1",
        )  # fmt: skip


def test_who_holds_the_talk_the_pack_says() -> None:
    """3.2, ACC-BJ-01: the street discipline commission"""
    file = given(Accountability, triggered())
    with refused("step-is-anothers", "3.2"):
        file.hold_interview(
            act(LEO, "2021-12-24 09:00", LONGLING), own=OWN, held_at=None, minutes_ref="m-1"
        )


def test_the_subjects_own_people_hold_no_talk() -> None:
    """C, INT-01"""
    file = given(Accountability, triggered())
    with refused("own-people", "C"):
        file.hold_interview(
            act(UMA, "2021-12-24 09:00", LONGLING), own=OWN, held_at=None, minutes_ref="m-1"
        )
    below = given(Accountability, triggered(subject="street", body="street"))
    with refused("own-people", "C"):
        below.hold_interview(
            act(UMA, "2021-12-24 09:00", LONGLING),
            own=("street", "u1"), held_at=None, minutes_ref="m-1",
        )  # fmt: skip
    of_a_person = given(Accountability, triggered(subject="dora"))
    with refused("own-people", "C"):
        of_a_person.hold_interview(
            act(DORA, "2021-12-24 09:00", LONGLING), own=(), held_at=None, minutes_ref="m-1"
        )


def test_one_file_has_one_talk() -> None:
    """INT-01"""
    file = given(Accountability, triggered(), held())
    with refused("step-is-taken", "INT-01"):
        file.hold_interview(
            act(DORA, "2021-12-25 09:00", LONGLING), own=OWN, held_at=None, minutes_ref="m-2"
        )


def test_an_admonition_follows_the_talk_and_only_where_the_chain_has_one() -> None:
    """ACC-DG-03: bad influence leads to an admonition"""
    fields = {"caller": "leading_group_office", "trigger_code": "POOR_APPRAISAL"}
    called = given(Accountability, triggered(**fields))
    with refused("step-too-early", "INT-01"):
        called.admonish(act(LEO, "2021-12-29 09:00", DAGUAN), own=OWN, admonition_ref="l-1")

    talked = given(Accountability, triggered(**fields), held())
    talked.admonish(act(LEO, "2021-12-29 09:00", DAGUAN), own=OWN, admonition_ref="l-1")
    then(talked, fact(events.AdmonitionIssued, admonished="unit_principal", admonition_ref="l-1"))

    without = given(Accountability, triggered("LAST_RANK", caller="leading_group_office"), held())
    with refused("step-not-in-chain", "INT-01"):
        without.admonish(act(LEO, "2021-12-29 09:00", DAGUAN), own=OWN, admonition_ref="l-1")
