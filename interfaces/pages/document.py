"""A page as one document: its style lies in it, and it has no script and nothing from elsewhere.

It can be kept, sent on and printed as it is; it is well-formed as XML, too. What stands in it is
text of others, so everything goes through ``escaped``.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

from application.read_models.as_of import AsOf
from domain.calendar.local_time import local_date
from interfaces.drawn_text import escaped

MEDIA_TYPE: Final = "text/html; charset=utf-8"
_MOMENT: Final = timedelta(microseconds=1)


def headers() -> Mapping[str, str]:
    """What a browser is told of such a document: it loads nothing and runs nothing."""
    policy = (
        f"default-src 'none'; style-src {sheet_source()}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}


@cache
def sheet_source() -> str:
    """What a policy says to let the sheet in where it lies in a document, and no other style."""
    digest = b64encode(hashlib.sha256(sheet().encode()).digest()).decode()
    return f"'sha256-{digest}'"


@cache
def sheet() -> str:
    """The one sheet of style of all pages."""
    return (files("interfaces.pages") / "assets" / "page.css").read_text("utf-8")


def document(title: str, body: Iterable[str]) -> str:
    """The whole document around what stands in its ``main``."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="zh-Hans">',
            "<head>",
            '<meta charset="utf-8"/>',
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
            f"<title>{escaped(title)}</title>",
            f"<style>{sheet()}</style>",
            "</head>",
            "<body>",
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>\n",
        ]
    )


def link(address: str, text: str, *, file: bool = False) -> str:
    """A link; to a file if it is to be kept rather than looked at."""
    kept = ' download=""' if file else ""
    return f'<a href="{escaped(address)}"{kept}>{escaped(text)}</a>'


def query(**given: object) -> str:
    """The query part of an address, with its question mark; what is None is left out."""
    said = {
        name: one.isoformat() if isinstance(one, date | datetime) else str(one)
        for name, one in given.items()
        if one is not None
    }
    return f"?{urlencode(said)}" if said else ""


def as_of_query(as_of: AsOf | None) -> Mapping[str, object]:
    """The instant a page was asked for, as its links name it."""
    return {} if as_of is None else {"as_of": as_of.instant, "axis": str(as_of.axis)}


def period(since: datetime | None, until: datetime | None) -> str:
    """A span, ``until`` exclusive, by its local days."""
    if since is None and until is None:
        return "全部时间"
    first = "最初" if since is None else str(local_date(since))
    last = "今" if until is None else str(local_date(until - _MOMENT))
    return f"{first} 至 {last}"
