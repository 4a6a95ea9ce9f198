-- Read model: feedback that units owed, one row per obligation.
CREATE TABLE feedback_obligations_v1 (
    jurisdiction text NOT NULL,
    case_id uuid NOT NULL,
    obligation_id text NOT NULL,
    version integer NOT NULL,
    unit_id text NOT NULL,
    units_ever text[] NOT NULL,
    grid_id text,
    community_id text,
    reporter_ref text,
    clock text NOT NULL,
    opened_at timestamptz NOT NULL,
    due_at timestamptz,
    status text NOT NULL,
    is_settled boolean NOT NULL,
    settled_at timestamptz,
    settled_month text,
    given_late_at timestamptz,
    settled_version integer,
    PRIMARY KEY (jurisdiction, case_id, obligation_id)
);

CREATE INDEX feedback_obligations_v1_month ON feedback_obligations_v1
    (jurisdiction, settled_month, unit_id) WHERE is_settled;
CREATE INDEX feedback_obligations_v1_unit ON feedback_obligations_v1
    (jurisdiction, unit_id, opened_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON feedback_obligations_v1 TO closeout_service;
