"""What happened, as one sentence in Chinese and in English, for each event of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from domain.calendar.clocks import Deadline
from domain.calendar.local_time import ZONE
from domain.kernel import Event
from domain.policy.pack import Label

_TEMPLATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "CaseReported": ("发现{kind}：{category}", "Reported, {kind}: {category}"),
        "PhotoAttached": ("添加照片（{width}×{height}）", "Photo added ({width} × {height})"),
        "CaseUploaded": ("上传平台", "Uploaded to the platform"),
        "CaseWithdrawn": ("报告人撤回", "Withdrawn by the reporter"),
        "CaseMerged": ("并入重复事项 {into}", "Merged into its duplicate {into}"),
        "CaseRejected": ("不予受理：{reason}", "Rejected: {reason}"),
        "CaseHandedOver": (
            "首问移交：{from_ref} → {to_ref}（{answer}）",
            "Passed on by who was asked first: {from_ref} → {to_ref} ({answer})",
        ),
        "EmergencyReported": ("突发事件：{kind}", "Emergency: {kind}"),
        "DisputeFound": ("排查发现矛盾纠纷", "A search found this dispute"),
        "EarlyWarningRaised": (
            "预警：{level}，通知{notified_post}",
            "Early warning: {level}; {notified_post} is told",
        ),
        "CaseTriaged": ("分流研判为{category}", "Triaged as {category}"),
        "CaseTabledAtDispatch": (
            "提交调度会议 {meeting_id}",
            "Tabled at dispatch meeting {meeting_id}",
        ),
        "FourListsDrawnUp": (
            "列出四清单，{responsible_person}负责，{due}前完成",
            "Four lists drawn up, {responsible_person} answers, due {due}",
        ),
        "FourListsRevised": (
            "修订四清单，{responsible_person}负责，{due}前完成",
            "Four lists revised, {responsible_person} answers, due {due}",
        ),
        "WhistleBlown": (
            "吹哨（{grade}），{responsible_person}负责，{due}前完成",
            "Whistle blown ({grade}), {responsible_person} answers, due {due}",
        ),
        "SpecialMeetingHeld": (
            "召开专题会议，{lists_due}前补齐清单",
            "Special meeting held, lists to follow by {lists_due}",
        ),
        "CaseRouted": (
            "{mode}（{level}）：交{units}办理，{due}前办结",
            "{mode} ({level}): given to {units}, due {due}",
        ),
        "CaseEscalatedToDistrict": (
            "{mode}（{level}）：{units}报到，{due}前办结",
            "{mode} ({level}): {units} called, due {due}",
        ),
        "CaseEscalatedToCity": (
            "{mode}（{level}）：由{district_lead_unit}牵头移交{city_unit}，{due}前办结",
            "{mode} ({level}): to {city_unit} led by {district_lead_unit}, due {due}",
        ),
        "LeadReassigned": (
            "牵头单位由{old_lead}改为{new_lead}",
            "Lead passes from {old_lead} to {new_lead}",
        ),
        "LevelBreached": (
            "越过目标层级{aim}，到{level}",
            "Went above {aim}, the level of the aim, to {level}",
        ),
        "CaseAccepted": ("{unit_id}受理", "Accepted by {unit_id}"),
        "CaseReturned": ("{unit_id}退回：{reason}", "Returned by {unit_id}: {reason}"),
        "SiteMeetingConvened": (
            "召集现场协调会 {meeting_id}，{at}",
            "Site meeting {meeting_id} convened for {at}",
        ),
        "SiteMeetingHeld": (
            "召开现场协调会 {meeting_id}，{attended_units}到会",
            "Site meeting {meeting_id} held, attended by {attended_units}",
        ),
        "SiteMeetingAbsence": (
            "{unit_id}缺席现场协调会 {meeting_id}",
            "{unit_id} absent from site meeting {meeting_id}",
        ),
        "FeedbackObligationOpened": (
            "{unit_id}须于{deadline}前反馈",
            "{unit_id} owes feedback by {deadline}",
        ),
        "FeedbackObligationCancelled": (
            "{unit_id}不再承担反馈",
            "{unit_id} no longer owes feedback",
        ),
        "FeedbackGiven": ("{unit_id}按期反馈", "{unit_id} gave feedback in time"),
        "FeedbackMissed": (
            "{unit_id}逾期未反馈，时限{due_at}",
            "{unit_id} missed its feedback, bound {due_at}",
        ),
        "FeedbackGivenLate": ("{unit_id}逾期后反馈", "{unit_id} gave feedback late"),
        "DeadlineRecalculated": (
            "时限由{old_due}改为{new_due}（{cause}）",
            "Bound moved from {old_due} to {new_due} ({cause})",
        ),
        "CaseOverdue": ("超过办结时限{due_at}", "Overdue since {due_at}"),
        "ObligationReminderSent": (
            "提醒跟进：自上次跟进已满{clock}，{due}",
            "Reminder to follow up: {clock} ran out, {due}",
        ),
        "FollowUpNoted": ("跟进：{note}", "Follow-up: {note}"),
        "UrgeIssued": ("第{no}次催办{unit_id}", "{unit_id} urged, no. {no}"),
        "ResultReportedToHead": (
            "向站长报告结果：{result}",
            "Result reported to the head: {result}",
        ),
        "ReporterInformed": ("答复报告人", "Reporter informed"),
        "ResolutionReported": (
            "{unit_id}报办结（第{claim_no}次）：{measures}",
            "{unit_id} claims that it is done (claim {claim_no}): {measures}",
        ),
        "CloseOutRefused": (
            "核验不通过（第{claim_no}次）：{reasons}",
            "Claim {claim_no} refused: {reasons}",
        ),
        "CaseClosed": ("销号（第{closing_no}次）", "Closed (closing {closing_no})"),
        "CaseReopened": ("重新办理，{due}前办结", "Reopened, due {due}"),
        "CaseRated": ("评价 {score}", "Rated {score}"),
        "SeriousEventRecorded": ("记录重大事件：{kind}", "Serious event recorded: {kind}"),
        "AccessApplied": ("{dept}申请准入：{matter}", "{dept} applies for admission: {matter}"),
        "AccessApproved": ("准入获批", "Admission approved"),
        "AccessRefused": ("准入未获批", "Admission refused"),
        "AccessPublished": ("准入公示", "Admission published"),
        "TaskDelegatedToStation": (
            "{from_unit}委托{station}：{matter}",
            "{from_unit} asks {station} to help: {matter}",
        ),
        "GateRequested": ("申请{gate_code}：{subject}", "{gate_code} requested: {subject}"),
        "GateOpinionGiven": ("{gate_code}意见：{opinion}", "Opinion on {gate_code}: {opinion}"),
        "GatePassed": ("{gate_code}通过", "{gate_code} passed"),
        "GateBlocked": ("{gate_code}未通过：{why}", "{gate_code} blocked: {why}"),
        "PolicyPackRebound": (
            "改按{new_pack}办理（原{old_pack}）",
            "Goes on under {new_pack}, until now {old_pack}",
        ),
        "EventCorrected": (
            "更正{target_event}的{field}：{old} → {new}",
            "{field} of {target_event} corrected: {old} → {new}",
        ),
    }
)
"""By catalogue name, Chinese then English; a name in braces is a field of the event."""

_NOTHING = Label(zh="无", en="none")


def sentence(event: Event, labels: Mapping[str, Label]) -> Label:
    """What happened, with labels in the place of codes; a code without a label stands itself.

    An event of a kind that has no sentence is told by its catalogue name.
    """
    template = _TEMPLATES.get(event.event_type)
    if template is None:
        return Label(zh=event.event_type, en=event.event_type)
    zh, en = template
    told = {name: _told(getattr(event, name), labels) for name in type(event).model_fields}
    return Label(
        zh=zh.format_map({name: label.zh for name, label in told.items()}),
        en=en.format_map({name: label.en for name, label in told.items()}),
    )


def _told(value: Any, labels: Mapping[str, Label]) -> Label:
    match value:
        case None | () | "":
            return _NOTHING
        case tuple():
            parts = [_told(part, labels) for part in value]
            return Label(
                zh="、".join(part.zh for part in parts), en=", ".join(part.en for part in parts)
            )
        case Deadline():
            return _same(value.due_on.isoformat())
        case datetime():
            return _same(f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}")
        case str() if value in labels:
            return labels[value]
        case _:
            return _same(str(value))


def _same(text: str) -> Label:
    return Label(zh=text, en=text)
