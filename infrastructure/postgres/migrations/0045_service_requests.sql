-- phase: expand
-- Lists by the time of the report (Open311). On the wide line, which follows the log: no command waits for it.
CREATE INDEX case_board_v1_reported ON case_board_v1 (jurisdiction, reported_at, case_id);
