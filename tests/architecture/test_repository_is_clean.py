"""What a reader of the repository must never find in it."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.shelves import product_packs

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".hypothesis", ".python", ".venv", "__pycache__", "node_modules"}

FOREIGN = {
    "registry host": rb"pythonhosted\.|\bpypi\.\w|npmjs\.",
    "path of a developer's machine": rb"(?<![\w.*])/(?:home|Users|work|workspace|root)/\w",
    "private key": rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY",
    "cloud key": rb"\bAKIA[0-9A-Z]{16}\b",
    "access token": rb"\bgh[pousr]_\w{30}|\bglpat-[\w-]{20}|\bxox[abpr]-\w{10}",
    "API key of ours": rb"\bco_[a-z0-9._-]+_[0-9a-f]{12}_[0-9a-f]{64}\b",
    "signed token": rb"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.",
    "password in an address": rb"\w://\w+:[^\s@/{}$<>\"']+@",
}

SHELF = product_packs().all()


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest that fits; - and _ are one to it."""
    longest_first = sorted(set(words), key=len, reverse=True)
    return "|".join(re.sub("[-_]", "[-_]", word) for word in longest_first)


PACKS = re.compile(rf"(?<![a-z])({any_of(pack.meta.id for pack in SHELF)})(?![a-z])", re.IGNORECASE)
LEVELS_OF_ALL = (
    "HOUSEHOLD",
    "UNIT_STAIR",
    "BUILDING",
    "GRID",
    "COMMUNITY",
    "STREET",
    "DISTRICT",
    "CITY",
)
LEVELS_OF_PACKS = [
    level
    for pack in SHELF
    for levels in (pack.cases.levels, *(tree.levels for tree in pack.hierarchies.values()))
    for level in levels
]
LEVELS = re.compile(rf"\b({any_of([*LEVELS_OF_ALL, *LEVELS_OF_PACKS])})\b")
POLICY_NUMBERS = {60, 90, 1500, 3000}


def our_files() -> Iterator[Path]:
    """Every file of the repository; not what tools leave beside it."""
    folders = [ROOT]
    while folders:
        for entry in sorted(folders.pop().iterdir()):
            if entry.name in NOT_OURS or entry.name.endswith("_cache"):
                continue
            if entry.is_dir():
                folders.append(entry)
            elif entry.name != ".venv.lock":
                yield entry


def findings(content: bytes) -> list[str]:
    """What of `FOREIGN` is in a file."""
    return [name for name, pattern in FOREIGN.items() if re.search(pattern, content)]


def requirements(lock: Path) -> dict[str, list[str]]:
    """The pinned requirements of a lock file, each with its hashes."""
    text = "\n".join(line for line in lock.read_text().splitlines() if not line.startswith("#"))
    entries = text.replace("\\\n", " ").splitlines()
    return {
        entry.partition("--hash")[0].strip(): re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)
        for entry in entries
        if entry.strip()
    }


