"""Files of one trigger and subject are numbered, and a person stands in no code (3.2, ENV-07)."""

from __future__ import annotations

from uuid import UUID

from application.use_cases.organisation.accountability.series import Called, Series

EVENT = "event:6a0f2c1e-0000-4000-8000-000000000001/4"
OTHER = "event:6a0f2c1e-0000-4000-8000-000000000001/9"


def series(subject: str = "u2", *, names_person: bool = False) -> Series:
    return Series("j", "TWO_CONSECUTIVE_MISSES", subject, names_person)


def called(number: int, *refs: str) -> Called:
    return Called(file_id=UUID(int=number), evidence=refs, period=f"202{number}")


def test_the_next_code_follows_from_what_is_there() -> None:
    """3.2"""
    found = series()
    assert found.next_code == "TWO_CONSECUTIVE_MISSES.u2.1"
    found.add(called(1, EVENT))
    assert found.next_code == "TWO_CONSECUTIVE_MISSES.u2.2"


def test_a_code_that_would_be_too_long_is_a_digest() -> None:
    """D: a code has 64 characters at most"""
    assert len(series("u" * 60).next_code) <= 64
    assert series("u" * 60).next_code.endswith(".1")


def test_a_person_stands_in_no_code_and_codes_of_one_person_have_nothing_in_common() -> None:
    """ENV-07: nobody can be followed through the log by the codes of files"""
    found = series("p-4711", names_person=True)
    first = found.next_code
    found.add(called(1, EVENT))

    assert "p-4711" not in first + found.next_code
    assert first.partition(".")[0] != found.next_code.partition(".")[0]


def test_what_one_rests_on_is_settled_until_that_is_withdrawn() -> None:
    """3.2: by event, and by period"""
    found = series()
    found.add(called(1, EVENT))
    assert found.settles({EVENT, OTHER})
    assert found.settles({OTHER}, "2021")
    assert not found.settles({OTHER}, "2022")
    [one] = found.standing_on({EVENT})

    found.withdraw(one)

    assert not found.settles({EVENT}, "2021")
    assert found.standing_on({EVENT}) == []
    assert found.next_code == "TWO_CONSECUTIVE_MISSES.u2.2"
