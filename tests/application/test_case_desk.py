"""The one way a command goes, on a real log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.errors import OccurredInFuture, OutsideRowScope, PermissionDenied, VersionIsStale
from application.ports import Change, EventLog, KeyReused, Opened, Receipt
from application.use_cases.catalogue import ReportCase
from application.use_cases.desk import CaseDesk
from application.use_cases.memory import CaseMemory
from application.use_cases.request import Caller
from domain.cases.errors import (
    CaseIsEnded,
    CaseNotFound,
    CaseNotResolved,
    OriginalIsEnded,
    PastIntake,
)
from domain.kernel import Event, StaleVersion
from tests.application.town import Town, at, made, town_on, uploaded, whistled, with_lights
from tests.application.wiring import service_on
from tests.database import Database


@pytest.fixture(scope="module")
def kundulun(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        yield town


@pytest.fixture
def daguan(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "daguan", "2021-09-16 09:00") as town:
        yield town


class SeesTheSame:
    """A log whose first reader waits until another has read the same, so that both must race."""

    def __init__(self, log: EventLog, together: Barrier) -> None:
        self._log = log
        self._together = together
        self._first = True

    def open(self, jurisdiction: str, aggregate_ids: Sequence[UUID], **further: Any) -> Opened:
        opened = self._log.open(jurisdiction, aggregate_ids, **further)
        if self._first:
            self._first = False
            self._together.wait(30)
        return opened

    def append(self, change: Change) -> Receipt:
        return self._log.append(change)

    def history(self, jurisdiction: str, aggregate_id: UUID) -> Sequence[tuple[int, Event]]:
        return self._log.history(jurisdiction, aggregate_id)


@contextmanager
def racing(town: Town, database: Database) -> Iterator[tuple[CaseDesk, CaseDesk]]:
    """The desks of two processes that decide their first commands on the same state."""
    together = Barrier(2)
    with service_on(database, town.clock) as elsewhere:
        ours, theirs = (
            # without memory, so that each asks the log before it decides
            replace(
                service.cases, log=SeesTheSame(service.log, together), memory=CaseMemory(most=0)
            )
            for service in (town.service, elsewhere)
        )
        yield ours, theirs


# --- Keys. ---


def test_the_same_key_gives_the_first_receipt_and_appends_nothing(kundulun: Town) -> None:
    """ENV-05."""
    case = kundulun.report()
    first = kundulun.do("gu", "upload_case", case, key="k", platform_no="KD-1")
    kundulun.do("di", "triage_case", case)
    head = kundulun.head()

    again = kundulun.do("gu", "upload_case", case, key="k", platform_no="KD-1")

    assert again.repeated
    assert (again.aggregate_id, again.version, again.position, again.recorded_at) == (
        first.aggregate_id, first.version, first.position, first.recorded_at,
    )  # fmt: skip
    assert kundulun.head() == head


def test_a_key_is_not_used_for_another_request(kundulun: Town) -> None:
    """ENV-05."""
    case = kundulun.report()
    kundulun.do("gu", "upload_case", case, key="twice", platform_no="KD-1")
    head = kundulun.head()

    with pytest.raises(KeyReused):
        kundulun.do("gu", "upload_case", case, key="twice", platform_no="KD-2")
    with pytest.raises(KeyReused):
        kundulun.do("gu", "withdraw_case", case, key="twice")

    assert kundulun.head() == head


def test_two_callers_may_use_the_same_key(kundulun: Town) -> None:
    """ENV-05: a key is the caller's own."""
    ours = kundulun.report("gu", key="one")
    theirs = kundulun.report("rita", key="one")

    assert ours != theirs


def test_the_same_report_starts_one_case(kundulun: Town) -> None:
    """ENV-05."""
    first = kundulun.reported("gu", key="pothole", grid="g1")
    again = kundulun.reported("gu", key="pothole", grid="g1")

    assert (again.aggregate_id, again.version) == (first.aggregate_id, 1)
    assert again.repeated
    with pytest.raises(KeyReused):
        kundulun.reported("gu", key="pothole", grid="g2")


