"""Which facts of an event leave the service; what is not named here stays inside (ENV-07)."""

from __future__ import annotations

from typing import Final

PUBLISHED: Final = frozenset(
    """
    archive_class booked_in content_ref decision deviations difference_fen households name notice
    procedure purpose record_ref resident_reps step step_by unit_reps
    abstain against agenda also_counted_in assembly authority_ref base body counts_in delegates
    entitled fulfils held_on host in_favour invited left letter_ref major_matter mandate met
    missing_sides motion must_be_called opinions_ref outcome present publication publish_due
    report_ref reported_to_street request ruled_by_law scope supporters survey_ref to type
    building_id buildings formed_on from_org issued_on office overridden participants parts
    posted_on progress quarter sent_on sets team to_org unit works_for
    agreement_ref batch body count defect defects due_on dwelling
    estate from_code gap gate inspected_on inspection inspectors item kinds list meeting notice_ref
    parties plan_ref record rental_class stair_id status suggestion target wanted training
    unit utility value virtue
    accept_due agent_handled aim answer approved approver area at attended_units basis
    beyond_street_reason booked branch_opinion by_rating calendar_version case_ids category cause
    channel city_unit claim_no clock closing_basis closing_no code community_id competent_level
    content counterpart_for deadline dept discovered_at dissolved_on district_lead_unit due due_at
    due_clock due_on_rest_day due_started_at duties duty field founded_on from_grid_id from_on
    from_system from_unit funds_fen gate_code grade grid_id guarantees height home_unit home_visit
    household_count into into_grid_id into_unit_id invited_units kind label late lead level
    households deviations exception_by estate_id counts outcome due_on decided_by radius_minutes
    to unit count wanted estate_class patrolled_by inspection_ref hired_on reviewed_by route site
    workers total counted_on musts_missed passed branch_id transferred_from activity asked
    upgraded_on size seats mode elected_on term_start term_end formed_on passed_over
    joint_kind led_by held_on from_unit year
    listed_for_appraisal lists_due matter measures media_type meeting_id member_count merged_on
    methods minutes_ref mode new_due new_lead new_pack no note obligation_id old_due old_lead
    old_pack on on_time
    one_visit
    opened_at opinion org_type override_reason parent photo_id place places plan platform_no post
    priority problem published_on reasons remaining_units requested_from responsible_unit result
    scale_id
    score severity source source_ref staff staff_kind standard started_at station subject
    target_event target_version task to_on tree unit_id units urgent verification ways why width
    window
    """.split()  # noqa: SIM905  # reads as the list it is
)
"""Names of fields that a subscriber with the right to histories may see."""

PEOPLE: Final = frozenset(
    """
    by convener kept_by taken_by
    administrators deputy_ref head_ref members
    expert_ref member_ref nominee_ref subject_ref
    chair closed_by first_asked_by from_ref leader_ref person_ref replaces reporter_ref
    responsible_person secretary_ref members reps to_ref verified_by
    """.split()  # noqa: SIM905  # reads as the list it is
)
"""Names of fields that hold a person's pseudonymous id. The post and the unit say who answers; a
subscriber's system must not be able to follow a person through the log."""

SEALED: Final = frozenset({"comment", "contact", "original", "photos", "picture", "text"})
"""Names of fields that only ever refer to the vault. ``place`` and ``result`` do so at times: what
refers to the vault is left out whatever its name."""

CORRECTED: Final = frozenset({"old", "new"})
"""Values of a corrected field: as visible as the field itself."""
