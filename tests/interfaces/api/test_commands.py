"""What a client may rely on when it sends commands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from interfaces.api.app import create_app
from tests.interfaces.api.stage import Stage, served


@pytest.fixture
def case(stage: Stage) -> str:
    """A case of the resident rita, just reported, at version 1."""
    return str(stage.console("rita").report(grid="g12", category="drainage").json()["case_id"])


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# --- Idempotency keys ---


def test_a_retry_gets_the_first_receipt_and_changes_nothing(stage: Stage, case: str) -> None:
    """ENV-05: the same key, the same answer."""
    gu = stage.console("gu")

    first = gu.do(case, "upload_case", key="once", platform_no="7")
    second = gu.do(case, "upload_case", key="once", platform_no="7")

    assert first.json() == second.json()
    assert first.json()["version"] == 2
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert gu.get(f"/{case}").json()["version"] == 2


def test_a_repeated_report_starts_one_case(stage: Stage) -> None:
    """ENV-05: also for the command that has no case yet."""
    rita = stage.console("rita")

    first = rita.report(key="report-once", grid="g12", text="积水")
    second = rita.report(key="report-once", grid="g12", text="积水")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.headers["Location"].endswith(f"/cases/{first.json()['case_id']}")
    assert rita.stage.client.get(first.headers["Location"], headers=rita.headers).is_success


def test_one_reference_is_one_case(stage: Stage) -> None:
    """CAS-KD-01: a visit reported again under another key is the case it was."""
    gu = stage.console("gu")

    first = gu.report(grid="g12", source_ref="visit-1")
    second = gu.report(grid="g12", source_ref="visit-1")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["case_id"] == second.json()["case_id"]


def test_a_key_is_not_used_for_two_requests(stage: Stage, case: str) -> None:
    """ENV-05: another body under a used key is a mistake of the caller."""
    gu = stage.console("gu")
    gu.do(case, "upload_case", key="twice", platform_no="7")

    again = gu.do(case, "upload_case", key="twice", platform_no="8")

    assert code_of(again) == (422, "idempotency-key-reused")


def test_the_same_key_of_two_people_is_two_keys(stage: Stage, case: str) -> None:
    """ENV-05: a key belongs to whoever sent it."""
    stage.console("gu").do(case, "upload_case", key="mine")

    other = stage.console("anna").do(case, "triage_case", key="mine")

    assert other.json()["version"] == 3


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency-key-missing"),
        ("", "idempotency-key-missing"),
        ("two words", "idempotency-key-malformed"),
        ("k" * 201, "idempotency-key-malformed"),
    ],
)
def test_a_command_needs_a_usable_key(stage: Stage, case: str, key: str | None, code: str) -> None:
    """ENV-05: a command without a key could be carried out twice."""
    gu = stage.console("gu")
    headers = gu.headers if key is None else gu.headers | {"Idempotency-Key": key}

    answer = stage.client.post(f"{gu.root}/{case}/upload-case", headers=headers)

    assert code_of(answer) == (400, code)


# --- Versions ---


def test_a_command_decided_on_an_older_version_is_refused(stage: Stage, case: str) -> None:
    """ENV-05: nothing is recorded, and the caller learns the current version."""
    gu, anna = stage.console("gu"), stage.console("anna")
    seen = anna.get(f"/{case}").headers["ETag"]
    gu.done(case, "upload_case")

    stale = anna.do(case, "triage_case", headers={"If-Match": seen})
    fresh = anna.do(case, "triage_case", headers={"If-Match": '"2"'})

    assert code_of(stale) == (412, "stale-version")
    assert stale.json()["current_version"] == 2
    assert stale.json()["rule"] == "ENV-05"
    assert (fresh.status_code, fresh.headers["ETag"]) == (200, '"3"')


@pytest.mark.parametrize(
    ("tag", "status", "code"),
    [
        ("*", 200, None),
        ('W/"1"', 412, "stale-version"),
        ('"somebody-else"', 412, "stale-version"),
        ('"99999999999"', 412, "stale-version"),
        ("1", 400, "if-match-malformed"),
        ("null", 400, "if-match-malformed"),
        ('"1", "2"', 400, "if-match-malformed"),
    ],
)
def test_if_match_is_one_tag_or_a_star(
    stage: Stage, case: str, tag: str, status: int, code: str | None
) -> None:
    """RFC 9110: a weak or foreign tag matches no version; what is no tag is malformed."""
    answer = stage.console("gu").do(case, "upload_case", headers={"If-Match": tag})

    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_a_deployment_may_insist_on_versions(stage: Stage, case: str) -> None:
    """RFC 6585: 428 tells that a version is missing, not that it is wrong."""
    gu = stage.console("gu")
    strict = create_app(
        service=stage.service, verifier=stage.issuer.verifier, require_if_match=True
    )

    with served(strict) as address:
        answer = httpx.post(
            f"{address}{gu.root}/{case}/upload-case",
            headers=gu.headers | {"Idempotency-Key": "unversioned"},
        )

    assert code_of(answer) == (428, "if-match-required")


def test_of_two_who_decide_on_one_version_one_succeeds(stage: Stage, case: str) -> None:
    """ENV-05: the other one is told, and nothing is recorded twice."""
    gu = stage.console("gu")

    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(
                lambda no: gu.do(case, "upload_case", headers={"If-Match": '"1"'}, platform_no=no),
                ("a", "b"),
            )
        )

    first, second = sorted(answer.status_code for answer in answers)
    assert first == 200
    assert second in {409, 412}
    assert gu.get(f"/{case}").json()["version"] == 2


# --- Refusals ---


def test_a_refusal_names_its_rule_and_its_reason(stage: Stage, case: str) -> None:
    """RFC 9457: one body for every refusal."""
    answer = stage.console("anna").do(case, "triage_case")

    assert answer.json() == {
        "type": "/problems/case-not-uploaded",
        "title": "Only an uploaded case is triaged",
        "status": 409,
        "detail": "Only an uploaded case is triaged; it is REPORTED.",
        "instance": f"/jurisdictions/daguan/cases/{case}/triage-case",
        "code": "case-not-uploaded",
        "rule": "2.5",
        "state": "REPORTED",
    }


def test_who_may_not_is_told_why(stage: Stage, case: str) -> None:
    """C: the denial names the roles held and the pack."""
    answer = stage.console("gu").do(case, "triage_case")

    assert code_of(answer) == (403, "permission-denied")
    assert answer.json()["detail"] == "triage_case is not permitted to GRD under daguan@2020.1."


def test_a_person_without_a_post_is_a_resident(stage: Stage, case: str) -> None:
    """C: rights come from the directory, never from the token."""
    mallory = stage.console("mallory", scopes=["cases:write", "HD", "admin"])
    own = mallory.report(grid="g12").json()["case_id"]

    assert code_of(mallory.do(own, "close_case")) == (403, "closing-authority")
    assert code_of(mallory.do(case, "close_case")) == (404, "case-not-found")


@pytest.mark.parametrize("command", ["mark-due", "recalculate-deadlines", "no-such-command"])
def test_the_systems_own_commands_have_no_route(stage: Stage, case: str, command: str) -> None:
    """C: only the scheduler marks what is due."""
    anna = stage.console("anna")

    answer = stage.client.post(f"{anna.root}/{case}/{command}", headers=anna.headers)

    assert code_of(answer) == (404, "route-not-found")


def test_an_unknown_case_is_not_found(stage: Stage) -> None:
    """2.1: a command needs a case."""
    nowhere = "00000000-0000-0000-0000-000000000001"

    answer = stage.console("anna").do(nowhere, "triage_case")

    assert code_of(answer) == (404, "case-not-found")


@pytest.mark.parametrize(
    ("body", "at", "code"),
    [
        ({"score": "13812345678 is my number"}, "body/score", "int-parsing"),
        ({"score": 5, "secret 13812345678": 1}, "body/?", "extra-forbidden"),
        ({}, "body/score", "missing"),
        ({"score": 5, "comment": "a\u0000b"}, "body", "value-error"),
        ({"score": 5, "occurred_at": "0001-01-01T00:00:00+14:00"}, "body", "value-error"),
        ({"score": 5, "occurred_at": "2021-09-10T09:00:00"}, "body/occurred_at", "timezone-aware"),
    ],
)
def test_an_invalid_body_is_refused_without_repeating_it(
    stage: Stage, case: str, body: dict[str, Any], at: str, code: str
) -> None:
    """ENV-07: what was sent may be personal; it is in no answer."""
    answer = stage.console("rita").do(case, "rate_case", **body)

    assert code_of(answer) == (422, "invalid-request")
    assert [(one["at"], one["code"]) for one in answer.json()["errors"]] == [(at, code)]
    assert "13812345678" not in answer.text


def test_an_officials_text_with_a_mobile_number_is_refused(stage: Stage, case: str) -> None:
    """ENV-07: personal numbers never enter an event."""
    answer = stage.console("anna").do(case, "note_follow_up", note="请致电13812345678")

    assert code_of(answer) == (422, "invalid-request")
    assert "13812345678" not in answer.text


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_not_read(stage: Stage, chunked: bool) -> None:  # noqa: FBT001 - a case of the test
    """OWASP API4: bounded, whether the length is declared or not."""
    rita = stage.console("rita")
    small = create_app(service=stage.service, verifier=stage.issuer.verifier, body_limit=1_000)
    body = b'{"text": "' + b"x" * 2_000 + b'"}'
    headers = rita.headers | {"Idempotency-Key": "big", "Content-Type": "application/json"}

    with served(small) as address:
        answer = httpx.post(
            address + rita.root,
            content=iter([body[:500], body[500:]]) if chunked else body,
            headers=headers,
        )

    assert code_of(answer) == (413, "body-too-large")


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed-json"),
        (b'{"text": "\xff\xfe"}', "application/json", 400, "malformed-json"),
        (b"[" * 100_000, "application/json", 400, "malformed-json"),
        (b'{"score": 1' + b"0" * 5_000 + b"}", "application/json", 400, "malformed-json"),
        (b'{"text": "\\ud800"}', "application/json", 422, "invalid-request"),
        (b"[]", "application/json", 422, "invalid-request"),
        (b"null", "application/json", 422, "invalid-request"),
        (b"", "application/json", 422, "invalid-request"),
        (b"<case/>", "application/xml", 415, "unsupported-media-type"),
        (b"{}", "application/json; charset=gb2312", 415, "unsupported-media-type"),
    ],
)
def test_what_is_no_json_object_is_refused(
    stage: Stage, content: bytes, media_type: str, status: int, code: str
) -> None:
    """RFC 9457: unreadable is 400, readable but not as documented 422."""
    rita = stage.console("rita")
    headers = rita.headers | {"Idempotency-Key": "odd", "Content-Type": media_type}

    answer = stage.client.post(rita.root, content=content, headers=headers)

    assert code_of(answer) == (status, code)


def test_a_machine_may_act_for_a_person(stage: Stage, case: str) -> None:
    """RFC 8693: the rights are the person's, not the machine's."""
    answer = stage.console("gu", represented_by="kiosk-3").do(case, "upload_case")

    assert answer.status_code == 200
