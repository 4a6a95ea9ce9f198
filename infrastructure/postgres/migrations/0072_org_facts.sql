-- phase: expand
-- Read model: what is known of each body, one row per fact, with its days.
CREATE TABLE org_facts_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    line integer NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    org_type text NOT NULL,
    tree text,
    level text NOT NULL,
    parent text,
    label text,
    word text,
    person text,
    words text[] NOT NULL,
    from_on date NOT NULL,
    to_on date,
    amount integer NOT NULL,
    stated_by integer[] NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id, line)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON org_facts_v1 TO closeout_service;
