"""Rows of what follows each other, from the read models that list it (ADR 29)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from application.reactions.trigger_rows import RowKey, Standpoint
from application.reactions.triggers import ordered
from domain.cases.record import ObligationStatus
from domain.policy.pack import PolicyPack
from domain.policy.scales import Scale
from domain.policy.triggers import StreakTrigger
from domain.triggers.links import Link, Place, Verdict
from domain.vocabulary import CLOSED, ENDED
from infrastructure.postgres.readers import Readers
from infrastructure.projections.exclusion import counts

_AT_ONCE = 8  # links read in one look; two in a row are found in the first


@dataclass(frozen=True, slots=True)
class _Source:
    """A read model as rows.

    Attributes:
        table: what is selected from, as ``t``.
        fields: by field of the event the column that holds it.
        aggregate, order, item: columns; ``order_type``: of the order.
        value: column with what is judged, or a status.
        year: the local year that an order belongs to.
        stands: what is a link of a row; the rest was cancelled or is not there yet.
    """

    table: sql.SQL
    fields: Mapping[str, sql.SQL]
    aggregate: sql.SQL
    order: sql.SQL
    order_type: sql.SQL
    item: sql.SQL
    value: sql.SQL
    year: sql.SQL
    stands: sql.SQL


_FEEDBACK: Final = _Source(
    table=sql.SQL(
        "feedback_obligations_v1 t JOIN case_board_v1 b "
        "ON b.jurisdiction = t.jurisdiction AND b.case_id = t.case_id"
    ),
    fields={"unit_id": sql.SQL("t.unit_id")},
    aggregate=sql.SQL("t.case_id"),
    order=sql.SQL("t.due_at"),
    order_type=sql.SQL("timestamptz"),
    item=sql.SQL('t.obligation_id COLLATE "C"'),
    value=sql.SQL("t.status"),
    # a bound ends the day before it; local time has a fixed offset (ADR 11)
    year=sql.SQL(
        "extract(year FROM (t.due_at AT TIME ZONE 'Asia/Shanghai') - interval '1 microsecond')"
    ),
    # what is open when its case ends is owed no more, and what was left out counts nowhere
    stands=sql.SQL(
        "t.due_at IS NOT NULL AND t.status <> %(cancelled)s "
        "AND (t.status <> %(open)s OR b.state <> ALL (%(over)s)) AND " + counts("t")
    ),
)
_PROPERTY: Final = _Source(
    table=sql.SQL("property_periods_v1 t"),
    fields={"company": sql.SQL("t.company"), "estate_id": sql.SQL("t.estate")},
    aggregate=sql.SQL("t.aggregate_id"),
    order=sql.SQL("t.period"),
    order_type=sql.SQL("text"),
    item=sql.SQL("t.period"),
    value=sql.SQL("t.grade"),
    year=sql.SQL("left(t.period, 4)::integer"),
    stands=sql.SQL("t.grade IS NOT NULL AND t.company IS NOT NULL"),
)
_SOURCES: Final[Mapping[str, _Source]] = {"FeedbackMissed": _FEEDBACK, "PropertyRated": _PROPERTY}
_CONSTANTS: Final[Mapping[str, Any]] = {
    "cancelled": str(ObligationStatus.CANCELLED),
    "open": str(ObligationStatus.OPEN),
    "over": sorted(str(state) for state in ENDED | CLOSED),
}
_STATUS: Final[Mapping[str, Verdict]] = {
    str(ObligationStatus.OPEN): Verdict.OPEN,
    str(ObligationStatus.GIVEN): Verdict.GOOD,
    str(ObligationStatus.MISSED): Verdict.BAD,
    str(ObligationStatus.GIVEN_LATE): Verdict.BAD,
}


class PostgresTriggerRows:
    """``TriggerRows`` on the tables of feedback obligations and of estates in periods.

    Args:
        readers: connections of the service's role.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def of_histories(
        self, jurisdiction: str, rule: StreakTrigger, aggregate_ids: Collection[UUID]
    ) -> Sequence[Standpoint]:
        source = _SOURCES[rule.of]
        text = sql.SQL(
            "SELECT {subject}, {along}, {aggregate}, {year}, {order}, {item} FROM {table} "
            "WHERE t.jurisdiction = %(j)s AND {aggregate} = ANY (%(ids)s) "
            "AND {subject} IS NOT NULL AND {value} IS NOT NULL ORDER BY {order}, {item}"
        ).format(**_named(source, rule))
        found = self._ask(text, {"j": jurisdiction, "ids": list(aggregate_ids)})
        return [
            Standpoint(
                _key(rule, subject, along, aggregate_id, year),
                aggregate_id,
                None if order is None else _text(order),
                item,
            )
            for subject, along, aggregate_id, year, order, item in found
        ]

    def before(
        self, jurisdiction: str, pack: PolicyPack, rule: StreakTrigger, key: RowKey, place: Place
    ) -> Iterator[Link]:
        return self._walk(jurisdiction, pack, rule, key, place, forward=False)

    def since(
        self, jurisdiction: str, pack: PolicyPack, rule: StreakTrigger, key: RowKey, place: Place
    ) -> Iterator[Link]:
        return self._walk(jurisdiction, pack, rule, key, place, forward=True)

    def _walk(  # a row, from a place, in a direction
        self,
        jurisdiction: str,
        pack: PolicyPack,
        rule: StreakTrigger,
        key: RowKey,
        place: Place,
        *,
        forward: bool,
    ) -> Iterator[Link]:
        source = _SOURCES[rule.of]
        scale = None if rule.scale is None else pack.scales[rule.scale]
        compare = ">=" if forward else "<"
        while True:
            text = _page(source, rule, key, compare, forward=forward)
            parameters = {
                "j": jurisdiction,
                "subject": key.subject,
                "along": key.along,
                "aggregate": key.aggregate_id,
                "year": key.year,
                "order": place.order,
                "item": place.item,
                "limit": _AT_ONCE,
            }
            found = self._ask(text, parameters)
            for aggregate_id, order, item, value in found:
                place = Place(_text(order), item)
                yield Link(place, _verdict(scale, value), aggregate_id)
            if len(found) < _AT_ONCE:
                return
            compare = ">" if forward else "<"

    def _ask(self, text: sql.Composed, parameters: Mapping[str, Any]) -> list[Any]:
        try:
            return self._readers.rows(text, {**_CONSTANTS, **parameters}, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost


def _page(
    source: _Source, rule: StreakTrigger, key: RowKey, compare: str, *, forward: bool
) -> sql.Composed:
    conditions = [sql.SQL("t.jurisdiction = %(j)s"), sql.SQL("{subject} = %(subject)s")]
    if key.along is not None:
        conditions.append(sql.SQL("{along} = %(along)s"))
    if key.aggregate_id is not None:
        conditions.append(sql.SQL("{aggregate} = %(aggregate)s"))
    if key.year is not None:
        conditions.append(sql.SQL("{year} = %(year)s"))
    conditions.append(source.stands)
    conditions.append(
        sql.SQL("({order}, {item}) " + compare + " (%(order)s::{order_type}, %(item)s)")
    )
    way = sql.SQL("ASC" if forward else "DESC")
    text = sql.SQL(
        "SELECT {aggregate}, {order}, {item}, {value} FROM {table} WHERE {where} "
        "ORDER BY {order} {way}, {item} {way} LIMIT %(limit)s"
    )
    named = _named(source, rule)
    where = sql.SQL(" AND ").join(one.format(**named) for one in conditions)
    return text.format(where=where, way=way, **named)


def _named(source: _Source, rule: StreakTrigger) -> dict[str, sql.SQL]:
    return {
        "subject": source.fields[rule.subject],
        "along": sql.SQL("NULL::text") if rule.along is None else source.fields[rule.along],
        "aggregate": source.aggregate,
        "order": source.order,
        "order_type": source.order_type,
        "item": source.item,
        "value": source.value,
        "year": source.year,
        "table": source.table,
    }


def _key(
    rule: StreakTrigger, subject: str, along: str | None, aggregate_id: UUID, year: Any
) -> RowKey:
    return RowKey(
        subject,
        along,
        aggregate_id if rule.scope == "CASE" else None,
        int(year) if rule.scope == "YEAR" and year is not None else None,
    )


def _verdict(scale: Scale | None, value: str) -> Verdict:
    if scale is None:
        return _STATUS[value]
    return Verdict.BAD if scale.is_bad(value) else Verdict.GOOD


def _text(order: datetime | str) -> str:
    return ordered(order) if isinstance(order, datetime) else order
