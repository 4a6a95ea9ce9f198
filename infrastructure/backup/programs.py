"""PostgreSQL's own programs for back-ups, of a version that fits the server."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from psycopg import pq

from infrastructure.postgres.embedded_binaries import SYSTEM_FOLDERS, WHEEL

_SECRET: Final = {b"password", b"sslpassword"}


class NoProgram(Exception):
    """No ``pg_dump`` or ``pg_restore`` here can work with the server."""


class ProgramFailed(Exception):
    """A program of PostgreSQL ended with an error."""


def program(name: str, major: int) -> Path:
    """A program of the server's version, or else of the next later one: older ones refuse.

    Args:
        major: version of the server.

    Raises:
        NoProgram: none is installed.
    """
    found = sorted(
        (version, path) for path in _candidates(name) if (version := _major(path)) >= major
    )
    if not found:
        raise NoProgram(
            f"no {name} of PostgreSQL {major} or later is installed here; the server is {major}"
        )
    return found[0][1]


def _candidates(name: str) -> Iterator[Path]:
    for pattern in SYSTEM_FOLDERS:
        yield from Path("/").glob(f"{pattern[1:]}/{name}")
    if on_path := shutil.which(name):
        yield Path(on_path)
    spec = importlib.util.find_spec(WHEEL)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        yield from Path(location).glob(f"pginstall*/bin/{name}")


def _major(path: Path) -> int:
    try:
        asked = subprocess.run([path, "--version"], check=False, capture_output=True, text=True)
    except OSError:  # of another platform
        return 0
    version = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    return int(version[1]) if version and not asked.returncode else 0


@contextmanager
def started(command: Path, arguments: Sequence[str], dsn: str) -> Iterator[subprocess.Popen[str]]:
    """A program at work on a database; it is ended with the context if it has not ended itself.

    The connection goes through the environment: arguments can be read by whoever lists processes.
    """
    with subprocess.Popen(
        [str(command), *arguments],
        env=_environment(dsn),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,  # an interrupt is ours to handle, in order
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


def finished(process: subprocess.Popen[str]) -> None:
    """Wait for a program that has nothing more to say.

    Raises:
        ProgramFailed: with what it said last.
    """
    _, said = process.communicate()
    if process.returncode:
        raise ProgramFailed(said.strip() or f"{process.args!r} ended with {process.returncode}")


def _environment(dsn: str) -> Mapping[str, str]:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "CLOSEOUT_", "LC_"))
    }
    given = {}
    for option in pq.Conninfo.parse(dsn.encode()):
        if option.val is None:
            continue
        if option.envvar is None:
            if option.keyword in _SECRET:
                raise NoProgram(f"{option.keyword.decode()} cannot be handed to another program")
            continue  # keep-alives and the like, which a back-up does without
        given[option.envvar.decode()] = option.val.decode()
    return own | given | {"LC_ALL": "C", "PGAPPNAME": "closeout backup"}
