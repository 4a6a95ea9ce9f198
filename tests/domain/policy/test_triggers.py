"""Triggers are data: what fits together, and what a pack is refused for (B.3, B-07, B-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from eventsourcing.utils import TopicError, resolve_topic
from pydantic import TypeAdapter, ValidationError

import tests.contract.test_stored_events  # noqa: F401  # every event of the product is imported
from domain.kernel import Event
from domain.policy.coherence import faults
from domain.policy.pack import SECTIONS, PolicyPack
from domain.policy.provenance import origin_of
from domain.policy.triggers import StreakTrigger, Trigger
from domain.policy.watched import STREAKS, WATCHED
from tests.samples import pack

DAGUAN = pack("daguan")
LONGLING = pack("longling")
STREET_A = pack("street-a")
_TRIGGER: TypeAdapter[Trigger] = TypeAdapter(Trigger)


def reasons(pack_: PolicyPack, name: str, wrong: dict[str, Any]) -> list[str]:
    """Why a pack with this trigger said otherwise is refused."""
    said = pack_.triggers[name].model_dump() | wrong
    changed = pack_.triggers | {name: _TRIGGER.validate_python(said)}
    sections: Mapping[str, Any] = {
        **{section: getattr(pack_, section) for section in SECTIONS},
        "triggers": changed,
        "labels": pack_.labels,
        "matrix": pack_.matrix,
        "provenance": pack_.provenance,
    }
    return [fault.reason for fault in faults(sections)]


def test_the_packs_of_the_product_are_coherent() -> None:
    """B.3"""
    assert reasons(DAGUAN, "TWO_CONSECUTIVE_MISSES", {}) == []
    assert reasons(STREET_A, "TWO_FAILS", {}) == []
    assert reasons(LONGLING, "BELOW_60", {}) == []


@pytest.mark.parametrize(
    ("of", "name", "wrong", "reason"),
    [
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"of": "CaseClosed"},
         "CaseClosed is no event that triggers look at"),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"subject": "station"},
         "FeedbackMissed has no field station"),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"subject": "due_at"},
         "FeedbackMissed are not in a row by due_at"),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"order": "unit_id"},
         "FeedbackMissed follow each other by due_at"),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"overridden_by": "VetoApplied"},
         "VetoApplied does not take the place of FeedbackMissed"),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES",
         {"of": "UnitRanked", "subject": "unit_id", "order": "year"},
         "UnitRanked stands in no row that could be a streak"),
        (STREET_A, "TWO_FAILS", {"scale": "SA_9"}, "scale SA_9 is not defined"),
        (STREET_A, "TWO_FAILS", {"scale": None, "value": None},
         "PropertyRated is neither good nor bad without a scale"),
        (STREET_A, "TWO_FAILS", {"value": None},
         "a scale needs the field with the value, and the field its scale"),
        (STREET_A, "TWO_FAILS", {"n": 3}, "SA_4 says 2 in a row"),
        (LONGLING, "BELOW_60", {"scale": "SA_4"}, "scale SA_4 is not defined"),
        (LONGLING, "BELOW_60", {"value": "mood"}, "AssessmentConcluded has no field mood"),
        (DAGUAN, "LAST_RANK", {"scale": "DG_APPRAISAL"},
         "the last place is not bad on DG_APPRAISAL"),
        (DAGUAN, "POOR_APPRAISAL", {"scale": "DG_POINTS"}, "nothing is bad on DG_POINTS"),
        (DAGUAN, "LAST_RANK", {"by": "nobody"}, "nobody is no post of this pack"),
        (DAGUAN, "LAST_RANK", {"who": "stranger"}, "code stranger has no label"),
        (DAGUAN, "LAST_RANK", {"do": ("banishment",)}, "code banishment has no label"),
        (LONGLING, "LAGGING", {"where": {"weather": ("FOG",)}},
         "FindingRecorded has no field weather"),
    ],
)  # fmt: skip
def test_a_trigger_that_does_not_fit_is_refused(
    of: PolicyPack, name: str, wrong: dict[str, Any], reason: str
) -> None:
    """B.3, B-09: unknown events and fields, scales that say nothing, nobody to decide"""
    assert reason in reasons(of, name, wrong)


@pytest.mark.parametrize(
    ("of", "name", "wrong"),
    [
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"n": 1}),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"kind": "HUNCH"}),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"of": "FeedbackForgotten"}),
        (DAGUAN, "TWO_CONSECUTIVE_MISSES", {"do": ()}),
        (DAGUAN, "LAST_RANK", {"last": None}),
        (DAGUAN, "LAST_RANK", {"rank": "rank", "ranked": "of"}),
    ],
)
def test_a_trigger_that_says_too_little_or_too_much_is_no_trigger(
    of: PolicyPack, name: str, wrong: dict[str, Any]
) -> None:
    """B.3: kinds are closed, a streak is at least two, somebody follows from it"""
    with pytest.raises(ValidationError):
        _TRIGGER.validate_python(of.triggers[name].model_dump() | wrong)


@pytest.mark.parametrize("topic", sorted({*WATCHED, *STREAKS}))
def test_what_packs_may_name_is_what_events_say(topic: str) -> None:
    """B.3: services record the events of the catalogue, and need to know nothing of triggers"""
    try:
        kind = resolve_topic(topic)
    except TopicError:
        pytest.skip(f"{topic} is not recorded by any service")
    assert issubclass(kind, Event)

    assert WATCHED[topic] - kind.model_fields.keys() == set()


def test_the_count_of_misses_is_per_unit_across_years_and_begins_again() -> None:
    """B-07: both are in the pack, and both are shown as assumptions"""
    rule = DAGUAN.triggers["TWO_CONSECUTIVE_MISSES"]
    assert isinstance(rule, StreakTrigger)
    assert (rule.n, rule.scope, rule.order, rule.reset) == (2, "SUBJECT", "due_at", True)

    for field in ("scope", "order", "reset"):
        origin = origin_of(DAGUAN.provenance, ("triggers", "TWO_CONSECUTIVE_MISSES", field))
        assert origin is not None
        assert (origin.rule, origin.assumption is None) == ("B-07", False)


def test_kinds_of_triggers_are_those_that_the_sources_need() -> None:
    """B-25: two fails in one pack, the last rank in the other"""
    chengyang = pack("chengyang")

    assert STREET_A.triggers["TWO_FAILS"].kind == "STREAK"
    assert STREET_A.triggers["PETITION_BY_PROPERTY"].kind == "VETO"
    assert chengyang.triggers["LAST_OF_YEAR"].kind == "RANK"


def test_who_is_called_is_in_the_definition_of_the_trigger() -> None:
    """B-36: head or principal of the unit, responsible persons, the company"""
    assert DAGUAN.triggers["TWO_CONSECUTIVE_MISSES"].who == "unit_principal"
    assert LONGLING.triggers["BELOW_60"].who == "responsible_person"
    assert STREET_A.triggers["TWO_FAILS"].who == "property_company"


def test_a_pack_without_triggers_calls_nobody() -> None:
    """B-45: an unconfigured rule is off, never invented"""
    assert pack("kundulun").triggers == {}
    assert pack("qingyang").triggers == {}
