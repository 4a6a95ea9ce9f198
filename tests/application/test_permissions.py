"""Matrix C and row scope, as every command and question meets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.directory import Directory
from application.errors import ClosingNotPermitted, OutsideRowScope, PermissionDenied
from application.permissions import authorise
from application.use_cases.cases.attach_photo import AttachPhoto
from application.use_cases.catalogue import CASE_COMMANDS, ReportCase
from application.use_cases.desk import SYSTEM_CALLER, CaseDesk
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.request import Caller
from domain.act import Actor
from domain.calendar.local_time import local_date
from domain.cases.errors import OwnCase
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role, RouteMode
from tests.application.town import Town, made, town_on, uploaded, with_lights
from tests.application.wiring import service_on
from tests.database import Database

CLOSERS = {"daguan": "HD DP", "kundulun": "GRD DSP STR DU RC"}
WHISTLERS = {"daguan": "HD DP", "kundulun": "HD DP DSP"}
ANSWERS = "GRD STR DU LEAD PO RC"
REPORTERS = "RES GRD DSP HD DP STR DU LEAD PO RC"
FOLLOWS = "DSP HD DP STR DU LEAD ORG"

REQUIRED: dict[str, dict[str, Any]] = {
    "answer_hand_over": {"taken": True},
    "apply_access": {"dept": "lights", "matter": "survey", "funds_fen": 1, "staff": 1},
    "blow_whistle": {"grade": "a", "responsible_person": "uma", "due_on": "2021-09-30"},
    "convene_site_meeting": {
        "meeting_id": "m", "place": "at the drain", "at": "2021-09-15T09:00+08:00",
    },
    "correct_event": {"version": 1, "field": "category", "new": "noise"},
    "decide_exclusion": {"approved": True, "opinion": "so be it"},
    "decide_stop_clock": {"approved": True, "opinion": "so be it"},
    "delegate_to_station": {
        "from_unit": "lights", "station": "c1", "responsible_unit": "lights", "matter": "m",
        "funds_fen": 1,
    },
    "escalate_to_city": {"city_unit": "water"},
    "escalate_to_district": {"mode": "SINGLE", "units": ("lights",)},
    "give_feedback": {"content": "under way"},
    "hand_over_case": {"to": "vic"},
    "hold_site_meeting": {"meeting_id": "m"},
    "hold_special_meeting": {"matter": "wall", "plan": "prop it"},
    "issue_urge": {"unit": "lights"},
    "merge_case": {"into": uuid4()},
    "note_follow_up": {"note": "looked again"},
    "publish_access": {"published_on": "2021-09-15"},
    "raise_early_warning": {"level": "GROUP_EVENT"},
    "rate_case": {"score": 5},
    "reassign_lead": {"new_lead": "police"},
    "rebind_pack": {"pack": "daguan@2020.1"},
    "record_serious_event": {"kind": "MASS"},
    "report_emergency": {"kind": "ACCIDENT"},
    "refuse_close_out": {"reasons": ("not done",)},
    "report_resolution": {"measures": "cleared"},
    "report_result_to_head": {"result": "cleared"},
    "request_exclusion": {"ground": "UNREASONABLE"},
    "request_stop_clock": {"ground": "FUNDS"},
    "route_case": {"mode": "SINGLE"},
    "table_case_at_dispatch": {"meeting_id": "m"},
}  # fmt: skip
"""What a command must say at least."""

_SEALED = {"item_id": str(uuid4()), "sha256": "ab" * 32}
PHOTO: dict[str, Any] = {
    "photo_id": uuid4(), "original": _SEALED, "picture": _SEALED, "media_type": "image/jpeg",
    "width": 1, "height": 1, "most": 1,
}  # fmt: skip


def permitted(pack: str) -> dict[str, str]:
    """Annex C and 2.5: the columns that may give each command under a pack."""
    rows = [
        (REPORTERS, "report_case withdraw_case attach_photo report_emergency"),
        (ANSWERS, "accept_case return_case hand_over_case answer_hand_over give_feedback"),
        (ANSWERS, "report_resolution request_stop_clock request_exclusion"),
        ("ORG", "decide_exclusion"),
        ("STR ORG", "approve_access refuse_access publish_access"),
        ("STR DU RC", "apply_access delegate_to_station"),
        (WHISTLERS[pack], "triage_case draw_up_four_lists revise_four_lists blow_whistle"),
        (WHISTLERS[pack], "reject_case correct_event"),
        (WHISTLERS[pack], "refuse_close_out reopen_case decide_stop_clock"),
        ("HD DP", "escalate_to_district escalate_to_city reassign_lead report_result_to_head"),
        ("HD DP", "convene_site_meeting hold_site_meeting hold_special_meeting"),
        ("DSP HD DP STR", "route_case table_case_at_dispatch record_serious_event"),
        (FOLLOWS, "note_follow_up issue_urge inform_reporter resume_clock"),
        ("GRD DSP HD DP STR RC", "upload_case merge_case find_dispute raise_early_warning"),
        (CLOSERS[pack], "close_case"),
        ("RES", "rate_case"),
        ("SYS", "mark_due recalculate_deadlines remind_follow_up"),
        ("ADM", "rebind_pack"),
    ]
    return {command: roles for roles, commands in rows for command in commands.split()}


CODES = {
    "close_case": "closing-authority",
    "blow_whistle": "whistle-authority",
    "draw_up_four_lists": "whistle-authority",
    "revise_four_lists": "whistle-authority",
    "convene_site_meeting": "chair-not-allowed",
    "hold_site_meeting": "chair-not-allowed",
    "hold_special_meeting": "chair-not-allowed",
}


class OneRoleEach(Directory):
    """A directory in which a person is what their id says, and nothing else."""

    def actor(self, person_ref: str, at: datetime, pack: PolicyPack) -> Actor:  # noqa: ARG002 - as it is asked
        return Actor(id=person_ref, roles=frozenset({Role(person_ref)}))


class TheSame:
    """``Directories`` that is one directory."""

    def latest(self, jurisdiction: str) -> Directory:  # noqa: ARG002 - the port's signature
        return OneRoleEach()

    def directory(self, jurisdiction: str, position: int) -> Directory:  # noqa: ARG002 - the port's signature
        return OneRoleEach()


@pytest.fixture(scope="module", params=["daguan", "kundulun"])
def town(request: pytest.FixtureRequest, module_database: Database) -> Iterator[Town]:
    with town_on(module_database, request.param, "2021-09-10 09:00") as town:
        yield town


@pytest.fixture(scope="module")
def daguan(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "daguan", "2021-09-10 09:00") as town:
        yield town


@pytest.fixture(scope="module")
def kundulun(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        yield town


# --- The matrix. ---


def test_every_case_command_stands_in_the_matrix() -> None:
    """C: what no line names could be done by anybody or by nobody."""
    for pack in CLOSERS:
        assert permitted(pack).keys() == {*CASE_COMMANDS, "report_case", "attach_photo"}


def give(desk: CaseDesk, town: str, caller: Caller, name: str, case: UUID) -> None:
    """Give the least command of that name."""
    if name == "report_case":
        desk.report(town, caller, ReportCase(grid="g1"), key=f"{caller.person_ref}/report")
    elif name == "attach_photo":
        desk.execute(town, caller, AttachPhoto(case_id=case, **PHOTO), key=None)
    else:
        command = made(name, case, **REQUIRED.get(name, {}))
        desk.execute(town, caller, command, key=f"{caller.person_ref}/{name}")


@pytest.mark.parametrize("role", list(Role))
def test_a_command_is_refused_to_whom_the_matrix_does_not_name(town: Town, role: Role) -> None:
    """C: each command for each column; the refusal has its own code and is noted."""
    if not (known := town.rows(_CASES)):
        town.report()
        known = town.rows(_CASES)
    case = UUID(str(known[0][0]))
    desk = replace(town.service.cases, directories=TheSame())
    caller = SYSTEM_CALLER if role is Role.SYS else Caller(role)
    allowed = permitted(town.pack.meta.id)
    refused = [name for name, roles in allowed.items() if role not in roles.split()]
    expected = [(name, CODES.get(name, "permission-denied")) for name in refused]
    before = town.head()

    for name in refused:
        with pytest.raises(PermissionDenied):
            give(desk, town.name, caller, name, case)

    assert sorted(town.noted(caller.person_ref)) == sorted(expected)
    assert town.head() == before


@pytest.mark.parametrize("role", list(Role))
def test_a_command_is_open_to_whom_the_matrix_names(town: Town, role: Role) -> None:
    """C: the same table, the other way round."""
    actor = Actor(id="someone", roles=frozenset({role}))

    for name, roles in permitted(town.pack.meta.id).items():
        if role in roles.split():
            authorise(actor, name, town.pack)


# --- Row scope. ---


def test_a_unit_acts_on_its_own_cases_only(kundulun: Town) -> None:
    """C: O is one's own subject."""
    case = with_lights(kundulun)

    with pytest.raises(OutsideRowScope) as refused:
        kundulun.do("vic", "report_resolution", case, measures="cleared")

    assert (refused.value.code, refused.value.rule) == ("outside-row-scope", "C")
    assert kundulun.noted("vic") == [("report_resolution", "outside-row-scope")]
    assert kundulun.do("uma", "report_resolution", case, measures="cleared").position


