"""Three PostgreSQL servers that Patroni keeps as one, from packages of the Python index alone.

The nodes agree among themselves by Raft, without a further service. Upstream keeps that for trials;
a deployment has etcd. All listens on this machine only.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from infrastructure.postgres.embedded_account import Account, EmbeddedServerUnavailable
from infrastructure.postgres.embedded_binaries import Binaries, choose, within_reach

NODES = 3
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_PATIENCE = 90.0  # seconds
_TTL, _LOOP, _RETRY = 20, 2, 3  # seconds; the shortest that Patroni takes


class Node:
    """One server and the Patroni that looks after it."""

    def __init__(self, name: str, folder: Path, account: Account, binaries: Binaries) -> None:
        self.name = name
        self.folder = folder
        self._account = account
        self._binaries = binaries
        self.postgres, self.rest, self.raft = _free_ports(3)
        self._python = _python(account)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, partners: Sequence[Node], environment: dict[str, str]) -> None:
        """Begin; the first ones make the data, those after them copy it."""
        file = self.folder / "patroni.json"
        file.write_text(json.dumps(self._configuration(partners)))
        lent = self._account.is_lent
        with self.log.open("wb") as written:
            self._process = subprocess.Popen(
                [self._python, "-m", "patroni", str(file)],
                cwd="/",
                env=environment,
                stdout=written,
                stderr=subprocess.STDOUT,
                user=self._account.uid if lent else None,
                group=self._account.gid if lent else None,
                extra_groups=[] if lent else None,
                start_new_session=True,
            )

    @property
    def log(self) -> Path:
        """What Patroni and the server say."""
        return self.folder / "patroni.log"

    def members(self) -> list[dict[str, Any]]:
        """The cluster as this node sees it; empty when it does not answer."""
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.rest}/cluster", timeout=5)
        except httpx.TransportError:
            return []
        members: list[dict[str, Any]] = answer.json().get("members", [])
        return members

    def kill(self) -> None:
        """As a machine that loses its power: Patroni and every process of its server."""
        if self._process is not None:  # first, or it would start the server anew
            self._process.kill()
            self._process.wait(_PATIENCE)
        for pid in self.server():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def server(self) -> list[int]:
        """Its server, then what the server started."""
        recorded = self.folder / "data" / "postmaster.pid"
        if recorded.exists() and (line := recorded.read_text().partition("\n")[0]).isdigit():
            server = int(line)
            if _works_on(server, self.folder / "data"):
                return [server, *_children(server)]
        return []

    def _configuration(self, partners: Sequence[Node]) -> dict[str, Any]:
        local = "127.0.0.1"
        return {
            "scope": "closeout",
            "name": self.name,
            "restapi": {
                "listen": f"{local}:{self.rest}",
                "connect_address": f"{local}:{self.rest}",
            },
            "raft": {
                "data_dir": str(self.folder / "raft"),
                "self_addr": f"{local}:{self.raft}",
                "partner_addrs": [f"{local}:{one.raft}" for one in partners],
            },
            "bootstrap": {
                "dcs": {
                    "ttl": _TTL,
                    "loop_wait": _LOOP,
                    "retry_timeout": _RETRY,
                    "synchronous_mode": True,
                    "synchronous_mode_strict": True,
                    # A replica may have more of the old log than the one that is promoted.
                    "postgresql": {"use_pg_rewind": True, "parameters": _PARAMETERS},
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"{local}:{self.postgres}",
                "connect_address": f"{local}:{self.postgres}",
                "data_dir": str(self.folder / "data"),
                "bin_dir": str(self._binaries.bin_dir),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres"},
                    "replication": {"username": "replicator"},
                },
                "pg_hba": [
                    f"host all all {local}/32 trust",
                    f"host replication all {local}/32 trust",
                ],
                "parameters": {"unix_socket_directories": str(self.folder)},
            },
        }


_PARAMETERS = {"max_connections": 100, "wal_level": "replica", "hot_standby": "on"}


class FailoverSet:
    """The nodes together.

    Attributes:
        dsn: names all of them; connects to the one that writes.
    """

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = list(nodes)
        self.dsn = make_conninfo(
            "",
            host=",".join("127.0.0.1" for _ in nodes),
            port=",".join(str(node.postgres) for node in nodes),
            dbname="postgres",
            user="postgres",
            target_session_attrs="read-write",
        )

    def replicas(self) -> list[int]:
        """The processes of all servers that could confirm what is written."""
        leader = self._in_role("leader")
        return [pid for node in self.nodes if node is not leader for pid in node.server()]

    def kill_the_leader(self) -> Node:
        """Its machine loses its power; the node that is gone."""
        leader = self._in_role("leader")
        self.nodes.remove(leader)
        leader.kill()
        return leader

    def await_members(self, count: int) -> None:
        """Until one writes, another one confirms what it writes, and all are there."""
        give_up, pause = monotonic() + _PATIENCE, Event()
        while True:
            members = max((node.members() for node in self.nodes), key=len)
            ready = [m["role"] for m in members if m["state"] in {"running", "streaming"}]
            if len(ready) == count and {"leader", "sync_standby"} <= set(ready):
                return
            assert monotonic() < give_up, f"{members}\n{self._said()}"
            pause.wait(0.2)

    def await_writing(self) -> None:
        """Until something can be written."""
        give_up, pause = monotonic() + _PATIENCE, Event()
        while True:
            try:
                psycopg.connect(self.dsn, connect_timeout=3).close()
            except psycopg.OperationalError:
                assert monotonic() < give_up, self._said()
                pause.wait(0.2)
            else:
                return

    def _in_role(self, role: str) -> Node:
        for node in self.nodes:
            for member in node.members():
                if member["role"] == role:
                    return next(one for one in self.nodes if one.name == member["name"])
        raise AssertionError(f"nobody is {role}")

    def _said(self) -> str:
        return "\n".join(node.log.read_text(errors="replace")[-1500:] for node in self.nodes)


@contextmanager
def failover_set(folder: Path) -> Iterator[FailoverSet]:
    """A running set with a primary, a synchronous replica and another replica.

    Skips the test where there is no Patroni, or no PostgreSQL that can be run.
    """
    if importlib.util.find_spec("patroni") is None or importlib.util.find_spec("pysyncobj") is None:
        pytest.skip("Patroni with Raft is not installed here")
    try:
        account = Account.of_this_process()
        binaries = within_reach(choose(major=None, bin_dir=None), account, folder)
    except EmbeddedServerUnavailable as unavailable:
        pytest.skip(f"no PostgreSQL server can be run here: {unavailable}")
    environment = _environment(account, folder)
    nodes = []
    for number in range(NODES):
        own = folder / f"node{number}"
        account.make_folder(own)
        nodes.append(Node(f"node{number}", own, account, binaries))
    with ExitStack() as stack:
        for node in nodes:
            stack.callback(node.kill)
            node.start([one for one in nodes if one is not node], environment)
        found = FailoverSet(nodes)
        found.await_members(NODES)
        yield found


def _environment(account: Account, folder: Path) -> dict[str, str]:
    """Of processes that are not ours, with the installed packages where their account can read."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    own |= {"LC_ALL": "C", "HOME": str(folder), "PYTHONWARNINGS": "ignore"}
    if account.is_lent:
        own["PYTHONPATH"] = str(_copied(folder / "packages", "patroni", "pysyncobj", "psycopg"))
    return own


def _python(account: Account) -> str:
    """This Python, or the machine's own of the same version where root keeps this one to itself."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for found in (sys.executable, shutil.which(version, path=os.defpath)):
        if found and account.can_reach(Path(found)):
            return found
    pytest.skip(f"{account.name}, whom root lends to PostgreSQL, can run no {version}")


def _copied(target: Path, *names: str) -> Path:
    """Installed distributions with all they require, where everybody can read them."""
    waiting, seen = [*names, "psycopg-binary"], set[str]()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue  # for another platform, or an extra that nobody asked for
        for file in installed.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                copy = target / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(installed.locate_file(file)), copy)
        required = [line for line in installed.requires or () if "extra ==" not in line]
        waiting += [found[0] for line in required if (found := _NAME.match(line))]
    for folder, _, names_in in os.walk(target):
        Path(folder).chmod(0o755)
        for one in names_in:
            (Path(folder) / one).chmod(0o644)
    return target


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in held]


def _works_on(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False
    return str(data).encode() in command


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
