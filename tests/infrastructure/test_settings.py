"""The only reader of the environment, and the key that is never in the database."""

from __future__ import annotations

import base64
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.settings import SettingsRefused, read_settings

ROOT = Path(__file__).parents[2]
_SHOW_KEY = """
import sys
from infrastructure.settings import read_settings
sys.stdin.readline()
print(read_settings({"CLOSEOUT_DATA_DIR": sys.argv[1]}).master_key().hex())
"""


def test_a_setting_that_does_not_exist_is_refused() -> None:
    """Architecture 9: a typing mistake must not be a silent default."""
    with pytest.raises(SettingsRefused, match=r"^unknown settings: CLOSEOUT_PROT$"):
        read_settings({"CLOSEOUT_PROT": "80", "PATH": "/bin"})


def test_every_bad_value_is_named() -> None:
    """Architecture 9: one line each, without the value, which may be a secret."""
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"CLOSEOUT_PORT": "eighty", "CLOSEOUT_WRITERS": "0"})

    lines = sorted(str(refused.value).splitlines())
    assert [line.split(":")[0] for line in lines] == ["CLOSEOUT_PORT", "CLOSEOUT_WRITERS"]
    assert "eighty" not in str(refused.value)


def test_where_webhooks_may_go_is_read_from_lists() -> None:
    """ASVS 13.2.4: public addresses over two ports unless an operator says otherwise."""
    given = {
        "CLOSEOUT_WEBHOOK_ALLOW": "10.20.0.0/16, console.internal",
        "CLOSEOUT_WEBHOOK_PORTS": "443, 9443",
        "CLOSEOUT_HOST": "192.0.2.1",
    }
    allowed = read_settings(given).webhook_places()

    assert [str(network) for network in allowed.networks] == ["10.20.0.0/16"]
    assert allowed.hosts == frozenset({"console.internal"})
    assert allowed.ports == frozenset({443, 9443})
    assert not allowed.loopback
    assert read_settings({"CLOSEOUT_HOST": "::1"}).webhook_places().loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLOSEOUT_WEBHOOK_ALLOW", "10.0.0.1/8"),
        ("CLOSEOUT_WEBHOOK_ALLOW", "https://inside"),
        ("CLOSEOUT_WEBHOOK_PORTS", "0"),
        ("CLOSEOUT_WEBHOOK_PORTS", "443;8443"),
        ("CLOSEOUT_WEBHOOK_PORTS", ","),
        ("CLOSEOUT_WEBHOOK_TIMEOUT_SECONDS", "31"),
        ("CLOSEOUT_WEBHOOK_CA_FILE", "/nowhere.pem"),
    ],
)
def test_a_webhook_setting_that_cannot_be_used_is_refused(name: str, value: str) -> None:
    """Architecture 9: settings are validated."""
    with pytest.raises(SettingsRefused, match=f"^{name}: "):
        read_settings({name: value})


def test_what_is_given_is_read_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Architecture 9: the environment handed in is the whole of it."""
    monkeypatch.setenv("CLOSEOUT_PORT", "9999")
    monkeypatch.setenv("CLOSEOUT_SERVICE_ROLE", "somebody")

    settings = read_settings({"CLOSEOUT_WRITERS": "3", "HOME": "/nowhere"})

    assert (settings.writers, settings.port) == (3, 8000)
    assert settings.service_role == "closeout_service"


def test_set_to_nothing_is_not_set() -> None:
    """Architecture 9: an empty database would be anybody's default one, an empty folder this."""
    settings = read_settings(
        {"CLOSEOUT_DATABASE_URL": "", "CLOSEOUT_PACKS": "", "CLOSEOUT_SERVICE_ROLE": ""}
    )

    assert settings.database_url is None
    assert settings.packs is None
    assert settings.service_role == ""


def test_the_password_of_the_database_is_not_shown() -> None:
    """Architecture 9: settings end up in logs."""
    settings = read_settings({"CLOSEOUT_DATABASE_URL": "host=db password=hidden"})

    assert "hidden" not in repr(settings)


# --- Who issues tokens ---


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ISSUER": "http://id.example"}, "CLOSEOUT_ISSUER: must be https"),
        ({"ISSUER": "https://"}, "CLOSEOUT_ISSUER: must be a URL"),
        ({"ISSUER": "https://[/"}, "CLOSEOUT_ISSUER: must be a URL"),
        ({"ISSUER": "https://someone@id.example"}, "CLOSEOUT_ISSUER: must be a URL"),
        ({"ISSUER": "https://id.example?x=1"}, "CLOSEOUT_ISSUER: must be a URL without a query"),
        ({"JWKS_URL": "http://id.example/keys"}, "CLOSEOUT_JWKS_URL: must be https"),
        ({"ISSUER": "https://id.example"}, "CLOSEOUT_ISSUER and CLOSEOUT_AUDIENCE are set togeth"),
        ({"AUDIENCE": "closeout"}, "CLOSEOUT_ISSUER and CLOSEOUT_AUDIENCE are set together"),
        ({"JWKS_URL": "https://id.example/k"}, "CLOSEOUT_JWKS_URL and CLOSEOUT_JWKS_FILE need"),
    ],
)
def test_an_issuer_that_cannot_be_trusted_is_refused(given: dict[str, str], said: str) -> None:
    """Architecture 7: the keys that prove everybody come from there."""
    with pytest.raises(SettingsRefused) as refused:
        read_settings({f"CLOSEOUT_{name}": value for name, value in given.items()})

    assert said in str(refused.value)


