-- phase: expand
-- The machine that carried a refused request for a person, as events have it (ENV-01).
ALTER TABLE security_log ADD COLUMN represented_by text;
