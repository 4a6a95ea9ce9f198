-- phase: expand
-- What the follow-up reminder of a case counts from, and where the sweep finds the oldest.
ALTER TABLE case_board_v1 ADD COLUMN tracked_at timestamptz;

CREATE INDEX case_board_v1_tracked ON case_board_v1 (jurisdiction, tracked_at, case_id)
    WHERE is_open AND tracked_at IS NOT NULL;
