-- phase: expand
-- Keys of machines. The service looks them up and notes the day of use; only the owner of the tables
-- issues and revokes. Rows stay: who could come in, and until when, is part of the record.
CREATE TABLE api_keys (
    jurisdiction text NOT NULL,
    key_id text NOT NULL,
    machine text NOT NULL,
    scope text NOT NULL,
    may_represent boolean NOT NULL,
    sha256 bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by text,
    last_used_on date,
    PRIMARY KEY (jurisdiction, key_id),
    FOREIGN KEY (jurisdiction) REFERENCES jurisdictions (jurisdiction)
) WITH (fillfactor = 50);

GRANT SELECT, UPDATE (last_used_on) ON api_keys TO closeout_service;
