"""Policy packs as their files say them, read once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from domain.policy.shelf import PackShelf
from infrastructure.policy_files import load_packs


@cache
def packs_of(*folders: Path) -> PackShelf:
    """The packs of these folders; without one, those of the product. A shelf never changes."""
    return load_packs(*folders)


def product_packs() -> PackShelf:
    """The packs of the product."""
    return packs_of()
