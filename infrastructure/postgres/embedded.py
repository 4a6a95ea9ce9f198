"""The PostgreSQL that Closeout brings up itself where no database is configured.

For laptops, demonstrations and tests; a production service names a server in
CLOSEOUT_DATABASE_URL. Any number of processes share one server: the first one starts it and the
last one out stops it, also when some of them were killed. Transactions are as durable as on any
PostgreSQL. There is no TCP port: the server listens on a socket that only its owner can reach.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from infrastructure.postgres.embedded_account import Account, EmbeddedServerUnavailable
from infrastructure.postgres.embedded_binaries import Binaries, choose, within_reach
from infrastructure.postgres.embedded_cluster import SUPERUSER, Cluster

__all__ = ["EmbeddedServer", "EmbeddedServerUnavailable", "default_data_dir"]

EPHEMERAL_PREFIX = "closeout-ephemeral-"
WITHOUT_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def default_data_dir() -> Path:
    """Where Closeout keeps its data on this machine, as an absolute path.

    CLOSEOUT_DATA_DIR if set; for root /var/lib/closeout, because the account that runs the server
    cannot enter /root; else closeout in XDG_DATA_HOME, which is ~/.local/share by default.
    """
    named = os.environ.get("CLOSEOUT_DATA_DIR")
    if named:
        return Path(named).absolute()
    if not os.geteuid():
        return Path("/var/lib/closeout")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "closeout"


class EmbeddedServer:
    """One use of a running server; leave it with `stop` or as a context manager.

    A process that ends without `stop`, even by kill -9, no longer counts as a user. A server that
    nobody uses any more is taken over by the next `start`.
    """

    def __init__(
        self, base: Path, cluster: Cluster, binaries: Binaries, user_lock: int, *, ephemeral: bool
    ) -> None:
        self._base = base
        self._cluster = cluster
        self._binaries = binaries
        self._user_lock: int | None = user_lock
        self._ephemeral = ephemeral

    @classmethod
    def start(
        cls,
        data_dir: Path | None = None,
        *,
        ephemeral: bool = False,
        fsync: bool = True,
        bin_dir: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Self:
        """Join the running server of a data folder, or start it; make the data when there is none.

        Several processes may call this at once. Returns when the server accepts connections,
        after a crash when recovery is done.

        Args:
            data_dir: the folder of Closeout's data, by default `default_data_dir()`; the server's
                part of it is the sub-folder postgres.
            ephemeral: a private server in a new temporary folder, removed by `stop`; what a killed
                process leaves behind is removed by the next ephemeral start.
            fsync: False gives up durability for speed; only for an ephemeral server.
            bin_dir: the PostgreSQL programs to use instead of those found on the machine.
            settings: server settings by name, used if this call starts the server.

        Raises:
            EmbeddedServerUnavailable: no server can run here; the text says why.
            ValueError: ``ephemeral`` with a ``data_dir``, or ``fsync=False`` without ``ephemeral``.
        """
        if ephemeral and data_dir is not None:
            raise ValueError("an ephemeral server chooses its own folder")
        if not fsync and not ephemeral:
            raise ValueError("only an ephemeral server may run without fsync")
        if ephemeral:
            _remove_abandoned()
            data_dir = Path(tempfile.mkdtemp(prefix=EPHEMERAL_PREFIX))
            if not os.geteuid():
                data_dir.chmod(0o711)
        base = (data_dir or default_data_dir()).absolute() / "postgres"
        settings = {**({} if fsync else WITHOUT_DURABILITY), **(settings or {})}
        try:
            return cls._join(base, ephemeral, fsync, bin_dir, settings)
        except BaseException:
            if ephemeral:
                shutil.rmtree(base.parent, ignore_errors=True)
            raise

    @classmethod
    def _join(
        cls,
        base: Path,
        ephemeral: bool,  # noqa: FBT001 - private, and named by its only caller
        fsync: bool,  # noqa: FBT001 - same
        bin_dir: Path | None,
        settings: Mapping[str, str],
    ) -> Self:
        """Count this process as a user of the server below ``base`` and see that it runs."""
        _make_base(base)
        with _exclusive(base):
            user_lock = _open_lock(base / "users.lock")
            try:
                fcntl.flock(user_lock, fcntl.LOCK_SH)
                cluster = _cluster(base)
                chosen = choose(major=cluster.major(), bin_dir=bin_dir)
                binaries = within_reach(chosen, cluster.account, base)
                if cluster.major() is None:
                    cluster.initialise(binaries, sync=fsync)
                cluster.start(binaries, settings)
            except BaseException:
                os.close(user_lock)
                raise
        return cls(base, cluster, binaries, user_lock, ephemeral=ephemeral)

    def dsn(self, dbname: str, user: str | None = None) -> str:
        """The libpq connection string of a database of this server.

        Args:
            dbname: an existing database; a new server has only `postgres`.
            user: an existing role; by default the superuser.
        """
        return self._cluster.dsn(dbname, user or SUPERUSER)

    @property
    def pid(self) -> int | None:
        """The process id of the server; None when it was killed."""
        postmaster = self._cluster.postmaster()
        return postmaster.pid if postmaster else None

    @property
    def bin_dir(self) -> Path:
        """Where the programs of the running version are: `psql`, `pg_dump`, `pgbench`, …"""
        return self._binaries.bin_dir

    @property
    def log(self) -> Path:
        """The file the server logs to."""
        return self._cluster.log

    def stop(self) -> None:
        """Stop using the server; the last user stops the server itself. Twice is once."""
        if self._user_lock is None:
            return
        user_lock, self._user_lock = self._user_lock, None
        try:
            with _exclusive(self._base):
                if _is_last(user_lock):
                    self._cluster.stop(self._binaries)
                    if self._ephemeral:
                        shutil.rmtree(self._base.parent)
        finally:
            os.close(user_lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _make_base(base: Path) -> None:
    """Make the folders down to ``base``; those that are there keep their permissions."""
    try:
        for folder in [*reversed(base.parents), base]:
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                # The lent account passes through; only its own folder below is open to it.
                folder.chmod(0o711 if not os.geteuid() else 0o700)
    except OSError as error:
        raise EmbeddedServerUnavailable(f"cannot make {base}: {error.strerror}") from error


def _cluster(base: Path) -> Cluster:
    """The server's own folder below ``base``, made for the right account when it is missing."""
    folder = base / "server"
    account = Account.owning(folder) if folder.exists() else Account.of_this_process()
    if not account.can_reach(base):
        raise EmbeddedServerUnavailable(
            f"PostgreSQL does not run as root, and the account {account.name} cannot enter {base}: "
            "set CLOSEOUT_DATA_DIR to a folder outside /root."
        )
    account.make_folder(folder)
    return Cluster(folder, account)


