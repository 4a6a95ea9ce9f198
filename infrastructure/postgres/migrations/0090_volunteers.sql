-- phase: expand
-- Read models: balances of volunteers, one row each, and the lines they are made of.
CREATE TABLE volunteer_balances_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    no integer NOT NULL,
    kind text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    people text[] NOT NULL,
    registered_on date NOT NULL,
    services integer NOT NULL,
    hours numeric NOT NULL,
    earned numeric NOT NULL,
    redeemed numeric NOT NULL,
    reversed numeric NOT NULL,
    balance numeric NOT NULL,
    blocked boolean NOT NULL,
    trained_years integer[] NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

CREATE INDEX volunteer_balances_v1_code ON volunteer_balances_v1 (jurisdiction, code, no);
CREATE INDEX volunteer_balances_v1_body ON volunteer_balances_v1 (jurisdiction, body, code, no);
CREATE INDEX volunteer_balances_v1_changed ON volunteer_balances_v1 (jurisdiction, changed_at);

CREATE TABLE volunteer_lines_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    no integer NOT NULL,
    body text COLLATE "C" NOT NULL,
    people text[] NOT NULL,
    event text COLLATE "C" NOT NULL,
    service integer,
    field text COLLATE "C",
    activity text COLLATE "C",
    goods text COLLATE "C",
    hours numeric,
    points numeric,
    balance numeric NOT NULL,
    stands boolean NOT NULL,
    held_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id, no)
);

CREATE INDEX volunteer_lines_v1_code ON volunteer_lines_v1 (jurisdiction, code, no);
CREATE INDEX volunteer_lines_v1_body ON volunteer_lines_v1 (jurisdiction, body, code, no);
CREATE INDEX volunteer_lines_v1_changed ON volunteer_lines_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON volunteer_balances_v1, volunteer_lines_v1
    TO closeout_service;
