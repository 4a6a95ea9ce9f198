"""A type of meeting with a period is a duty, and a session that counts fulfils it."""

from __future__ import annotations

from domain.calendar.periods import Period
from domain.vocabulary import Strength
from tests.samples import pack


def test_every_meeting_with_a_period_and_a_holder_is_a_duty() -> None:
    """4.2, OBL-01: the register shares the period with every other obligation."""
    duties = pack("daguan").duties

    dispatch = duties["dispatch"]
    assert (dispatch.period, dispatch.strength, dispatch.at_least) == (
        Period.MONTH,
        Strength.SHOULD,
        1,
    )
    assert (dispatch.fulfilled_by, dispatch.where) == ("MeetingHeld", {"fulfils": "dispatch"})
    assert "special" not in duties
