-- phase: expand
-- The residents' door: what is known of people who never logged in.

-- Counters of what strangers did in a window. A subject is a keyed digest of an address whose key
-- changes daily, or none; past windows are deleted on the way.
CREATE TABLE public_quotas (
    jurisdiction text NOT NULL,
    subject text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used integer NOT NULL,
    PRIMARY KEY (jurisdiction, subject, starts_at)
) WITH (fillfactor = 70);

CREATE INDEX public_quotas_past ON public_quotas (jurisdiction, ends_at);

-- Receipt codes by keyed digest: the table gives no code away.
CREATE TABLE receipt_codes (
    jurisdiction text NOT NULL,
    code_digest bytea NOT NULL,
    case_id uuid NOT NULL,
    person_ref text NOT NULL,
    issued_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, code_digest)
);

GRANT SELECT, INSERT, UPDATE (used), DELETE ON public_quotas TO closeout_service;
GRANT SELECT, INSERT ON receipt_codes TO closeout_service;
