"""Photos of a case over HTTP: what is taken, what is kept, and who sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from PIL import Image

from domain.cases.events import PhotoAttached
from infrastructure.residents.settings import ResidentSettings
from tests.database import Database
from tests.interfaces.api.pictures import SECRET, photo_with_gps, picture
from tests.interfaces.api.residents import Resident, new_key, refusal, reported
from tests.interfaces.api.stage import FOUNDER, Stage, open_stage

SETTINGS = {
    "trusted_proxies": "127.0.0.0/8",
    "public_reports": "1000/1000",
    "public_photos": "6/9",
    "photos_per_case": 3,
    "photo_bytes": 300_000,
    "photo_pixels": 500_000,
}


@pytest.fixture(scope="module")
def stage(module_database: Database) -> Iterator[Stage]:
    with open_stage(module_database.dsn, ResidentSettings.model_validate(SETTINGS)) as opened:
        opened.clock.set("2026-02-13 08:00")
        yield opened


@pytest.fixture
def rita(stage: Stage) -> Resident:
    """A resident with a report."""
    resident = Resident(stage)
    resident.report()
    return resident


def items(database: Database, case: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.dsn) as owner:
        return owner.execute(
            "SELECT kind, ciphertext FROM vault_items WHERE case_id = %s "
            "AND kind IN ('photo', 'picture') ORDER BY kind",
            [case],
        ).fetchall()


def attached(stage: Stage, case: str) -> list[PhotoAttached]:
    history = [event for _, event in stage.service.log.history("kundulun", UUID(case))]
    return [event for event in history if isinstance(event, PhotoAttached)]


# --- What is kept and shown. ---


def test_the_original_is_sealed_and_the_picture_is_clean(
    stage: Stage, module_database: Database
) -> None:
    """ENV-07, CAS-KD-01: the event names both, by what is stored of them."""
    rita, taken = Resident(stage), photo_with_gps("blue")
    case = reported(rita)

    answer = rita.send_photo(taken)

    assert answer.status_code == 201, answer.text
    [event] = attached(stage, case)
    assert str(event.photo_id) == answer.json()["photo_id"]
    assert (event.media_type, event.width, event.height) == ("image/jpeg", 48, 64)
    stored = dict(items(module_database, case))
    assert hashlib.sha256(stored["photo"]).hexdigest() == event.original.sha256
    assert hashlib.sha256(stored["picture"]).hexdigest() == event.picture.sha256
    assert not any(SECRET.encode() in ciphertext for ciphertext in stored.values())
    opened = stage.service.vault.reveal("kundulun", [event.original])
    assert opened[event.original.item_id] == taken  # every byte, for whoever must prove it
    assert hashlib.sha256(taken).hexdigest() not in event.model_dump_json()
    shown = rita.get(f"/report/photos/{event.photo_id}")
    with Image.open(BytesIO(shown.content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (48, 64), {})
    assert SECRET.encode() not in shown.content


def test_a_picture_is_served_so_that_nothing_else_is_made_of_it(rita: Resident) -> None:
    """Dependencies 11: nosniff, sandbox, no shared cache."""
    photo = rita.send_photo(picture(kind="PNG"), media_type="image/png").json()["photo_id"]

    headers = rita.get(f"/report/photos/{photo}").headers

    assert headers["content-type"] == "image/jpeg"
    assert headers["content-disposition"] == 'inline; filename="photo.jpg"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "private, no-store"


def test_the_same_bytes_are_the_same_photo(stage: Stage, module_database: Database) -> None:
    """Write-once: by whom and under whatever key it comes again; on another case it is another."""
    rita, sam, taken = Resident(stage), Resident(stage), picture(colour="green")
    case, other = reported(rita), reported(sam)
    key = new_key()
    first = rita.send_photo(taken, key=key)
    before = items(module_database, case)

    replayed, again = rita.send_photo(taken, key=key), rita.send_photo(taken)
    by_official = stage.console("gu", "kundulun").attach(case, taken)

    assert first.status_code == 201
    for repeated in (replayed, again, by_official):
        assert (repeated.status_code, repeated.json()) == (200, first.json())
        assert repeated.headers["Idempotency-Replayed"] == "true"
    assert items(module_database, case) == before
    assert len(attached(stage, case)) == 1
    assert sam.send_photo(taken).json() != first.json()
    assert len(items(module_database, other)) == 2
    assert refusal(rita.send_photo(picture(colour="gray"), key=key)) == (
        422, "idempotency-key-reused",
    )  # fmt: skip


def test_a_photo_dies_with_the_key_of_who_sent_it(stage: Stage) -> None:
    """ENV-07: original and picture; what an official sent stays."""
    rita = Resident(stage)
    case = reported(rita)
    gone = rita.send_photo(photo_with_gps("pink")).json()["photo_id"]
    stays = stage.console("gu", "kundulun").attach(case, picture(colour="pink")).json()["photo_id"]
    [event, _] = attached(stage, case)

    stage.service.vault.erase("kundulun", event.actor_id)

    assert refusal(rita.get(f"/report/photos/{gone}")) == (404, "photo-erased")
    assert stage.service.vault.reveal("kundulun", [event.original, event.picture]) == {}
    assert rita.get(f"/report/photos/{stays}").status_code == 200
    assert attached(stage, case)[0] == event
    assert rita.send_photo(photo_with_gps("pink")).status_code == 200  # known, and gone
    assert refusal(rita.get(f"/report/photos/{gone}")) == (404, "photo-erased")


# --- Who sees and sends. ---


def test_a_photo_is_shown_to_whoever_may_see_the_case(stage: Stage) -> None:
    """C, row scope: for all others there is no such case."""
    rita, sam = Resident(stage), Resident(stage)
    case = reported(rita)
    sam.report()
    photo = rita.send_photo(picture()).json()["photo_id"]
    path = f"/{case}/photos/{photo}"

    for name in ("gu", "di"):
        assert stage.console(name, "kundulun").get(path).status_code == 200
    for name in ("lin", "a-stranger"):
        answer = stage.console(name, "kundulun").get(path)
        assert refusal(answer) == (404, "case-not-found")
        assert refusal(stage.console(name, "kundulun").get(f"/{case}/photos"))[0] == 404
        assert refusal(stage.console(name, "kundulun").attach(case, picture()))[0] == 404
    assert refusal(stage.client.get(f"/jurisdictions/kundulun/cases{path}")) == (
        401, "token-missing",
    )  # fmt: skip
    assert refusal(sam.get(f"/report/photos/{photo}")) == (404, "photo-not-found")
    assert refusal(rita.get(f"/report/photos/{uuid4()}")) == (404, "photo-not-found")
    assert sam.get("/report/photos").json() == {"items": []}
    assert rita.get("/report/photos", "").json()["code"] == "receipt-code-missing"


def test_who_may_not_add_a_photo_leaves_nothing(stage: Stage, module_database: Database) -> None:
    """C: refused before the photo is read, so that nobody fills the vault without a right."""
    rita = Resident(stage)
    case = reported(rita)

    refused = stage.console(FOUNDER.person_ref, "kundulun").attach(case, picture())

    assert refusal(refused) == (403, "permission-denied")
    assert items(module_database, case) == []


def test_who_sent_a_photo_is_told_apart(stage: Stage) -> None:
    """The page shows what she sent and what the grid member found."""
    rita = Resident(stage)
    case = reported(rita)
    rita.send_photo(picture())
    stage.console("gu", "kundulun").attach(case, picture(colour="blue"))

    found = rita.get("/report/photos").json()["items"]

    assert [one["from_resident"] for one in found] == [True, False]
    assert found[0].keys() == {"photo_id", "added_at", "width", "height", "from_resident"}
    assert rita.status()["photos"] == 2


def test_a_case_that_ended_takes_no_photo(rita: Resident) -> None:
    """2.5"""
    rita.post("/report/withdraw")

    assert refusal(rita.send_photo(picture())) == (409, "case-is-ended")


def test_a_case_has_room_for_a_number_of_photos(stage: Stage, module_database: Database) -> None:
    """Bounded: what is refused is not kept either; what is there may come again."""
    rita = Resident(stage)
    case = reported(rita)
    for colour in ("red", "green", "blue"):
        assert rita.send_photo(picture(colour=colour)).status_code == 201
    before = items(module_database, case)

    assert refusal(rita.send_photo(picture(colour="black"))) == (409, "too-many-photos")
    assert rita.send_photo(picture(colour="red")).status_code == 200
    assert items(module_database, case) == before


def test_an_address_sends_so_many_photos_and_no_more(rita: Resident) -> None:
    """Anti-abuse: refused ones are counted, too."""
    for _ in range(6):
        assert rita.send_photo(b"GIF89a").status_code == 422

    refused = rita.send_photo(picture())

    assert refusal(refused) == (429, "limit-reached")
    assert int(refused.headers["Retry-After"]) > 0


# --- Hostile uploads. ---


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (b"<svg onload=alert(1)>", "image/svg+xml", "photo-type-not-allowed"),
        (picture(kind="PNG"), "image/jpeg", "photo-mislabelled"),
        (picture() + b"<html><script>", "image/jpeg", "photo-holds-more"),
        (picture((1_000, 501)), "image/jpeg", "photo-too-many-pixels"),
        (picture()[:300], "image/jpeg", "photo-unreadable"),
    ],
)
def test_what_is_no_proper_photo_is_refused_and_not_kept(
    stage: Stage, module_database: Database, content: bytes, media_type: str, expected: str
) -> None:
    """Dependencies 11"""
    rita = Resident(stage)
    case = reported(rita)

    assert refusal(rita.send_photo(content, media_type=media_type)) == (422, expected)
    assert items(module_database, case) == []


def part(content: bytes, disposition: bytes = b'form-data; name="photo"; filename="a"') -> bytes:
    return b"--b\r\nContent-Disposition: " + disposition + b"\r\n\r\n" + content + b"\r\n"


END = b"--b--\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        END,
        part(b"") + END,
        part(b"x"),  # never ended
        part(b"x") + part(b"y") + END,
        part(b"x", b'form-data; name="other"') + END,
        part(b"x", b"form-data") + END,
        b"--other\r\n\r\nx\r\n--other--\r\n",
        b"--b\r\n" + b"X-Header: 1\r\n" * 20 + b"\r\nx\r\n" + END,
        b"--b\r\nX-Header: " + b"1" * 5_000 + b"\r\n\r\nx\r\n" + END,
        b"--b\r\n\x00\xff\r\n\r\nx\r\n" + END,
        b"\r\n" * 500,
        b"not multipart at all",
    ],
)
def test_a_body_that_is_not_one_photo_is_refused(stage: Stage, body: bytes) -> None:
    """Malformed multipart."""
    rita = Resident(stage)
    rita.report()
    headers = {"Idempotency-Key": new_key(), "Content-Type": "multipart/form-data; boundary=b"}

    answer = rita.ask("POST", "/report/photos", content=body, headers=headers)

    assert refusal(answer) == (400, "upload-malformed")


def test_only_photos_come_as_multipart_and_only_at_their_addresses(rita: Resident) -> None:
    """The edge's table of addresses."""
    key = {"Idempotency-Key": new_key()}
    as_json = rita.ask("POST", "/report/photos", json={"photo": "x"}, headers=key)
    as_form = rita.ask("POST", "/reports", files={"photo": picture()}, headers=key)
    nameless = rita.ask(
        "POST",
        "/report/photos",
        content=b"x",
        headers=key | {"Content-Type": "multipart/form-data"},
    )

    assert refusal(as_json) == refusal(as_form) == (415, "unsupported-media-type")
    assert "multipart/form-data" in as_json.json()["detail"]
    assert refusal(nameless) == (400, "upload-malformed")


def test_a_photo_of_too_many_bytes_is_not_read_to_its_end(rita: Resident) -> None:
    """ASVS 5.2.1: declared, undeclared, and just above the limit."""
    whole = part(bytes(10_000_000)) + END
    headers = {"Idempotency-Key": new_key(), "Content-Type": "multipart/form-data; boundary=b"}

    def in_pieces() -> Iterator[bytes]:
        for start in range(0, len(whole), 65_536):
            yield whole[start : start + 65_536]

    declared = rita.ask("POST", "/report/photos", content=whole, headers=headers)
    assert refusal(declared) == (413, "body-too-large")
    just_above = rita.send_photo(bytes(300_001))
    assert refusal(just_above) == (413, "photo-too-large")
    try:
        streamed = rita.ask("POST", "/report/photos", content=in_pieces(), headers=headers)
    except (httpx.WriteError, httpx.RemoteProtocolError):
        return  # the connection was closed while it was still sending
    assert streamed.status_code == 413
