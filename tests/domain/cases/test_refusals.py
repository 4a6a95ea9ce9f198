"""Refusals are part of the public contract: codes are permanent and unique."""

from __future__ import annotations

import inspect
import re

from domain import required
from domain.cases import errors
from domain.kernel import Conflict, DomainError, Forbidden, Invalid, NotFound

KINDS = {NotFound, Conflict, Forbidden, Invalid}
ABSTRACT = {errors.WrongState}
RULE = re.compile(r"[A-Z]{3}-[A-Z]{2}-\d\d|(ENV|CAL|GAT)-\d\d|B-\d\d|2\.\d|C")

REFUSALS = [
    refusal
    for module in (errors, required)
    for _, refusal in inspect.getmembers(module, inspect.isclass)
    if issubclass(refusal, DomainError) and refusal not in KINDS | ABSTRACT
]

CODES = """
access-approver access-not-approved access-out-of-order already-accepted already-rated
anonymous-without-place another-closing approver-not-allowed attendance-missing
beyond-street-reason-missing bound-stands case-is-closed case-is-ended case-not-closed
case-not-found case-not-in-handling case-not-just-reported case-not-on-agenda case-not-resolved
case-not-routed case-not-triaged case-not-uploaded case-past-intake chair-not-allowed
clock-already-stopped clock-is-stopped clock-not-stopped closer-is-handler closing-authority
discovered-in-future district-lead-missing due-date-in-past due-date-missing
due-on-rest-day exclusion-not-requested exclusion-pending feedback-open feedback-settled
follow-up-missing funds-missing
hand-over-not-offered lead-not-among-units lead-not-counterpart ledger-incomplete level-not-allowed
lists-already-drawn-up lists-incomplete lists-not-drawn-up meeting-already-convened
meeting-already-held meeting-not-convened meeting-outcome-missing merged-into-itself
minutes-missing mode-not-in-use not-an-access-application not-handed-over not-the-holder
not-the-lead obligation-not-found occurred-in-future original-is-ended own-case
own-request policy-silent rater-is-handler reason-missing reopening-not-allowed result-not-reported
route-does-not-climb same-person-decides score-not-on-scale serious-kind-follows
station-not-responsible
stop-not-requested too-many-photos unit-named-twice unit-not-assigned unit-not-competent
unit-not-found units-do-not-fit-mode unknown-category unknown-emergency-kind unknown-grade
unknown-ground unknown-serious-kind unknown-warning-level verification-missing
whistle-already-blown whistle-not-blown work-funds-missing
"""


def test_every_refusal_has_a_code_of_its_own_that_never_changes() -> None:
    """architecture: permanent codes"""
    assert sorted(refusal.code for refusal in REFUSALS) == CODES.split()


def test_every_refusal_has_a_title_and_what_is_not_a_look_up_a_rule() -> None:
    """2.5"""
    untitled = [r.__name__ for r in REFUSALS if not r.title or r.title.endswith(".")]
    ruleless = [r.__name__ for r in REFUSALS if not issubclass(r, NotFound) and r.rule is None]
    odd = [r.__name__ for r in REFUSALS if r.rule is not None and not RULE.fullmatch(r.rule)]

    assert (untitled, ruleless, odd) == ([], [], [])


def test_every_refusal_is_of_exactly_one_kind() -> None:
    """The kind decides how the edge answers"""
    assert [r.__name__ for r in REFUSALS if len(KINDS & set(r.__mro__)) != 1] == []
