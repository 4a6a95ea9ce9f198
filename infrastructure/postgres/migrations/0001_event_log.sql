-- The log, its keys and its positions. Every key starts with the jurisdiction: it is the shard key.

CREATE TABLE jurisdictions (
    jurisdiction text NOT NULL,
    pack_id text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (jurisdiction)
);

-- One row per log. Whoever appends holds its lock from taking positions to the commit, so that
-- positions become visible in order and without a gap. Rewritten by each append: room for HOT.
CREATE TABLE log_heads (
    jurisdiction text NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    directory_position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (jurisdiction),
    FOREIGN KEY (jurisdiction) REFERENCES jurisdictions (jurisdiction)
) WITH (fillfactor = 10);

CREATE TABLE events (
    jurisdiction text NOT NULL,
    position bigint NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    topic text NOT NULL,
    recorded_at timestamptz NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id, version),
    UNIQUE (jurisdiction, position)
);

-- Receipts of commands by idempotency key (ENV-05).
CREATE TABLE command_keys (
    jurisdiction text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (jurisdiction, key)
);

-- How far each follower of a log has come.
CREATE TABLE tracking (
    jurisdiction text NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (jurisdiction, name)
) WITH (fillfactor = 50);

-- Append-only by privilege: ENV-02.
GRANT SELECT, INSERT ON jurisdictions, events, command_keys TO closeout_service;
GRANT SELECT, INSERT, UPDATE (position, directory_position) ON log_heads TO closeout_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON tracking TO closeout_service;
