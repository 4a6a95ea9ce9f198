-- phase: expand
-- What a unit owed in the order of its bounds: consecutive misses are looked for in it.
CREATE INDEX feedback_obligations_v1_in_a_row ON feedback_obligations_v1
    (jurisdiction, unit_id, due_at, obligation_id COLLATE "C");
