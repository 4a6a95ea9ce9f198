"""How a case stands, in a resident's words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.policy.pack import Label
from domain.vocabulary import CaseState


class PublicState(StrEnum):
    """Where a report stands, as it is told to whoever made it. Permanent, like a code."""

    RECEIVED = "RECEIVED"
    REGISTERED = "REGISTERED"
    ASSESSED = "ASSESSED"
    HANDED_ON = "HANDED_ON"
    IN_WORK = "IN_WORK"
    SAID_DONE = "SAID_DONE"
    CLOSED = "CLOSED"
    RATED = "RATED"
    WITHDRAWN = "WITHDRAWN"
    JOINED = "JOINED"
    NOT_OURS = "NOT_OURS"


PUBLIC_STATES: Mapping[CaseState, PublicState] = MappingProxyType(
    {
        CaseState.REPORTED: PublicState.RECEIVED,
        CaseState.UPLOADED: PublicState.REGISTERED,
        CaseState.TRIAGED: PublicState.ASSESSED,
        CaseState.ROUTED: PublicState.HANDED_ON,
        CaseState.IN_HANDLING: PublicState.IN_WORK,
        CaseState.RESOLVED: PublicState.SAID_DONE,
        CaseState.CLOSED: PublicState.CLOSED,
        CaseState.RATED: PublicState.RATED,
        CaseState.WITHDRAWN: PublicState.WITHDRAWN,
        CaseState.MERGED: PublicState.JOINED,
        CaseState.REJECTED: PublicState.NOT_OURS,
    }
)

SENTENCES: Mapping[PublicState, Label] = MappingProxyType(
    {
        PublicState.RECEIVED: Label(zh="已收到您的反映，等待登记", en="We have your report"),
        PublicState.REGISTERED: Label(zh="已登记，等待研判", en="Your report is registered"),
        PublicState.ASSESSED: Label(zh="已研判，等待交办", en="It was assessed; a unit is chosen"),
        PublicState.HANDED_ON: Label(zh="已交办，等待承办单位接收", en="It was given to a unit"),
        PublicState.IN_WORK: Label(zh="正在办理", en="It is being worked on"),
        PublicState.SAID_DONE: Label(
            zh="承办单位报告已办结，等待核实", en="The unit says it is done; this is being checked"
        ),
        PublicState.CLOSED: Label(zh="已销号，请您评价", en="It is closed; please rate it"),
        PublicState.RATED: Label(zh="已销号，您已评价", en="It is closed and rated"),
        PublicState.WITHDRAWN: Label(zh="您已撤回", en="You took it back"),
        PublicState.JOINED: Label(
            zh="与此前的同一事项合并办理",
            en="It was joined to an earlier report of the same matter",
        ),
        PublicState.NOT_OURS: Label(
            zh="不属于受理范围，说明见理由", en="It is not ours to deal with; the reason says whose"
        ),
    }
)
