"""The keys that machines come with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from application.api_keys import ApiKeyDesk
from application.identity import AccessScope
from domain.cases import events
from infrastructure.identity.api_keys import ApiKeyVerifier, EitherVerifier
from infrastructure.identity.key_register import PostgresApiKeyRegister
from interfaces.api.app import create_app
from tests.database import Database
from tests.interfaces.api.open311.door import LIGHT, Door, errors, open_door
from tests.interfaces.api.stage import served


class Keys:
    """A door that takes API keys, and whoever issues them."""

    def __init__(self, door: Door, desk: ApiKeyDesk) -> None:
        self.door, self._desk = door, desk

    def issue(self, **terms: Any) -> tuple[str, str]:
        """Id and text of a key of the machine ``kiosk``."""
        key, text = self._desk.issue(
            self.door.town.name,
            "kiosk",
            scopes=tuple(AccessScope),
            lifetime=timedelta(days=30),
            by="olga",
            **terms,
        )
        return key.key_id, text

    def revoke(self, key_id: str) -> None:
        self._desk.revoke(self.door.town.name, key_id, by="olga")


@pytest.fixture(scope="module")
def keys(module_database: Database) -> Iterator[Keys]:
    """Shared by the tests of this module."""
    with open_door(module_database) as door:
        town, sessions = door.town, module_database.sessions()
        verifier = EitherVerifier(door.issuer.verifier, ApiKeyVerifier(sessions, town.clock))
        desk = ApiKeyDesk(
            register=PostgresApiKeyRegister(module_database.dsn),
            jurisdictions=town.service.jurisdictions,
            clock=town.clock,
        )
        app = create_app(service=town.service, verifier=verifier)
        with served(app) as address:
            own = Door(town, door.issuer, f"{address}/open311/v2")
            with own.client:
                yield Keys(own, desk)
        sessions.close()


def _reported(door: Door, case: str) -> events.Reported:
    first = door.town.service.log.history(door.town.name, UUID(case))[0][1]
    assert isinstance(first, events.Reported)
    return first


def test_a_key_reports_and_reads_until_it_is_revoked(keys: Keys) -> None:
    """GeoReport v2: api_key; a revoked key is wrong at once."""
    key_id, key = keys.issue()

    sent = keys.door.post(LIGHT, key=key)
    case = sent.json()[0]["service_request_id"]
    read = keys.door.get(f"/requests/{case}.json", key=key)
    keys.revoke(key_id)
    after = [
        keys.door.post({**LIGHT, "lat": "30.56"}, key=key),
        keys.door.get(f"/requests/{case}.json", key=key),
    ]

    assert (sent.status_code, read.status_code) == (201, 200)
    assert _reported(keys.door, case).actor_id == "kiosk"
    assert [answer.status_code for answer in after] == [403, 403]
    assert errors(after[0])[0][1].endswith("[api-key-revoked]")


def test_a_machine_that_may_act_for_a_person_reports_as_hers(keys: Keys) -> None:
    """ENV-01: her rights, both in the record; a machine without that power is refused."""
    _, key = keys.issue(may_represent=True)
    _, other = keys.issue()
    headers = {"Closeout-On-Behalf-Of": "res-1"}

    sent = keys.door.post({**LIGHT, "email": "a@b.cn"}, key=key, headers=headers)
    refused = keys.door.post(LIGHT, key=other, headers=headers)

    event = _reported(keys.door, sent.json()[0]["service_request_id"])
    assert (event.actor_id, event.represented_by, event.reporter_ref) == ("res-1", "kiosk", "res-1")
    assert refused.status_code == 403
    assert errors(refused)[0][1].endswith("[representation-not-permitted]")
