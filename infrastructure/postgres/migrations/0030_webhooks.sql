-- phase: expand
-- Subscriptions of other systems, and what is to be delivered to them (ADR 0015).

-- A subscription as it stands. Secrets are sealed with a key that is not in this database.
-- The last three columns are the health of the receiver, written by the deliverer.
CREATE TABLE webhooks (
    jurisdiction text NOT NULL,
    webhook_id uuid NOT NULL,
    version integer NOT NULL,
    url text NOT NULL,
    description text,
    acts_for text NOT NULL,
    event_types text[] NOT NULL,
    unit text,
    state text NOT NULL,
    state_reason text,
    since_position bigint NOT NULL,
    secret bytea,
    previous_secret bytea,
    previous_until timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    not_before timestamptz,
    PRIMARY KEY (jurisdiction, webhook_id)
) WITH (fillfactor = 50);

-- Who changed what, and the receipts of commands by idempotency key (ENV-05). Append-only by privilege.
CREATE TABLE webhook_changes (
    jurisdiction text NOT NULL,
    webhook_id uuid NOT NULL,
    version integer NOT NULL,
    at timestamptz NOT NULL,
    actor_id text NOT NULL,
    represented_by text,
    correlation_id text,
    change text NOT NULL,
    detail jsonb NOT NULL,
    key text,
    fingerprint bytea,
    PRIMARY KEY (jurisdiction, webhook_id, version),
    UNIQUE (jurisdiction, key),
    FOREIGN KEY (jurisdiction, webhook_id) REFERENCES webhooks (jurisdiction, webhook_id)
);

-- One event for one subscription. Of a case only the oldest outstanding one is ever under way.
CREATE TABLE webhook_deliveries (
    jurisdiction text NOT NULL,
    webhook_id uuid NOT NULL,
    position bigint NOT NULL,
    aggregate_id uuid NOT NULL,
    topic text NOT NULL,
    recorded_at timestamptz NOT NULL,
    state text NOT NULL,
    round_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    lease uuid,
    leased_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    last_status integer,
    last_reason text,
    finished_at timestamptz,
    PRIMARY KEY (jurisdiction, webhook_id, position),
    FOREIGN KEY (jurisdiction, webhook_id) REFERENCES webhooks (jurisdiction, webhook_id)
) WITH (fillfactor = 70);

CREATE INDEX webhook_deliveries_outstanding ON webhook_deliveries
    (jurisdiction, webhook_id, position) WHERE state = 'PENDING';
CREATE INDEX webhook_deliveries_of_a_case ON webhook_deliveries
    (jurisdiction, webhook_id, aggregate_id, position) WHERE state = 'PENDING';
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries
    (jurisdiction, webhook_id, position) WHERE state = 'DEAD';
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries
    (jurisdiction, finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    jurisdiction text NOT NULL,
    webhook_id uuid NOT NULL,
    position bigint NOT NULL,
    attempt integer NOT NULL,
    started_at timestamptz NOT NULL,
    status integer,
    reason text NOT NULL,
    latency_ms integer NOT NULL,
    PRIMARY KEY (jurisdiction, webhook_id, position, attempt),
    FOREIGN KEY (jurisdiction, webhook_id, position)
        REFERENCES webhook_deliveries (jurisdiction, webhook_id, position) ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE ON webhooks TO closeout_service;
GRANT SELECT, INSERT ON webhook_changes TO closeout_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO closeout_service;
GRANT SELECT, INSERT ON webhook_attempts TO closeout_service;