def test_a_grid_member_uploads_in_her_grids_only(kundulun: Town) -> None:
    """C, CAS-KD-02: a right to all ends with one's grids."""
    case = kundulun.report("gu")

    with pytest.raises(OutsideRowScope):
        kundulun.do("hua", "upload_case", case)

    assert kundulun.do("gu", "upload_case", case).position


def test_a_station_head_acts_on_the_ground_of_her_station_only(daguan: Town) -> None:
    """C, ORG-DG-04: the station of c1 has no say in c2."""
    elsewhere = daguan.report("hua", grid="g2")
    daguan.do("hua", "upload_case", elsewhere)

    with pytest.raises(OutsideRowScope) as refused:
        daguan.do("anna", "triage_case", elsewhere)

    assert refused.value.code == "outside-row-scope"
    assert daguan.do("anna", "triage_case", uploaded(daguan)).position


def test_a_resident_rates_her_own_report_only(kundulun: Town) -> None:
    """CAS-KD-05: the reporter rates."""
    case = with_lights(kundulun, reporter="rita")
    kundulun.do("uma", "report_resolution", case, measures="replaced")
    kundulun.do("uma", "close_case", case)

    with pytest.raises(OutsideRowScope):
        kundulun.do("sam", "rate_case", case, score=1)

    assert kundulun.do("rita", "rate_case", case, score=5).position


