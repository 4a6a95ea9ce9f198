-- Read model: how each case stands. Folded from the log alone, written with the events themselves.
-- Derived data: the service may write and replace it, a rebuild makes it anew.
CREATE TABLE case_board_v1 (
    jurisdiction text NOT NULL,
    case_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    state text NOT NULL,
    is_open boolean NOT NULL,
    kind text NOT NULL,
    pack text NOT NULL,
    grid_id text,
    community_id text,
    category text,
    severity text,
    competent_level text,
    reporter_ref text,
    taken_in_by text NOT NULL,
    holder text,
    platform_no text,
    channel text,
    source text,
    source_ref text,
    priority boolean NOT NULL,
    urgent boolean NOT NULL,
    text_item uuid,
    text_sha256 text,
    place_item uuid,
    place_sha256 text,
    mode text,
    level text,
    units text[] NOT NULL,
    units_ever text[] NOT NULL,
    lead text,
    city_unit text,
    accepted_by text[] NOT NULL,
    discovered_at timestamptz NOT NULL,
    reported_at timestamptz NOT NULL,
    uploaded_at timestamptz,
    triaged_at timestamptz,
    first_routed_at timestamptz,
    first_accepted_at timestamptz,
    first_handled_at timestamptz,
    resolved_at timestamptz,
    closed_at timestamptz,
    ended_at timestamptz,
    due_at timestamptz,
    next_bound timestamptz,
    is_stopped boolean NOT NULL,
    calendar_versions text[] NOT NULL,
    overdue_since timestamptz,
    last_followed_up_at timestamptz,
    closing_no integer NOT NULL,
    closed_by text,
    closing_level text,
    closed_on_time boolean,
    score integer,
    rated_at timestamptz,
    rated_closing integer NOT NULL,
    reopenings integer NOT NULL,
    hops integer NOT NULL,
    misroutes integer NOT NULL,
    misses integer NOT NULL,
    urges integer NOT NULL,
    claims integer NOT NULL,
    refused_claims integer NOT NULL,
    merged_into uuid,
    uploaded_version integer,
    first_handled_version integer,
    due_version integer,
    overdue_version integer,
    closed_version integer,
    rated_version integer,
    ended_version integer,
    routed_versions integer[] NOT NULL,
    returned_versions integer[] NOT NULL,
    breach_versions integer[] NOT NULL,
    serious_kinds text[] NOT NULL,
    serious_at timestamptz[] NOT NULL,
    serious_versions integer[] NOT NULL,
    PRIMARY KEY (jurisdiction, case_id)
) WITH (fillfactor = 80);

-- Few and narrow: each of them is paid for by every command. Lists are in the order of the bound,
-- those without one last; open cases are few beside all that were ever closed.
CREATE INDEX case_board_v1_list ON case_board_v1
    (jurisdiction, is_open, coalesce(due_at, 'infinity'::timestamptz), case_id);
CREATE INDEX case_board_v1_bounds ON case_board_v1
    (jurisdiction, next_bound, case_id) WHERE next_bound IS NOT NULL;
CREATE INDEX case_board_v1_grid ON case_board_v1 (jurisdiction, grid_id, category, reported_at);
CREATE INDEX case_board_v1_reporter ON case_board_v1
    (jurisdiction, reporter_ref, reported_at) WHERE reporter_ref IS NOT NULL;
CREATE INDEX case_board_v1_merged ON case_board_v1
    (jurisdiction, merged_into) WHERE merged_into IS NOT NULL;
-- A code may exist in several jurisdictions: the query checks the jurisdiction as well.
CREATE INDEX case_board_v1_units ON case_board_v1 USING gin (units_ever);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_board_v1 TO closeout_service;
