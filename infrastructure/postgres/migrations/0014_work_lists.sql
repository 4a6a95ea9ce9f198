-- phase: expand
-- Lists that dispatchers work by: whose case it is, and registers a page at a time.
-- Rows folded before this migration name nobody until `closeout rebuild` or the case's next event.
ALTER TABLE case_board_v1 ADD COLUMN responsible_person text;

CREATE INDEX case_board_v1_responsible ON case_board_v1
    (jurisdiction, responsible_person) WHERE responsible_person IS NOT NULL;
CREATE INDEX case_board_v1_holder ON case_board_v1
    (jurisdiction, holder) WHERE holder IS NOT NULL;

-- The order of the list without a unit; with one, feedback_obligations_v1_unit serves.
CREATE INDEX feedback_obligations_v1_opened ON feedback_obligations_v1
    (jurisdiction, opened_at, case_id, obligation_id COLLATE "C");
