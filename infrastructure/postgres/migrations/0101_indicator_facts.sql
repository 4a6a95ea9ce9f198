-- phase: expand
-- Read model: what indicators count, one row per case and one per feedback obligation of it.
CREATE TABLE indicator_facts_v1 (
    jurisdiction text NOT NULL,
    case_id uuid NOT NULL,
    item text NOT NULL,
    facts bigint NOT NULL,
    is_open boolean NOT NULL,
    pack text NOT NULL,
    closing_level text,
    grid_id text,
    community_id text,
    category text,
    reporter_ref text,
    units_ever text[] NOT NULL,
    counted_units text[] NOT NULL,
    reported_at timestamptz NOT NULL,
    uploaded_at timestamptz,
    bound_at timestamptz,
    closed_at timestamptz,
    settled_at timestamptz,
    score integer,
    upload_version integer,
    acceptance_version integer,
    bound_version integer,
    claim_version integer,
    closing_version integer,
    rating_version integer,
    settlement_version integer,
    excluded_version integer,
    route_versions integer[] NOT NULL,
    return_versions integer[] NOT NULL,
    rework_versions integer[] NOT NULL,
    PRIMARY KEY (jurisdiction, case_id, item)
);

-- What changes with the clock, what is not yet due and what may still be rated in time, is counted
-- from these alone: its rows lie scattered over the table.
CREATE INDEX indicator_facts_v1_open ON indicator_facts_v1 (jurisdiction, bound_at)
    INCLUDE (facts, pack, reported_at, uploaded_at) WHERE is_open;
CREATE INDEX indicator_facts_v1_closed ON indicator_facts_v1 (jurisdiction, closed_at)
    INCLUDE (facts, pack, reported_at, uploaded_at, bound_at) WHERE closed_at IS NOT NULL;
CREATE INDEX indicator_facts_v1_grid ON indicator_facts_v1 (jurisdiction, grid_id, uploaded_at);
CREATE INDEX indicator_facts_v1_excluded ON indicator_facts_v1 (jurisdiction, case_id)
    WHERE excluded_version IS NOT NULL;
-- A code may exist in several jurisdictions: the query checks the jurisdiction as well.
CREATE INDEX indicator_facts_v1_units ON indicator_facts_v1 USING gin (counted_units);

GRANT SELECT, INSERT, UPDATE, DELETE ON indicator_facts_v1 TO closeout_service;
