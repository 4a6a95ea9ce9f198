"""Clients follow what happens: all that they may see, in order, once, whatever breaks."""

from __future__ import annotations

import json
import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from threading import Thread
from time import monotonic
from typing import Any

import httpx
import psycopg
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from application.use_cases.cases.report_case import ReportCase
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.request import Caller
from interfaces.api.app import create_app
from interfaces.api.live.hub import Hub
from interfaces.bootstrap import wired
from tests.database import Database
from tests.interfaces.api.following import PATIENCE, Block, Follower, blocks, following
from tests.interfaces.api.stage import Stage, open_stage, served
from tests.interfaces.api.test_outage import away
from tests.shelves import product_packs

KUNDULUN = "kundulun"
LONG_NOTE = "路灯" * 1_900


@pytest.fixture(autouse=True, scope="module")
def _people(stage: Stage) -> None:
    """An auditor, who sees everything and replays it, and a second department."""
    top = _top(stage)
    stage.organise(
        KUNDULUN,
        AppointPost(body=top, post="auditor", person_ref="ada", basis="notice"),
        FoundOrgUnit(code="roads", level="STREET", parent=top, duties=("city_management",)),
        AppointPost(body="roads", post="department_liaison", person_ref="rob", basis="notice"),
    )


def _top(stage: Stage) -> str:
    opened = stage.service.log.open(KUNDULUN, ())
    directory = stage.service.directories.directory(KUNDULUN, opened.directory_position)
    return next(unit.code for unit in directory.units() if unit.parent is None)


@contextmanager
def follows(
    stage: Stage,
    person: str,
    *,
    after: int | str | None = None,
    address: str | None = None,
    token: dict[str, Any] | None = None,
    **params: Any,
) -> Iterator[Follower]:
    """A console of a person that follows."""
    headers = stage.console(person, KUNDULUN, **(token or {})).headers
    if after is not None:
        headers["Last-Event-ID"] = str(after)
    root = address or str(stage.client.base_url).rstrip("/")
    with following(f"{root}/jurisdictions/{KUNDULUN}/events", headers, **params) as follower:
        yield follower


@contextmanager
def serving(stage: Stage, *, buffer: int | None = None, **limits: Any) -> Iterator[str]:
    """A second process of the service would do the same; this one has other limits."""
    hub = Hub(stage.service, **limits)
    verifier = stage.issuer.verifier
    with served(
        create_app(service=stage.service, verifier=verifier, live=hub), buffer=buffer
    ) as address:
        yield address


