"""Taking a case out of appraisal takes two people, a ground and a reason (GAT-01)."""

from __future__ import annotations

import pytest

from domain.cases.case import Case
from domain.cases.errors import (
    ApproverNotAllowed,
    ExclusionNotRequested,
    ExclusionPending,
    OwnRequest,
    UnknownGround,
)
from domain.gates import GateBlocked, GateOpinionGiven, GatePassed, GateRequested
from domain.required import PolicySilent, ReasonMissing
from tests.samples import BO, DAGUAN, OLGA, PAUSING, UMA, act, case, reported

NOW = "2021-09-17 09:00"


def asked_for() -> Case:
    of = case(reported())
    of.request_exclusion("UNREASONABLE", act(UMA, NOW, PAUSING, reason="another's land"))
    return of


def test_approval_is_a_gate_with_ground_reason_and_opinion() -> None:
    """GAT-01"""
    of = asked_for()
    of.decide_exclusion(approved=True, opinion="no ground in law", act=act(OLGA, NOW, PAUSING))

    request, opinion, passed = of.collect_events()

    assert isinstance(request, GateRequested)
    assert (request.gate_code, request.subject) == ("EXCLUSION", "UNREASONABLE")
    assert (request.reason, request.requested_from) == ("another's land", ("ORG",))
    assert isinstance(opinion, GateOpinionGiven)
    assert isinstance(passed, GatePassed)
    assert (passed.actor_id, of.is_excluded) == ("olga", True)


def test_a_refused_request_changes_nothing_and_may_be_made_again() -> None:
    """GAT-01"""
    of = asked_for()
    of.decide_exclusion(approved=False, opinion="it is reasonable", act=act(OLGA, NOW, PAUSING))

    assert isinstance(of.collect_events()[-1], GateBlocked)
    assert not of.is_excluded
    of.request_exclusion("UNREASONABLE", act(UMA, NOW, PAUSING, reason="new papers"))


def test_it_needs_a_ground_of_the_pack_and_a_reason_and_happens_once() -> None:
    """GAT-01, B-45"""
    with pytest.raises(PolicySilent):
        case(reported()).request_exclusion("UNREASONABLE", act(UMA, NOW, DAGUAN, reason="x"))
    with pytest.raises(UnknownGround):
        case(reported()).request_exclusion("MOOD", act(UMA, NOW, PAUSING, reason="x"))
    with pytest.raises(ReasonMissing):
        case(reported()).request_exclusion("UNREASONABLE", act(UMA, NOW, PAUSING))
    with pytest.raises(ExclusionPending):
        asked_for().request_exclusion("UNREASONABLE", act(UMA, NOW, PAUSING, reason="x"))


def test_somebody_else_decides_whom_the_pack_names() -> None:
    """GAT-01, four eyes"""
    both = PAUSING.model_copy(
        update={
            "cases": PAUSING.cases.model_copy(
                update={
                    "exclusion": PAUSING.cases.exclusion
                    and PAUSING.cases.exclusion.model_copy(
                        update={"approvers": UMA.roles | OLGA.roles}
                    )
                }
            )
        }
    )
    with pytest.raises(OwnRequest):
        asked_for().decide_exclusion(approved=True, opinion="y", act=act(UMA, NOW, both))
    with pytest.raises(ApproverNotAllowed):
        asked_for().decide_exclusion(approved=True, opinion="y", act=act(BO, NOW, PAUSING))
    with pytest.raises(ReasonMissing):
        asked_for().decide_exclusion(approved=True, opinion=" ", act=act(OLGA, NOW, PAUSING))
    with pytest.raises(ExclusionNotRequested):
        case(reported()).decide_exclusion(approved=True, opinion="y", act=act(OLGA, NOW, PAUSING))
