"""What is taken away is gone with the next request, whichever process answers it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest

from application.api_keys import ApiKeyDesk
from application.identity import AccessScope
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.release_from_grid import ReleaseFromGrid
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.request import Caller
from domain.grids.grid import StaffKind
from infrastructure.identity.api_keys import ApiKeyVerifier, EitherVerifier
from infrastructure.identity.development import DevelopmentIssuer, new_key
from infrastructure.identity.key_register import PostgresApiKeyRegister
from interfaces.api.app import create_app
from interfaces.api.live.hub import Hub
from interfaces.bootstrap import Wiring, wired
from tests.database import Database
from tests.interfaces.api.following import following
from tests.interfaces.api.stage import SetClock, served
from tests.shelves import product_packs

ROOT = Path(__file__).parents[3]
CASES = "/jurisdictions/daguan/cases"
_keys = count(1)


class Processes:
    """Two services on one database, as two processes are: each with memory of its own.

    What is changed is always changed through the first and asked of both.
    """

    def __init__(self, database: Database, stack: ExitStack) -> None:
        self.database = database
        self.clock = SetClock("2021-09-01 08:00")
        self.issuer = DevelopmentIssuer(host="127.0.0.1", clock=self.clock, key=new_key())
        self.wirings: list[Wiring] = []
        self.clients: list[httpx.Client] = []
        for _ in range(2):
            wiring = stack.enter_context(
                wired(database.dsn, master_key=bytes(32), packs=product_packs(), clock=self.clock)
            )
            verifier = EitherVerifier(
                self.issuer.verifier, ApiKeyVerifier(wiring.sessions, self.clock)
            )
            live = Hub(wiring.service, heartbeat=0.2)  # looks at the bearer again as often
            app = create_app(service=wiring.service, verifier=verifier, live=live)
            address = stack.enter_context(served(app))
            self.wirings.append(wiring)
            self.clients.append(stack.enter_context(httpx.Client(base_url=address, timeout=30)))

    def desk(self) -> ApiKeyDesk:
        return ApiKeyDesk(
            register=PostgresApiKeyRegister(self.database.dsn),
            jurisdictions=self.wirings[0].service.jurisdictions,
            clock=self.clock,
        )

    def organise(self, *commands: OrganisationCommand) -> None:
        for command in commands:
            self.wirings[0].service.organisation.execute(
                "daguan", Caller("olga"), command, key=None
            )

    def ask(self, process: int, path: str, token: str) -> httpx.Response:
        return self.clients[process].get(path, headers={"Authorization": f"Bearer {token}"})

    def do(self, process: int, path: str, token: str, **body: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"k-{next(_keys)}"}
        return self.clients[process].post(path, json=body, headers=headers)

    def reported(self, by: str) -> str:
        """The address of a new case in grid g12."""
        answer = self.do(0, CASES, by, grid="g12", category="drainage", text="积水")
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def processes(module_database: Database) -> Iterator[Processes]:
    with ExitStack() as stack:
        opened = Processes(module_database, stack)
        opened.wirings[0].service.organisation.open_jurisdiction("daguan", "daguan", "olga")
        tree = "organisation"
        opened.organise(
            FoundOrgUnit(code="street", level="STREET", tree=tree, parent="daguan"),
            FoundOrgUnit(code="c1", level="COMMUNITY", tree=tree, parent="street"),
            FoundOrgUnit(code="g12", level="GRID", tree=tree, parent="c1", is_grid=True),
        )
        yield opened


@pytest.mark.parametrize("process", [0, 1])
def test_a_vacated_post_takes_its_rights_with_it(processes: Processes, process: int) -> None:
    """ASVS 8.3.2, ADR 5: the same token, the next request; to act and to read."""
    person = f"head-{process}"
    appoint = AppointPost(
        body="c1", post="station_head", person_ref=person, basis="n", party_member=True
    )
    processes.organise(appoint)
    token, gu = processes.issuer.mint(person), processes.issuer.mint("res")
    first, second = processes.reported(gu), processes.reported(gu)
    assert processes.do(process, f"{first}/upload-case", token).status_code == 200
    assert processes.ask(process, f"{first}/history", token).status_code == 200

    processes.organise(VacatePost(body="c1", post="station_head", person_ref=person))

    acted = processes.do(process, f"{second}/upload-case", token)
    read = processes.ask(process, f"{first}/history", token)
    assert (acted.status_code, acted.json()["code"]) == (404, "case-not-found")
    assert (read.status_code, read.json()["code"]) == (403, "permission-denied")


@pytest.mark.parametrize("process", [0, 1])
def test_who_is_released_from_a_grid_sees_it_no_more(processes: Processes, process: int) -> None:
    """ASVS 8.3.2: row scope goes with the grid."""
    person = f"grid-member-{process}"
    processes.organise(StaffGrid(grid="g12", person_ref=person, staff_kind=StaffKind.FULL_TIME))
    token = processes.issuer.mint(person)
    case = processes.reported(processes.issuer.mint("res"))
    assert processes.ask(process, case, token).status_code == 200

    processes.organise(ReleaseFromGrid(grid="g12", person_ref=person))

    answer = processes.ask(process, case, token)
    assert (answer.status_code, answer.json()["code"]) == (404, "case-not-found")


@pytest.mark.parametrize("process", [0, 1])
def test_a_key_revoked_by_an_operator_opens_nothing(
    processes: Processes, process: int, tmp_path: Path
) -> None:
    """ASVS 8.3.2: a third process revokes, while connections and directories are warm."""
    desk = processes.desk()
    key, text = desk.issue(
        "daguan", "kiosk", scopes=tuple(AccessScope), lifetime=timedelta(days=1), by="olga"
    )
    for _ in range(3):
        assert processes.ask(process, CASES, text).status_code == 200

    environment = {name: value for name, value in os.environ.items() if "CLOSEOUT" not in name} | {
        "CLOSEOUT_DATABASE_URL": processes.database.dsn,
        "CLOSEOUT_DATA_DIR": str(tmp_path),
    }
    revoke = ["key", "revoke", "daguan", key.key_id, "--by", "olga"]
    subprocess.run(
        [sys.executable, "-m", "interfaces.cli", *revoke],
        cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60,
    )  # fmt: skip

    answer = processes.ask(process, CASES, text)
    assert (answer.status_code, answer.json()["code"]) == (401, "api-key-revoked")


@pytest.mark.parametrize("process", [0, 1])
def test_a_stream_ends_when_its_key_is_revoked(processes: Processes, process: int) -> None:
    """ASVS 8.3.2: also what was opened before; the key itself is good for days."""
    desk = processes.desk()
    key, text = desk.issue(
        "daguan", "console", scopes=tuple(AccessScope), lifetime=timedelta(days=9), by="olga"
    )
    address = f"{processes.clients[process].base_url}/jurisdictions/daguan/events"

    with following(address, {"Authorization": f"Bearer {text}"}) as follower:
        follower.until(lambda block: block.comment == "heartbeat")  # it was looked at, and is good
        desk.revoke("daguan", key.key_id, by="olga")

        assert follower.ending() == "token-refused"


@pytest.mark.parametrize("process", [0, 1])
def test_a_machine_loses_the_rights_of_the_person_it_acts_for(
    processes: Processes, process: int
) -> None:
    """ASVS 8.3.3: they are the person's of this moment."""
    person = f"officer-{process}"
    processes.organise(
        AppointPost(body="street", post="street_officer", person_ref=person, basis="n")
    )
    token = processes.issuer.mint(person, represented_by="assistant")
    first, second = (processes.reported(processes.issuer.mint("res")) for _ in range(2))
    assert processes.do(process, f"{first}/upload-case", token).status_code == 200

    processes.organise(VacatePost(body="street", post="street_officer", person_ref=person))

    answer = processes.do(process, f"{second}/upload-case", token)
    assert (answer.status_code, answer.json()["code"]) == (404, "case-not-found")
