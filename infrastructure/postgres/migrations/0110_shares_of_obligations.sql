-- phase: expand
-- What an obligation to reach a share was a share of, once it was judged.
ALTER TABLE obligation_calendar_v1 ADD COLUMN base integer;
