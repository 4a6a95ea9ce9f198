"""Which facts of an event leave the service; what is not named here stays inside (ENV-07)."""

from __future__ import annotations

from typing import Final

PUBLISHED: Final = frozenset(
    """
    abstain accept_due accepts_occurred_at account_kind activity admonished admonition_ref
    after_success against agenda agent_handled agreement agreement_ref aim also_counted_in
    amount analysis_ref answer answers approved approver archive_class area as_of asked assembly
    assessment at attendance attended_units authority authority_ref aware awareness base basis
    basis_event batch benefit beyond_street_reason body booked booked_in books bound branch_id
    branch_opinion building_id buildings by_body by_rating calendar_version called
    caller caller_body
    camera case_id case_ids category cause chain_ok channel city_unit claim_no clock closes_at
    closing_basis closing_no code command community_id company competent_level complete composite
    condition content content_ref count counted_on counted_to counterpart_for counts counts_in
    court covers criterion criticism deadline decided_by decision defect defects delegates dept
    despite destination deviates deviations difference_fen dim discovered_at dissolved_on
    district_lead_unit due due_at due_clock due_on due_on_rest_day due_started_at duties duty
    dwelling each elected_on entitled entry entry_ref escalates_to estate estate_class estate_id
    event_id evidence_event_ids exception_by face_to_face facility field file finding
    findings formed_on
    found_on founded founded_on from_code from_grid_id from_on from_org from_system from_unit
    fulfils funds_fen gap gate gate_code gathered gfa goods grade grid_id ground group guarantees
    half height held_at held_on hired_on home_unit home_visit host hours household_count households
    in_favour inspected inspected_on inspection inspection_ref inspectors into into_grid_id
    into_unit_id invited invited_units is_above is_last issued_on item joint_kind judged kind
    kinds label late lead led_by ledger ledger_version left letter_ref level list list_kind
    listed_for_appraisal listed_on lists_due major_matter managed_by mandate matter measure measures
    media_type meeting meeting_id member_count merged_on met method_ref methods min_count
    min_valid minutes minutes_ref missed missing missing_sides mode motion must_be_called
    musts_missed name needed needs_decision new_due new_lead new_pack no note notice notice_ref
    notified_body notified_post obligation_id obligation_ids of of_event_id of_version office
    old_due old_lead old_pack on on_appeal on_miss on_time one_visit opened_at opinion
    opinions_ref order org_type original_grade outcome overall overridden override_reason
    owner_data_ref parent participants parties parts party passed passed_over patrolled_by
    period petition_ref photo_id place places plan plan_ref platform_no pledge points population
    post posted_on present priority problem procedure progress proposal publication publish_due
    published_on purpose quarter radius_minutes rank ranked reasons refusal record record_ref
    register_name remaining_units reminders renews rental_class report report_ref
    reported_to_street request requested_from resident_reps residents responsible_unit result
    review reviewed_by rhythm room route rule_id ruled_by_law sample_size satisfaction satisfied
    satisfied_by scale scale_id scope score scores seat seats sent_on service sets settled
    severity share_of
    site size source source_ref staff staff_count staff_kind stair_id standard stars
    started_at station status step step_by strength subject suggestion supervision supporters survey
    survey_ref target target_event target_value target_version task team tells term_end
    term_start to to_on to_org total training transferred_from tree trigger_code type unit
    unit_id unit_reps units until_on upgraded_on urgent utility valid value verification
    violation virtue visible_effect voters wanted ways
    weights why width window window_start workers works_for
    year
    """.split()  # noqa: SIM905  # reads as the list it is
)
"""Names of fields that a subscriber with the right to histories may see."""

PEOPLE: Final = frozenset(
    """
    account administrators by chair closed_by convener deputy_ref expert_ref first_asked_by
    from_ref head_ref holder interviewer kept_by leader_ref mediator member_ref members
    nominee_ref notified person_ref proposed_by replaces reporter_ref reps respondent_hash
    responsible_person secretary_ref subject_ref taken_by to_ref verified_by
    """.split()  # noqa: SIM905  # reads as the list it is
)
"""Names of fields that hold a person's pseudonymous id. The post and the unit say who answers; a
subscriber's system must not be able to follow a person through the log."""

SEALED: Final = frozenset({"comment", "contact", "original", "photos", "picture", "text"})
"""Names of fields that only ever refer to the vault. ``place`` and ``result`` do so at times: what
refers to the vault is left out whatever its name."""

CORRECTED: Final = frozenset({"old", "new"})
"""Values of a corrected field: as visible as the field itself."""
