"""Which version of its pack each jurisdiction goes by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from application.ports import JurisdictionRunsAnotherPack, UnknownJurisdiction
from domain.policy.errors import PackUnknown
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.policies import JurisdictionPacks, LogJurisdictions
from infrastructure.postgres.pool import Sessions
from tests.samples import DAGUAN, KUNDULUN


def version(pack: PolicyPack, number: str, effective_from: date) -> PolicyPack:
    """Another version of a pack, from that day on."""
    meta = pack.meta.model_copy(update={"version": number, "effective_from": effective_from})
    return pack.model_copy(update={"meta": meta})


OLD = KUNDULUN.model_copy(
    update={"meta": KUNDULUN.meta.model_copy(update={"effective_to": date(2025, 12, 31)})}
)
NEW = version(KUNDULUN, "2026.1", date(2026, 1, 1))
SHELF = PackShelf([NEW, DAGUAN, OLD])


def test_a_case_is_judged_by_the_version_it_began_under() -> None:
    """ENV-03: whatever is in force today."""
    packs = JurisdictionPacks(SHELF, lambda: {"street": "kundulun"})

    assert packs.pinned(OLD.ref) is OLD
    assert packs.pinned(NEW.ref) is NEW
    with pytest.raises(PackUnknown):
        packs.pinned("kundulun@1999.1")


def test_a_new_version_holds_from_its_day_on() -> None:
    """ENV-03."""
    packs = JurisdictionPacks(SHELF, lambda: {"street": "kundulun"})

    assert packs.current("street", date(2025, 12, 31)) is OLD
    assert packs.current("street", date(2026, 1, 1)) is NEW
    assert packs.versions("street") == (OLD, NEW)


def test_a_jurisdiction_opened_by_another_process_is_found() -> None:
    """ENV-03: who asks for an unknown one looks again, for a known one does not."""
    opened: dict[str, str] = {}
    looks = []

    def read() -> Mapping[str, str]:
        looks.append(dict(opened))
        return dict(opened)

    packs = JurisdictionPacks(SHELF, read)
    with pytest.raises(UnknownJurisdiction):
        packs.current("street", date(2026, 1, 1))
    opened["street"] = "daguan"

    assert packs.current("street", date(2026, 1, 1)) is DAGUAN
    assert packs.current("street", date(2026, 1, 1)) is DAGUAN
    assert len(looks) == 2


def test_a_log_keeps_the_pack_it_was_opened_with(sessions: Sessions) -> None:
    """ENV-03: opening it again is a no-op, with another pack a mistake."""
    log = PostgresEventLog(sessions, hot=[])
    try:
        jurisdictions = LogJurisdictions(log, SHELF)
        jurisdictions.open("street", "kundulun")
        jurisdictions.open("street", "kundulun")

        with pytest.raises(JurisdictionRunsAnotherPack, match=r"^street runs kundulun\.$"):
            jurisdictions.open("street", "daguan")
        for unknown in ("kundullun", KUNDULUN.ref):
            with pytest.raises(PackUnknown):
                jurisdictions.open("other", unknown)
        assert jurisdictions.all() == {"street": "kundulun"}
    finally:
        log.close()
