-- phase: expand
-- Read model: the rankings of estates by year, one row for each ranked estate.
CREATE TABLE property_rankings_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    estate text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    among text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    company text COLLATE "C",
    composite numeric(10, 1) NOT NULL,
    inspected integer NOT NULL,
    missed integer NOT NULL,
    rank integer NOT NULL,
    ranked integer NOT NULL,
    listed_on date,
    PRIMARY KEY (jurisdiction, aggregate_id, estate)
);

CREATE INDEX property_rankings_v1_year ON property_rankings_v1 (jurisdiction, year, among);
CREATE INDEX property_rankings_v1_estate ON property_rankings_v1 (jurisdiction, estate, year);
CREATE INDEX property_rankings_v1_changed ON property_rankings_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON property_rankings_v1 TO closeout_service;
