"""What a resident without a login goes through, from the report to the rating."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.interfaces.api.pictures import SECRET, photo_with_gps
from tests.interfaces.api.residents import Resident, closed, refusal, reported
from tests.interfaces.api.stage import Stage


def test_a_report_by_web_goes_to_its_rating_without_a_login(stage: Stage) -> None:
    """CAS-KD-01 to CAS-KD-05, SAT-KD-01, ENV-07"""
    rita = Resident(stage)
    at = stage.clock.set

    at("2026-02-13 08:00")
    case = reported(rita, address="黄河西路 12 号院", contact="13800000000")

    photo = rita.send_photo(photo_with_gps())
    assert photo.status_code == 201, photo.text
    seen = rita.status()
    assert (seen["state"], seen["photos"]) == ("RECEIVED", 1)

    at("2026-02-13 09:00")
    closed(stage, case)
    seen = rita.status()
    assert (seen["state"], seen["sentence"]["zh"], seen["done"]) == (
        "CLOSED", "已销号，请您评价", "换灯泡",
    )  # fmt: skip
    assert seen["with_level"] == "STREET"

    issued = stage.console("di", "kundulun").do(case, "rating_link")
    assert issued.status_code == 200, issued.text
    link = f"/ratings/{seen['rating']['token']}"
    form = rita.get(link, "").json()
    assert (form["scale_id"], form["scale"]["min"], form["scale"]["max"]) == ("KD_CASE", 1, 5)
    rated = rita.post(link, score=5, comment="很快，谢谢")
    assert rated.status_code == 200, rated.text
    assert refusal(rita.post(link, score=4)) == (410, "rating-link-used")
    assert refusal(rita.post(f"/ratings/{issued.json()['token']}", score=4)) == (
        410, "rating-link-used",
    )  # fmt: skip

    assert rita.status()["state"] == "RATED"
    officials = stage.console("di", "kundulun")
    row = officials.get(f"/{case}").json()
    assert (row["state"], row["score"], row["text"]) == ("RATED", 5, "路灯不亮")
    shown = officials.get(f"/{case}/photos").json()["items"]
    assert [one["from_resident"] for one in shown] == [True]
    picture = officials.get(f"/{case}/photos/{shown[0]['photo_id']}")
    with Image.open(BytesIO(picture.content)) as image:
        assert image.size == (48, 64)
        assert not image.getexif()
    assert SECRET.encode() not in picture.content
