-- phase: expand
-- Which versions of the program run on this database now: a migration that an older one would not
-- survive waits for it. A process serves every jurisdiction, which '*' says here.
CREATE TABLE running_versions (
    jurisdiction text NOT NULL,
    process_id uuid NOT NULL,
    kind text NOT NULL,
    host text NOT NULL,
    knows text[] NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (jurisdiction, process_id)
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE (seen_at), DELETE ON running_versions TO closeout_service;
-- A process looks from time to time whether it still fits.
GRANT SELECT ON schema_migrations TO closeout_service;
