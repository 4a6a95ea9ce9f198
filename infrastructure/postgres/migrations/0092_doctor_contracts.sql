-- phase: expand
-- Read model: contracts with family doctors, one row each.
CREATE TABLE doctor_contracts_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    no integer NOT NULL,
    body text COLLATE "C" NOT NULL,
    people text[] NOT NULL,
    residents integer NOT NULL,
    face_to_face boolean NOT NULL,
    place text COLLATE "C",
    signed_on date NOT NULL,
    items integer[] NOT NULL,
    complete boolean NOT NULL,
    completed_on date,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

CREATE INDEX doctor_contracts_v1_code ON doctor_contracts_v1 (jurisdiction, code, no);
CREATE INDEX doctor_contracts_v1_body ON doctor_contracts_v1 (jurisdiction, body, code, no);
CREATE INDEX doctor_contracts_v1_changed ON doctor_contracts_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON doctor_contracts_v1 TO closeout_service;
