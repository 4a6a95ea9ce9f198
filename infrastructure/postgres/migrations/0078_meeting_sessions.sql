-- phase: expand
-- Read model: sessions of meetings, one row for each body in whose record a session counts.
CREATE TABLE meeting_sessions_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    body text NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text NOT NULL,
    type text NOT NULL,
    held_by text NOT NULL,
    pack text NOT NULL,
    begins_at timestamptz NOT NULL,
    held_on date NOT NULL,
    state text NOT NULL,
    entitled integer,
    present integer,
    quorum_met boolean,
    adopted integer NOT NULL,
    rejected integer NOT NULL,
    chair text,
    host text,
    fulfils text[] NOT NULL,
    missing_sides text[] NOT NULL,
    minutes_ref text,
    held_version integer,
    held_at timestamptz,
    publish_due_at timestamptz,
    published_on date,
    published_at timestamptz,
    published_in_time boolean,
    PRIMARY KEY (jurisdiction, aggregate_id, body)
);

CREATE INDEX meeting_sessions_v1_body ON meeting_sessions_v1 (jurisdiction, body, held_on, code);
CREATE INDEX meeting_sessions_v1_day ON meeting_sessions_v1 (jurisdiction, held_on, code, body);
CREATE INDEX meeting_sessions_v1_changed ON meeting_sessions_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON meeting_sessions_v1 TO closeout_service;
