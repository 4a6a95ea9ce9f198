"""Settings of the service: the only reader of the environment."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    model_validator,
)

from infrastructure.identity.addresses import AddressRefused, require_trusted_url
from infrastructure.observation.logs import LogLevel
from infrastructure.postgres.embedded import default_data_dir
from infrastructure.residents.settings import ResidentSettings
from infrastructure.webhooks.addresses import Allowed, allowed_places

_PREFIX = "CLOSEOUT_"
_OTHERS = frozenset({"CLOSEOUT_TEST_DATABASE_URL"})  # read by the tests alone
_ROLE = "CLOSEOUT_SERVICE_ROLE"
_KEY_BYTES = 32
_FILE = "_FILE"
_IDENTIFYING = ("host", "hostaddr", "port", "dbname", "user")


class SettingsRefused(Exception):
    """The environment names a setting that does not exist, or a value that cannot be used."""


def _trusted(url: str) -> str:
    require_trusted_url(url)
    return url


def _issuer(url: str) -> str:
    if require_trusted_url(url).query:
        raise AddressRefused("must be a URL without a query")  # RFC 8414, section 2
    return url


def _listed(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _places(text: str) -> str:
    allowed_places(_listed(text))
    return text


def _ports(text: str) -> str:
    listed = _listed(text)
    if not listed or not all(e.isascii() and e.isdigit() and 0 < int(e) < 1 << 16 for e in listed):
        raise ValueError("must be port numbers with commas between them")
    return text


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(ResidentSettings):
    """What a deployment may set, each as ``CLOSEOUT_<NAME>``; the residents' door has its own.

    Attributes:
        database_url: libpq URL or string, several hosts welcome; None: the embedded server.
        service_role: role the service acts in after connecting; empty: the login's own.
        data_dir: where the embedded server and the master key live.
        master_key_file: file with 32 bytes in base64 that wrap the vault's keys; None: made in
            ``data_dir`` on first use.
        packs: folder with further policy packs.
        host, port: where the API listens.
        public_url: where callers find it, if not there; Open311 discovery says so.
        open311_contact: whom Open311 discovery names for questions and API keys.
        issuer: who issues access tokens, exactly as their ``iss`` says; None: development mode.
        audience: value that an access token's ``aud`` must hold for this service.
        jwks_url: where the issuer's keys are; None: where its metadata say.
        jwks_file: file with the issuer's keys, for a service that cannot reach it.
        workers: processes that serve the API, each on one core.
        writers: threads of each that carry out commands.
        sweep_seconds: how often the scheduler looks for what is due.
        webhook_allow: internal networks (CIDR) and hosts that webhooks may be sent to, with commas.
        webhook_ports: the only ports that webhooks are sent to, with commas.
        webhook_ca_file: further certificates to trust, for receivers with an internal authority.
        webhook_timeout_seconds: for one attempt, all of it.
        webhook_workers: attempts under way in one process.
        webhook_each: attempts under way to one webhook.
        webhook_disable_days: a webhook to which nothing got through for so long is disabled.
        webhook_keep_days: what was delivered or given up is shown for so long.
        log_level: from which level on lines are written.
        admin_host, admin_port: where metrics are shown; no port: nowhere, and nothing is counted.
        traces_endpoint: URL that takes traces over OTLP/HTTP; None: there are none.
        traces_token: bearer token for it.
        traces_share: of the traces that begin here, 0 to 1.
        reads_per_second, commands_per_second: how fast one caller may ask one process in the long
            run; twenty seconds' worth at once. 0: no limit.
        ready_lag_seconds: how old the oldest event may be that the read models lack.
        ready_calendar_days: how far ahead the working-day tables must reach.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: SecretStr | None = None
    service_role: str = "closeout_service"
    data_dir: Path = Field(default_factory=default_data_dir)
    master_key_file: Path | None = None
    packs: Path | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    public_url: Annotated[str, Field(max_length=200, pattern=r"^https?://[^\s?#@]+$")] | None = None
    open311_contact: Annotated[str, Field(max_length=500)] | None = None
    issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    audience: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    jwks_url: Annotated[str, AfterValidator(_trusted)] | None = None
    jwks_file: Path | None = None
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    writers: Annotated[int, Field(ge=1, le=256)] = 16
    sweep_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    log_level: LogLevel = LogLevel.INFO
    admin_host: str = "127.0.0.1"
    admin_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    traces_endpoint: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    traces_token: SecretStr | None = None
    traces_share: Annotated[float, Field(ge=0, le=1)] = 1.0
    reads_per_second: Annotated[float, Field(ge=0)] = 100.0
    commands_per_second: Annotated[float, Field(ge=0)] = 50.0
    ready_lag_seconds: Annotated[int, Field(ge=1)] = 60
    ready_calendar_days: Annotated[int, Field(ge=0, le=366)] = 3
    webhook_allow: Annotated[str, AfterValidator(_places)] = ""
    webhook_ports: Annotated[str, AfterValidator(_ports)] = "443,8443"
    webhook_ca_file: FilePath | None = None
    webhook_timeout_seconds: Annotated[int, Field(ge=1, le=30)] = 20
    webhook_workers: Annotated[int, Field(ge=1, le=256)] = 32
    webhook_each: Annotated[int, Field(ge=1, le=64)] = 8
    webhook_disable_days: Annotated[int, Field(ge=1, le=90)] = 5
    webhook_keep_days: Annotated[int, Field(ge=1, le=366)] = 30

    @property
    def is_development(self) -> bool:
        """Whether this is a machine to try things on: no issuer, reached from nowhere else."""
        return self.issuer is None and (self.host == "localhost" or _is_loopback(self.host))

    def webhook_places(self) -> Allowed:
        """Where webhooks may be sent."""
        networks, hosts = allowed_places(_listed(self.webhook_allow))
        return Allowed(
            networks=networks,
            hosts=hosts,
            ports=frozenset(map(int, _listed(self.webhook_ports))),
            loopback=self.is_development,
        )

    @model_validator(mode="after")
    def _tokens_are_whole(self) -> Self:
        if (self.issuer is None) != (self.audience is None):
            raise ValueError(f"{_PREFIX}ISSUER and {_PREFIX}AUDIENCE are set together")
        if self.issuer is None and (self.jwks_url or self.jwks_file):
            raise ValueError(f"{_PREFIX}JWKS_URL and {_PREFIX}JWKS_FILE need {_PREFIX}ISSUER")
        if self.jwks_url and self.jwks_file:
            raise ValueError(f"{_PREFIX}JWKS_URL and {_PREFIX}JWKS_FILE exclude each other")
        return self

    def master_key(self) -> bytes:
        """The key that wraps the vault's keys; it is never stored in the database.

        Raises:
            SettingsRefused: the file named cannot be read or does not hold 32 bytes in base64.
        """
        if self.master_key_file is not None:
            return _read_key(self.master_key_file)
        path = self.data_dir / "master.key"
        if not path.exists():
            _make_key(path)
        return _read_key(path)

    def present_master_key(self) -> bytes | None:
        """The same, but none is made: None where there is no key yet.

        Raises:
            SettingsRefused: see ``master_key``.
        """
        path = self.data_dir / "master.key"
        return self.master_key() if self.master_key_file or path.exists() else None

    def shown(self) -> Mapping[str, tuple[str, bool]]:
        """Every setting as it holds, by the name of its variable, and whether it was given.

        Secrets are masked: of the database only what identifies it is shown.
        """
        return {
            _PREFIX + name.upper(): (
                _shown(name, getattr(self, name)),
                name in self.model_fields_set,
            )
            for name in type(self).model_fields
        }