def test_one_reference_is_one_case_whatever_the_key(kundulun: Town) -> None:
    """CAS-KD-01: a record of another system is taken over once."""
    first = kundulun.reported("gu", key="a", grid="g1", source_ref="hotline/7")
    again = kundulun.reported("gu", key="b", grid="g1", source_ref="hotline/7")

    assert again.aggregate_id == first.aggregate_id
    assert again.repeated
    assert kundulun.events(first.aggregate_id) == ["CaseReported"]


def test_a_visit_that_finds_two_problems_makes_two_cases(kundulun: Town) -> None:
    """CAS-DG-13: both carry the visit; the same report of it is still one case (ENV-05)."""
    lamp = kundulun.reported("gu", key="lamp", grid="g1", source="VISIT", source_ref="visit-7")
    wall = kundulun.reported("gu", key="wall", grid="g1", source="VISIT", source_ref="visit-7")
    again = kundulun.reported("gu", key="wall", grid="g1", source="VISIT", source_ref="visit-7")

    cases = {lamp.aggregate_id, wall.aggregate_id}
    assert len(cases) == 2
    assert again.aggregate_id == wall.aggregate_id
    for case in cases:
        ((_, reported),) = kundulun.service.log.history(kundulun.name, case)
        assert getattr(reported, "source_ref", None) == "visit-7"


def test_one_reference_is_one_case_even_if_reported_by_several_at_once(
    kundulun: Town, module_database: Database
) -> None:
    """CAS-KD-01: whoever is later gets the case that is there."""
    command = ReportCase(grid="g1", source_ref="hotline/8")

    with racing(kundulun, module_database) as desks, ThreadPoolExecutor(2) as pool:
        receipts = list(
            pool.map(
                lambda no: desks[no].report(kundulun.name, Caller("gu"), command, key=f"race-{no}"),
                (0, 1),
            )
        )

    assert receipts[0].aggregate_id == receipts[1].aggregate_id
    assert sorted(receipt.repeated for receipt in receipts) == [False, True]


# --- Versions. ---


def test_a_stale_version_is_refused_and_noted(kundulun: Town) -> None:
    """ENV-05: nothing but a line in the security log."""
    case = kundulun.report()
    kundulun.do("gu", "upload_case", case)
    head = kundulun.head()

    with pytest.raises(VersionIsStale) as refused:
        kundulun.do("di", "triage_case", case, expected_version=1)

    assert refused.value.facts() == {"current_version": 2}
    assert kundulun.head() == head
    assert ("triage_case", "stale-version") in kundulun.noted("di")
    assert kundulun.do("di", "triage_case", case, expected_version=2).version == 3


def test_commands_at_once_without_a_version_are_all_decided(
    kundulun: Town, module_database: Database
) -> None:
    """ENV-05: who names no version accepts any, so nothing is lost and nobody is refused."""
    case = with_lights(kundulun)
    before = len(kundulun.events(case))
    note = made("note_follow_up", case, note="seen")

    with racing(kundulun, module_database) as desks, ThreadPoolExecutor(2) as pool:
        receipts = list(
            pool.map(lambda desk: desk.execute(kundulun.name, Caller("di"), note, key=None), desks)
        )

    assert kundulun.events(case)[before:] == ["FollowUpNoted"] * 2
    assert {receipt.version for receipt in receipts} == {before + 1, before + 2}


def test_commands_at_once_on_one_version_are_decided_once(
    kundulun: Town, module_database: Database
) -> None:
    """ENV-05: of two who saw the same version one is refused, and that is noted."""
    kundulun.appoint("racer", "dispatcher", kundulun.name)
    case = with_lights(kundulun)
    version = len(kundulun.events(case))
    note = made("note_follow_up", case, note="seen")

    def outcome(desk: CaseDesk) -> str:
        try:
            desk.execute(kundulun.name, Caller("racer"), note, key=None, expected_version=version)
        except StaleVersion as refusal:
            return refusal.code
        return "done"

    with racing(kundulun, module_database) as desks, ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(outcome, desks))

    assert outcomes == ["done", "stale-version"]
    assert kundulun.noted("racer") == [("note_follow_up", "stale-version")]


# --- Several cases at once. ---


