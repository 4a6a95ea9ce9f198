-- phase: expand
-- What this database is for. Bookkeeping of the database itself, not of a jurisdiction: no key.
CREATE TABLE deployment (
    environment text NOT NULL CHECK (environment IN ('development', 'production')),
    stated_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT ON deployment TO closeout_service;
