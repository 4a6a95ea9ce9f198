-- phase: expand
-- Read model: files of accountability, one row each.
CREATE TABLE accountability_files_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    trigger_code text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    state text NOT NULL,
    begun_with text NOT NULL,
    begun_at timestamptz NOT NULL,
    period text COLLATE "C",
    called text COLLATE "C",
    caller text COLLATE "C",
    caller_body text COLLATE "C",
    due_on date,
    held_at timestamptz,
    minutes_ref text COLLATE "C",
    opened_at timestamptz,
    measure text COLLATE "C",
    decided_at timestamptz,
    notice_ref text COLLATE "C",
    circulated_at timestamptz,
    appealed_at timestamptz,
    evidence text[] NOT NULL,
    pack text NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The order of the list, and the files of one subject.
CREATE INDEX accountability_files_v1_begun ON accountability_files_v1
    (jurisdiction, begun_at, aggregate_id);
CREATE INDEX accountability_files_v1_subject ON accountability_files_v1
    (jurisdiction, subject, begun_at, aggregate_id);
CREATE INDEX accountability_files_v1_changed ON accountability_files_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON accountability_files_v1 TO closeout_service;
