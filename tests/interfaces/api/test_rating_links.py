"""Rating links: one closing, one use, a while; and how they reach a resident."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.residents.invitations import GatewayUnavailable, InvitationRound
from domain.cases.events import Rated
from infrastructure.residents.settings import ResidentSettings
from tests.database import Database
from tests.interfaces.api.residents import Resident, closed, new_key, refusal, reported
from tests.interfaces.api.stage import Stage, open_stage

SETTINGS = {
    "trusted_proxies": "127.0.0.0/8",
    "public_reports": "1000/1000",
    "rating_link_days": 10,
}


@pytest.fixture(scope="module")
def stage(module_database: Database) -> Iterator[Stage]:
    with open_stage(module_database.dsn, ResidentSettings.model_validate(SETTINGS)) as opened:
        yield opened


@pytest.fixture
def rita(stage: Stage) -> Resident:
    stage.clock.set("2026-02-13 08:00")
    return Resident(stage)


@pytest.fixture
def case(stage: Stage, rita: Resident) -> str:
    """Rita's case, closed."""
    found = reported(rita, contact="13812345678")
    closed(stage, found)
    return found


def link_of(rita: Resident) -> str:
    return f"/ratings/{rita.status()['rating']['token']}"


def issued(stage: Stage, case: str, by: str = "di") -> str:
    answer = stage.console(by, "kundulun").do(case, "rating_link")
    assert answer.status_code == 200, answer.text
    return f"/ratings/{answer.json()['token']}"


def ratings(stage: Stage, case: str) -> list[Rated]:
    history = [event for _, event in stage.service.log.history("kundulun", UUID(case))]
    return [event for event in history if isinstance(event, Rated)]


# --- Rating. ---


def test_a_link_shows_the_scale_and_takes_one_rating(
    stage: Stage, rita: Resident, case: str
) -> None:
    """CAS-KD-05, SAT-KD-01: no login; the comment is sealed; it is told how it came."""
    link = issued(stage, case)
    stranger = Resident(stage)  # whoever holds the link, without any code

    form = stranger.get(link).json()
    rated = stranger.post(link, score=4, comment="张师傅很耐心，13812345678")

    assert form["scale"] == {"min": 1, "max": 5, "values": []}
    assert (form["scale_id"], form["done"], form["reopens_at_most"]) == ("KD_CASE", "换灯泡", 2)
    assert form["category"] == "street_light"
    assert rated.json()["score"] == 4
    [event] = ratings(stage, case)
    assert (event.score, event.closing_no, event.represented_by) == (4, 1, "rating-link")
    assert event.actor_id.startswith("anonymous.")
    assert event.comment is not None
    opened = stage.service.vault.reveal("kundulun", [event.comment])
    assert opened[event.comment.item_id].decode() == "张师傅很耐心，13812345678"
    assert rita.status()["score"] == 4
    assert rita.status()["rating"] is None


def test_a_link_is_used_once_and_a_retry_is_not_a_second_use(
    stage: Stage, rita: Resident, case: str
) -> None:
    """CAS-KD-05: one rating per closing, by whichever of its links."""
    one, other, key = link_of(rita), issued(stage, case), new_key()
    first = rita.post(one, key, score=5)

    assert rita.post(one, key, score=5).json() == first.json()
    assert refusal(rita.post(one, key, score=1)) == (422, "idempotency-key-reused")
    for link in (one, other):
        assert refusal(rita.post(link, score=5)) == (410, "rating-link-used")
        assert refusal(rita.get(link)) == (410, "rating-link-used")
    assert len(ratings(stage, case)) == 1


def test_of_many_at_once_one_rating_is_taken(stage: Stage, rita: Resident, case: str) -> None:
    """CAS-KD-05: a link that was passed on."""
    link = link_of(rita)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda score: rita.post(link, score=score), [3, 4, 5] * 4))

    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 11
    assert len(ratings(stage, case)) == 1


