-- phase: expand
-- Which vault items are the photos of a case. Written once: the same photo is never sealed twice.
CREATE TABLE photos (
    jurisdiction text NOT NULL,
    photo_id uuid NOT NULL,
    case_id uuid NOT NULL,
    original_id uuid NOT NULL,
    original_sha256 text NOT NULL,
    picture_id uuid NOT NULL,
    picture_sha256 text NOT NULL,
    PRIMARY KEY (jurisdiction, photo_id)
);

-- A photo does not shrink any further.
ALTER TABLE vault_items ALTER COLUMN ciphertext SET STORAGE EXTERNAL;

GRANT SELECT, INSERT ON photos TO closeout_service;
