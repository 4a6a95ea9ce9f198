"""``Quotas`` in a table: every server process counts in the same rows."""

from __future__ import annotations

from collections.abc import Sequence

from application.residents.limits import Quota
from infrastructure.postgres import wire
from infrastructure.postgres.pool import Sessions, Statement
from infrastructure.residents.asking import asked, cell

_GIVEN = "unnest($2, $3, $4, $5) AS w (subject, starts_at, ends_at, most)"
_TYPES = (
    wire.TEXT, wire.TEXT_ARRAY, wire.TIMESTAMPTZ_ARRAY, wire.TIMESTAMPTZ_ARRAY, wire.INT4_ARRAY
)  # fmt: skip
# A counter that is full is not raised and not returned. Rows of past windows go a few at a time,
# more than a request can make; those that another request is deleting are left to it.
_TAKE = Statement(
    "quotas_take",
    f"""
    WITH past AS (
        DELETE FROM public_quotas p USING (
            SELECT jurisdiction, subject, starts_at FROM public_quotas
             WHERE jurisdiction = $1 AND ends_at <= $6
             ORDER BY ends_at LIMIT 16 FOR UPDATE SKIP LOCKED
        ) AS old
         WHERE p.jurisdiction = $1 AND p.subject = old.subject AND p.starts_at = old.starts_at
    )
    INSERT INTO public_quotas AS q (jurisdiction, subject, starts_at, ends_at, used)
    SELECT $1, w.subject, w.starts_at, w.ends_at, 1 FROM {_GIVEN} WHERE w.most > 0
        ON CONFLICT (jurisdiction, subject, starts_at) DO UPDATE SET used = q.used + 1
     WHERE q.used < (SELECT w.most FROM {_GIVEN} WHERE w.subject = q.subject)
    RETURNING q.subject
    """,  # noqa: S608 - constants; no value is ever part of the text
    (*_TYPES, wire.TIMESTAMPTZ),
)
_FULL = Statement(
    "quotas_full",
    f"""
    SELECT w.subject FROM {_GIVEN}
      LEFT JOIN public_quotas q
        ON q.jurisdiction = $1 AND q.subject = w.subject AND q.starts_at = w.starts_at
     WHERE coalesce(q.used, 0) < w.most
    """,  # noqa: S608 - as above
    _TYPES,
)


class PostgresQuotas:
    """Counters of all jurisdictions in one database."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def take(self, jurisdiction: str, quotas: Sequence[Quota]) -> Quota | None:
        # A lost answer counts twice at worst: a limit is reached a little early, never late.
        past = min(quota.starts_at for quota in quotas)
        return self._first_missing(
            _TAKE, quotas, [*_parameters(jurisdiction, quotas), wire.instant(past)]
        )

    def full(self, jurisdiction: str, quotas: Sequence[Quota]) -> Quota | None:
        return self._first_missing(_FULL, quotas, _parameters(jurisdiction, quotas))

    def _first_missing(
        self, statement: Statement, quotas: Sequence[Quota], parameters: Sequence[bytes]
    ) -> Quota | None:
        result = asked(self._sessions, statement, parameters)
        passed = {cell(result, n, 0).decode() for n in range(result.ntuples)}
        missing = [quota for quota in quotas if quota.subject not in passed]
        return max(missing, key=lambda quota: quota.ends_at, default=None)


def _parameters(jurisdiction: str, quotas: Sequence[Quota]) -> list[bytes]:
    starts = [wire.instant(quota.starts_at) for quota in quotas]
    ends = [wire.instant(quota.ends_at) for quota in quotas]
    return [
        jurisdiction.encode(),
        wire.texts([quota.subject for quota in quotas]),
        wire.array(wire.TIMESTAMPTZ, starts),
        wire.array(wire.TIMESTAMPTZ, ends),
        wire.int4s([quota.most for quota in quotas]),
    ]
