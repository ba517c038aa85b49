"""Logs as JSON lines with a fixed set of fields: what a person or an item says cannot get into them.

A field that is not in ``FIELDS`` is left out and named, so that a careless call shows itself without leaking.
"""

from __future__ import annotations

from typing import Any

import structlog

FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "request",
        "method",
        "route",
        "status",
        "milliseconds",
        "user",
        "task",
        "job",
        "attempt",
        "batch",
        "rows",
        "seal",
        "error",
        "where",
        "seconds",
        "address",
        "process",
    }
)


def only_known_fields(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keeps the known fields, and lists the names of the others without their values."""
    kept = {name: value for name, value in event.items() if name in FIELDS}
    left_out = sorted(name for name in event.keys() - FIELDS if not name.startswith("_"))
    return kept | ({"left_out": left_out} if left_out else {})


def errors_without_text(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """An exception as its class and place: its text may quote what it failed on."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        trace = error.__traceback__
        places = []
        while trace is not None:
            places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["where"] = places[-8:]
    return event


def message_without_values(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Another library's line as the template of its message, since its values may quote content."""
    record = event.get("_record")
    if record is not None and record.args:
        event["event"] = str(record.msg)
    return event


SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [structlog.stdlib.add_logger_name, *SHARED, message_without_values],
            "processors": [
                errors_without_text,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                only_known_fields,
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "evenhand": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
