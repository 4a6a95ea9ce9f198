"""The import contracts are worth something only if breaking them fails. So break each of them."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "application", "infrastructure", "interfaces", "tests")
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it is."""
    made = tmp_path_factory.mktemp("whole")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            made / package,
            ignore=lambda folder, names: [
                name
                for name in names
                if Path(folder, name).is_file() and Path(name).suffix != ".py"
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", made)
    return made


@pytest.fixture
def copy(whole: Path) -> Iterator[Path]:
    """The code as it is, to be broken; mended for the next test, for copies are dear."""
    files = {file: file.stat().st_size for file in whole.rglob("*.py")}
    yield whole
    for file in set(whole.rglob("*.py")) - files.keys():
        file.unlink()
    for file, size in files.items():
        if file.stat().st_size != size:
            shutil.copy2(ROOT / file.relative_to(whole), file)


def add(copy: Path, module: str, *imports: str) -> None:
    """Add imports to a module, which is made when it is missing."""
    file = copy / module
    for folder in [*reversed(file.parent.relative_to(copy).parents), file.parent.relative_to(copy)]:
        if folder != Path():
            (copy / folder).mkdir(exist_ok=True)
            (copy / folder / "__init__.py").touch()
    with file.open("a") as source:
        source.writelines(f"\nimport {name}\n" for name in imports)


def verdict(copy: Path, *contracts: str) -> tuple[bool, str]:
    """Whether the contracts (all, unless named) are kept, and what the linter says.

    What it learns of a module's imports serves the next test, where the module is as old.
    """
    lint = Path(sys.executable).with_name("lint-imports")
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    linted = subprocess.run(
        [lint, "--cache-dir", copy / "imports", *chosen],
        cwd=copy,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "KEPT" in linted.stdout or "BROKEN" in linted.stdout, linted.stdout + linted.stderr
    return not linted.returncode, linted.stdout


def test_an_import_that_points_inwards_is_allowed(copy: Path) -> None:
    """The control: without it, a broken configuration would look like a strict one."""
    add(copy, "infrastructure/probe.py", "domain.kernel", "psycopg")
    add(copy, "interfaces/bootstrap/wiring.py", "infrastructure.postgres.embedded")
    add(copy, "interfaces/api/probe.py", "application.ports", "fastapi")

    kept, report = verdict(copy)

    assert kept, report


@pytest.mark.parametrize(
    ("contract", "module", "importing"),
    [
        ("layers", "domain/probe.py", "application.ports"),
        ("layers", "application/probe.py", "infrastructure.postgres.embedded"),
        ("layers", "infrastructure/probe.py", "interfaces.api.probe"),
        ("layers", "interfaces/api/probe.py", "interfaces.bootstrap"),
        ("layers", "interfaces/bootstrap/wiring.py", "interfaces.server"),
        ("layers", "interfaces/projector.py", "interfaces.scheduler"),
        ("layers", "interfaces/server.py", "tests.probe"),
        ("one-root", "interfaces/api/probe.py", "infrastructure.postgres.embedded"),
        ("one-root", "interfaces/scheduler.py", "infrastructure.postgres.embedded"),
    ],
)
def test_an_import_that_points_outwards_is_refused(
    copy: Path, contract: str, module: str, importing: str
) -> None:
    """Architecture 1."""
    if not (copy / importing.replace(".", "/")).with_suffix(".py").exists():
        add(copy, f"{importing.replace('.', '/')}.py")
    add(copy, module, importing)

    kept, report = verdict(copy, contract)

    assert not kept, report


@pytest.mark.parametrize("layer", ["domain", "application"])
def test_every_framework_is_refused_in_the_core_by_its_real_name(copy: Path, layer: str) -> None:
    """Architecture 1; a misspelt name in the contract would pass in silence."""
    frameworks = CONTRACTS["pure-core"]["forbidden_modules"]
    add(copy, f"{layer}/probe.py", *frameworks)

    kept, report = verdict(copy, "pure-core")

    assert not kept
    unnoticed = [name for name in frameworks if f"{layer}.probe -> {name} " not in report]
    assert unnoticed == []


def test_the_forbidden_frameworks_are_the_ones_that_are_installed() -> None:
    """Architecture 1; a forbidden name that nothing installs forbids nothing."""
    missing = [
        name
        for name in CONTRACTS["pure-core"]["forbidden_modules"]
        if subprocess.run(
            [sys.executable, "-c", f"import importlib.util as u; assert u.find_spec('{name}')"],
            check=False,
            capture_output=True,
        ).returncode
    ]

    assert missing == []


@pytest.mark.parametrize("layer", PACKAGES[:-1])
def test_two_packages_that_import_each_other_are_refused(copy: Path, layer: str) -> None:
    """Architecture 2."""
    add(copy, f"{layer}/probe_one/part.py", f"{layer}.probe_two.part")
    add(copy, f"{layer}/probe_two/part.py", f"{layer}.probe_one.part")

    kept, report = verdict(copy, "acyclic")

    assert not kept, report


def test_no_contract_is_left_untried() -> None:
    """A new contract needs a test here that breaks it."""
    assert set(CONTRACTS) == {"layers", "one-root", "pure-core", "acyclic"}
