"""Django's settings, for SQLite and PostgreSQL alike, made from the configuration."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import dj_database_url

from evenhand import __version__
from evenhand.web import configuration, secret
from evenhand.web.logs import LOGGING as LOGGING  # Django reads the name here

EVENHAND = configuration.load()
TESTING = "pytest" in sys.modules

DEBUG = EVENHAND.debug
SECRET_KEY = secret.key(EVENHAND.home)
ALLOWED_HOSTS = EVENHAND.hosts
ROOT_URLCONF = "evenhand.web.urls"
WSGI_APPLICATION = "evenhand.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "evenhand.ops.spine",
    "evenhand.ops.ledger",
    "evenhand.ops.people",
    "evenhand.ops.exchange",
    "evenhand.ops.policies",
    "evenhand.ops.items",
    "evenhand.ops.judgements",
    "evenhand.ops.quality",
    "evenhand.ui",
    "evenhand.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "evenhand.web.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "evenhand.ops.people.middleware.speak_their_language",
    "evenhand.ops.people.middleware.guard_every_page",
    "evenhand.web.middleware.answer_refusals",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "evenhand.ui.backend.Templates",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "evenhand.ui.environment.environment",
            "context_processors": ["evenhand.web.shell.shell"],
        },
    },
]


def _database() -> dict[str, Any]:
    database: dict[str, Any] = dict(dj_database_url.parse(EVENHAND.database, conn_max_age=300, conn_health_checks=True))
    if database["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a transaction that writes takes its turn at its start, and never fails half way.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
        database["TEST"] = {"NAME": str(EVENHAND.home / "test.sqlite3")}
    return database


DATABASES = {"default": _database()}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "evenhand.ops.people.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 60 * 60  # a shift
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = EVENHAND.https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "evenhand.web.refusals.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in EVENHAND.hosts if EVENHAND.https and host != "*"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if EVENHAND.https else None
SECURE_HSTS_SECONDS = 31_536_000 if EVENHAND.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

LANGUAGE_CODE = EVENHAND.language
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = EVENHAND.time_zone
LANGUAGE_COOKIE_NAME = "evenhand_language"

STATIC_URL = f"/static/{__version__}/"
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