def test_one_site_meeting_binds_the_units_of_each_of_its_cases(daguan: Town) -> None:
    """CAS-DG-07 G2, CAS-DG-08: three cases, two units each, clock A from the meeting."""
    cases = [whistled(daguan, "lights", "police") for _ in range(3)]
    daguan.do(
        "bo", "convene_site_meeting", cases[0],
        meeting_id="s1", place="at the drain", at=at("2021-09-30 09:00"), cases=tuple(cases),
    )  # fmt: skip
    daguan.clock.set(at("2021-09-30 17:00"))

    daguan.do(
        "bo", "hold_site_meeting", cases[0],
        meeting_id="s1", attended_units=("lights", "street", "c1"), ways="w", methods="m",
        guarantees="g", minutes_ref="doc-1", cases=tuple(cases),
    )  # fmt: skip

    for case in cases:
        names = daguan.events(case)
        assert names.count("SiteMeetingHeld") == 1
        assert names.count("FeedbackMissed") == 2  # clock B ended on 2021-09-23 00:00
        owed = daguan.service.log.history(daguan.name, case)
        opened = [e for _, e in owed if e.event_type == "FeedbackObligationOpened"]
        assert len(opened) == 4  # two by the escalation, two by the meeting


def test_a_command_to_several_cases_changes_all_of_them_or_none(daguan: Town) -> None:
    """CAS-DG-07: one case that refuses keeps the meeting off every agenda."""
    case, done = whistled(daguan, "lights", "police"), daguan.report()
    daguan.do("gu", "withdraw_case", done)
    head = daguan.head()

    with pytest.raises(CaseIsEnded):
        daguan.do(
            "bo", "convene_site_meeting", case,
            meeting_id="s2", place="there", at=at("2021-09-30 09:00"), cases=(case, done),
        )  # fmt: skip

    assert daguan.head() == head
    with pytest.raises(CaseNotFound):
        daguan.do(
            "bo", "convene_site_meeting", case,
            meeting_id="s2", place="there", at=at("2021-09-30 09:00"), cases=(uuid4(),),
        )  # fmt: skip
    assert daguan.head() == head


def test_an_entry_with_what_followed_is_recorded_whole(kundulun: Town) -> None:
    """Deliver 9: nothing half done."""
    gu, di = Caller("gu"), Caller("di")
    report = ReportCase(grid="g1", category="noise", source_ref="old/1")
    case = kundulun.service.cases.case_id_of(kundulun.name, gu, report, "entry-1")
    then = [(gu, made("upload_case", case)), (di, made("triage_case", case))]

    receipt = kundulun.service.cases.enter(kundulun.name, gu, report, then, key="entry-1")

    assert (receipt.aggregate_id, receipt.version) == (case, 3)
    assert kundulun.events(case) == ["CaseReported", "CaseUploaded", "CaseTriaged"]
    again = kundulun.service.cases.enter(kundulun.name, gu, report, then, key="entry-1")
    assert again.repeated


@pytest.mark.parametrize("wrong", ["permission", "state"])
def test_an_entry_of_which_one_command_is_refused_leaves_nothing(
    kundulun: Town, wrong: str
) -> None:
    """Deliver 9: nothing half done, nothing sealed, the reference stays free."""
    gu, di = Caller("gu"), Caller("di")
    report = ReportCase(grid="g1", text="一个字也不留", source_ref=f"old/{wrong}")
    case = kundulun.service.cases.case_id_of(kundulun.name, gu, report, wrong)
    last = (
        (gu, made("triage_case", case)) if wrong == "permission" else (di, made("close_case", case))
    )
    head = kundulun.head()

    with pytest.raises((PermissionDenied, CaseNotResolved)):
        kundulun.service.cases.enter(
            kundulun.name, gu, report, [(gu, made("upload_case", case)), last], key=wrong
        )

    assert kundulun.head() == head
    assert kundulun.events(case) == []
    assert kundulun.rows(_ITEMS_OF, case) == []
    assert kundulun.report("gu", source_ref=f"old/{wrong}") == case


# --- Time. ---


