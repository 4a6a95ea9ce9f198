"""A meeting that goes on under another version of its pack (ENV-03)."""

from __future__ import annotations

from tests.domain.meetings.samples import by_clerk, convened, names
from tests.samples import pack
from tests.spec import refused

BIJIE = pack("bijie")
SECOND = BIJIE.model_copy(update={"meta": BIJIE.meta.model_copy(update={"version": "2018.1"})})
"""Another version of the same pack."""
WHEN, WHY = "2018-05-10 09:00", "the quorum was revised"


def test_a_meeting_that_was_not_held_goes_on_under_the_version_it_was_rebound_to() -> None:
    """ENV-03"""
    meeting = convened("two_committees", WHEN, BIJIE)
    names(meeting)

    meeting.rebind(SECOND, by_clerk(WHEN, BIJIE, reason=WHY))
    meeting.rebind(SECOND, by_clerk(WHEN, SECOND, reason=WHY))

    assert names(meeting) == ["PolicyPackRebound"]
    assert meeting.pack == "bijie@2018.1"


def test_a_meeting_that_the_new_version_does_not_know_stays_under_its_own() -> None:
    """ENV-03, B-45"""
    silent = SECOND.model_copy(update={"meetings": {}})

    with refused("pack-does-not-fit", "ENV-03"):
        convened("two_committees", WHEN, BIJIE).rebind(silent, by_clerk(WHEN, BIJIE, reason=WHY))
    with refused("rebinding-reason-missing", "ENV-03"):
        convened("two_committees", WHEN, BIJIE).rebind(SECOND, by_clerk(WHEN, BIJIE))