@pytest.mark.parametrize(
    "issuer", ["https://id.example", "https://id.example/realms/a", "http://127.0.0.1:9000"]
)
def test_an_issuer_is_taken_exactly_as_it_is_given(issuer: str) -> None:
    """RFC 9068: ``iss`` is compared as a text; http is for this machine."""
    given = {"CLOSEOUT_ISSUER": issuer, "CLOSEOUT_AUDIENCE": "closeout"}

    assert read_settings(given).issuer == issuer


def test_the_master_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    """ENV-07: it wraps every person's key."""
    settings = read_settings({"CLOSEOUT_DATA_DIR": str(tmp_path / "new")})

    first = settings.master_key()

    file = tmp_path / "new" / "master.key"
    assert len(first) == 32
    assert settings.master_key() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["master.key"]


def test_of_several_first_runs_one_key_wins(tmp_path: Path) -> None:
    """ENV-07: with two keys half of the vault would never open again."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _SHOW_KEY, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    keys = set()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        with process:
            keys.add(process.communicate(timeout=60)[0].strip())
        assert process.returncode == 0

    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


def test_a_key_of_ones_own_is_read(tmp_path: Path) -> None:
    """ENV-07: as ``openssl rand -base64 32`` writes it, with a line end."""
    file = tmp_path / "own.key"
    file.write_bytes(base64.b64encode(bytes(range(32))) + b"\n")

    settings = read_settings({"CLOSEOUT_MASTER_KEY_FILE": str(file)})

    assert settings.master_key() == bytes(range(32))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (base64.b64encode(bytes(16)), "has 16 bytes, not 32"),
        (b"", "has 0 bytes, not 32"),
        (b"?" * 44, "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """ENV-07: with the file and the reason, never the key."""
    file = tmp_path / "own.key"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SettingsRefused, match=reason) as refused:
        read_settings({"CLOSEOUT_MASTER_KEY_FILE": str(file)}).master_key()

    assert str(refused.value).startswith(f"{file}: ")


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    """ASVS 13.3.1: whoever lists processes sees their environment, not their files."""
    file = tmp_path / "url"
    file.write_text("host=db dbname=closeout password=hidden\n", encoding="utf-8")

    settings = read_settings({"CLOSEOUT_DATABASE_URL_FILE": str(file)})

    assert settings.database_url is not None
    assert settings.database_url.get_secret_value().endswith("password=hidden")


@pytest.mark.parametrize(
    ("further", "content", "reason"),
    [
        ({"CLOSEOUT_DATABASE_URL": "host=a"}, "host=b", "are both set"),
        ({}, "", "is empty"),
        ({}, None, "cannot be read"),
    ],
)
def test_a_secret_that_is_unclear_is_refused(
    tmp_path: Path, further: dict[str, str], content: str | None, reason: str
) -> None:
    """Architecture 9: never a silent default."""
    file = tmp_path / "url"
    if content is not None:
        file.write_text(content, encoding="utf-8")

    with pytest.raises(SettingsRefused, match=reason):
        read_settings({"CLOSEOUT_DATABASE_URL_FILE": str(file)} | further)


def test_only_secrets_may_lie_in_files() -> None:
    """Architecture 9."""
    with pytest.raises(SettingsRefused, match="unknown settings: CLOSEOUT_PORT_FILE"):
        read_settings({"CLOSEOUT_PORT_FILE": "/nowhere"})


def test_settings_are_shown_without_their_secrets() -> None:
    """ASVS 16.2.5: which database, not how to get in."""
    settings = read_settings(
        {
            "CLOSEOUT_DATABASE_URL": "host=db port=5433 dbname=closeout user=me password=hidden",
            "CLOSEOUT_TRACES_TOKEN": "host=secret",
            "CLOSEOUT_WRITERS": "3",
        }
    )

    shown = settings.shown()

    assert shown["CLOSEOUT_WRITERS"] == ("3", True)
    assert shown["CLOSEOUT_PORT"] == ("8000", False)
    assert shown["CLOSEOUT_DATABASE_URL"][0] == "host=db port=5433 dbname=closeout user=me"
    assert "hidden" not in str(shown)
    assert "secret" not in str(shown)


@pytest.mark.parametrize(
    "given",
    [
        {"CLOSEOUT_TRACES_ENDPOINT": "ftp://collector"},
        {"CLOSEOUT_TRACES_SHARE": "1.5"},
        {"CLOSEOUT_COMMANDS_PER_SECOND": "-1"},
        {"CLOSEOUT_LOG_LEVEL": "loud"},
        {"CLOSEOUT_READY_LAG_SECONDS": "0"},
    ],
)
def test_what_cannot_be_meant_is_refused(given: dict[str, str]) -> None:
    """Architecture 9."""
    [name] = given
    with pytest.raises(SettingsRefused, match=name):
        read_settings(given)
