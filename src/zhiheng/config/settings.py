"""Settings of a Zhiheng server, read from the environment.

ZHIHENG_DATABASE   sqlite:///absolute/path or postgres://user:password@host:port/name (default: var/zhiheng.sqlite3)
ZHIHENG_VAR        folder for the database, evidence files and the secret key (default: var/ beside the working folder)
ZHIHENG_SECRET_KEY signing key; without it one is made once and kept in ZHIHENG_VAR
ZHIHENG_HOSTS      host names served, separated by commas (default: local names only)
ZHIHENG_DEBUG      1 for developers
ZHIHENG_HTTPS      1 where a server in front terminates TLS
ZHIHENG_PLANS      folder with plan packages (default: plans/ of the working folder)
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

SOURCE = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("ZHIHENG_VAR") or Path.cwd() / "var").resolve()
PLANS = Path(os.environ.get("ZHIHENG_PLANS") or Path.cwd() / "plans").resolve()


def database(address: str) -> dict[str, object]:
    """The Django description of the database that an address names."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path) or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SystemExit(
        f"ZHIHENG_DATABASE: found {parts.scheme or address!r}; write sqlite:///path or postgres://user:password@host:port/name"
    )


def secret_key() -> str:
    """The signing key: from the environment, else the one kept beside the database."""
    if key := os.environ.get("ZHIHENG_SECRET_KEY"):
        return key
    kept = VAR / "secret.key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return kept.read_text(encoding="ascii")


DEBUG = os.environ.get("ZHIHENG_DEBUG") == "1"
SECRET_KEY = secret_key()
ALLOWED_HOSTS = [name for name in os.environ.get("ZHIHENG_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if name]

INSTALLED_APPS = [
    "zhiheng.config.apps.ConfigConfig",
    "zhiheng.journal.apps.JournalConfig",
    "zhiheng.files.apps.FilesConfig",
    "zhiheng.bodies.apps.BodiesConfig",
    "zhiheng.accounts.apps.AccountsConfig",
    "zhiheng.plan.apps.PlanConfig",
    "zhiheng.registers.kit.apps.KitConfig",
    "zhiheng.registers.parties.apps.PartiesConfig",
    "zhiheng.registers.product.apps.ProductConfig",
    "zhiheng.registers.certification.apps.CertificationConfig",
    "zhiheng.registers.metrology.apps.MetrologyConfig",
    "zhiheng.figures.apps.FiguresConfig",
    "zhiheng.supervision.apps.SupervisionConfig",
    "zhiheng.web.apps.WebConfig",
    "zhiheng.api.apps.ApiConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zhiheng.web.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "zhiheng.web.middleware.Script",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhiheng.web.middleware.Moment",
    "zhiheng.api.middleware.Conversation",
]

API = "/api/"
"""Where programs speak to Zhiheng: no page's frame, script or sign-in form stands in their way."""
ROOT_URLCONF = "zhiheng.config.urls"
WSGI_APPLICATION = "zhiheng.config.wsgi.application"
AUTH_USER_MODEL = "accounts.Person"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["code", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:home"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhiheng.web.context.around",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("ZHIHENG_DATABASE") or f"sqlite://{VAR / 'zhiheng.sqlite3'}")}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
# Served straight from the rooms' folders: names of built files carry a hash, so nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\.(css|js|svg)$"
STATIC_ROOT = None
MEDIA_ROOT = VAR / "files"

SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zhiheng.web.views.pages.csrf_failure"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("ZHIHENG_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000

# Faults go to the server's own output, whether or not it is in debug mode; nobody is sent mail.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django.request": {"handlers": ["output"], "level": "ERROR", "propagate": False}},
    "root": {"handlers": ["output"], "level": "WARNING"},
}
