-- phase: expand
-- Read model: what was owed, one row per obligation.
CREATE TABLE obligation_calendar_v1 (
    jurisdiction text NOT NULL,
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    latest_occurred_at timestamptz NOT NULL,
    code text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    window_start timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    strength text NOT NULL,
    min_count integer NOT NULL,
    count integer NOT NULL,
    measure text,
    state text NOT NULL,
    standing text NOT NULL,
    to_accountability boolean NOT NULL,
    escalates_to text,
    missed_at timestamptz,
    fulfilled_at timestamptz,
    reminded integer,
    next_reminder_at timestamptz,
    renews text,
    calendar_version text NOT NULL,
    pack text NOT NULL,
    evidence text[] NOT NULL,
    PRIMARY KEY (jurisdiction, aggregate_id)
);

-- The order of the list, and of the sweep.
CREATE INDEX obligation_calendar_v1_due ON obligation_calendar_v1
    (jurisdiction, due_at, aggregate_id);
CREATE INDEX obligation_calendar_v1_open ON obligation_calendar_v1
    (jurisdiction, due_at, aggregate_id) WHERE state = 'OPEN';
CREATE INDEX obligation_calendar_v1_reminder ON obligation_calendar_v1
    (jurisdiction, next_reminder_at, aggregate_id)
    WHERE state = 'OPEN' AND next_reminder_at IS NOT NULL;
CREATE INDEX obligation_calendar_v1_plan ON obligation_calendar_v1
    (jurisdiction, due_at, aggregate_id) WHERE renews IS NOT NULL;
CREATE INDEX obligation_calendar_v1_body ON obligation_calendar_v1
    (jurisdiction, body, due_at, aggregate_id);
CREATE INDEX obligation_calendar_v1_holder ON obligation_calendar_v1
    (jurisdiction, holder, due_at, aggregate_id);
CREATE INDEX obligation_calendar_v1_changed ON obligation_calendar_v1 (jurisdiction, changed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON obligation_calendar_v1 TO closeout_service;

-- How far windows have been opened: only to save the sweep work, never for correctness.
CREATE TABLE obligation_marks (
    jurisdiction text NOT NULL,
    code text NOT NULL,
    opened_on date NOT NULL,
    PRIMARY KEY (jurisdiction, code)
);

GRANT SELECT, INSERT, UPDATE ON obligation_marks TO closeout_service;
