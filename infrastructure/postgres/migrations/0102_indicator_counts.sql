-- phase: expand
-- How many rows of indicator_facts_v1 have the same facts, by local month and by one dimension:
-- kept in the transaction that changes those rows, so that a figure reads thousands instead of
-- millions of them.
CREATE TABLE indicator_counts_v1 (
    jurisdiction text NOT NULL,
    dimension text NOT NULL,
    member text NOT NULL,
    basis text NOT NULL,
    month date NOT NULL,
    pack text NOT NULL,
    closing_level text NOT NULL,
    facts bigint NOT NULL,
    cases bigint NOT NULL,
    routes bigint NOT NULL,
    returns bigint NOT NULL,
    reworks bigint NOT NULL,
    score bigint NOT NULL,
    PRIMARY KEY (jurisdiction, dimension, basis, member, month, pack, closing_level, facts)
) WITH (fillfactor = 70);

CREATE INDEX indicator_counts_v1_gone ON indicator_counts_v1 (jurisdiction) WHERE cases = 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON indicator_counts_v1 TO closeout_service;
