"""Routes are found part by part, the first one that fits."""

from __future__ import annotations

import pytest

from interfaces.api.addresses import Addresses


def _street() -> Addresses[str]:
    addresses: Addresses[str] = Addresses()
    addresses.add("GET", "/cases/{case}/first", "added first")
    addresses.add("GET", "/cases/bulk/{command}", "bulk")
    addresses.add("GET", "/cases/{case}/{command}", "command")
    addresses.add("POST", "/cases/{case}/{command}", "posted")
    addresses.add("GET", "/cases", "cases")
    return addresses


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/cases", ("cases", [])),
        ("GET", "/cases/7/close", ("command", ["7", "close"])),
        ("GET", "/cases/bulk/close", ("bulk", ["close"])),
        ("GET", "/cases/bulk/first", ("added first", ["bulk"])),
        ("POST", "/cases/bulk/close", ("posted", ["bulk", "close"])),
    ],
)
def test_the_first_template_that_fits(method: str, path: str, found: tuple[str, list[str]]) -> None:
    assert _street().find(method, path) == found


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/cases"),
        ("GET", "/cases/"),
        ("GET", "//cases"),
        ("GET", "cases"),
        ("GET", ""),
        ("GET", "/cases/7"),
        ("GET", "/cases//close"),
        ("GET", "/cases/7/close/"),
        ("GET", "/cases/7/close/more"),
    ],
)
def test_nothing_is_there(method: str, path: str) -> None:
    assert _street().find(method, path) is None


@pytest.mark.parametrize("template", ["/files/{path:path}", "/v{number}", "/a//b", "/{a}-{b}"])
def test_a_template_that_names_no_whole_part_is_not_taken(template: str) -> None:
    with pytest.raises(ValueError, match="part by part"):
        Addresses[str]().add("GET", template, "")
