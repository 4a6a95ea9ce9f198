"""``./closeout`` as an operator types it: what it says, and how it ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest

from application.webhooks.desk import ResumeWebhook
from infrastructure.policy_files import PACKAGED
from infrastructure.projections.histories import TABLES
from interfaces.cli.main import main
from tests.application.town import at, town_on, with_lights
from tests.application.webhooks.stage import ADMIN, post_in
from tests.database import Database
from tests.receiver import Reply, receiving

ROOT = Path(__file__).parents[2]
Said = subprocess.CompletedProcess[str]
Run = Callable[..., Said]
OF_2027 = (
    "covers,2027\ndate,is_workday,name,source_url,notice_no\n2027-01-01,false,invented,,doc-2027\n"
)


def environment(folder: Path, dsn: str | None, **further: str) -> dict[str, str]:
    """Of a process with settings of its own and none of ours."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLOSEOUT_")}
    given = {"CLOSEOUT_DATA_DIR": str(folder / "data"), "COLUMNS": "200"} | further
    return own | given | ({"CLOSEOUT_DATABASE_URL": dsn} if dsn else {})


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "interfaces.cli", *words]


@pytest.fixture
def closeout(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """A command in this process, which is faster than one of its own."""

    def run(*words: str, dsn: str = database.dsn, **further: str) -> Said:
        wanted = environment(tmp_path, dsn, **further)
        with monkeypatch.context() as process:
            for name in os.environ.keys() - wanted.keys():
                process.delenv(name)
            for name, value in wanted.items():
                process.setenv(name, value)
            process.setattr(sys, "argv", ["closeout", *words])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return Said(words, int(str(ended.value.code or 0)), said.out, said.err)

    return run


def test_a_jurisdiction_is_opened_once_and_keeps_its_pack(closeout: Run) -> None:
    """ENV-03: again is a no-op, another pack is refused, an unknown one, too."""
    opening = ("jurisdiction", "open", "street-1", "--founder", "olga", "--pack")

    first, again = closeout(*opening, "kundulun"), closeout(*opening, "kundulun")
    other = closeout(*opening, "daguan")
    unknown = closeout("jurisdiction", "open", "street-2", "--founder", "olga", "--pack", "none")
    listed = closeout("jurisdiction", "list")

    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout == "street-1 runs kundulun; olga is in charge of it\n"
    assert other.returncode == 1
    assert other.stderr == (
        "closeout: jurisdiction-runs-another-pack (ENV-03): street-1 runs kundulun.\n"
    )
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("closeout: pack-unknown (ENV-03): ")
    assert listed.stdout == "street-1  kundulun\n"


def test_a_notice_is_imported_and_a_broken_one_refused_with_its_line(
    closeout: Run, tmp_path: Path
) -> None:
    """CAL-03, CAL-08."""
    closeout("jurisdiction", "open", "street-1", "--founder", "olga", "--pack", "kundulun")
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(OF_2027, encoding="utf-8")
    bad.write_text(OF_2027.replace("false", "perhaps"), encoding="utf-8")

    imported = closeout("calendar", "import", "street-1", str(good), "--by", "olga")
    broken = closeout("calendar", "import", "street-1", str(bad), "--by", "olga")
    nowhere = closeout("calendar", "import", "stret-1", str(good), "--by", "olga")

    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.endswith("; 0 open cases have a new bound\n")
    assert broken.returncode == 1
    assert broken.stderr.startswith("closeout: calendar-file-invalid (CAL-03): bad.csv:3: ")
    assert nowhere.returncode == 1
    assert nowhere.stderr == "closeout: unknown-jurisdiction: No log 'stret-1'.\n"


def test_a_rebuild_says_how_many_rows_each_table_has(closeout: Run, database: Database) -> None:
    """Architecture 6."""
    with town_on(database, "kundulun", "2021-09-10 09:00") as town:
        with_lights(town)
        town.clock.set(at("2021-09-10 10:00"))
        town.report()

    rebuilt = closeout("rebuild")

    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "case_board_v1: 2 rows" in rebuilt.stdout.splitlines()
    assert "the swap held others up for" in rebuilt.stdout


def test_a_rebuild_of_one_read_model_names_it(closeout: Run) -> None:
    """Architecture 6: an unknown one is refused with the names there are."""
    one, unknown = closeout("rebuild", "case_board"), closeout("rebuild", "cases")

    assert one.returncode == 0, one.stderr
    assert "case_board_v1: 0 rows" in one.stdout.splitlines()
    assert "case_heads_v1" not in one.stdout
    assert unknown.returncode == 2
    assert unknown.stderr == (
        "closeout: there is no read model 'cases'; there are case_heads, case_board, "
        f"{', '.join(table.read_model for table in TABLES[2:])}\n"
    )


def test_a_pack_with_an_error_stops_the_start(closeout: Run, tmp_path: Path) -> None:
    """B.3, Bad days: with file, line and reason."""
    folder = tmp_path / "packs" / "kundulun" / "2027.1"
    shutil.copytree(PACKAGED / "kundulun" / "2021.1", folder)
    file = folder / "pack.yaml"
    text = file.read_text(encoding="utf-8").replace("start: CaseUploaded", "start: CaseDreamt")
    file.write_text(text, encoding="utf-8")
    line = text[: text.index("CLK-KD-CASE: {")].count("\n") + 1

    served = closeout("serve", CLOSEOUT_PACKS=str(tmp_path / "packs"))

    assert served.returncode == 2
    assert (
        f"{file}:{line}: cases.clocks.CLK-KD-CASE.start: unknown event CaseDreamt" in served.stderr
    )


@pytest.mark.parametrize(
    ("further", "said"),
    [
        ({"CLOSEOUT_PROT": "80"}, "closeout: unknown settings: CLOSEOUT_PROT\n"),
        ({"CLOSEOUT_MASTER_KEY_FILE": "/nowhere/key"}, "closeout: /nowhere/key: the master key"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start(
    closeout: Run, further: dict[str, str], said: str
) -> None:
    """Architecture 9: one clear line, never a traceback."""
    served = closeout("serve", **further)

    assert served.returncode == 2
    assert served.stderr.startswith(said)


def test_a_database_that_cannot_be_used_is_told_in_a_line(
    closeout: Run, empty_database: str
) -> None:
    """Architecture 9: not reached, or not migrated; `migrate` mends the second."""
    away = closeout("serve", dsn="host=127.0.0.1 port=1 dbname=none connect_timeout=2")
    bare = closeout("serve", dsn=empty_database)
    mended = closeout("migrate", dsn=empty_database)
    opened = closeout("jurisdiction", "list", dsn=empty_database)

    assert away.returncode == bare.returncode == 2
    assert away.stderr.startswith("closeout: the database cannot be used: ")
    assert bare.stderr.startswith("closeout: the database lacks 0001_")
    assert "run `closeout migrate` first" in bare.stderr
    assert mended.returncode == 0
    assert mended.stdout.splitlines()[-1] == "the database is up to date"
    assert opened.returncode == 0, opened.stderr


def test_a_key_is_issued_listed_and_revoked(closeout: Run) -> None:
    """The key alone is printed to standard output, once; lists show who has what until when."""
    closeout("jurisdiction", "open", "street-1", "--founder", "olga", "--pack", "kundulun")
    asked = ("key", "issue", "street-1", "kiosk", "--scope", "read", "--scope", "write")

    issued = closeout(*asked, "--days", "30", "--by", "olga", "--represents")
    key_id = issued.stdout.split("_")[2]
    listed = closeout("key", "list", "street-1")
    revoked = closeout("key", "revoke", "street-1", key_id, "--by", "olga")
    after = closeout("key", "list", "street-1")

    assert re.fullmatch(r"co_street-1_[0-9a-f]{12}_[0-9a-f]{64}\n", issued.stdout)
    assert issued.stderr.startswith(f"key {key_id} of kiosk, good until ")
    assert f"{key_id}  kiosk  cases:read cases:write represents  issued " in listed.stdout
    assert listed.stdout.endswith("  last used never\n")
    assert issued.stdout.strip().rsplit("_", 1)[1] not in listed.stdout
    assert revoked.stdout.startswith(f"key {key_id} of kiosk is revoked since ")
    assert " by olga  last used never" in after.stdout


def test_a_key_that_cannot_be_issued_or_revoked_is_told(closeout: Run) -> None:
    """One clear line with the code."""
    closeout("jurisdiction", "open", "street-1", "--founder", "olga", "--pack", "kundulun")
    terms = ("--scope", "read", "--days", "1", "--by", "olga")

    nowhere = closeout("key", "issue", "street-2", "kiosk", *terms)
    unnamed = closeout("key", "issue", "street-1", "system", *terms)
    unknown = closeout("key", "revoke", "street-1", "0" * 12, "--by", "olga")

    assert nowhere.stderr == "closeout: unknown-jurisdiction: No log 'street-2'.\n"
    assert unnamed.stderr.startswith("closeout: api-key-terms: ")
    assert unknown.stderr == "closeout: api-key-not-found: There is no API key 000000000000.\n"
    assert nowhere.returncode == unnamed.returncode == unknown.returncode == 1


def test_what_a_database_is_for_is_stated_by_a_command(closeout: Run, empty_database: str) -> None:
    """Architecture 7: a configured database is for production until somebody says otherwise."""
    closeout("migrate", dsn=empty_database)

    before = closeout("environment", dsn=empty_database)
    served = closeout("serve", dsn=empty_database)
    stated = closeout("environment", "development", dsn=empty_database)

    assert before.stdout == "production\n"
    assert served.returncode == 2
    told = served.stderr.splitlines()[-1]
    assert told.startswith("closeout: nobody issues access tokens: set CLOSEOUT_ISSUER")
    assert stated.stdout == "development\n"


def test_dead_letters_are_shown_and_replayed_in_the_name_of_the_administrator(
    closeout: Run, database: Database
) -> None:
    """Webhooks: `closeout webhook list|dead|replay`; whoever may not is refused."""
    with post_in(database) as post, receiving() as receiver:
        hook = str(post.register(receiver.url, event_types=("CaseAccepted",)).webhook.webhook_id)
        receiver.answer = lambda _: Reply(410)
        with_lights(post.town)
        post.deliver()
        name = post.town.name

        listed = closeout("webhook", "list", name, "--by", "ada")
        dead = closeout("webhook", "dead", name, hook, "--by", "ada")
        refused = closeout("webhook", "replay", name, hook, "--by", "uma")
        too_early = closeout("webhook", "replay", name, hook, "--by", "ada")
        post.desk.execute(name, ADMIN, UUID(hook), ResumeWebhook(), key=None)
        replayed = closeout("webhook", "replay", name, hook, "--by", "ada")
        receiver.answer = lambda _: Reply()
        post.deliver()

        assert f"{hook}  DISABLED (GONE)  for uma  0 outstanding, 1 dead" in listed.stdout
        assert dead.stdout.endswith("  CaseAccepted  1 attempts  GONE 410\n")
        assert refused.stderr.startswith("closeout: permission-denied (C): ")
        assert too_early.stderr.startswith("closeout: webhook-state-unfit: ")
        assert replayed.stdout == "1 deliveries are due again\n"
        assert len(set(receiver.ids)) == 1


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_up_ends_cleanly_when_asked_to(
    database: Database, tmp_path: Path, asked: signal.Signals
) -> None:
    """Architecture 9: API, projector, scheduler and deliverer give back what they hold."""
    with up(database, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening on http://127.0.0.1:")

        process.send_signal(asked)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 0, said
    assert "Traceback" not in said


def test_up_ends_when_one_of_its_parts_fails(database: Database, tmp_path: Path) -> None:
    """Architecture 9: a service with a dead part would only look alive."""
    with up(database, tmp_path) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            workers: list[int] = []
            while not workers:  # until one serves
                pids = [int(pid) for pid in children.read_text().split()]
                workers = [pid for pid in pids if b"spawn_main" in _command_of(pid)]

            os.kill(workers[0], signal.SIGKILL)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()  # or a failure would wait for it for ever

    assert process.returncode == 2, said
    assert "closeout: a worker ended by itself" in said


def _command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def up(database: Database, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("up"),
        cwd=ROOT,
        env=environment(folder, database.dsn, CLOSEOUT_PORT="0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_database_of_our_own_is_for_development(open_folder: Path) -> None:
    """Architecture 7: the embedded one, from the start; `up` works at once."""
    said = subprocess.run(
        command("environment"),
        cwd=ROOT,
        env=environment(open_folder, None),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (said.returncode, said.stdout) == (0, "development\n"), said.stderr


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the account of the embedded server can enter; pytest's own are private."""
    with TemporaryDirectory(prefix="closeout-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_the_demonstration_shows_the_figures_of_the_source(open_folder: Path) -> None:
    """F01, F02, G W-1, G W-2; the second run shows what the first one built."""
    for built in (False, True):
        shown = _demonstrated(open_folder)

        assert shown.returncode == 0, shown.stderr
        assert ("as an earlier run built it" in shown.stdout) is built
        assert "W-1 holds" in shown.stdout
        assert "W-2 holds" in shown.stdout
        assert "91.3 %" in shown.stdout
        assert "400/438" in shown.stdout
        assert "Timeline of case" in shown.stdout
        assert "Replay: what the system knew then" in shown.stdout


def _demonstrated(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("demo"),
        cwd=ROOT,
        env=environment(folder, None),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
