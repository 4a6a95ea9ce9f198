-- phase: expand
-- Read models: entries of books that are about somebody, by pseudonymous id; and who looked at them.
CREATE TABLE sensitive_entries_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    no integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    record text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    subject_ref text COLLATE "C" NOT NULL,
    each text COLLATE "C",
    held_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id, no)
);

CREATE INDEX sensitive_entries_v1_subject
    ON sensitive_entries_v1 (jurisdiction, record, body, subject_ref, held_on);
CREATE INDEX sensitive_entries_v1_visited
    ON sensitive_entries_v1 (jurisdiction, subject_ref, record, held_on);
CREATE INDEX sensitive_entries_v1_changed ON sensitive_entries_v1 (jurisdiction, changed_at);

CREATE TABLE sensitive_views_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    no integer NOT NULL,
    body text COLLATE "C" NOT NULL,
    people text[] NOT NULL,
    viewed_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id, no)
);

CREATE INDEX sensitive_views_v1_viewed ON sensitive_views_v1 (jurisdiction, viewed_at, aggregate_id);
CREATE INDEX sensitive_views_v1_changed ON sensitive_views_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON sensitive_entries_v1, sensitive_views_v1
    TO closeout_service;
