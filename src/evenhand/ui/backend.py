"""Django's Jinja2 backend, looking for templates in each app's ``templates`` folder.

Not here: the environment itself (``environment``).
"""

from __future__ import annotations

from django.template.backends.jinja2 import Jinja2


class Templates(Jinja2):
    """Jinja2 with the folder name that Django's own templates have."""

    app_dirname = "templates"
