-- Working-day notices as they were imported: a deadline names the version that decided it.
CREATE TABLE calendar_overrides (
    jurisdiction text NOT NULL,
    version text NOT NULL,
    content text NOT NULL,
    imported_by text NOT NULL,
    imported_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, version)
);

GRANT SELECT, INSERT ON calendar_overrides TO closeout_service;
