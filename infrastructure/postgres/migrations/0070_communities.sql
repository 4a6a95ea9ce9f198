-- phase: expand
-- Read model: communities, one row each.
CREATE TABLE communities_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    households integer NOT NULL,
    kind text COLLATE "C",
    deviations text[] NOT NULL,
    shared_unit integer,
    due text[] NOT NULL,
    undecided text[] NOT NULL,
    workers integer,
    counted_on date,
    workers_deviations text[] NOT NULL,
    musts_missed integer,
    safe_sites integer NOT NULL,
    safe_kinds text[] NOT NULL,
    plates integer,
    plates_wanted integer,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The order of the list.
CREATE INDEX communities_v1_code ON communities_v1 (jurisdiction, code);
CREATE INDEX communities_v1_changed ON communities_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON communities_v1 TO closeout_service;
