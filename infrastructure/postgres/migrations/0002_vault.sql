-- Personal content, apart from the log and erasable (ENV-07).

-- A person's key, wrapped by a master key that is not in this database. Deleting the row erases.
CREATE TABLE vault_keys (
    jurisdiction text NOT NULL,
    key_id uuid NOT NULL,
    person_ref text NOT NULL,
    suite text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (jurisdiction, key_id),
    UNIQUE (jurisdiction, person_ref)
);

-- Written once. The ciphertext outlives its key: its digest stands in an event.
CREATE TABLE vault_items (
    jurisdiction text NOT NULL,
    item_id uuid NOT NULL,
    key_id uuid NOT NULL,
    person_ref text NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    nonce bytea NOT NULL,
    ciphertext bytea NOT NULL,
    PRIMARY KEY (jurisdiction, item_id)
);

CREATE INDEX vault_items_by_key ON vault_items (jurisdiction, key_id);

-- Search entries die with the key, even those of a transaction that runs while it is destroyed:
-- the foreign key holds the key's row until both have ended.
CREATE TABLE vault_search (
    jurisdiction text NOT NULL,
    item_id uuid NOT NULL,
    key_id uuid NOT NULL,
    case_id uuid NOT NULL,
    bigrams tsvector NOT NULL,
    PRIMARY KEY (jurisdiction, item_id),
    FOREIGN KEY (jurisdiction, key_id) REFERENCES vault_keys (jurisdiction, key_id)
        ON DELETE CASCADE
);

CREATE INDEX vault_search_by_key ON vault_search (jurisdiction, key_id);
CREATE INDEX vault_search_bigrams ON vault_search USING gin (bigrams);

GRANT SELECT, INSERT, DELETE ON vault_keys TO closeout_service;
GRANT SELECT, INSERT ON vault_items, vault_search TO closeout_service;