@pytest.mark.parametrize("other", ["sam", "cai", "hua"])
def test_a_report_is_withdrawn_by_nobody_but_who_made_it(kundulun: Town, other: str) -> None:
    """2.1: not by another resident, not by those on whose ground it lies."""
    case = kundulun.report("rita")

    with pytest.raises(OutsideRowScope):
        kundulun.do(other, "withdraw_case", case)

    assert kundulun.do("rita", "withdraw_case", case).position


def test_who_took_a_report_in_may_take_it_back(kundulun: Town) -> None:
    """2.1: typed in for a resident by mistake."""
    case = kundulun.report("gu", reporter="rita")

    with pytest.raises(OutsideRowScope):
        kundulun.do("cai", "withdraw_case", case)

    assert kundulun.do("gu", "withdraw_case", case).position


def test_an_official_rates_what_she_reported_herself(kundulun: Town) -> None:
    """CAS-KD-05: the column of the reporter is open to whoever reported."""
    case = with_lights(kundulun)
    kundulun.do("uma", "report_resolution", case, measures="replaced")
    kundulun.do("uma", "close_case", case)

    assert kundulun.do("gu", "rate_case", case, score=4).position
    with pytest.raises(PermissionDenied):
        kundulun.do("di", "rate_case", case, score=4)


