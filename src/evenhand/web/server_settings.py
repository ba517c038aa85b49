"""What gunicorn is told beside its address: threads, quiet logs in our form, nothing to control it by but signals."""

from __future__ import annotations

from pathlib import Path

from evenhand.web.logs import LOGGING

MEMORY = Path("/dev/shm")  # noqa: S108  gunicorn makes a file of its own there

worker_class = "gthread"
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None  # signs of life on a slow disk would look like a dead worker
timeout = 90
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # a process is renewed now and then, so that no leak of a library grows for ever
max_requests_jitter = 2_000
control_socket_disable = True
limit_request_line = 8_190
logconfig_dict = LOGGING | {
    "loggers": LOGGING["loggers"]
    | {"gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}, "gunicorn.access": {}}
}