def test_a_late_command_records_the_miss_before_itself(daguan: Town) -> None:
    """CAS-DG-08 G2, ENV-06: missed since the bound, although no sweep ran."""
    case = whistled(daguan, "lights", "police")
    daguan.do("uma", "accept_case", case)
    daguan.clock.set(at("2021-09-23 08:00"))

    daguan.do("uma", "give_feedback", case, content="pump ordered")

    late = daguan.service.log.history(daguan.name, case)[-3:]
    assert [event.event_type for _, event in late] == [
        "FeedbackMissed", "FeedbackMissed", "FeedbackGivenLate",
    ]  # fmt: skip
    assert {event.occurred_at for _, event in late[:2]} == {at("2021-09-23 00:00")}
    assert {event.recorded_at for _, event in late} == {at("2021-09-23 08:00")}


def test_what_is_recorded_has_happened(kundulun: Town) -> None:
    """ENV-04."""
    case, now = kundulun.report(), kundulun.clock()
    head = kundulun.head()

    with pytest.raises(OccurredInFuture):
        kundulun.do("gu", "upload_case", case, occurred_at=now + timedelta(seconds=1))
    with pytest.raises(OccurredInFuture):
        kundulun.report("gu", occurred_at=now + timedelta(seconds=1))

    assert kundulun.head() == head


@pytest.mark.parametrize(("hours", "late"), [(24, False), (25, True)])
def test_an_offline_act_recorded_after_a_day_is_marked(
    kundulun: Town,
    hours: int,
    late: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """ENV-04: only if the gap exceeds 24 hours."""
    case = with_lights(kundulun)
    happened = kundulun.clock() - timedelta(hours=hours)

    kundulun.do("di", "note_follow_up", case, note="visited", occurred_at=happened)

    noted = kundulun.service.log.history(kundulun.name, case)[-1][1]
    assert noted.occurred_at == happened
    assert noted.late_recorded is late


# --- What is not there. ---


def test_a_case_that_is_not_there_is_not_found(kundulun: Town) -> None:
    """2.1: and nothing is recorded under its id."""
    nobody = uuid4()

    with pytest.raises(CaseNotFound):
        kundulun.do("gu", "upload_case", nobody)

    assert kundulun.events(nobody) == []


def test_a_repeated_reference_tells_nothing_to_whom_may_not_report(kundulun: Town) -> None:
    """C: the permission comes before the receipt."""
    kundulun.report("gu", source_ref="hotline/9")

    with pytest.raises(PermissionDenied):
        kundulun.report("aud", source_ref="hotline/9")


def test_a_duplicate_is_merged_into_a_case_that_lives(kundulun: Town) -> None:
    """CAS-KD-02."""
    original, twin, gone = kundulun.report(), kundulun.report(), kundulun.report()
    kundulun.do("gu", "withdraw_case", gone)

    kundulun.do("gu", "merge_case", twin, into=original)

    assert kundulun.events(twin) == ["CaseReported", "CaseMerged"]
    with pytest.raises(CaseNotFound):
        kundulun.do("gu", "merge_case", original, into=uuid4())
    with pytest.raises(OriginalIsEnded):
        kundulun.do("gu", "merge_case", original, into=gone)
    busy = with_lights(kundulun)
    with pytest.raises(PastIntake):
        kundulun.do("gu", "merge_case", busy, into=original)
    with pytest.raises(OutsideRowScope):
        kundulun.do("hua", "merge_case", original, into=busy)


def test_a_lagging_clock_records_nothing_before_what_it_follows(kundulun: Town) -> None:
    """ENV-01: recorded_at never goes back within a case."""
    case = kundulun.report()
    reported = kundulun.clock()
    kundulun.clock.set(reported - timedelta(minutes=2))
    try:
        kundulun.do("gu", "upload_case", case)
    finally:
        kundulun.clock.set(reported)

    assert kundulun.service.log.history(kundulun.name, case)[-1][1].recorded_at == reported


def test_every_event_says_under_which_rules_it_was_made(kundulun: Town) -> None:
    """ENV-01, ENV-03."""
    case = uploaded(kundulun)

    for _, event in kundulun.service.log.history(kundulun.name, case):
        assert event.pack == "kundulun@2021.1"
        assert event.rule_ids


_ITEMS_OF = "SELECT item_id FROM vault_items WHERE jurisdiction = %s AND case_id = %s"
