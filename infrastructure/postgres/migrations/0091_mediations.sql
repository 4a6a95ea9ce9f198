-- phase: expand
-- Read model: disputes and their mediation, one row each.
CREATE TABLE mediations_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    no integer NOT NULL,
    body text COLLATE "C" NOT NULL,
    people text[] NOT NULL,
    state text NOT NULL,
    counted text[] NOT NULL,
    channel text COLLATE "C",
    parties integer NOT NULL,
    sessions integer NOT NULL,
    found_on date,
    applied_on date,
    first_session_on date,
    report_lag integer,
    days_to_session integer,
    session_due_at timestamptz,
    session_late boolean NOT NULL,
    warnings integer NOT NULL,
    pack text NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

CREATE INDEX mediations_v1_code ON mediations_v1 (jurisdiction, code, no);
CREATE INDEX mediations_v1_body ON mediations_v1 (jurisdiction, body, code, no);
CREATE INDEX mediations_v1_changed ON mediations_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON mediations_v1 TO closeout_service;