# --- Closing. ---


def test_a_station_member_cannot_close(daguan: Town) -> None:
    """C G: refused, and a line in the security log."""
    case = uploaded(daguan)

    with pytest.raises(ClosingNotPermitted) as refused:
        daguan.do("mei", "close_case", case, verification="seen")

    assert (refused.value.code, refused.value.rule) == ("closing-authority", "CAS-DG-10")
    assert daguan.noted("mei") == [("close_case", "closing-authority")]


def test_the_deputy_closes_for_the_station_while_the_head_seat_is_vacant(
    module_database: Database,
) -> None:
    """C G2."""
    with town_on(module_database, "daguan", "2021-09-10 09:00") as town:
        case = uploaded(town, category="drainage")
        town.do("bo", "triage_case", case)
        town.do(
            "bo", "route_case", case,
            mode=RouteMode.SELF, level="STREET", units=("street",), due_on="2021-09-30",
        )  # fmt: skip
        town.do("su", "accept_case", case)
        town.do("su", "report_resolution", case, measures="cleared")
        town.organise(VacatePost(body="station", post="station_head", person_ref="anna"))

        town.do("bo", "close_case", case, verification="dry")

        closed = town.service.log.history(town.name, case)[-1][1]
        assert closed.event_type == "CaseClosed"
        assert (closed.actor_post, closed.on_behalf_of_unit) == ("station_deputy", "station")


def test_the_deputy_does_not_close_what_the_community_handled_itself(daguan: Town) -> None:
    """B-40: the head does."""
    case = uploaded(daguan, category="drainage")
    daguan.do("anna", "triage_case", case)
    daguan.do("anna", "route_case", case, mode=RouteMode.SELF, due_on="2021-09-30")
    daguan.appoint("lu", "community_officer", "c1")
    daguan.do("lu", "accept_case", case)
    daguan.do("lu", "report_resolution", case, measures="cleared")

    with pytest.raises(OwnCase):
        daguan.do("bo", "close_case", case, verification="dry")

    assert daguan.do("anna", "close_case", case, verification="dry").position


# --- Posts come and go. ---


def test_a_revoked_post_is_refused_at_the_very_next_command(module_database: Database) -> None:
    """ORG-DG-04: in this process, and in another that had read the directory before."""
    with (
        town_on(module_database, "kundulun", "2021-09-10 09:00") as town,
        service_on(module_database, town.clock) as elsewhere,
    ):
        first, second, third = uploaded(town), uploaded(town), uploaded(town)
        town.do("di", "triage_case", first)
        elsewhere.cases.execute(town.name, Caller("di"), made("triage_case", second), key=None)

        town.organise(VacatePost(body=town.name, post="dispatcher", person_ref="di"))

        with pytest.raises(PermissionDenied):
            town.do("di", "triage_case", third)
        with pytest.raises(PermissionDenied):
            elsewhere.cases.execute(town.name, Caller("di"), made("triage_case", third), key=None)
        assert town.noted("di") == [("triage_case", "permission-denied")] * 2


def test_an_appointment_gives_no_right_before_its_day(module_database: Database) -> None:
    """ORG-DG-04, CAL-01: it begins at midnight of the jurisdiction."""
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        case = uploaded(town)
        tomorrow = local_date(town.clock()) + timedelta(days=1)
        town.appoint("dan", "dispatcher", town.name, from_on=tomorrow)

        town.clock.set(town.clock().replace(hour=15, minute=59))  # 23:59 in Shanghai
        with pytest.raises(PermissionDenied):
            town.do("dan", "triage_case", case)

        town.clock.set(town.clock() + timedelta(minutes=1))
        assert town.do("dan", "triage_case", case).position


_CASES = "SELECT case_id FROM case_heads_v1 WHERE jurisdiction = %s LIMIT 1"
