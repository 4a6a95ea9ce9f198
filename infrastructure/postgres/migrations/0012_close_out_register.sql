-- Read model: each claim that a case is done, and what became of it.
CREATE TABLE close_out_register_v1 (
    jurisdiction text NOT NULL,
    case_id uuid NOT NULL,
    claim_no integer NOT NULL,
    version integer NOT NULL,
    units_ever text[] NOT NULL,
    grid_id text,
    community_id text,
    reporter_ref text,
    claimed_by text NOT NULL,
    claimed_at timestamptz NOT NULL,
    measures text NOT NULL,
    refused_at timestamptz,
    refused_by text,
    refusal_reasons text[] NOT NULL,
    listed_for_appraisal boolean NOT NULL,
    closing_no integer,
    closed_at timestamptz,
    closed_by text,
    closing_basis text,
    verified_by text,
    verification text,
    on_time boolean,
    reopened_at timestamptz,
    reopened_by_rating boolean NOT NULL,
    reopen_reason text,
    score integer,
    scale_id text,
    rated_at timestamptz,
    PRIMARY KEY (jurisdiction, case_id, claim_no)
);

CREATE INDEX close_out_register_v1_claimed ON close_out_register_v1
    (jurisdiction, claimed_at, case_id, claim_no);

GRANT SELECT, INSERT, UPDATE, DELETE ON close_out_register_v1 TO closeout_service;
