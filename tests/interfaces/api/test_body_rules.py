"""Which bodies each address takes."""

from __future__ import annotations

import pytest

from interfaces.api.body_rules import BODY_LIMIT, body_rules

RULES = body_rules(photo_bytes=1_000)


@pytest.mark.parametrize(
    "path", ["/public/kundulun/report/photos", "/jurisdictions/kundulun/cases/1/photos"]
)
def test_photos_come_as_multipart_with_a_limit_of_their_own(path: str) -> None:
    """One line in the table for each kind of address."""
    rule = RULES.of(path)

    assert rule.media_types == {"multipart/form-data"}
    assert 1_000 < rule.limit < 10_000


@pytest.mark.parametrize(
    "path",
    [
        "/public/kundulun/reports",
        "/public/kundulun/report/photos/x",
        "/public/a/b/report/photos",
        "/x/public/kundulun/report/photos",
        "/public/kundulun/report/photos\n",
        "/jurisdictions/kundulun/cases/1/close-case",
        "",
    ],
)
def test_everything_else_comes_as_json_of_a_modest_size(path: str) -> None:
    """The default; a path that only looks like another one is not that one."""
    rule = RULES.of(path)

    assert (set(rule.media_types), rule.limit) == ({"application/json"}, BODY_LIMIT)
