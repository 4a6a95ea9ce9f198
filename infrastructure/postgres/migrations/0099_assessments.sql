-- phase: expand
-- Read model: how bodies, people and services were judged, one row for each assessment.
CREATE TABLE assessments_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    assessment text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    about text COLLATE "C",
    year integer,
    state text NOT NULL,
    parts text[] NOT NULL,
    overall numeric,
    review numeric,
    scale text,
    grade text,
    on_time boolean,
    deviates boolean,
    concluded_at timestamptz,
    pack text NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The order of the list.
CREATE INDEX assessments_v1_kind ON assessments_v1 (jurisdiction, assessment, aggregate_id);
CREATE INDEX assessments_v1_about ON assessments_v1 (jurisdiction, about, year);
CREATE INDEX assessments_v1_changed ON assessments_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON assessments_v1 TO closeout_service;
