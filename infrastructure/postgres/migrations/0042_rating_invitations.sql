-- phase: expand
-- Who asked for a rating link, and the outbox of a message gateway. The link itself is not stored.
CREATE TABLE rating_invitations (
    jurisdiction text NOT NULL,
    case_id uuid NOT NULL,
    closing_no integer NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by text NOT NULL,
    person_ref text NOT NULL,
    expires_at timestamptz NOT NULL,
    handed_over_at timestamptz,
    PRIMARY KEY (jurisdiction, case_id, closing_no, issued_at, issued_by)
);

CREATE INDEX rating_invitations_waiting ON rating_invitations (jurisdiction, issued_at)
    WHERE handed_over_at IS NULL;

GRANT SELECT, INSERT, UPDATE (handed_over_at) ON rating_invitations TO closeout_service;
