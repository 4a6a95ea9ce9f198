-- Refused commands (ENV-05). Append-only by privilege; never part of a case's history.
CREATE TABLE security_log (
    jurisdiction text NOT NULL,
    refused_at timestamptz NOT NULL,
    entry_id uuid NOT NULL DEFAULT gen_random_uuid(),
    actor_id text NOT NULL,
    command text NOT NULL,
    subject text NOT NULL,
    code text NOT NULL,
    rule text,
    detail text NOT NULL,
    PRIMARY KEY (jurisdiction, refused_at, entry_id)
);

GRANT SELECT, INSERT ON security_log TO closeout_service;
