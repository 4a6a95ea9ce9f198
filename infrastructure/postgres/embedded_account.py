"""The operating system account that the embedded PostgreSQL runs as.

PostgreSQL refuses to run as root. Root therefore lends it an ordinary account of the machine; no
account is ever made and no folder that was there before is opened up for it.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LENT_BY_ROOT = ("postgres", "nobody")  # in the order of preference


class EmbeddedServerUnavailable(Exception):
    """The embedded PostgreSQL cannot run here; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """Who owns the data and runs the server."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of_this_process(cls) -> "Account":
        """The caller itself or, when the caller is root, the account that root lends.

        Raises:
            EmbeddedServerUnavailable: root finds none to lend.
        """
        if os.geteuid():
            return cls(str(os.geteuid()), os.geteuid(), os.getegid())
        for name in LENT_BY_ROOT:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(name, entry.pw_uid, entry.pw_gid)
        accounts = " nor ".join(LENT_BY_ROOT)
        raise EmbeddedServerUnavailable(
            f"PostgreSQL refuses to run as root, and there is no account {accounts} to run it as."
        )

    @classmethod
    def owning(cls, folder: Path) -> "Account":
        """Whoever owns an existing server folder; only root can run a server for another.

        Raises:
            EmbeddedServerUnavailable: the folder belongs to another user, or to root.
        """
        status = folder.stat()
        if os.geteuid() not in {0, status.st_uid} or not status.st_uid:
            raise EmbeddedServerUnavailable(
                f"{folder} belongs to user id {status.st_uid}; "
                f"this process runs as user id {os.geteuid()}."
            )
        return cls(str(status.st_uid), status.st_uid, status.st_gid)

    @property
    def is_lent(self) -> bool:
        """Whether the server runs as somebody else than the caller."""
        return self.uid != os.geteuid()

    def run(
        self, command: Sequence[str | Path], *, timeout: float | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program as this account, in English, without a terminal; its output is returned.

        Args:
            command: program and arguments.
            timeout: seconds after which `subprocess.TimeoutExpired` is raised; None waits.

        Raises:
            EmbeddedServerUnavailable: this machine does not let root change to the account.
        """
        environment = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith("PG") and not name.startswith("LC_") and name != "LANG"
        }
        environment["LC_ALL"] = "C"
        try:
            return subprocess.run(
                [str(word) for word in command],
                check=False,
                capture_output=True,
                text=True,
                errors="replace",
                stdin=subprocess.DEVNULL,
                timeout=timeout,
                cwd="/",
                env=environment,
                user=self.uid if self.is_lent else None,
                group=self.gid if self.is_lent else None,
                extra_groups=[] if self.is_lent else None,
            )
        except PermissionError as error:
            raise EmbeddedServerUnavailable(
                f"cannot run {command[0]} as {self.name}: {error.strerror}"
            ) from error

    def can_reach(self, path: Path) -> bool:
        """Whether the account may enter (a folder) or execute (a file) the path."""
        return not self.run(["/bin/sh", "-c", 'test -x "$1"', "sh", path]).returncode

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only this account and root can enter; one that is there stays."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            return
        if self.is_lent:
            os.chown(folder, self.uid, self.gid)
