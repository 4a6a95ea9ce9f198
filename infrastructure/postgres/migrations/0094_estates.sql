-- phase: expand
-- Read model: residential estates, one row each. Areas are in square metres.
CREATE TABLE estates_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    estate text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    company text COLLATE "C",
    buildings integer,
    households integer,
    condition text,
    mode text,
    missing text[] NOT NULL,
    gfa numeric(14, 2),
    area numeric(14, 2),
    needed numeric(16, 4),
    premises text,
    rooms integer NOT NULL,
    proposals text[] NOT NULL,
    notices text[] NOT NULL,
    notice_posted_on date,
    notice_company text COLLATE "C",
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The order of the list, and the estates of a company.
CREATE INDEX estates_v1_estate ON estates_v1 (jurisdiction, estate);
CREATE INDEX estates_v1_company ON estates_v1 (jurisdiction, company, estate);
CREATE INDEX estates_v1_changed ON estates_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON estates_v1 TO closeout_service;
