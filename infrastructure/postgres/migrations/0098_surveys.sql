-- phase: expand
-- Read models: surveys with what came of them, and their answers without who gave them.
CREATE TABLE surveys_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    about text COLLATE "C" NOT NULL,
    population integer NOT NULL,
    sample_size integer NOT NULL,
    opened_at timestamptz NOT NULL,
    until_on date NOT NULL,
    closes_at timestamptz NOT NULL,
    closed_at timestamptz,
    awareness boolean NOT NULL,
    satisfied_by text[] NOT NULL,
    min_valid integer NOT NULL,
    answers integer,
    valid integer,
    aware integer,
    judged integer,
    satisfied integer,
    counted_to bigint,
    pack text NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The order of the list, and the look-up of one.
CREATE INDEX surveys_v1_until ON surveys_v1 (jurisdiction, until_on, code);
CREATE INDEX surveys_v1_code ON surveys_v1 (jurisdiction, code);
CREATE INDEX surveys_v1_about ON surveys_v1 (jurisdiction, about, until_on);
CREATE INDEX surveys_v1_changed ON surveys_v1 (jurisdiction, changed_at);

CREATE TABLE survey_answers_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    survey text COLLATE "C" NOT NULL,
    aware boolean,
    satisfied text COLLATE "C",
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- Answers are counted from this index alone.
CREATE INDEX survey_answers_v1_survey
    ON survey_answers_v1 (jurisdiction, survey, aware, satisfied);
CREATE INDEX survey_answers_v1_changed ON survey_answers_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON surveys_v1, survey_answers_v1 TO closeout_service;
