-- Read model: the narrow line of each case, written with the events themselves, so that whoever wrote
-- reads her own write and the sweep sees every bound. Each column is paid for by every command.
CREATE TABLE case_heads_v1 (
    jurisdiction text NOT NULL,
    case_id uuid NOT NULL,
    version integer NOT NULL,
    state text NOT NULL,
    is_open boolean NOT NULL,
    kind text NOT NULL,
    grid_id text,
    community_id text,
    category text,
    reporter_ref text,
    mode text,
    level text,
    units text[] NOT NULL,
    units_ever text[] NOT NULL,
    reported_at timestamptz NOT NULL,
    due_at timestamptz,
    next_bound timestamptz,
    calendar_versions text[] NOT NULL,
    last_followed_up_at timestamptz,
    merged_into uuid,
    PRIMARY KEY (jurisdiction, case_id)
) WITH (fillfactor = 70);

-- Lists are in the order of the bound, those without one last; open cases are few beside all that
-- were ever closed.
CREATE INDEX case_heads_v1_list ON case_heads_v1
    (jurisdiction, is_open, coalesce(due_at, 'infinity'::timestamptz), case_id);
CREATE INDEX case_heads_v1_bounds ON case_heads_v1
    (jurisdiction, next_bound, case_id) WHERE next_bound IS NOT NULL;
CREATE INDEX case_heads_v1_grid ON case_heads_v1 (jurisdiction, grid_id, category, reported_at);
CREATE INDEX case_heads_v1_reporter ON case_heads_v1
    (jurisdiction, reporter_ref, reported_at) WHERE reporter_ref IS NOT NULL;
CREATE INDEX case_heads_v1_merged ON case_heads_v1
    (jurisdiction, merged_into) WHERE merged_into IS NOT NULL;
-- A code may exist in several jurisdictions: the query checks the jurisdiction as well.
CREATE INDEX case_heads_v1_units ON case_heads_v1 USING gin (units_ever);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_heads_v1 TO closeout_service;