def test_a_link_ends(stage: Stage, rita: Resident, case: str) -> None:
    """Expiring; while the closing stands another link can be had."""
    link = issued(stage, case)
    stage.clock.set("2026-02-23 07:59")
    assert rita.get(link).status_code == 200

    stage.clock.set("2026-02-23 08:00")

    assert refusal(rita.get(link)) == (410, "rating-link-expired")
    assert refusal(rita.post(link, score=5)) == (410, "rating-link-expired")
    assert rita.post(link_of(rita), score=5).status_code == 200


def test_a_reopened_case_is_not_rated_by_an_older_link(
    stage: Stage, rita: Resident, case: str
) -> None:
    """CAS-KD-05: rating per closing; the next closing has links of its own."""
    older, di, lin = link_of(rita), *(stage.console(n, "kundulun") for n in ("di", "lin"))
    di.done(case, "reopen_case", reason="夜里又灭了")
    assert refusal(rita.get(older)) == (410, "rating-link-superseded")
    assert refusal(rita.post(older, score=5)) == (410, "rating-link-superseded")
    assert rita.status()["rating"] is None

    lin.done(case, "report_resolution", measures="换线路")
    di.done(case, "close_case")

    assert refusal(rita.post(older, score=5)) == (410, "rating-link-superseded")
    newer = link_of(rita)
    assert rita.get(newer).json()["done"] == "换线路"
    assert rita.post(newer, score=5).status_code == 200
    assert [event.closing_no for event in ratings(stage, case)] == [2]


@pytest.mark.usefixtures("case")
def test_a_low_score_takes_the_matter_up_again(rita: Resident) -> None:
    """CAS-KD-05, C⁴: the reporter reopens by her rating; the link was used, not superseded."""
    link = link_of(rita)

    assert rita.post(link, score=2).status_code == 200

    assert rita.status()["state"] == "IN_WORK"
    assert refusal(rita.post(link, score=5)) == (410, "rating-link-used")


@pytest.mark.usefixtures("case")
def test_a_score_off_the_scale_uses_nothing_up(rita: Resident) -> None:
    """6.3"""
    link = link_of(rita)

    for score in (0, 6, -1_000):
        assert refusal(rita.post(link, score=score)) == (422, "score-not-on-scale")
    assert refusal(rita.post(link, score=1_001)) == (422, "invalid-request")
    assert refusal(rita.post(link, score="5 stars")) == (422, "invalid-request")
    assert rita.post(link, score=5).status_code == 200


# --- Made-up links. ---


def test_no_other_link_is_good(stage: Stage, rita: Resident, case: str) -> None:
    """Signed: whatever is changed, added or taken away."""
    token = link_of(rita).removeprefix("/ratings/")
    made_up = [token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :] for n in range(51)]
    made_up += [
        token[:-1],
        token + "A",
        token * 2,
        "A" * 51,
        token + "!",
        "!" + token,
        "%00",
        "é",
        "=" * 51,
        case,
    ]

    for other in made_up:
        answer = rita.get(f"/ratings/{other}")
        assert answer.status_code == 404, (other, answer.text)
    assert refusal(rita.post(f"/ratings/{made_up[0]}", score=5)) == (404, "rating-link-invalid")
    elsewhere = Resident(stage, "daguan")
    assert refusal(elsewhere.get(f"/ratings/{token}")) == (404, "rating-link-invalid")
    assert rita.get(f"/ratings/{token}").status_code == 200


# --- Issuing. ---


def test_a_refusal_names_who_was_acted_for_and_by_whom(
    stage: Stage, case: str, module_database: Database
) -> None:
    """ENV-01, ENV-05: a link, a webhook."""
    machine = stage.console("gu", "kundulun", represented_by="kiosk-9")

    machine.do(case, "rating_link")
    machine.read("/webhooks")

    with psycopg.connect(module_database.dsn) as owner:
        noted = owner.execute(
            "SELECT command, actor_id FROM security_log WHERE represented_by = 'kiosk-9' ORDER BY 1"
        ).fetchall()
    assert noted == [("issue_rating_link", "gu"), ("list_webhooks", "gu")]


