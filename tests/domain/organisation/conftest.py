import pytest

from domain.policy.shelf import PackShelf
from infrastructure.policy_files import load_packs


@pytest.fixture(scope="session")
def shelf() -> PackShelf:
    return load_packs()
