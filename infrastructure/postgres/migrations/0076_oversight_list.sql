-- phase: expand
-- Read model: prior opinions, orders, inspections and targets, one row each.
CREATE TABLE oversight_list_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    kind text NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    about text COLLATE "C" NOT NULL,
    bodies text[] NOT NULL,
    state text NOT NULL,
    due_at timestamptz,
    late_at timestamptz,
    settles_at timestamptz,
    approved boolean,
    count integer,
    wanted integer,
    open_defects integer,
    pack text NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The order of the list, and what the sweep has to look at.
CREATE INDEX oversight_list_v1_code ON oversight_list_v1 (jurisdiction, kind, code);
CREATE INDEX oversight_list_v1_settles ON oversight_list_v1 (jurisdiction, settles_at, aggregate_id)
    WHERE settles_at IS NOT NULL;
CREATE INDEX oversight_list_v1_changed ON oversight_list_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON oversight_list_v1 TO closeout_service;
