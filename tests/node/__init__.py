"""Programs of the npm registry that check the API; ``npm ci`` brings them when a test asks."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["NodeTools", "chromium", "node_tools"]

_FOLDER = Path(__file__).parent
_MODULES = _FOLDER / "node_modules"
_STAMP = _MODULES / ".closeout-lock"
_LOCK = _FOLDER / "package-lock.json"
_SET_UP = 600  # seconds, on a slow line


@dataclass(frozen=True, slots=True)
class NodeTools:
    """Node.js and the locked packages.

    Attributes:
        node: the interpreter.
        modules: ``node_modules``; programs lie in ``.bin``.
    """

    node: str
    modules: Path

    def program(self, name: str) -> str:
        """Path of an installed program."""
        return str(self.modules / ".bin" / name)


@pytest.fixture(scope="session")
def node_tools() -> NodeTools:
    """The packages of the lock file, installed once; skips where there is no Node.js."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("needs Node.js and npm, which check the API from outside")
    digest = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    with (_FOLDER / ".install.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # two runs at once install once
        if not (_STAMP.exists() and _STAMP.read_text() == digest):
            subprocess.run(
                [npm, "ci", "--ignore-scripts"],
                cwd=_FOLDER,
                check=True,
                capture_output=True,
                timeout=_SET_UP,
            )
            _STAMP.write_text(digest)
    return NodeTools(node, _MODULES)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; skips where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("needs Chromium, for example Debian's package of that name")
    return found
