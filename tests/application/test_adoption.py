"""A new version of a pack beside the old one: what it changes for whom, and rebinding (ENV-03)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.adoption.desk import AdoptionPlan, Rebound
from application.adoption.matters import MatterKind, MatterVerdict, OpenMatter
from application.errors import PermissionDenied
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseFilter
from application.use_cases.organisation.oversight.give_opinion import GiveOpinion
from application.use_cases.organisation.oversight.request_gate import RequestGate
from application.use_cases.organisation.rebind import RebindGate
from application.use_cases.request import Caller
from domain.oversight.gate import Gate
from domain.policy.errors import PackUnknown
from domain.rebinding import PackNotAdopted, RebindingReasonMissing
from infrastructure.policy_files import PACKAGED
from tests.application.town import FOUNDER, Town, at, town_on, uploaded, whistled
from tests.database import Database
from tests.shelves import packs_of

VERSIONS = Path(__file__).parents[1] / "versions"
OLD, NEW = "daguan@2020.1", "daguan@2021.1"
WHY = "adopted for what is under way"
LEFT, DAY = "2021-09-17 09:00", "2021-09-18 09:00"
"""The last day of the old version, and the first of the new one."""


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    """Daguan on the last day of the old version, with an administrator."""
    shelf = packs_of(PACKAGED, VERSIONS)
    with town_on(module_database, "daguan", LEFT, packs=shelf) as town:
        town.appoint("ada", "administrator", town.name)
        yield town


def plan(town: Town, by: str = "ada", ref: str = NEW) -> AdoptionPlan:
    town.service.projector.catch_up()
    return town.service.adoption.plan(town.name, Caller(by), ref)


def rebound(town: Town, by: str = "ada") -> list[Rebound]:
    town.service.projector.catch_up()
    return list(town.service.adoption.rebind_open(town.name, Caller(by), NEW, WHY))


def test_the_plan_lists_what_changes_for_whom_and_records_nothing(town: Town) -> None:
    """ENV-03"""
    whistled(town, "lights", "police")
    head = town.head()

    found = plan(town)

    assert [(c.path, c.old, c.new) for c in found.changes] == [
        ("posts.station_deputy.max", 1, 2),
        ("cases.clocks.CLK-DG-B.n", 3, 7),
        ("cases.closing.refusals_listed_from", 2, 1),
    ]
    assert [(c.rule, c.assumption) for c in found.changes[1:2]] == [
        ("B-05", "a week for trying out")
    ]
    assert (found.before, found.in_force) == (town.pack, town.pack)
    assert (found.open_cases, found.staying) == ({OLD: 1}, 1)
    assert found.bodies == 9  # the top, a street, two communities, two grids, two units, a station
    assert (list(found.gone), list(found.new)) == ([], [])
    assert town.head() == head


def test_a_verdict_says_which_bounds_would_move_and_records_nothing(town: Town) -> None:
    """ENV-03: three days from Fri 09-17 end on Wed 09-22 (20 and 21 are off), seven on Fri 09-24"""
    case = whistled(town, "lights", "police")
    town.service.projector.catch_up()
    head = town.head()

    page = town.service.adoption.verdicts(town.name, Caller("ada"), NEW)

    (verdict,) = page.items
    assert (verdict.case_id, verdict.pack, verdict.refused) == (case, OLD, None)
    assert [(m.unit_id, m.old_due, m.new_due) for m in verdict.moved] == [
        (unit, at("2021-09-23 00:00"), at("2021-09-25 00:00")) for unit in ("lights", "police")
    ]
    assert (page.next, town.head()) == (None, head)


def test_a_case_stays_on_its_version_until_it_is_rebound(town: Town) -> None:
    """ENV-03: what begins on the first day of the new version begins under it."""
    old = whistled(town, "lights", "police")
    town.clock.set(at(DAY))
    new = uploaded(town, category="garbage")

    assert plan(town).open_cases == {OLD: 1, NEW: 1}
    assert rebound(town) == [Rebound(old, changed=True)]
    assert plan(town).open_cases == {NEW: 2}
    assert town.events(old)[-3:] == [
        "PolicyPackRebound",
        "DeadlineRecalculated",
        "DeadlineRecalculated",
    ]
    assert town.events(new)[-1] == "CaseUploaded"


def test_a_rebound_case_is_judged_by_the_new_version(town: Town) -> None:
    """ENV-03: under it the unit is in time on Fri 09-24, under the old one it was late."""
    case = whistled(town, "lights", "police")
    town.clock.set(at(DAY))
    town.do("ada", "rebind_pack", case, pack=NEW, reason=WHY)
    town.clock.set(at("2021-09-24 23:00"))

    town.do("uma", "give_feedback", case, content="on it")

    assert town.events(case)[-1] == "FeedbackGiven"
    history = [event for _, event in town.service.log.history(town.name, case)]
    assert history[-1].pack == NEW
    (told,) = [event for event in history if event.event_type == "PolicyPackRebound"]
    assert (told.actor_id, told.actor_post, told.reason) == ("ada", "administrator", WHY)


def test_which_version_judged_a_case_can_be_asked_of_any_instant(town: Town) -> None:
    """ENV-03, ENV-06"""
    case = whistled(town, "lights", "police")
    town.clock.set(at(DAY))
    town.do("ada", "rebind_pack", case, pack=NEW, reason=WHY)
    town.service.projector.catch_up()

    def judge(local: str) -> str:
        asked = AsOf(at(local))
        found = town.service.queries.get_case(town.name, Caller("aud"), case, as_of=asked)
        return found.pack

    def judged(by: str, local: str) -> int:
        asked = AsOf(at(local))
        which = CaseFilter(pack=by)
        page = town.service.queries.list_cases(town.name, Caller("aud"), which, as_of=asked)
        return len(page.items)

    town.clock.set(at("2021-09-18 10:00"))
    assert judge("2021-09-18 08:59") == OLD
    assert judge("2021-09-18 09:00") == NEW
    assert (judged(OLD, "2021-09-18 08:59"), judged(NEW, "2021-09-18 08:59")) == (1, 0)
    assert (judged(OLD, "2021-09-18 09:00"), judged(NEW, "2021-09-18 09:00")) == (0, 1)
    told = town.service.queries.timeline(town.name, Caller("aud"), case)
    assert [one.pack for one in told][-3:] == [OLD, NEW, NEW]


def test_what_is_no_case_is_rebound_by_its_code_and_judged_by_the_new_version(town: Town) -> None:
    """ENV-03, GAT-01"""
    asked = RequestGate(
        code="opinion-7",
        gate="PRIOR_OPINION",
        matter="honour",
        about="file-7",
        unit="lights",
        requested_from=("station",),
    )
    town.service.organisation.execute(town.name, Caller("uma"), asked, key=None)
    town.clock.set(at(DAY))
    before = plan(town)
    rebinding = RebindGate(code="opinion-7", pack=NEW, reason=WHY)
    answer = GiveOpinion(code="opinion-7", approved=True, opinion="well earned")

    with pytest.raises(PermissionDenied):
        town.service.organisation.execute(town.name, Caller("anna"), rebinding, key=None)
    town.service.organisation.execute(town.name, Caller("ada"), rebinding, key=None)
    town.service.organisation.execute(town.name, Caller("anna"), answer, key=None)

    after = plan(town)
    assert before.open_matters == {MatterKind.GATE: {OLD: 1}}
    assert before.matters == [MatterVerdict(OpenMatter(MatterKind.GATE, "opinion-7", OLD))]
    assert (after.open_matters, after.matters) == ({}, [])
    gate = Gate.create_id(town.name, "opinion-7")
    told = [(e.event_type, e.pack) for _, e in town.service.log.history(town.name, gate)]
    assert told == [
        ("GateRequested", OLD),
        ("PolicyPackRebound", OLD),
        ("GateOpinionGiven", NEW),
        ("GatePassed", NEW),
    ]


def test_only_the_version_in_force_takes_over(town: Town) -> None:
    """ENV-03"""
    case = whistled(town, "lights", "police")

    with pytest.raises(PackNotAdopted):
        town.do("ada", "rebind_pack", case, pack=NEW, reason=WHY)
    town.clock.set(at(DAY))
    with pytest.raises(PackNotAdopted):
        town.do("ada", "rebind_pack", case, pack=OLD, reason=WHY)
    with pytest.raises(RebindingReasonMissing):
        town.do("ada", "rebind_pack", case, pack=NEW)


def test_closed_cases_keep_their_version(town: Town) -> None:
    """ENV-03"""
    case = uploaded(town)
    town.do("gu", "merge_case", uploaded(town), into=case)
    town.do("anna", "reject_case", case, reason="no matter of ours")
    town.clock.set(at(DAY))

    assert rebound(town) == []
    said = "The case was withdrawn, merged or rejected; it is REJECTED."
    assert list(town.service.adoption.rebind(town.name, Caller("ada"), NEW, WHY, [case])) == [
        Rebound(case, changed=False, refused="case-is-ended", why=said)
    ]


def test_only_the_pack_administrator_looks_and_rebinds(town: Town) -> None:
    """C: open a new pack version"""
    case = whistled(town, "lights", "police")

    for other in ("anna", "aud", "su", FOUNDER):
        with pytest.raises(PermissionDenied):
            plan(town, by=other)
        with pytest.raises(PermissionDenied):
            town.do(other, "rebind_pack", case, pack=NEW, reason=WHY)
    assert ("plan_adoption", "permission-denied") in town.noted("aud")


def test_a_version_of_another_pack_is_unknown_here(town: Town) -> None:
    """ENV-03"""
    with pytest.raises(PackUnknown):
        plan(town, ref="kundulun@2021.1")


def test_bodies_are_judged_anew_by_the_version_in_force(town: Town) -> None:
    """ENV-03, ORG-DG-04: a second deputy fits the new version; going back would show it"""
    town.clock.set(at(DAY))
    town.appoint("cy", "station_deputy", "station")

    back = plan(town, ref=OLD)

    assert back.before is None
    assert plan(town).gone[0].code == "post-is-full"
    assert str(plan(town).gone[0]) == "station: post-is-full station_deputy: 2, not 1"