def reported(stage: Stage, person: str = "rita", **body: Any) -> str:
    """A new case."""
    answer = stage.console(person, KUNDULUN).report(grid="g1", category="street_light", **body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def routed(stage: Stage, case: str, *units: str) -> None:
    """The case goes all the way to units."""
    gu, di = stage.console("gu", KUNDULUN), stage.console("di", KUNDULUN)
    gu.done(case, "upload_case")
    di.done(case, "triage_case")
    di.done(case, "route_case", mode="SINGLE", level="STREET", units=list(units or ("lights",)))


def noted(stage: Stage, case: str, note: str = "查看") -> int:
    """Something happens to a case; the version it left."""
    return stage.console("di", KUNDULUN).done(case, "note_follow_up", note=note)


def head(stage: Stage) -> int:
    """Where the log ends."""
    return stage.service.feed.head(KUNDULUN)


def ids(events: list[dict[str, Any]]) -> list[int]:
    """Positions of events."""
    return [int(event["id"]) for event in events]


def names(events: list[dict[str, Any]]) -> list[str]:
    """Catalogue names of events."""
    return [event["type"].removeprefix("closeout.") for event in events]


# --- What is sent, and to whom. ---


def test_what_happens_arrives_as_cloud_events(stage: Stage) -> None:
    """API conventions: SSE, the id is the position, the message a CloudEvent."""
    with follows(stage, "ada") as follower:
        case = reported(stage)
        block = follower.until(lambda block: block.data is not None)[-1]

    read = JSONFormat().read(CloudEvent, block.data or "")
    assert follower.answer.headers["content-type"].startswith("text/event-stream")
    assert follower.answer.headers["cache-control"] == "no-store"
    assert (read.get_id(), read.get_subject()) == (block.id, case)
    assert read.get_type() == "closeout.CaseReported"


def test_a_unit_follows_its_own_cases_and_no_others(stage: Stage) -> None:
    """Annex C: own tasks only; the event that brings a case into sight is the first one shown."""
    with follows(stage, "lin") as lin, follows(stage, "rob") as rob:
        theirs, ours = reported(stage), reported(stage)
        routed(stage, theirs, "roads")
        routed(stage, ours, "lights")
        seen, other = lin.events(1), rob.events(1)

    assert (names(seen), seen[0]["subject"]) == (["CaseRouted"], ours)
    assert (names(other), other[0]["subject"]) == (["CaseRouted"], theirs)


def test_a_resident_follows_her_own_case_and_is_told_that_it_moved(stage: Stage) -> None:
    """Annex C: own data, not the history: what officials write is not for her."""
    with follows(stage, "rita") as follower:
        reported(stage, "sam")
        case = reported(stage, "rita")
        version = noted(stage, case, "与物业联系")
        seen = follower.events(2)

    assert {event["subject"] for event in seen} == {case}
    assert [event["data"] for event in seen] == [{"version": 1}, {"version": version}]


def test_units_and_posts_are_followed_by_whoever_may_replay_all(stage: Stage) -> None:
    """Annex C, replay full history; ENV-07: the post is told, the person is not."""
    after = head(stage)
    stage.organise(
        KUNDULUN, AppointPost(body="lights", post="unit_staff", person_ref="lu", basis="notice")
    )
    case = reported(stage)
    with follows(stage, "ada", after=after) as ada, follows(stage, "di", after=after) as di:
        audited, dispatched = ada.events(2), di.events(1)

    assert names(audited) == ["PostAppointed", "CaseReported"]
    assert audited[0]["data"]["facts"]["post"] == "unit_staff"
    assert '"lu"' not in json.dumps(audited)
    assert (names(dispatched), dispatched[0]["subject"]) == (["CaseReported"], case)


def test_a_feed_is_filtered(stage: Stage) -> None:
    """By type, case and unit; the filters hold together."""
    after = head(stage)
    first, second = reported(stage), reported(stage)
    routed(stage, first, "lights")
    routed(stage, second, "roads")
    with (
        follows(stage, "ada", after=after, type=["CaseRouted", "CaseTriaged"]) as by_type,
        follows(stage, "ada", after=after, case=second) as by_case,
        follows(stage, "ada", after=after, unit="lights", type="CaseRouted") as by_unit,
    ):
        assert names(by_type.events(4)) == ["CaseTriaged", "CaseRouted"] * 2
        assert {event["subject"] for event in by_case.events(4)} == {second}
        assert by_unit.events(1)[0]["subject"] == first


def test_a_corrected_case_leaves_with_a_last_notice(stage: Stage) -> None:
    """ENV-02: whoever saw it by the wrong unit learns that it is gone, and no more."""
    after = head(stage)
    case = reported(stage)
    routed(stage, case, "lights")
    with follows(stage, "lin") as lin, follows(stage, "rob") as rob:
        routing = stage.console("ada", KUNDULUN).get(f"/{case}/history").json()["items"][-1]
        stage.console("di", KUNDULUN).done(
            case, "correct_event", version=routing["version"], field="units", new=["roads"]
        )
        noted(stage, case)
        gone, come = lin.events(1), rob.events(2)
    with follows(stage, "lin", after=after) as again:
        reported_again = reported(stage, "lin")
        replayed = again.events(2)

    assert (names(gone), gone[0]["data"].keys()) == (["EventCorrected"], {"version"})
    assert names(come) == ["EventCorrected", "FollowUpNoted"]
    assert ids(replayed)[0] == ids(gone)[0]
    assert replayed[1]["subject"] == reported_again


# --- Resuming. ---


def test_a_client_resumes_without_gap_or_double_while_others_write(stage: Stage) -> None:
    """API conventions: Last-Event-ID; compared with the log itself."""
    after, writers, each = head(stage), 4, 12

    def write(number: int) -> None:
        for n in range(each):
            command = ReportCase(grid="g1", category="street_light")
            key = f"{after}/{number}/{n}"
            stage.service.cases.report(KUNDULUN, Caller(f"writer-{number}"), command, key=key)

    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    seen: list[int] = []
    while len(seen) < writers * each:
        with follows(stage, "ada", after=seen[-1] if seen else after) as follower:
            seen += ids(follower.events(min(7, writers * each - len(seen))))
    for thread in threads:
        thread.join()

    logged = stage.service.feed.read(KUNDULUN, after, limit=1_000)
    assert seen == [item.position for item in logged] == list(range(after + 1, head(stage) + 1))


def test_a_client_far_behind_pages_up_and_joins_the_others(stage: Stage) -> None:
    """From the beginning of the log, more than one page of it, into what happens now."""
    case = reported(stage)
    for _ in range(250):
        noted(stage, case)
    with follows(stage, "ada", after=0) as follower:
        behind = follower.events(head(stage))
        noted(stage, case)
        assert ids(behind + follower.events(1)) == list(range(1, head(stage) + 1))


def test_an_idle_stream_is_resumed_where_the_log_was(stage: Stage) -> None:
    """What is not for a client moves its position all the same."""
    with serving(stage, heartbeat=0.05) as address, follows(stage, "rob", address=address) as rob:
        reported(stage)
        here = str(head(stage))
        beat = rob.until(lambda block: block.comment == "heartbeat" and block.id == here)

    assert all(block.data is None for block in beat)
    assert rob.last_id == here


def test_the_header_goes_before_the_parameter(stage: Stage) -> None:
    """A client that reconnects by itself repeats the address it began with."""
    case = reported(stage)
    first = head(stage)
    noted(stage, case)
    with follows(stage, "ada", last_event_id=first - 1) as by_parameter:
        assert ids(by_parameter.events(1)) == [first]
    with follows(stage, "ada", after=first, last_event_id=first - 1) as by_header:
        assert ids(by_header.events(1)) == [first + 1]


@pytest.mark.parametrize(
    ("last", "status", "code"),
    [
        ("abc", 400, "last-event-id-malformed"),
        ("-1", 400, "last-event-id-malformed"),
        ("9" * 19, 400, "last-event-id-malformed"),
        ("999999999", 422, "position-not-reached"),
    ],
)
def test_a_position_that_is_none_is_refused(
    stage: Stage, last: str, status: int, code: str
) -> None:
    """Resuming beyond the log would pass over what is yet to come."""
    headers = stage.console("ada", KUNDULUN).headers | {"Last-Event-ID": last}
    answer = stage.client.get(f"/jurisdictions/{KUNDULUN}/events", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


# --- Rights that end. ---


def test_a_stream_ends_with_its_token(stage: Stage) -> None:
    """ASVS 7: no session outlives what proved it."""
    with follows(stage, "ada", token={"lifetime": timedelta(seconds=1)}) as follower:
        assert follower.ending() == "token-expired"


def test_a_token_is_looked_at_again(stage: Stage) -> None:
    """A clock that jumped, a key that was withdrawn: the next heartbeat notices."""
    before = stage.clock.now
    with serving(stage, heartbeat=0.05) as address:
        token = {"lifetime": timedelta(hours=1)}
        with follows(stage, "ada", address=address, token=token) as follower:
            stage.clock.now = before + timedelta(hours=2)
            ending = follower.ending()
        stage.clock.now = before

    assert ending == "token-expired"


def test_a_right_that_is_taken_away_ends_the_stream(stage: Stage) -> None:
    """Rights are those of this moment: nothing that follows the revocation is shown."""
    stage.organise(
        KUNDULUN, AppointPost(body="lights", post="unit_staff", person_ref="luo", basis="notice")
    )
    case = reported(stage)
    routed(stage, case, "lights")
    with follows(stage, "luo") as follower:
        noted(stage, case)
        assert names(follower.events(1)) == ["FollowUpNoted"]
        stage.organise(KUNDULUN, VacatePost(body="lights", post="unit_staff", person_ref="luo"))
        noted(stage, case)
        last = follower.rest()

    assert [block.cloud_event for block in last if block.data] == [None]
    assert json.loads(last[-1].data or "") == {"reason": "rights-changed"}


def test_a_post_that_ends_with_the_day_ends_the_stream(stage: Stage) -> None:
    """CAL-01: posts end by local days, and no event says so."""
    before = stage.clock.now
    stage.organise(
        KUNDULUN,
        AppointPost(body="lights", post="unit_staff", person_ref="temp", basis="notice",
                    to_on=date(2021, 9, 2)),
    )  # fmt: skip
    case = reported(stage)
    routed(stage, case, "lights")
    with follows(stage, "temp") as follower:
        stage.clock.now = before + timedelta(days=1)
        noted(stage, case)
        ending = follower.ending()
    stage.clock.now = before

    assert ending == "rights-changed"


def test_a_new_right_goes_on_in_the_same_stream(stage: Stage) -> None:
    """What is in sight from now on is shown from now on; lists are to be read anew."""
    case = reported(stage)
    routed(stage, case, "lights")
    with follows(stage, "newcomer") as follower:
        stage.organise(
            KUNDULUN,
            AppointPost(body="lights", post="unit_staff", person_ref="newcomer", basis="notice"),
        )
        noted(stage, case)
        told = follower.until(lambda block: block.cloud_event is not None)

    assert [block.event for block in told] == ["scope", None]


def test_whoever_may_not_come_in_hears_why(stage: Stage) -> None:
    """The same refusals as anywhere, before the stream begins."""
    path = f"/jurisdictions/{KUNDULUN}/events"
    elsewhere = stage.console("ada", jurisdictions=["daguan"]).headers
    writing = stage.console("ada", scopes=["cases:write"]).headers

    assert stage.client.get(path).json()["code"] == "token-missing"
    assert stage.client.get(path, headers=elsewhere).json()["code"] == "unknown-jurisdiction"
    assert stage.client.get(path, headers=writing).json()["code"] == "scope-missing"
    unknown = stage.client.get(
        "/jurisdictions/nowhere/events", headers=stage.console("ada").headers
    )
    assert unknown.json()["code"] == "unknown-jurisdiction"


# --- Bounds. ---


def test_a_client_that_does_not_read_is_sent_away_and_loses_nothing(stage: Stage) -> None:
    """A slow client is bounded; it gets what was on its way, and resumes by its last id."""
    case = reported(stage)
    after, notes = head(stage), 120
    headers = stage.console("ada", KUNDULUN).headers
    with (
        serving(stage, room=10, buffer=4096) as address,
        _not_reading(address, headers) as connection,
    ):
        for _ in range(notes):
            noted(stage, case, LONG_NOTE)
        told = list(blocks(_lines(connection)))
    seen = [int(block.id or 0) for block in told if block.data and not block.event]

    assert json.loads(told[-1].data or "") == {"reason": "too-slow"}
    assert seen == list(range(after + 1, after + 1 + len(seen)))
    assert len(seen) < notes
    with follows(stage, "ada", after=seen[-1]) as again:
        rest = again.events(notes - len(seen))
    assert seen + ids(rest) == list(range(after + 1, head(stage) + 1))


@contextmanager
def _not_reading(address: str, headers: dict[str, str]) -> Iterator[socket.socket]:
    """A connection that asks for the feed and takes little of it."""
    url = httpx.URL(address)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(PATIENCE)
        connection.connect((url.host, url.port))
        lines = [f"GET /jurisdictions/{KUNDULUN}/events HTTP/1.1", f"Host: {url.host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        first = connection.recv(2048)
        assert b": following" in first, first
        yield connection


def _lines(connection: socket.socket) -> Iterator[str]:
    """The body of a chunked answer, without what is between its chunks."""
    body, deadline = b"", monotonic() + PATIENCE
    with connection.makefile("rb") as raw:
        while size := int(raw.readline(), 16):
            body += raw.read(size)
            raw.readline()
            assert monotonic() < deadline, "the stream did not end"
    yield from body.decode().split("\n")


def test_a_person_follows_with_a_few_clients_at_once(stage: Stage) -> None:
    """Bounded, and given back."""
    with serving(stage, most_of_a_person=1) as address:
        path = f"{address}/jurisdictions/{KUNDULUN}/events"
        headers = stage.console("ada", KUNDULUN).headers
        with follows(stage, "ada", address=address), follows(stage, "di", address=address):
            refused = httpx.get(path, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (503, "too-many-streams")


def test_a_full_service_says_so(stage: Stage) -> None:
    """Bounded for all together."""
    with serving(stage, most=1) as address, follows(stage, "ada", address=address):
        path = f"{address}/jurisdictions/{KUNDULUN}/events"
        refused = httpx.get(path, headers=stage.console("di", KUNDULUN).headers)
    assert (refused.status_code, refused.json()["code"]) == (503, "service-busy")


# --- Bad days. ---


def test_a_lost_signal_loses_nothing(stage: Stage, module_database: Database) -> None:
    """The connection that listens is cut; the log is asked all the same."""
    case = reported(stage)
    with follows(stage, "ada") as follower:
        for _ in range(3):
            assert _cut_listeners(module_database.dsn)
            noted(stage, case)
            noted(stage, case)
            assert names(follower.events(2)) == ["FollowUpNoted"] * 2


def _cut_listeners(dsn: str) -> bool:
    """Whether one was there to be cut; waits for it."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        for _ in range(2_000):
            cut = owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            ).fetchall()
            if cut:
                return True
            owner.execute("SELECT pg_sleep(0.01)")
    return False


def test_without_any_signal_the_log_is_asked_now_and_then(stage: Stage) -> None:
    """A pooler may swallow them all."""

    class Silence:
        async def appended(self) -> Any:
            return
            yield

    deaf = replace(stage.service, feed=replace(stage.service.feed, signals=Silence()))
    app = create_app(service=deaf, verifier=stage.issuer.verifier)
    with served(app) as address, follows(stage, "ada", address=address) as follower:
        case = reported(stage)
        assert follower.events(1)[0]["subject"] == case


def test_an_outage_of_the_database_ends_no_stream(database: Database) -> None:
    """It goes on when the database is back, from where it was; newcomers are told to wait."""
    with open_stage(database.dsn) as stage:
        case = reported(stage)
        with follows(stage, "gu") as follower:
            with away(database.dsn):
                refused = stage.client.get(
                    f"/jurisdictions/{KUNDULUN}/events",
                    headers=stage.console("gu", KUNDULUN).headers,
                )
            stage.console("gu", KUNDULUN).done(case, "upload_case")
            assert names(follower.events(1)) == ["CaseUploaded"]

    assert (refused.status_code, refused.json()["code"]) == (503, "log-unavailable")


def _write_elsewhere(dsn: str, person: str, count: int) -> None:
    with wired(dsn, master_key=bytes(32), packs=product_packs()) as wiring:
        for n in range(count):
            command = ReportCase(grid="g1", category="street_light")
            wiring.service.cases.report(KUNDULUN, Caller(person), command, key=f"elsewhere-{n}")


def test_what_other_processes_write_is_followed(stage: Stage, module_database: Database) -> None:
    """The log has one order, whoever appends."""
    after, each = head(stage), 20
    arguments = (module_database.dsn, "elsewhere", each)
    other = multiprocessing.get_context("spawn").Process(target=_write_elsewhere, args=arguments)
    with follows(stage, "ada") as follower:
        other.start()
        seen = follower.events(1)  # it is at work
        for n in range(each):
            reported(stage, f"here-{n}")
        other.join(60)
        seen += follower.events(2 * each - 1)

    assert other.exitcode == 0
    assert ids(seen) == list(range(after + 1, after + 1 + 2 * each))


def test_a_server_that_stops_says_goodbye(stage: Stage) -> None:
    """Graceful shutdown: open streams are told to resume elsewhere, and do not hold it up."""
    with serving(stage) as address:
        context = follows(stage, "ada", address=address)
        follower = context.__enter__()
    try:
        assert follower.ending() == "shutdown"
    finally:
        context.__exit__(None, None, None)


# --- Pages. ---


def test_pages_show_what_the_stream_shows(stage: Stage) -> None:
    """For pollers and auditors: the same events, by position."""
    path = f"/jurisdictions/{KUNDULUN}/events/page"
    headers = stage.console("ada", KUNDULUN).headers
    for n in range(3):
        reported(stage, f"paging-{n}")
    first = after = head(stage) - 20
    pages: list[dict[str, Any]] = []
    while True:
        answer = stage.client.get(path, params={"after": after, "limit": 6}, headers=headers)
        page = answer.json()
        pages += page["items"]
        after = page["position"]
        if page["next"] is None:
            break
        assert page["next"] == str(after)
    with follows(stage, "ada", after=first) as follower:
        assert follower.events(len(pages)) == pages
    assert ids(pages) == list(range(first + 1, head(stage) + 1))
    assert after == head(stage)


def test_a_page_without_anything_for_the_caller_moves_on(stage: Stage) -> None:
    """A poller asks on from where the log was looked through."""
    reported(stage)
    headers = stage.console("stranger", KUNDULUN).headers
    path = f"/jurisdictions/{KUNDULUN}/events/page"
    page = stage.client.get(path, params={"type": "CaseReported"}, headers=headers).json()
    ahead = stage.client.get(path, params={"after": head(stage) + 1}, headers=headers)

    assert page == {"items": [], "next": None, "position": head(stage)}
    assert (ahead.status_code, ahead.json()["code"]) == (422, "position-not-reached")
    assert ahead.json()["head"] == head(stage)


def test_blocks_are_read_as_the_standard_says() -> None:
    """HTML, server-sent events: the reader that these tests rest on."""
    stream = [": hi", "id: 1", "retry: 5", "", "event: end", 'data: {"reason": "x"}', ""]
    assert list(blocks(iter(stream))) == [
        Block(id="1", comment="hi"),
        Block(event="end", data='{"reason": "x"}'),
    ]