def _open_lock(file: Path) -> int:
    """A new handle on a lock file; locks belong to handles and go with them."""
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EmbeddedServerUnavailable(f"cannot open {file}: {error.strerror}") from error


@contextmanager
def _exclusive(base: Path) -> Iterator[None]:
    """Hold the right to start and stop the server below ``base``, waiting for it."""
    handle = _open_lock(base / "start.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_last(lock: int) -> bool:
    """Whether no other process holds the lock; then this one does, exclusively."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove_abandoned() -> None:
    """Stop and remove the ephemeral servers whose process was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{EPHEMERAL_PREFIX}*"):
        try:
            if folder.lstat().st_uid == os.geteuid():
                _remove_if_abandoned(folder)
        except FileNotFoundError:  # its owner, or another process here, was faster
            continue


def _remove_if_abandoned(folder: Path) -> None:
    """Stop and remove one ephemeral server, unless a process uses, starts or stops it.

    Raises:
        FileNotFoundError: it is only just being made, or removed by another process.
    """
    base = folder / "postgres"
    server = base / "server"
    locks: list[int] = []
    try:
        for name in ("start.lock", "users.lock"):
            locks.append(os.open(base / name, os.O_RDWR | os.O_CLOEXEC))
            if not _is_last(locks[-1]):
                return
        if server.exists():
            cluster = Cluster(server, Account.owning(server))
            if cluster.postmaster():
                found = choose(major=cluster.major(), bin_dir=None)
                cluster.stop(within_reach(found, cluster.account, base))
        shutil.rmtree(folder)
    finally:
        for lock in locks:
            os.close(lock)
