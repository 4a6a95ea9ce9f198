-- phase: expand
-- Read models: the account of each unit and year, and its bookings.
CREATE TABLE unit_points_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    no integer NOT NULL,
    body text COLLATE "C" NOT NULL,
    people text[] NOT NULL,
    year integer NOT NULL,
    pack text NOT NULL,
    base numeric(9, 1) NOT NULL,
    withheld numeric(9, 1) NOT NULL,
    awarded numeric(9, 1) NOT NULL,
    deducted numeric(9, 1) NOT NULL,
    reversed numeric(9, 1) NOT NULL,
    total numeric(9, 1) NOT NULL,
    closings integer NOT NULL,
    misses integer NOT NULL,
    settled_at timestamptz,
    settled_version integer,
    settled_points numeric(9, 1),
    settled_rank integer,
    settled_ranked integer,
    is_last boolean,
    needs_decision boolean,
    rewards text[] NOT NULL,
    on_time integer,
    settled_feedback integer,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

CREATE UNIQUE INDEX unit_points_v1_account ON unit_points_v1 (jurisdiction, year, code);
CREATE INDEX unit_points_v1_code ON unit_points_v1 (jurisdiction, code, no);
CREATE INDEX unit_points_v1_changed ON unit_points_v1 (jurisdiction, changed_at);
CREATE INDEX unit_points_v1_occurred ON unit_points_v1 (jurisdiction, latest_occurred_at);

CREATE TABLE unit_point_lines_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    no integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    people text[] NOT NULL,
    year integer NOT NULL,
    event text NOT NULL,
    rule_id text,
    amount numeric(9, 1) NOT NULL,
    running numeric(9, 1) NOT NULL,
    stands boolean NOT NULL,
    case_id uuid,
    list_kind text,
    obligation_id text,
    source text,
    cause text,
    of_no integer,
    reason text,
    approver text,
    after_settlement boolean NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id, no)
);

CREATE INDEX unit_point_lines_v1_list ON unit_point_lines_v1 (jurisdiction, year, code, no);
CREATE INDEX unit_point_lines_v1_excluded ON unit_point_lines_v1 (jurisdiction, year)
    WHERE approver IS NOT NULL;
CREATE INDEX unit_point_lines_v1_changed ON unit_point_lines_v1 (jurisdiction, changed_at);
CREATE INDEX unit_point_lines_v1_occurred ON unit_point_lines_v1
    (jurisdiction, latest_occurred_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON unit_points_v1, unit_point_lines_v1 TO closeout_service;

-- What is still owed, by its bound: no snapshot is taken over it.
CREATE INDEX feedback_obligations_v1_due ON feedback_obligations_v1 (jurisdiction, due_at)
    WHERE status = 'OPEN';