def test_a_link_is_issued_to_who_may_answer_the_public_and_did_not_handle_it(
    stage: Stage, rita: Resident, case: str, module_database: Database
) -> None:
    """C, CAS-KD-05: the handling unit does not choose its judge; who asked is kept."""
    assert refusal(stage.console("lin", "kundulun").do(case, "rating_link")) == (
        403, "rater-is-handler",
    )  # fmt: skip
    assert refusal(stage.console("gu", "kundulun").do(case, "rating_link")) == (
        403, "permission-denied",
    )  # fmt: skip
    assert refusal(stage.console("a-stranger", "kundulun").do(case, "rating_link"))[0] == 404
    issued(stage, case)

    with psycopg.connect(module_database.dsn) as owner:
        kept = owner.execute(
            "SELECT issued_by, closing_no FROM rating_invitations WHERE case_id = %s", [case]
        ).fetchall()
        noted = owner.execute(
            "SELECT actor_id, code FROM security_log WHERE command = 'issue_rating_link' "
            "AND subject = %s ORDER BY actor_id",
            [case],
        ).fetchall()
    assert kept == [("di", 1)]
    assert noted == [
        ("a-stranger", "permission-denied"),
        ("gu", "permission-denied"),
        ("lin", "rater-is-handler"),
    ]
    assert rita.status()["state"] == "CLOSED"


def test_a_link_needs_something_to_rate_and_somebody_to_do_it(stage: Stage, rita: Resident) -> None:
    """CAS-KD-05, B-45"""
    di, anna = stage.console("di", "kundulun"), stage.console("anna")
    open_case = reported(rita)
    assert refusal(di.do(open_case, "rating_link")) == (409, "case-not-closed")
    closed(stage, open_case)
    rita.post(link_of(rita), score=5)
    assert refusal(di.do(open_case, "rating_link")) == (409, "already-rated")

    official = stage.console("gu", "kundulun").report(grid="g1", category="street_light").json()
    closed(stage, official["case_id"])
    assert refusal(di.do(official["case_id"], "rating_link")) == (409, "no-resident-to-rate")

    unrated = anna.report(grid="g12").json()["case_id"]
    assert refusal(anna.do(unrated, "rating_link")) == (409, "policy-silent")
    nothing = "00000000-0000-4000-8000-000000000000"
    assert refusal(di.do(nothing, "rating_link")) == (404, "case-not-found")


def test_a_pack_without_a_scale_offers_no_rating(stage: Stage) -> None:
    """B-45: nothing is invented."""
    stage.clock.set("2026-02-13 08:00")
    rita = Resident(stage, "daguan")
    assert rita.report(grid="g12", category=None).status_code == 201

    assert rita.status()["rating"] is None


# --- The gateway. ---


@dataclass
class Gateway:
    """The outside world: a text-message service, which may be down."""

    down: bool = False
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send(self, *, reference: str, contact: str, token: str, expires_at: datetime) -> None:
        if self.down:
            raise GatewayUnavailable
        self.sent.append(
            {"reference": reference, "contact": contact, "token": token, "until": expires_at}
        )


def test_a_gateway_gets_each_invitation_and_one_that_was_down_gets_it_later(
    database: Database,
) -> None:
    """The outbox: nothing is lost, nobody without a contact is written to."""
    with open_stage(database.dsn, ResidentSettings.model_validate(SETTINGS)) as stage:
        stage.clock.set("2026-02-13 08:00")
        desk, gateway = stage.service.residents.ratings, Gateway(down=True)
        rounds = InvitationRound(
            log=stage.service.log,
            vault=stage.service.vault,
            invitations=desk.invitations,
            seal=desk.seal,
            gateway=gateway,
            clock=stage.clock,
        )
        rita, silent = Resident(stage), Resident(stage)
        cases = [reported(rita, contact="13812345678"), reported(silent)]
        for case in cases:
            closed(stage, case)
            issued(stage, case)

        with pytest.raises(GatewayUnavailable):
            rounds.run("kundulun")
        gateway.down = False
        assert [rounds.run("kundulun"), rounds.run("kundulun")] == [1, 0]

        [message] = gateway.sent
        assert message["contact"] == "13812345678"
        assert message["reference"] == f"kundulun/{cases[0]}/1"
        assert rita.post(f"/ratings/{message['token']}", score=5).status_code == 200
        assert desk.invitations.waiting("kundulun", stage.clock(), 10) == []
