"""The application that gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.web.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  loads the desks now: the first request would wait for them, in its transaction