def policy_in(source: str) -> list[str]:
    """Pack names, level names and policy numbers in Python source, comments included."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        found += [match[0] for match in PACKS.finditer(token.string)]
        found += [match[0] for match in LEVELS.finditer(token.string)]
        if token.type == tokenize.NUMBER:
            number = ast.literal_eval(token.string)
            found += [token.string] if number in POLICY_NUMBERS else []
    return found


def unexplained_skips(source: str) -> list[int]:
    """The lines on which a test is skipped or expected to fail without a reason."""
    tree = ast.parse(source)
    explained = {
        id(call.func)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and (
            any(word.arg == "reason" for word in call.keywords)
            or (ast.unparse(call.func) in {"pytest.skip", "pytest.xfail"} and call.args)
        )
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"skip", "skipif", "xfail"}
        and ast.unparse(node.value) in {"pytest", "pytest.mark"}
        and id(node) not in explained
    ]


def unexplained_exemptions(source: str) -> list[str]:
    """The lint and type exemptions without a code or without a reason."""
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    return [
        comment
        for comment in comments
        if re.search(r"# (noqa|type: ignore)", comment)
        and not re.search(r"# (noqa: [A-Z0-9, ]+\d|type: ignore\[[\w, -]+\])\s+(#|-|—) \S", comment)
    ]


def test_no_file_names_a_registry_a_developers_folder_or_a_secret() -> None:
    """House rule."""
    found = {str(file.relative_to(ROOT)): findings(file.read_bytes()) for file in our_files()}

    assert {file: names for file, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("https://files.python" + "hosted.org/x", "registry host"),
        ("open('/ho" + "me/li/case.csv')", "path of a developer's machine"),
        ("-----BEGIN RSA PRIV" + "ATE KEY-----", "private key"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "cloud key"),
        ("token=gh" + "p_" + "a" * 36, "access token"),
        (f"co_street-1_{'0a' * 6}_{'1b' * 32}", "API key of ours"),
        ("eyJ" + "a" * 30 + ".eyJ" + "b" * 30 + ".c", "signed token"),
        ("postgresql://app:hun" + "ter2@db/closeout", "password in an address"),
    ],
)
def test_what_must_not_be_there_would_be_found(planted: str, name: str) -> None:
    """The control: each pattern finds what it is for."""
    assert findings(planted.encode()) == [name]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_one_version_and_hashes_and_no_address(lock: str) -> None:
    """deliver 1."""
    locked = requirements(ROOT / lock)

    assert len(locked) >= 30
    assert [pin for pin in locked if not re.match(r"[a-z0-9.-]+==[\w.]+( ; |$)", pin)] == []
    assert [pin for pin, hashes in locked.items() if not hashes] == []
    assert "://" not in (ROOT / lock).read_text()


def test_checks_run_on_the_very_packages_that_the_service_runs_on() -> None:
    """The development lock holds the runtime lock, hash for hash."""
    runtime = requirements(ROOT / "requirements.lock")
    development = requirements(ROOT / "requirements-dev.lock")

    versions = {pin.partition(" ")[0]: hashes for pin, hashes in development.items()}
    assert {pin.partition(" ")[0]: hashes for pin, hashes in runtime.items()}.items() <= (
        versions.items()
    )


def test_the_domain_names_no_pack_no_level_and_no_policy_number() -> None:
    """B.5."""
    found = {
        str(file.relative_to(ROOT)): policy_in(file.read_text())
        for file in (ROOT / "domain").rglob("*.py")
    }

    assert {file: names for file, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("points = 3_000", ["3_000"]),
        ("limit = 60.0  # of Daguan", ["60.0", "Daguan"]),
        ('"""Escalates to the DISTRICT."""', ["DISTRICT"]),
        ("if level == Level.GRID: pass", ["GRID"]),
        ("grids = 600  # districts of the city, 61 of them", []),
        ("if level == 'DEDICATED_GRID_BRANCH': pass", ["DEDICATED_GRID_BRANCH"]),
        ("def street_a(): pass", ["street_a"]),
    ],
)
def test_policy_in_python_would_be_found(source: str, found: list[str]) -> None:
    """The control for B.5."""
    assert policy_in(source) == found


def test_nothing_is_skipped_or_exempted_without_a_reason() -> None:
    """House style 1.11 and 1.14."""
    sources = {
        str(file.relative_to(ROOT)): file.read_text()
        for file in our_files()
        if file.suffix == ".py"
    }

    found = {
        name: [*unexplained_skips(source), *unexplained_exemptions(source)]
        for name, source in sources.items()
    }

    assert {name: places for name, places in found.items() if places} == {}


def test_a_skip_or_an_exemption_without_a_reason_would_be_found() -> None:
    """The control for house style 1.11 and 1.14."""
    silent = "import pytest\n@pytest.mark.skip\ndef test_a(): pytest.skip()\n"
    explained = (
        "import pytest\n@pytest.mark.skipif(1, reason='x')\ndef test_a(): pytest.skip('y')\n"
    )

    assert unexplained_skips(silent) == [2, 3]
    assert unexplained_skips(explained) == []
    assert unexplained_exemptions("import os  # noqa: F401\n") == ["# noqa: F401"]
    assert unexplained_exemptions("import os  # noqa: F401 - re-exported\n") == []