_SECRETS = tuple(
    f"{_PREFIX}{name.upper()}"
    for name, field in Settings.model_fields.items()
    if SecretStr in getattr(field.annotation, "__args__", (field.annotation,))
)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; an unknown ``CLOSEOUT_`` variable is refused, not ignored.

    Raises:
        SettingsRefused: with one line for each thing that is wrong.
    """
    environment = os.environ if environment is None else environment
    environment = _with_secrets(environment)
    known = {_PREFIX + name.upper() for name in Settings.model_fields} | _OTHERS
    given = {
        name
        for name, value in environment.items()
        # Set to nothing is not set, as everywhere in a shell; only the role may be nothing.
        if name.startswith(_PREFIX) and (value or name not in known or name == _ROLE)
    }
    if unknown := sorted(given - known):
        raise SettingsRefused(f"unknown settings: {', '.join(unknown)}")
    values = {name.removeprefix(_PREFIX).lower(): environment[name] for name in given - _OTHERS}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsRefused("\n".join(_line(dict(one)) for one in error.errors())) from None


def _line(error: Mapping[str, Any]) -> str:
    """What is wrong with a setting; with several of them together, without a name in front."""
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{_PREFIX}{error['loc'][0]!s}".upper() + f": {said}" if error["loc"] else said


def _with_secrets(environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with the content of each file that ``CLOSEOUT_<SECRET>_FILE`` names.

    An environment is seen by whoever may list processes; a file is seen by whom it belongs to.
    """
    found = dict(environment)
    for name in _SECRETS:
        file = found.pop(f"{name}{_FILE}", "")
        if not file:
            continue
        if found.get(name):
            raise SettingsRefused(f"{name} and {name}{_FILE} are both set")
        try:
            found[name] = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsRefused(f"{name}{_FILE}: {file} cannot be read") from error
        if not found[name]:
            raise SettingsRefused(f"{name}{_FILE}: {file} is empty")
    return found


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, SecretStr) or name != "database_url":
        return str(value)
    try:
        options = conninfo_to_dict(value.get_secret_value())
    except ProgrammingError:
        return str(value)  # masked as a whole
    identifying = {name: options[name] for name in _IDENTIFYING if name in options}
    return make_conninfo("", **identifying) if identifying else str(value)


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = base64.b64encode(secrets.token_bytes(_KEY_BYTES))
    # Written aside and linked into place: of two first runs one key wins, whole.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def _read_key(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"{path}: the master key cannot be read: {error}") from error
    if len(key) != _KEY_BYTES:
        raise SettingsRefused(f"{path}: the master key has {len(key)} bytes, not {_KEY_BYTES}")
    return key
