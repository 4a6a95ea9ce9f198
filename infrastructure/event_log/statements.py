"""The SQL of the log: each a single statement, so each a single implicit transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from infrastructure.postgres import wire
from infrastructure.postgres.pool import Statement

CHANNEL = "closeout_events"
"""Notified with the jurisdiction's name by each append."""

HEAD, KEY, EVENT = 0, 1, 2
"""First column of a row of ``OPEN``: what the row tells."""

OPEN = Statement(
    "open",
    """
    SELECT 0, NULL::uuid, NULL::int, NULL::text, directory_position, NULL::timestamptz, NULL::bytea
      FROM log_heads WHERE jurisdiction = $1
    UNION ALL
    SELECT 1, aggregate_id, version, NULL, position, recorded_at, fingerprint
      FROM command_keys WHERE jurisdiction = $1 AND key = $3
    UNION ALL
    SELECT 2, wanted.id, e.version, e.topic, e.position, e.recorded_at, e.state
      FROM unnest($2, $4) AS wanted (id, known), LATERAL (
               SELECT version, topic, position, recorded_at, state FROM events
                WHERE jurisdiction = $1 AND aggregate_id = wanted.id AND version > wanted.known
                ORDER BY version
           ) AS e
    """,
    (wire.TEXT, wire.UUID_ARRAY, wire.TEXT, wire.INT4_ARRAY),
)

RECEIPT = Statement(
    "receipt",
    """
    SELECT aggregate_id, version, position, recorded_at, fingerprint
      FROM command_keys WHERE jurisdiction = $1 AND key = $2
    """,
    (wire.TEXT, wire.TEXT),
)

# Waits for whoever appends to this log and, on a server with synchronous replicas, for these to
# hold all that was committed before: what is read afterwards will not be lost by a failover.
CONFIRM = Statement(
    "confirm", "UPDATE log_heads SET position = position WHERE jurisdiction = $1", (wire.TEXT,)
)

STORED = Statement(
    "stored",
    """
    SELECT position, topic, recorded_at, state
      FROM events WHERE jurisdiction = $1 AND aggregate_id = $2 AND version = $3
    """,
    (wire.TEXT, wire.UUID_, wire.INT4),
)

# Not EXISTS: the planner would read the whole log once to answer it for many rows.
# A row that should follow another one which is not there gets no version, and is refused: the
# store itself notices a gap. The head's row lock makes the look-up safe.
_EVENTS = """
    stored AS (
        INSERT INTO events
            (jurisdiction, position, aggregate_id, version, topic, recorded_at, state)
        SELECT $1, head.base + e.n, e.id,
               CASE WHEN e.follows THEN e.version ELSE (
                   SELECT p.version + 1 FROM events p
                    WHERE p.jurisdiction = $1 AND p.aggregate_id = e.id
                      AND p.version = e.version - 1
               ) END,
               e.topic, coalesce(e.recorded_at, now()), e.state
          FROM head, unnest($4, $5, $6, $7, $8, $9) WITH ORDINALITY
               AS e (id, version, follows, topic, recorded_at, state, n)
    )"""
_EVENT_TYPES = (
    wire.TEXT, wire.INT8, wire.INT8, wire.UUID_ARRAY, wire.INT4_ARRAY, wire.BOOL_ARRAY,
    wire.TEXT_ARRAY, wire.TIMESTAMPTZ_ARRAY, wire.BYTEA_ARRAY, wire.INT8,
)  # fmt: skip

_KEYS = """
    keyed AS (
        INSERT INTO command_keys
            (jurisdiction, key, fingerprint, aggregate_id, version, position, recorded_at)
        SELECT $1, k.key, k.fingerprint, k.id, k.version, head.base + k.last, k.recorded_at
          FROM head, unnest({}) AS k (key, fingerprint, id, version, last, recorded_at)
    )"""
_KEY_TYPES = (
    wire.TEXT_ARRAY, wire.BYTEA_ARRAY, wire.UUID_ARRAY, wire.INT4_ARRAY, wire.INT8_ARRAY,
    wire.TIMESTAMPTZ_ARRAY,
)  # fmt: skip

_ITEMS = """
    sealed AS (
        INSERT INTO vault_items
            (jurisdiction, item_id, key_id, person_ref, case_id, kind, nonce, ciphertext)
        SELECT $1, i.* FROM head, unnest({})
               AS i (item_id, key_id, person_ref, case_id, kind, nonce, ciphertext)
    )"""
