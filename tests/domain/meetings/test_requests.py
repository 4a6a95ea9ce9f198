"""Who may ask for a session: exact shares of those it is for (rulebook 4.3)."""

from __future__ import annotations

import pytest

from domain.meetings.request import MeetingRequest
from tests.domain.meetings.samples import BIJIE, DAGUAN, J, by_clerk
from tests.spec import refused


def requested(kind: str, basis: str, *counts: int) -> MeetingRequest:
    supporters, base = counts or (None, None)
    return MeetingRequest.make(
        by_clerk("2021-09-01 09:00", BIJIE), jurisdiction=J, code="r1", body="c1", type=kind,
        basis=basis, supporters=supporters, base=base,
    )  # fmt: skip


def test_600_of_3000_households_are_a_fifth_and_the_assembly_must_be_called() -> None:
    """MTG-BZ-04 G2: 3,000 households, 600 supporters = exactly 1/5 → must be called."""
    (event,) = requested("residents_assembly", "HOUSEHOLDS", 600, 3000).collect_events()
    assert event.event_type == "AssemblyRequested"  # type: ignore[attr-defined]  # ours
    assert event.must_be_called is True  # type: ignore[attr-defined]  # of a request


def test_599_of_3000_households_are_too_few() -> None:
    """MTG-BZ-04: less than a fifth."""
    with refused("support-too-small", "4.3"):
        requested("residents_assembly", "HOUSEHOLDS", 599, 3000)


@pytest.mark.parametrize(
    ("kind", "basis", "enough", "too_few", "base"),
    [
        ("residents_assembly", "ADULTS", 801, 800, 4001),
        ("residents_assembly", "GROUPS", 4, 3, 10),
        ("representatives_assembly", "REPRESENTATIVES", 20, 19, 60),
        ("consultative_council", "MEMBERS", 9, 8, 25),
        ("hearing", "REPRESENTATIVES", 20, 19, 60),
    ],
)
def test_a_share_is_compared_exactly(
    kind: str, basis: str, enough: int, too_few: int, base: int
) -> None:
    """MTG-BZ-04, MTG-BZ-05, MTG-BZ-06, MTG-BZ-07, B-42: at least the share, never rounded."""
    requested(kind, basis, enough, base)
    with refused("support-too-small", "4.3"):
        requested(kind, basis, too_few, base)


def test_a_hearing_may_be_asked_for_but_the_committee_decides() -> None:
    """MTG-BZ-07: the committee decides the hearing on request of a fifth."""
    (event,) = requested("hearing", "HOUSEHOLDS", 600, 3000).collect_events()
    assert event.event_type == "HearingRequested"  # type: ignore[attr-defined]  # ours
    assert event.must_be_called is False  # type: ignore[attr-defined]  # of a request


def test_a_major_emergency_is_ground_enough() -> None:
    """MTG-BZ-06: extra sessions on a major emergency."""
    assert requested("consultative_council", "MAJOR_EMERGENCY").body == "c1"


def test_more_supporters_than_there_are_is_refused() -> None:
    """MTG-BZ-04: counts add up."""
    with refused("counts-do-not-add-up", "4.1"):
        requested("residents_assembly", "HOUSEHOLDS", 3001, 3000)


def test_nobody_may_request_what_the_pack_gives_no_right_to() -> None:
    """MTG-DG-01, B-45: no such right, none is invented."""
    with refused("nobody-may-request", "B-45"):
        MeetingRequest.make(
            by_clerk("2021-09-01 09:00", DAGUAN), jurisdiction=J, code="r1", body="c1",
            type="joint", basis="ADULTS", supporters=1, base=1,
        )  # fmt: skip
    with refused("basis-unknown", "4.3"):
        requested("hearing", "GROUPS", 5, 10)
