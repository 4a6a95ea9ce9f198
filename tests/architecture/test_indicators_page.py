"""The page about indicators says what the catalogue says."""

from __future__ import annotations

from infrastructure.indicator_files import load_indicators
from tests.indicators import PAGE, page


def test_the_page_is_what_the_catalogue_says() -> None:
    """``./closeout dev python -m tests.indicators`` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page(load_indicators())
