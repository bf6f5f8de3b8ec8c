"""Django settings. What an operator may change comes from the environment; `docs/operations.md` lists the names."""

import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from tongxin.project import config
from tongxin.project.rooms import CAPABILITIES

DATA_DIR = config.data_dir()
PACKAGE_DIR = Path(__file__).resolve().parent.parent

DEBUG = config.flag("TONGXIN_DEBUG", default=False)
SECRET_KEY = config.secret_key(DATA_DIR)
TONGXIN_FIELD_KEYS = config.field_keys(DATA_DIR)
TONGXIN_INDEX_KEY = config.secret(DATA_DIR, "INDEX_KEY")
TONGXIN_MISSING_SECRETS = config.MISSING
TONGXIN_BACKUP = os.environ.get("TONGXIN_BACKUP", "")  # folder the nightly backup goes to
TONGXIN_BACKUP_KEY = os.environ.get("TONGXIN_BACKUP_KEY", "")  # age recipient or passphrase, or the file that holds one
TONGXIN_SNAPSHOTS = Path(os.environ.get("TONGXIN_SNAPSHOTS") or DATA_DIR / "snapshots")
TONGXIN_UPLOADS = DATA_DIR / "uploads"
TONGXIN_EXPORTS = DATA_DIR / "exports"
TONGXIN_EVIDENCE = DATA_DIR / "evidence"  # files of records, by their hashes
TONGXIN_REPORTS = DATA_DIR / "reports"  # issued files, by their hashes
TONGXIN_FONTS = DATA_DIR / "fonts"  # an organisation's own fonts for printing, such as 仿宋
TONGXIN_KEYRING = DATA_DIR / "signing"  # keys for signing; the public halves are kept for ever
TONGXIN_READERS = DATA_DIR / "readers"  # a lock file for each foreign file that may be read at the same time
TONGXIN_WORKERS = DATA_DIR / "workers"  # a lock file for each living worker
TONGXIN_LOGS = os.environ.get("TONGXIN_LOGS") or str(DATA_DIR / "logs")  # "-" writes to standard error
TONGXIN_MONITOR_TOKEN = config.token(DATA_DIR, "MONITOR_TOKEN")
TONGXIN_SNAPSHOT_HOURS = config.number("TONGXIN_SNAPSHOT_HOURS", default=48)  # an older one is no longer in order
TONGXIN_DISK_MEGABYTES = config.number("TONGXIN_DISK_MEGABYTES", default=500)  # less free space is not in order
TONGXIN_NODE_MODULES = Path(os.environ.get("TONGXIN_NODE_MODULES") or "node_modules").resolve()

ALLOWED_HOSTS = config.words("TONGXIN_HOSTS", default="127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = config.words("TONGXIN_ORIGINS", default="")
TONGXIN_ADDRESS = os.environ.get("TONGXIN_ADDRESS") or next(iter(CSRF_TRUSTED_ORIGINS), "")
HTTPS = config.flag("TONGXIN_HTTPS", default=False)

ROOT_URLCONF = "tongxin.project.urls"
WSGI_APPLICATION = "tongxin.project.wsgi.application"
AUTH_USER_MODEL = "access.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "tongxin.web",
    "tongxin.access",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django_prometheus",
    "csp",
    "ninja",
    "tongxin.lifecycle",
    "tongxin.intake",
    "tongxin.network",
    "tongxin.returns",
    "tongxin.attendance",
    *CAPABILITIES,
    "tongxin.board",
    "tongxin.claims",
    "tongxin.reports",
    "tongxin.portal",
    "tongxin.project",
]

MIDDLEWARE = [
    "tongxin.project.monitoring.MonitoringMiddleware",  # before anything that may fail
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongxin.web.compression.CompressionMiddleware",  # static files are compressed when they are collected
    "tongxin.web.logs.RequestLogMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "tongxin.web.sent_text.SentTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tongxin.web.bodies.BodyLimitMiddleware",  # before whatever reads a form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongxin.access.middleware.ScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
    "tongxin.project.monitoring.CountedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongxin.project.context.page",
            ],
        },
    },
]

