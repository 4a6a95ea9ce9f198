"""One data directory of PostgreSQL and the server process that works on it.

Nothing here guards against two callers at once: `embedded` does.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from infrastructure.postgres.embedded_account import Account, EmbeddedServerUnavailable
from infrastructure.postgres.embedded_binaries import Binaries

SUPERUSER = "postgres"
PORT = 5432
LONGEST_SOCKET_PATH = 103  # bytes; 107 on Linux, 103 on macOS
SECONDS_TO_START = 600  # crash recovery after a busy day takes minutes
SECONDS_FOR_ORPHANS = 60
SECONDS_TO_STOP = 60
PAUSE = 0.05

BUILTIN_LOCALE_SINCE = 17
STATUS_LINE = 7  # of postmaster.pid: starting, ready, stopping
SOCKET_LINE = 4


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says about a server process."""

    pid: int
    status: str
    socket_dir: str


@dataclass(frozen=True)
class Cluster:
    """The data in ``folder``/data, its log and its socket, run by ``account``.

    The folder is the account's own and closed to everybody else.
    """

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server writes while it runs."""
        return self.folder / "server.log"

    def major(self) -> int | None:
        """The PostgreSQL version that made the data; None when there is none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    # --- making it -----------------------------------------------------------------------

    def initialise(self, binaries: Binaries, *, sync: bool) -> None:
        """Make the data directory: complete or not at all, however the process ends.

        Args:
            binaries: whose `initdb` to use.
            sync: whether to force the files to disk.

        Raises:
            EmbeddedServerUnavailable: `initdb` failed.
        """
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        made = self.account.run(
            [
                binaries.program("initdb"),
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                "--auth=trust",  # whoever can enter the socket's folder is the owner, or root
                "--encoding=UTF8",
                "--data-checksums",
                "--no-instructions",
                *_locale(binaries.major),
                *([] if sync else ["--no-sync"]),
            ]
        )
        if made.returncode:
            raise EmbeddedServerUnavailable(f"initdb failed: {made.stderr.strip()}")
        unfinished.rename(self.data)
        if sync:
            _sync_folder(self.folder)

    # --- what is running -----------------------------------------------------------------

    def postmaster(self) -> Postmaster | None:
        """The live server process of this data directory, or None.

        That a process with the recorded id exists proves nothing: after a kill it may be a
        zombie, and after a power cut the id may belong to any program.
        """
        recorded = self._recorded()
        return recorded if recorded and self._is_ours(recorded.pid) else None

    def answers(self) -> bool:
        """Whether a server accepts connections for this data directory."""
        try:
            with psycopg.connect(self.dsn("postgres"), connect_timeout=5, autocommit=True) as link:
                row = link.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]) == self.data

    def dsn(self, dbname: str, user: str = SUPERUSER) -> str:
        """The connection string of a database, through the socket."""
        recorded = self._recorded()
        folder = recorded.socket_dir if recorded and recorded.socket_dir else self.socket_dir()
        return make_conninfo("", host=str(folder), port=PORT, dbname=dbname, user=user)

    def socket_dir(self) -> Path:
        """Where a new server puts its socket: beside the data, or under /tmp if that is too long.

        Raises:
            EmbeddedServerUnavailable: somebody else has taken the name under /tmp.
        """
        beside = self.folder / "socket"
        longest = os.fsencode(beside / f".s.PGSQL.{PORT}")
        if len(longest) <= LONGEST_SOCKET_PATH and not set(str(beside)) & set("\"',\\"):
            return beside
        key = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"closeout-{self.account.uid}-{key}"  # noqa: S108 - checked by _prepare_socket_dir, and the only place short enough

    def _recorded(self) -> Postmaster | None:
        """What postmaster.pid says, whether or not it is still true."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if not lines or not lines[0].strip().isdigit():
            return None  # being written at this moment, or cut short by a full disk
        lines += [""] * (STATUS_LINE + 1 - len(lines))
        return Postmaster(int(lines[0]), lines[STATUS_LINE].strip(), lines[SOCKET_LINE].strip())

    def _is_ours(self, pid: int) -> bool:
        """Whether a living process is the server of this data directory."""
        command = _command_line(pid)
        return command is not None and "postgres" in command and str(self.data) in command

    # --- starting and stopping -----------------------------------------------------------

    def start(self, binaries: Binaries, settings: Mapping[str, str]) -> None:
        """Return when a server accepts connections: one already running, or a new one.

        Args:
            binaries: the programs for this data's version.
            settings: server settings for a new server, by name.

        Raises:
            EmbeddedServerUnavailable: it does not start; the text holds the log's last lines.
        """
        if self.answers() or self._wait_for_running():
            return
        self._disown_stale_pid()
        socket_dir = self.socket_dir()
        self._prepare_socket_dir(socket_dir)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket_dir),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "timezone": "UTC",
            "log_timezone": "UTC",
            **settings,
        }
        words = [word for name, text in options.items() for word in ("-c", f"{name}={text}")]
        orphans_until = time.monotonic() + SECONDS_FOR_ORPHANS
        while True:
            size = self.log.stat().st_size if self.log.exists() else 0
            waiting: list[str | Path] = ["-s", "-w", f"-t{SECONDS_TO_START}"]
            waiting += ["-D", self.data, "-l", self.log]
            started = self.account.run(
                [binaries.program("pg_ctl"), "start", *waiting, "-o", shlex.join(words)]
            )
            if not started.returncode and self.answers():
                return
            said = self._log_since(size)
            # After a kill of the server process, its children still work for a moment on the
            # shared memory, and PostgreSQL rightly refuses to start beside them.
            if "still in use" not in said or time.monotonic() > orphans_until:
                last = "\n".join(said.splitlines()[-10:])
                raise EmbeddedServerUnavailable(
                    f"PostgreSQL did not start: {started.stderr.strip()}\n{self.log}:\n{last}"
                )
            time.sleep(PAUSE)

    def stop(self, binaries: Binaries) -> None:
        """Stop the server, if there is one; committed data is on disk either way."""
        if self.postmaster() is None:
            return
        for mode in ("fast", "immediate"):
            waiting: list[str | Path] = ["-s", "-w", f"-t{SECONDS_TO_STOP}"]
            waiting += ["-D", self.data, "-m", mode]
            if not self.account.run([binaries.program("pg_ctl"), "stop", *waiting]).returncode:
                return
            if self.postmaster() is None:
                return
        raise EmbeddedServerUnavailable(f"PostgreSQL in {self.data} does not stop.")

    def _wait_for_running(self) -> bool:
        """Whether a live server process, perhaps recovering, came to accept connections."""
        until = time.monotonic() + SECONDS_TO_START
        while self.postmaster() is not None:
            if self.answers():
                return True
            if time.monotonic() > until:
                raise EmbeddedServerUnavailable(
                    f"PostgreSQL in {self.data} runs but accepts no connection; see {self.log}."
                )
            time.sleep(PAUSE)
        return False

    def _disown_stale_pid(self) -> None:
        """Let PostgreSQL start although the recorded process id is taken, if not by a server.

        PostgreSQL would take any process with that id for a server, even the zombie of a killed
        one. Its own ancestors it never does, so this process takes the dead server's place in
        the file. The file itself must stay: it names the shared memory by which PostgreSQL
        detects surviving children of the dead server.
        """
        file = self.data / "postmaster.pid"
        if self._recorded() is None:
            file.unlink(missing_ok=True)
            return
        lines = file.read_bytes().splitlines(keepends=True)
        with file.open("r+b") as overwritten:
            overwritten.write(b"".join([f"{os.getpid()}\n".encode(), *lines[1:]]))
            overwritten.truncate()

    def _prepare_socket_dir(self, folder: Path) -> None:
        """Make the socket's folder, and trust one that is there only if it is the account's."""
        self.account.make_folder(folder)
        status = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or status.st_uid != self.account.uid:
            raise EmbeddedServerUnavailable(f"{folder} is not a folder of {self.account.name}.")
        folder.chmod(0o700)
        # The dead server's claim on the socket holds its process id, stale like the other one.
        # Only the server of this data directory, known to be dead, ever uses this folder.
        (folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _log_since(self, size: int) -> str:
        """What the server logged after the first ``size`` bytes."""
        try:
            with self.log.open("rb") as log:
                log.seek(size)
                return log.read().decode(errors="replace")
        except FileNotFoundError:
            return ""


def _locale(major: int) -> list[str]:
    """Sort by code point, know the letters of every script; without ICU, which not all have."""
    if major >= BUILTIN_LOCALE_SINCE:
        provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        provider = ["--locale-provider=libc"]
    letters = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    return ["--no-locale", *provider, "--lc-collate=C", f"--lc-ctype={letters}"]


def _command_line(pid: int) -> str | None:
    """The command of a living process; None for no process and for a zombie."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            command = (process / "cmdline").read_bytes()
            state = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if state in {"Z", "X"} else os.fsdecode(command.replace(b"\0", b" "))
    asked = subprocess.run(
        ["/bin/ps", "-o", "stat=,command=", "-p", str(pid)],
        check=False,
        capture_output=True,
        text=True,
    )
    state, _, command_line = asked.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else command_line


def _sync_folder(folder: Path) -> None:
    """Force a rename inside a folder to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
