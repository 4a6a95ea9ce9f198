"""A finding, and a measure that is only proposed, change no points, ranks or notices (3.2)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import count

import pytest
from psycopg import connect

from application.scenarios.clock import StoryClock
from application.scenarios.runner import run_story
from tests.application.scenarios.stage import story
from tests.application.wiring import service_on
from tests.database import Database
from tests.shelves import product_packs

_numbers = count(1)

# By trigger: its pack, the year, who begins it with what, and the way to a proposal.
_TALK = (
    "{at: '%Y-12-21T10:00+08:00', by: first, do: hold_interview, "
    "with: {code: f1, minutes_ref: m-1}}"
)
_OPEN = "{at: '%Y-12-22T10:00+08:00', by: first, do: open_accountability, with: {code: f1}}"
_PROPOSE = (
    "{at: '%Y-12-23T10:00+08:00', by: second, do: propose_measure, "
    "with: {code: f1, measure: MEASURE}}"
)
_WAYS = {
    "LAGGING": (
        "longling", 2021, "discipline_officer", "record_finding",
        "ground: LAGGING, finding: slow", (_TALK, _OPEN, _PROPOSE), "CRITICISM",
        {"FindingRecorded", "InterviewTriggered", "InterviewHeld", "AccountabilityOpened"},
    ),
    "PARTY_DUTY": (
        "bijie", 2018, "leading_group_office", "record_finding",
        "finding: no plan", (_TALK, _PROPOSE), "REASSIGNMENT",
        {"FindingRecorded", "InterviewTriggered", "InterviewHeld"},
    ),
    "DEPARTMENT_DUTY": (
        "bijie", 2018, "discipline_officer", "hold_to_account", "", (_PROPOSE,), "CRITICISM",
        {"AccountabilityOpened"},
    ),
    "STAFF_BREACH": (
        "bijie", 2018, "street_officer", "hold_to_account",
        "ground: PROCEDURE", (_PROPOSE,), "CRITICISM",
        {"AccountabilityOpened"},
    ),
    "COMMUNITY_WORK_NEGLECTED": (
        "bijie", 2018, "leading_group_office", "record_finding",
        "finding: neglected", (_OPEN, _PROPOSE), "CRITICISM",
        {"FindingRecorded", "AccountabilityOpened"},
    ),
    "NOT_ENTITLED": (
        "bijie", 2018, "county_officer", "record_violation",
        "violation: a score was posted", (), "CRITICISM",
        {"ViolationRecorded"},
    ),
    "PETITION_BY_PROPERTY": (
        "street-a", 2021, "property_officer", "record_finding",
        "ground: PROPERTY_SERVICE, finding: it was the lift", (), "CRITICISM",
        {"FindingRecorded"},
    ),
    "PARTY_NEGLECT": (
        "street-a", 2021, "work_committee_member", "record_criticism",
        "criticism: little attention", (_OPEN, _PROPOSE), "CRITICISM",
        {"CriticismRecorded", "AccountabilityOpened"},
    ),
}  # fmt: skip
_FOUNDS = (
    "{at: '2021-11-01T09:00+08:00', by: founder, do: found_org_unit, with: {tree: organisation"
)
_SEATS = "{at: '2021-11-01T09:02+08:00', by: founder, do: appoint_post, with: {body: wc"
_PARTY_BODIES = (
    _FOUNDS + ", code: wc, level: STREET_COMMITTEE}}",
    _FOUNDS + ", code: p1, level: COMPREHENSIVE_COMMITTEE, parent: wc}}",
    _SEATS + ", post: work_committee_member, person_ref: first, basis: roster}}",
    _SEATS + ", post: work_committee_member, person_ref: second, basis: roster}}",
)
"""The post that criticises a party body sits in the work committee, which a story founds."""
_ASKED = {"GateRequested", "ObligationOpened", "ObligationFulfilled"}
"""A proposal, and the duty to hold the talk with its fulfilment: nothing is decided by these."""


def topics(database: Database, trigger: str, *, found: bool) -> Counter[str]:
    """What the log holds after the year's end, with or without the finding and the proposal."""
    pack, year, post, command, said, way, measure, _ = _WAYS[trigger]
    body, people, steps = "c1", f"posts: {{{post}: [first, second]}}", []
    if trigger == "PARTY_NEGLECT":
        body, people, steps = "p1", "residents: [first, second]", list(_PARTY_BODIES)
    steps.append(f"{{at: '{year}-12-01T00:05+08:00', tick: true}}")
    if found:
        fields = f"code: f1, trigger: {trigger}, body: {body}, evidence: [report-7]"
        stated = f", {said}" if said else ""
        steps.append(
            f"{{at: '{year}-12-20T09:00+08:00', by: first, do: {command}, "
            f"with: {{{fields}{stated}}}}}"
        )
        steps += [one.replace("%Y", str(year)).replace("MEASURE", measure) for one in way]
    steps.append(f"{{at: '{year}-12-30T00:05+08:00', tick: true}}")
    listed = "\n".join(f"  - {step}" for step in steps)
    text = (
        f"pack: {pack}\ntitle: a finding\nsetup:\n  communities: [c1]\n"
        f"  {people}\nsteps:\n{listed}\n"
        "expect:\n  - {query: accountability, is: "
        + ("[{code: f1, measure: null, notice_ref: null}]" if found else "[]")
        + "}\n"
    )
    name, clock = f"found-{next(_numbers)}", StoryClock(datetime(2017, 1, 1, tzinfo=UTC))
    with service_on(database, clock, packs=product_packs()) as service:
        outcome = run_story(story(text), service, clock, name)
        assert outcome.failures == []
    with connect(database.dsn) as connection:
        rows = connection.execute("SELECT topic FROM events WHERE jurisdiction = %s", [name])
        return Counter(topic for (topic,) in rows.fetchall())


@pytest.mark.parametrize("trigger", sorted(_WAYS))
def test_before_the_decision_nothing_but_the_file_is_written(
    module_database: Database, trigger: str
) -> None:
    """3.2, INT-01: no points, no ranking, no notice, no order, no veto"""
    without = topics(module_database, trigger, found=False)
    with_it = topics(module_database, trigger, found=True)

    assert set(with_it - without) <= _WAYS[trigger][-1] | _ASKED
    assert with_it - without
    assert without - with_it == Counter()
