-- phase: expand
-- Read model: what stands in the books of records, one row per entry.
CREATE TABLE record_list_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    no integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    record text COLLATE "C" NOT NULL,
    event text NOT NULL,
    body text COLLATE "C" NOT NULL,
    held_on date NOT NULL,
    marks text[] NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id, no)
);

-- The order of the list, and the look-up of what is missing.
CREATE INDEX record_list_v1_held ON record_list_v1 (jurisdiction, held_on, aggregate_id, no);
CREATE INDEX record_list_v1_record ON record_list_v1 (jurisdiction, record, body, held_on);
CREATE INDEX record_list_v1_changed ON record_list_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON record_list_v1 TO closeout_service;
