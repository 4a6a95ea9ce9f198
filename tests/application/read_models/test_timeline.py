"""The timeline of a case: every event, readable, with its clocks and corrections."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from application.queries import sentences
from application.queries.figures import figure_rules, started_before
from application.queries.timeline import TimelineEntry, timeline
from application.read_models.as_of import AsOf, Axis
from domain.cases import events
from domain.cases.case import Case
from domain.gates import GateBlocked, GateOpinionGiven, GatePassed, GateRequested
from domain.kernel import Event, EventCorrected
from domain.policy.pack import Label
from tests.samples import CHINA, DAGUAN, KUNDULUN, WHISTLED, at, escalated, missed, on
from tests.spec import fact, stream

CORRECTED = fact(
    EventCorrected,
    target_version=6,
    target_event="CaseEscalatedToDistrict",
    field="units",
    old=["u1", "u2"],
    new=["u1", "u3"],
    recorded_at=at("2021-09-25 09:00"),
)


def told(
    *further: Event, as_of: AsOf | None = None, names: dict[str, Label] | None = None
) -> Sequence[TimelineEntry]:
    history = stream(
        *WHISTLED,
        *escalated("u1", "u2"),
        missed(2, "u2", "2021-09-23 00:00"),
        CORRECTED,
        of=Case,
    )
    numbered = list(enumerate([*history, *further], start=101))
    return timeline(numbered, DAGUAN, names=names, as_of=as_of)


def test_every_event_is_an_entry_with_its_position() -> None:
    """F audit_trail"""
    entries = told()

    assert [entry.position for entry in entries] == list(range(101, 111))
    assert entries[0].event == "CaseReported"
    assert entries[0].sentence == Label(zh="发现事件：排水", en="Reported, incident: drainage")
    assert entries[0].facts["reporter_ref"] == "rita"


def test_a_clock_shows_the_days_it_counted_and_the_calendar_that_decided() -> None:
    """CAL-02, CAL-04: three calendar days from Thu 09-16, rolled over Sun 19 to Wed 22"""
    opened = told()[6]

    (clock,) = opened.clocks
    assert clock.counted_on == (on("2021-09-17"), on("2021-09-18"), on("2021-09-19"))
    assert (clock.rolled_from, clock.due_on) == (on("2021-09-19"), on("2021-09-22"))
    assert clock.due_at == at("2021-09-23 00:00")
    assert clock.calendar_version == CHINA.version
    assert opened.sentence.zh == "u1须于2021-09-22前反馈"


def test_a_corrected_field_shows_both_values() -> None:
    """ENV-02"""
    entries = told()

    route, correction = entries[5], entries[-1]
    (shown,) = route.corrections
    assert route.facts["units"] == ["u1", "u3"]
    assert (shown.position, shown.field) == (110, "units")
    assert (shown.old, shown.new) == (["u1", "u2"], ["u1", "u3"])
    assert correction.event == "EventCorrected"


def test_a_correction_is_unknown_before_it_was_made() -> None:
    """ENV-02, ENV-06"""
    known = told(as_of=AsOf(at("2021-09-24 09:00")))
    true = told(as_of=AsOf(at("2021-09-24 09:00"), Axis.OCCURRED))

    assert known[5].facts["units"] == ["u1", "u2"]
    assert known[5].corrections == ()
    assert true[5].facts["units"] == ["u1", "u3"]


def test_names_of_bodies_stand_in_the_place_of_their_codes() -> None:
    """F audit_trail"""
    entries = told(names={"u1": Label(zh="城管局", en="city management")})

    assert (
        entries[5].sentence.en
        == "co-handled (district): city management, u3 called, due 2021-10-20"
    )


@pytest.mark.parametrize(
    "event",
    [
        *(kind for kind in vars(events).values() if hasattr(kind, "TOPIC")),
        GateRequested,
        GateOpinionGiven,
        GatePassed,
        GateBlocked,
        EventCorrected,
    ],
    ids=lambda event: event.__name__,
)
def test_each_event_of_a_case_has_a_sentence_made_of_its_fields(event: type[Event]) -> None:
    """F audit_trail, E"""
    templates = sentences.__dict__["_TEMPLATES"]

    zh, en = templates[event.__dict__["TOPIC"]]

    fields = dict.fromkeys(event.model_fields, "…")
    assert zh.format_map(fields)
    assert en.format_map(fields)


@pytest.mark.parametrize(
    ("now", "bound"),
    [
        # Seven calendar days: closed on 10-11, it counts as unrated from 10-19 00:00 on.
        ("2021-10-18 23:59:59", "2021-10-11 00:00"),
        ("2021-10-19 00:00", "2021-10-12 00:00"),
    ],
)
def test_seven_calendar_days_end_at_midnight_of_the_seventh(now: str, bound: str) -> None:
    """CAS-KD-05, CAL-02"""
    clock = KUNDULUN.cases.clocks["CLK-KD-UNRATED"]

    assert started_before(clock, at(now), CHINA) == at(bound)


def test_three_working_days_are_looked_back_over_the_holiday() -> None:
    """CAL-03: from Thu 2021-09-30 they end on Mon 2021-10-11"""
    clock = KUNDULUN.cases.clocks["CLK-KD-CASE"]

    assert started_before(clock, at("2021-10-11 23:00"), CHINA) == at("2021-09-30 00:00")
    assert started_before(clock, at("2021-10-12 00:00"), CHINA) == at("2021-10-08 00:00")


def test_a_pack_without_ratings_calls_nothing_unrated() -> None:
    """B-45, CAS-KD-07"""
    rules = figure_rules([KUNDULUN], at("2021-10-19 00:00"), CHINA)[KUNDULUN.ref]
    silent = KUNDULUN.model_copy(
        update={"cases": KUNDULUN.cases.model_copy(update={"rating": None})}
    )

    assert rules.unrated_before == at("2021-10-12 00:00")
    assert rules.lowest_levels == ("GRID", "COMMUNITY")
    assert figure_rules([silent], at("2021-10-19 00:00"), CHINA)[silent.ref].unrated_before is None
