"""The demo: a simulated operation in a fresh home, and the main job done on it, in the console or without.

Not here: the simulation itself (``simulate``). Everything goes the way a team's own data would.
"""

from evenhand.demo.filling import fill, has_console
from evenhand.demo.folder import made_anew
from evenhand.demo.serving import logging_into, require_loopback, serving_settings, url_of
from evenhand.demo.types import Demo, Login

__all__ = [
    "Demo",
    "Login",
    "fill",
    "has_console",
    "logging_into",
    "made_anew",
    "require_loopback",
    "serving_settings",
    "url_of",
]
