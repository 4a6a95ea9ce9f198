"""Events and their facts in Chinese words, for pages and drawings; other texts keep the names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.read_models.accountability_files import FileState
from domain.accountability.accountability import APPEAL, MEASURE
from domain.cases.appraisal import EXCLUSION

EVENTS: Final[Mapping[str, str]] = {
    "CaseReported": "发现",
    "CaseUploaded": "上传",
    "CaseTriaged": "分流研判",
    "CaseRouted": "派单",
    "CaseAccepted": "受理",
    "CaseReturned": "退回",
    "CaseHandedOver": "移交",
    "CaseEscalatedToDistrict": "吹哨到区",
    "CaseEscalatedToCity": "上报到市",
    "LeadReassigned": "改派牵头单位",
    "LevelBreached": "逾级超时",
    "FourListsDrawnUp": "列出四清单",
    "FourListsRevised": "修订四清单",
    "WhistleBlown": "吹哨",
    "SiteMeetingHeld": "现场协调会",
    "SiteMeetingAbsence": "现场协调会缺席",
    "SpecialMeetingHeld": "专题会议",
    "FeedbackObligationOpened": "产生反馈义务",
    "FeedbackObligationCancelled": "撤销反馈义务",
    "FeedbackGiven": "反馈",
    "FeedbackMissed": "未按时反馈",
    "FeedbackGivenLate": "逾期反馈",
    "DeadlineRecalculated": "重算期限",
    "CaseOverdue": "逾期",
    "FollowUpNoted": "督办",
    "UrgeIssued": "催办",
    "ResolutionReported": "报办结",
    "CloseOutRefused": "不予销号",
    "CaseClosed": "销号",
    "CaseReopened": "重新办理",
    "CaseRated": "评价",
    "CaseWithdrawn": "撤回",
    "CaseRejected": "不予受理",
    "SeriousEventRecorded": "严重事件",
    "PetitionRecorded": "信访登记",
    "PointsLedgerOpened": "基础分",
    "PointsAwarded": "加分",
    "PointsDeducted": "扣分",
    "PointsReversed": "冲回",
    "BasePointsWithheld": "扣回基础分",
    "PointsSettled": "结算",
    "UnitRanked": "排名",
    "RewardGranted": "奖励",
    "AssessmentInputAdded": "计入考核",
    "AssessmentConcluded": "考评结论",
    "DimensionScored": "分项评分",
    "PostScored": "岗位评分",
    "DepartmentEvaluated": "评议部门",
    "UnitAppraised": "单位被考评",
    "FindingRecorded": "认定事实",
    "CriticismRecorded": "批评",
    "ViolationRecorded": "认定违规",
    "PenaltyReferred": "移送处罚",
    "InterviewTriggered": "触发约谈",
    "InterviewHeld": "约谈",
    "AdmonitionIssued": "诫勉",
    "AccountabilityOpened": "启动问责",
    "AccountabilityDecided": "问责决定",
    "NoticeCirculated": "通报",
    "VetoApplied": "一票否决",
    "PersonnelMeasureTaken": "组织处理",
    "RectificationOrdered": "限期整改",
    "RectificationSubmitted": "提交整改",
    "RectificationAccepted": "整改通过",
    "RectificationRefused": "整改未通过",
    "RectificationOverdue": "整改逾期",
    "ObligationOpened": "产生义务",
    "ObligationFulfilled": "履行义务",
    "ObligationFulfilledLate": "逾期履行",
    "ObligationMissed": "未履行义务",
    "GateRequested": "提请",
    "GateOpinionGiven": "答复",
    "GatePassed": "通过",
    "GateBlocked": "未通过",
    "TargetMissed": "未达目标",
    "InspectionDone": "检查",
    "DefectFixed": "问题整改",
    "SurveyClosed": "测评结束",
    "PropertyRated": "物业考核",
    "PropertyInspected": "物业检查",
    "PropertyRanked": "物业排名",
    "PropertyListedForReplacement": "列入拟更换清单",
    "UnwelcomeNoticePosted": "公示不受欢迎",
    "PremisesMisuseFound": "用房挪用",
}
"""By catalogue name (rulebook D, E)."""

GATES: Final[Mapping[tuple[str, str], str]] = {
    ("GateRequested", MEASURE): "提出处理意见",
    ("GateOpinionGiven", MEASURE): "审批处理意见",
    ("GatePassed", MEASURE): "处理意见获批准",
    ("GateBlocked", MEASURE): "处理意见未获批准",
    ("GateRequested", APPEAL): "提出申诉",
    ("GateOpinionGiven", APPEAL): "答复申诉",
    ("GatePassed", APPEAL): "申诉成立",
    ("GateBlocked", APPEAL): "申诉不成立",
    ("GateRequested", EXCLUSION): "申请剔除",
    ("GateOpinionGiven", EXCLUSION): "审批剔除",
    ("GatePassed", EXCLUSION): "准予剔除",
    ("GateBlocked", EXCLUSION): "不予剔除",
}
"""Gates by their event and code."""

FACTS: Final[Mapping[str, str]] = {
    "unit_id": "单位",
    "clock": "时限",
    "due_on": "期限（含当日）",
    "due_at": "截止",
    "period": "期间",
    "called": "约谈对象",
    "caller": "约谈人",
    "held_at": "举行",
    "minutes_ref": "纪要",
    "admonished": "诫勉对象",
    "admonition_ref": "诫勉书",
    "ground": "事由",
    "finding": "认定",
    "criticism": "批评",
    "violation": "违规",
    "defects": "问题",
    "authority": "机关",
    "measure": "处理",
    "approved": "同意",
    "opinion": "意见",
    "why": "理由",
    "notice_ref": "通报",
    "year": "年度",
    "rank": "名次",
    "ranked": "参加排名",
    "points": "积分",
    "amount": "分值",
    "list_kind": "清单",
    "scale_id": "量表",
    "score": "得分",
    "result": "结果",
    "entry_ref": "材料",
}
"""Facts that a reader of a chain looks for, in the order in which they are told."""

STATES: Final[Mapping[FileState, str]] = {
    FileState.FOUND: "已认定",
    FileState.CALLED: "已触发约谈",
    FileState.TALKED: "已约谈",
    FileState.OPENED: "已启动问责",
    FileState.DECIDED: "已决定",
    FileState.CIRCULATED: "已通报",
    FileState.APPEALED: "申诉中",
    FileState.TAKEN_BACK: "已撤销",
}

_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"


def event_in_words(event: str, gate_code: object = None) -> str:
    """An event by its catalogue name; the name itself where there are no words for it."""
    return GATES.get((event, str(gate_code))) or EVENTS.get(event, event)


def person_in_words(number: int) -> str:
    """Somebody who acted, without a name: two different words are two persons."""
    return _STEMS[number - 1] if number <= len(_STEMS) else f"第{number}人"
