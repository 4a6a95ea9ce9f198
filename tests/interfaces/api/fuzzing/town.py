"""Cases at every step of a story, and one who may do nearly everything to them."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.vacate_post import VacatePost
from domain.grids.grid import StaffKind
from interfaces.api.examples import STORY
from tests.interfaces.api.stage import FOUNDER, Stage

ASKS: Final = FOUNDER.person_ref
"""The founder, with a post of every kind that may be held beside others."""

_STORY: Final = (
    ("upload_case", "gu"),
    ("triage_case", "anna"),
    ("draw_up_four_lists", "anna"),
    ("blow_whistle", "anna"),
    ("escalate_to_district", "anna"),
    ("accept_case", "uma"),
    ("give_feedback", "uma"),
    ("give_feedback", "vic"),
    ("convene_site_meeting", "bo"),
    ("report_resolution", "uma"),
    ("report_result_to_head", "bo"),
    ("close_case", "anna"),
)


def fill(stage: Stage, jurisdiction: str = "daguan") -> list[str]:
    """Let a story stand at each of its steps. Returns the cases."""
    cases = []
    for steps in range(len(_STORY) + 1):
        reported = stage.console("gu").report(**{**STORY["report_case"], "text": f"积水 {steps}"})
        cases.append(str(reported.json()["case_id"]))
        for command, person in _STORY[:steps]:
            stage.console(person).done(cases[-1], command, **STORY[command])
    stage.organise(
        jurisdiction,
        StaffGrid(grid="g12", person_ref=ASKS, staff_kind=StaffKind.PART_TIME),
        VacatePost(body="c1", post="station_deputy", person_ref="bo"),
        VacatePost(body="u1", post="unit_principal", person_ref="uma"),
        *(
            AppointPost(body=body, post=post, person_ref=ASKS, basis="notice", party_member=True)
            for body, post in (
                ("c1", "station_deputy"),
                ("u1", "unit_principal"),
                ("street", "street_officer"),
            )
        ),
    )
    return cases
