"""Every command to gates, orders, inspections, rounds and targets, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.oversight.accept_rectification import AcceptRectification
from application.use_cases.organisation.oversight.count_target import CountTarget
from application.use_cases.organisation.oversight.fix_defect import FixDefect
from application.use_cases.organisation.oversight.give_opinion import GiveOpinion
from application.use_cases.organisation.oversight.order_rectification import OrderRectification
from application.use_cases.organisation.oversight.record_inspection import RecordInspection
from application.use_cases.organisation.oversight.refuse_rectification import RefuseRectification
from application.use_cases.organisation.oversight.request_gate import RequestGate
from application.use_cases.organisation.oversight.set_target import SetTarget
from application.use_cases.organisation.oversight.submit_rectification import SubmitRectification
from application.use_cases.organisation.oversight.supervision import (
    CompleteSupervision,
    RecordSupervision,
)

OVERSIGHT_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    AcceptRectification,
    CompleteSupervision,
    CountTarget,
    FixDefect,
    GiveOpinion,
    OrderRectification,
    RecordInspection,
    RecordSupervision,
    RefuseRectification,
    RequestGate,
    SetTarget,
    SubmitRectification,
)
