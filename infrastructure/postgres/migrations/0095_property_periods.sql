-- phase: expand
-- Read model: how an estate did in a period: grade, veto, posting, score; one row each.
CREATE TABLE property_periods_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    estate text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    company text COLLATE "C",
    period text COLLATE "C" NOT NULL,
    first_day date NOT NULL,
    scale text,
    grade text,
    original_grade text,
    finding text COLLATE "C",
    posted_on date,
    score numeric(10, 2),
    scored_at timestamptz,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The periods of an estate in their order, and what the ranking of a year looks for.
CREATE INDEX property_periods_v1_estate ON property_periods_v1 (jurisdiction, estate, first_day);
CREATE INDEX property_periods_v1_scored ON property_periods_v1 (jurisdiction, first_day)
    WHERE score IS NOT NULL;
CREATE INDEX property_periods_v1_changed ON property_periods_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON property_periods_v1 TO closeout_service;