_ITEM_TYPES = (
    wire.UUID_ARRAY, wire.UUID_ARRAY, wire.TEXT_ARRAY, wire.UUID_ARRAY, wire.TEXT_ARRAY,
    wire.BYTEA_ARRAY, wire.BYTEA_ARRAY,
)  # fmt: skip

_SEARCH = """
    searchable AS (
        INSERT INTO vault_search (jurisdiction, item_id, key_id, case_id, bigrams)
        SELECT $1, s.item_id, s.key_id, s.case_id,
               array_to_tsvector(string_to_array(s.bigrams, ' '))
          FROM head, unnest({}) AS s (item_id, key_id, case_id, bigrams)
    )"""
_SEARCH_TYPES = (wire.UUID_ARRAY, wire.UUID_ARRAY, wire.UUID_ARRAY, wire.TEXT_ARRAY)

# A follower whose position is not the one it read from gets none, and the whole statement is
# refused: it moved with the events of whoever was faster. ON CONFLICT sees the row as it is now,
# not as it was when the statement began to wait for the head.
_STEPS = """
    stepped AS (
        INSERT INTO tracking AS t (jurisdiction, name, position)
        SELECT $1, s.name, s.until FROM head, unnest({}) AS s (name, since, until)
            ON CONFLICT (jurisdiction, name) DO UPDATE SET position = (
                   SELECT s.until FROM unnest({}) AS s (name, since, until)
                    WHERE s.name = t.name AND s.since = t.position
               )
    )"""
_STEP_TYPES = (wire.TEXT_ARRAY, wire.INT8_ARRAY, wire.INT8_ARRAY)


@dataclass(slots=True)
class AppendPlans:
    """Builds and keeps the append statements: one for each combination of parts that travel.

    Attributes:
        upserts: per hot read model the statement that stores its rows, with ``{rows}`` where the
            JSON array of rows goes; it selects from ``head``, so that nothing is stored without
            the events.
    """

    upserts: Sequence[str]
    _plans: dict[tuple[bool, ...], Statement] = field(default_factory=dict)

    def statement(
        self, *, keys: bool, items: bool, search: bool, steps: bool, hot: tuple[bool, ...]
    ) -> Statement:
        """The statement for these parts, its parameters in the order of the arguments."""
        shape = (keys, items, search, steps, *hot)
        plan = self._plans.get(shape)
        if plan is None:
            plan = self._build(keys=keys, items=items, search=search, steps=steps, hot=hot)
            self._plans[shape] = plan
        return plan

    def _build(
        self, *, keys: bool, items: bool, search: bool, steps: bool, hot: tuple[bool, ...]
    ) -> Statement:
        types = list(_EVENT_TYPES)
        parts = [_EVENTS]

        def placeholders(of: Sequence[int]) -> str:
            first = len(types) + 1
            types.extend(of)
            return ", ".join(f"${n}" for n in range(first, first + len(of)))

        if keys:
            parts.append(_KEYS.format(placeholders(_KEY_TYPES)))
        if items:
            parts.append(_ITEMS.format(placeholders(_ITEM_TYPES)))
        if search:
            parts.append(_SEARCH.format(placeholders(_SEARCH_TYPES)))
        if steps:
            taken = placeholders(_STEP_TYPES)
            parts.append(_STEPS.format(taken, taken))
        for number, upsert in enumerate(self.upserts):
            if hot[number]:
                rows = placeholders((wire.JSONB,))
                stored = upsert.replace("{rows}", rows)
                parts.append(f"hot_{number} AS ({stored})")
        shape = "".join(str(int(part)) for part in (keys, items, search, steps, *hot))
        head = """
            UPDATE log_heads
               SET position = position + $2,
                   directory_position =
                       CASE WHEN $3 > 0 THEN position + $3 ELSE directory_position END
             WHERE jurisdiction = $1 AND directory_position <= $10
            RETURNING position - $2 AS base"""
        # The statement's text is made of the constants above: no value is ever part of it.
        sql = (
            f"WITH head AS ({head}), {', '.join(parts)} "  # noqa: S608  # see the comment above
            f"SELECT base, pg_notify('{CHANNEL}', $1) FROM head"
        )
        return Statement(f"append_{shape}", sql, tuple(types))
