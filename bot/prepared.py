"""Statements on a path where every tenth of a millisecond counts: compiled once, and then given straight to the driver.

SQLAlchemy's own way to a statement that it has compiled before takes longer than the database's work on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True)
class _Compiled:
    """For one kind of database."""

    sql: str
    order: Sequence[str] | None
    """Of the parameters, where the driver takes them by position."""
    literals: Mapping[str, Any]
    """Values that stand in the statement itself, as the driver takes them."""
    to_driver: Mapping[str, Callable[[Any], Any]]
    """What a parameter goes through, if its type asks for it."""


class Prepared:
    """A statement with named parameters, for a transaction that has begun. Fails with SQLAlchemy's errors, as any statement does;
    KeyError without one of its parameters."""

    def __init__(self, statements: Mapping[str, Any], columns: Sequence[str] | None = None) -> None:
        """`statements`: by dialect; `columns`: those that an INSERT sets."""
        self._statements, self._columns = statements, columns
        self._compiled: dict[str, _Compiled] = {}

    def execute(self, db: Connection, parameters: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        with closing(db.connection.cursor()) as cursor:
            self._run(db, cursor, parameters)
            return int(cursor.rowcount)

    def rows(self, db: Connection, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What it gives back, as the driver has it: numbers and texts alike on every database, moments and JSON not."""
        with closing(db.connection.cursor()) as cursor:
            self._run(db, cursor, parameters)
            return list(cursor.fetchall())

    def _run(self, db: Connection, cursor: Any, parameters: Mapping[str, Any]) -> None:
        assert db.in_transaction()
        compiled = self._compiled.get(db.dialect.name) or self._compile(db.dialect)
        values = {**compiled.literals, **parameters}
        for name, process in compiled.to_driver.items():
            values[name] = process(values[name])
        try:
            cursor.execute(compiled.sql, [values[name] for name in compiled.order] if compiled.order else values)
        except db.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy(db, cursor, compiled.sql, error) from error

    def _compile(self, dialect: Dialect) -> _Compiled:
        made = self._statements[dialect.name].compile(dialect=dialect, column_keys=self._columns)
        literals, to_driver = {}, {}
        for name, bound in made.binds.items():
            process = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if not bound.required:
                literals[name] = process(bound.value) if process else bound.value
            elif process is not None:
                to_driver[name] = process
        compiled = _Compiled(str(made), made.positiontup, literals, to_driver)
        self._compiled[dialect.name] = compiled
        return compiled


def _as_sqlalchemy(db: Connection, cursor: Any, sql: str, error: Any) -> BaseException:
    """Without the parameters, which may be personal. A connection that broke goes out of its pool."""
    is_lost = db.dialect.is_disconnect(error, db.connection, cursor)
    if is_lost:
        db.invalidate(error)
    base = db.dialect.loaded_dbapi.Error
    wrapped: BaseException = DBAPIError.instance(sql, None, error, base, True, is_lost, db.dialect)
    return wrapped
