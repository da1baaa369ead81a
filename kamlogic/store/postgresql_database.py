"""PostgreSQL as the database of the store: what a session sees and may do is the same as on SQLite.

A reading session is one snapshot (REPEATABLE READ, READ ONLY). A writing session sees what others have committed by
now (READ COMMITTED), so that it reads the newest state once it holds a lock; it waits for a lock as long as SQLite does.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext

from kamlogic.errors import StoreError
from kamlogic.texts import _

LOCK_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 10
_READING: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_WRITING: Final = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE"


def postgresql_engine(url: URL) -> Engine:
    """An engine of this database, which must keep texts in UTF-8; its errors never show values.

    A connection that the server has dropped meanwhile is replaced before it is used.

    Raises:
        StoreError: The driver is not installed, or the database keeps texts in another encoding.
    """
    defaults = {"connect_timeout": str(_CONNECT_SECONDS), "application_name": "kunci"}
    complete = url.update_query_dict({**defaults, **url.query})
    try:
        engine = create_engine(
            complete,
            hide_parameters=True,
            pool_pre_ping=True,
            # A statement that the server has prepared would not outlive an upgrade of the schema, nor a pooler's switch.
            connect_args={"prepare_threshold": None, "client_encoding": "UTF8"},
        )
    except ModuleNotFoundError as error:
        msg = _("The driver of {name} is not installed ({missing}). Install it and start again.").format(
            name=url.drivername, missing=error.name
        )
        raise StoreError(msg) from error
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _hide_values)
    _check_encoding(engine)
    return engine


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("is_writing", False):
        connection.exec_driver_sql(f"{_WRITING}; SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    else:
        connection.exec_driver_sql(_READING)


def _hide_values(context: ExceptionContext) -> None:
    """Keep the message and take off the server's details, which quote the row: it may name clients."""
    message = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if message and context.sqlalchemy_exception is not None:
        whole = str(context.original_exception)
        context.original_exception.args = (message,)
        context.sqlalchemy_exception.args = tuple(
            part.replace(whole, message) for part in context.sqlalchemy_exception.args
        )


def _check_encoding(engine: Engine) -> None:
    with engine.connect() as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        engine.dispose()
        raise StoreError(
            _(
                "The database keeps texts in {encoding}, which lacks letters of other languages. Make one with ENCODING 'UTF8'."
            ).format(encoding=encoding)
        )
