"""Which facts of an event leave the service; what is not named here stays inside (ENV-07)."""

from __future__ import annotations

from typing import Final

PUBLISHED: Final = frozenset(
    """
    accept_due accepts_occurred_at agent_handled agreement_ref aim answer approved approver area
    as_of at attendance attended_units basis batch beyond_street_reason body booked branch_opinion
    by_rating calendar_version camera case_ids category cause channel city_unit claim_no clock
    closing_basis closing_no code community_id competent_level complete content count
    counterpart_for deadline defect defects dept discovered_at dissolved_on district_lead_unit due
    due_at due_clock due_on due_on_rest_day due_started_at duties duty dwelling each escalates_to
    estate field founded_on from_code from_grid_id from_on from_system from_unit funds_fen gap gate
    gate_code grade grid_id guarantees height home_unit home_visit household_count inspected_on
    inspection inspectors into into_grid_id into_unit_id invited_units item kind kinds label late
    lead level list listed_for_appraisal lists_due matter measure measures media_type meeting
    meeting_id member_count merged_on methods min_count minutes minutes_ref mode new_due new_lead
    new_pack no note notice_ref obligation_id old_due old_lead old_pack on on_miss on_time
    one_visit opened_at opinion org_type override_reason parent parties photo_id place places plan
    plan_ref platform_no post priority problem published_on reasons record remaining_units
    reminders renews rental_class report requested_from responsible_unit result rhythm scale_id
    score severity source source_ref staff staff_count staff_kind stair_id standard started_at
    station status strength subject suggestion target target_event target_value target_version task
    to_on training tree unit unit_id units urgent utility value verification virtue wanted ways why
    width window window_start year
    """.split()  # noqa: SIM905  # reads as the list it is
)
"""Names of fields that a subscriber with the right to histories may see."""

PEOPLE: Final = frozenset(
    """
    by chair closed_by expert_ref first_asked_by from_ref holder leader_ref member_ref nominee_ref
    person_ref replaces reporter_ref responsible_person subject_ref to_ref verified_by
    """.split()  # noqa: SIM905  # reads as the list it is
)
"""Names of fields that hold a person's pseudonymous id. The post and the unit say who answers; a
subscriber's system must not be able to follow a person through the log."""

SEALED: Final = frozenset({"comment", "contact", "original", "photos", "picture", "text"})
"""Names of fields that only ever refer to the vault. ``place`` and ``result`` do so at times: what
refers to the vault is left out whatever its name."""

CORRECTED: Final = frozenset({"old", "new"})
"""Values of a corrected field: as visible as the field itself."""
