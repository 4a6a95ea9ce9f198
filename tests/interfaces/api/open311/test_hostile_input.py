"""No input makes the door fail: it answers, or refuses in the words of its standard."""

from __future__ import annotations

import string
from urllib.parse import quote, quote_from_bytes
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from interfaces.api.open311.answers import ErrorAnswer
from interfaces.api.open311.rendering import Format, rendered
from tests.interfaces.api.open311.door import LIGHT, Door, checked

_SETTINGS = settings(
    max_examples=60,
    deadline=None,  # the machine is shared
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_NAMES = st.sampled_from(
    [*LIGHT, "description", "address_string", "address_id", "email", "media_url", "account_id",
     "start_date", "end_date", "status", "service_request_id", "jurisdiction_id", "api_key",
     "attribute[POLE_NO]", "attribute[DARK_SINCE]", "attribute[", "attribute[[]]", "[]", ""]
)  # fmt: skip
_ODD = st.sampled_from(
    [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00",
     b"-1", b"1e400", b"NaN", "路灯".encode("gbk"), b"<!DOCTYPE a>", b"]]>&lt;", b",,,", b" "]
)  # fmt: skip
_PAIRS = st.lists(st.tuples(_NAMES, st.binary(max_size=20) | _ODD), max_size=8)
_PATHS = st.text(string.printable + "路\x00\ud7ff", max_size=20)


def _encoded(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{quote(name)}={quote_from_bytes(value)}" for name, value in pairs)


@_SETTINGS
@given(pairs=_PAIRS, form=st.sampled_from(["json", "xml"]))
def test_no_form_breaks_it(door: Door, pairs: list[tuple[str, bytes]], form: str) -> None:
    """API conventions: no 500 on any input."""
    right = [(name, value.encode()) for name, value in LIGHT.items()]
    for sent in (pairs, right + pairs):
        body = _encoded([("api_key", door.key().encode()), *sent])
        checked(
            door.client.post(
                f"{door.address}/requests.{form}",
                content=body,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
        )


@_SETTINGS
@given(body=st.binary(max_size=200))
def test_no_bytes_break_it(door: Door, body: bytes) -> None:
    """API conventions: no 500 on any input."""
    checked(
        door.client.post(
            f"{door.address}/requests.xml",
            content=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    )


@_SETTINGS
@given(
    pairs=_PAIRS,
    path=st.sampled_from(["requests", "servicerequestupdates", "services", "discovery"]),
    form=st.sampled_from(["json", "xml"]),
)
def test_no_query_breaks_it(
    door: Door, pairs: list[tuple[str, bytes]], path: str, form: str
) -> None:
    """API conventions: no 500 on any input."""
    key = f"api_key={door.key()}"
    checked(door.client.get(f"{door.address}/{path}.{form}?{key}&{_encoded(pairs)}"))


@_SETTINGS
@given(
    path=_PATHS,
    under=st.sampled_from(["services", "requests", "tokens", ""]),
    form=st.sampled_from([".json", ".xml", ""]),
)
def test_no_path_breaks_it(door: Door, path: str, under: str, form: str) -> None:
    """API conventions: no 500 on any input."""
    address = f"{door.address}/{under}/{quote(path, safe='')}{form}"

    answer = door.client.get(address, params={"api_key": door.key()})

    assert answer.status_code < 500


@given(text=st.text(st.characters(codec=None, exclude_categories=()), max_size=30))
def test_xml_is_well_formed_for_any_text(text: str) -> None:
    """XML 1.0: what it cannot hold is shown as a replacement character."""
    answer: Response = rendered(Format.XML, "errors", [ErrorAnswer(code=400, description=text)])

    root = ET.fromstring(bytes(answer.body))  # noqa: S314 - it is ours that is tried here
    read = root[0][1].text or ""
    assert len(read) == len(text.replace("\r\n", "\n"))


@pytest.mark.parametrize("host", [b"", b"[::1", b"a b", b"x/../y", b"a@b", b"\xe9"])
def test_no_host_breaks_it(door: Door, host: bytes) -> None:
    """A header that is no host is not told as an address."""
    for path in ("discovery.json", "services.xml", "nothing.json"):
        answer = door.client.get(f"{door.address}/{path}", headers={b"Host": host})
        assert answer.status_code < 500