# --- database ---------------------------------------------------------------------------------------------------------
# The alias `snapshot` is the same database read in one consistent transaction that never takes the write lock.
_default: dict[str, Any] = dict(
    dj_database_url.parse(config.database_url(DATA_DIR), conn_max_age=60, conn_health_checks=True)
)
_snapshot = deepcopy(_default)
if "sqlite" in _default["ENGINE"]:
    _sqlite = {
        "timeout": 60,  # an import of 100,000 rows holds the one write lock for half of that
        # FULL: what was acknowledged outlives a power cut (but see access.durability). secure_delete: what was erased is
        # overwritten, not only unlinked. cache_size: every thread has a connection; what it reads is mapped, not cached.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
        "PRAGMA cache_size=-8192; PRAGMA mmap_size=268435456;",
    }
    _default["OPTIONS"] = {**_sqlite, "transaction_mode": "IMMEDIATE"}
    _snapshot["OPTIONS"] = {**_sqlite, "transaction_mode": "DEFERRED"}
else:
    from psycopg import IsolationLevel

    # A server that does not answer, or whose machine is gone, is away within half a minute; nobody waits for hours.
    _patience = {"connect_timeout": 5, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 2}
    _default["OPTIONS"] = {**_patience, "tcp_user_timeout": 30_000, **_default.get("OPTIONS", {})}
    _snapshot["OPTIONS"] = {**_default["OPTIONS"], "isolation_level": IsolationLevel.REPEATABLE_READ}
TONGXIN_SNAPSHOT_DATABASE = "snapshot"
_snapshot["TEST"] = {"MIRROR": "default"}
_snapshot["CONN_MAX_AGE"] = 0
DATABASES = {"default": _default, "snapshot": _snapshot}

# `default` counts for all processes of this machine; `memory` is what one process remembers.
CACHES = {
    "default": {"BACKEND": "tongxin.access.counters.SharedCache", "LOCATION": str(DATA_DIR / "counters.sqlite3")},
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- language, time, static files ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [PACKAGE_DIR / "access" / "locale"]  # library pages of signing in, in the product's own words
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tongxin.web.assets.NodeModulesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ROOT = PACKAGE_DIR / "web" / "root"  # what is asked for at the root of every site
WHITENOISE_AUTOREFRESH = DEBUG

# --- sign-in ------------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "portal:work"
ACCOUNT_ADAPTER = "tongxin.access.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key"}  # the second for codes of the second factor alone
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing here sends mail: see `WithoutMail`
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # browsers allow it on https and on localhost
MFA_TOTP_ISSUER = "同心"

# --- security -----------------------------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
_behind_proxy = config.flag("TONGXIN_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
TONGXIN_PROXIES = config.number("TONGXIN_PROXIES", default=1 if _behind_proxy else 0)  # that write X-Forwarded-For
CSRF_FAILURE_VIEW = "tongxin.web.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 25
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- logs ---------------------------------------------------------------------------------------------------------------
# Complaints go to standard error; requests and complaints to the file of the day, unless that is standard error too.
_handlers: dict[str, Any] = {
    "console": {
        "class": "logging.StreamHandler",
        "formatter": "plain" if DEBUG else "json",
        "level": "INFO" if TONGXIN_LOGS == "-" else os.environ.get("TONGXIN_LOG_LEVEL", "WARNING"),
    }
}
if TONGXIN_LOGS != "-":
    _handlers["file"] = {"class": "tongxin.web.logs.DailyFile", "folder": TONGXIN_LOGS, "formatter": "json"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "tongxin.web.logs.JsonLine"},
    },
    "filters": {"with_exception": {"()": "tongxin.web.logs.WithException"}},
    "handlers": _handlers,
    "root": {"handlers": list(_handlers), "level": "WARNING"},
    "loggers": {
        "tongxin": {"level": "INFO"},
        "django.request": {"level": "ERROR", "filters": ["with_exception"]},
    },
}
