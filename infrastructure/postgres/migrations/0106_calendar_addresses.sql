-- phase: expand
-- Secret addresses of calendar feeds, for programs that can send no header. Of a secret its digest is
-- kept. Rows stay: who could read which calendar, and until when, is part of the record.
CREATE TABLE calendar_addresses (
    jurisdiction text NOT NULL,
    address_id text NOT NULL,
    owner text NOT NULL,
    holder text NOT NULL,
    sha256 bytea NOT NULL,
    idempotency_key text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_on date,
    PRIMARY KEY (jurisdiction, address_id),
    FOREIGN KEY (jurisdiction) REFERENCES jurisdictions (jurisdiction)
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX calendar_addresses_of_an_owner ON calendar_addresses
    (jurisdiction, owner, idempotency_key);

GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_on) ON calendar_addresses
    TO closeout_service;
