import pytest

from domain.policy.shelf import PackShelf
from tests.shelves import product_packs


@pytest.fixture(scope="session")
def shelf() -> PackShelf:
    return product_packs()
