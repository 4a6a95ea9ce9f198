"""Inspections on the spot."""

from __future__ import annotations

from typing import Any

from domain.oversight.inspection import Inspection, InspectionDone
from tests.samples import SU, act, pack
from tests.spec import fact, refused, then

CHENGYANG = pack("chengyang")


def inspect(**changes: Any) -> Inspection:
    fields: dict[str, Any] = {
        "code": "i1",
        "kind": "ON_SITE",
        "body": "c1",
        "subject": "estate-3",
        "inspectors": ("management_office", "supervision_office"),
        "defects": ("lift stuck", "litter"),
        "fixed": (2,),
    }
    by = act(SU, "2019-06-11 09:00", CHENGYANG)
    return Inspection.record(by, jurisdiction="j", **fields | changes)


def test_a_defect_put_right_on_the_spot_is_recorded_and_the_other_stays_open() -> None:
    """CAS-CY-02, ACC-CY-02"""
    done = inspect()

    then(
        done,
        fact(
            InspectionDone,
            code="i1",
            inspection="ON_SITE",
            body="c1",
            subject="estate-3",
            inspectors=("management_office", "supervision_office"),
            defects=("lift stuck", "litter"),
        ),
        fact(Inspection.DefectFixed, defect=2),
    )
    assert done.open_defects == ("lift stuck",)


def test_both_offices_inspect() -> None:
    """CAS-CY-02"""
    with refused("inspectors-missing", "CAS-CY-02"):
        inspect(inspectors=("management_office",))


def test_a_defect_is_fixed_once_and_must_have_been_found() -> None:
    """CAS-CY-02"""
    done = inspect()
    done.collect_events()
    later = act(SU, "2019-06-12 09:00", CHENGYANG)

    done.fix(later, defect=2)
    then(done)
    done.fix(later, defect=1)
    then(done, fact(Inspection.DefectFixed, defect=1))
    for unknown in (0, 3):
        with refused("defect-unknown", "CAS-CY-02"):
            done.fix(later, defect=unknown)


def test_a_pack_without_inspections_refuses() -> None:
    """B-45"""
    with refused("inspection-undefined", "B-45"):
        inspect(kind="UNANNOUNCED")
