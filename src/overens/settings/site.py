"""Django's settings, made from the environment."""

import os
from importlib.resources import files
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from overens.base.languages.rules import languages
from overens.settings.environment import CONSOLE, BadSetting, Environment, gettext_noop
from overens.settings.environment import DEMO as DEMO_VARIABLE

ENVIRONMENT = Environment.read()
PACKAGE = Path(str(files("overens")))

SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.servers)
ROOT_URLCONF = "overens.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "municipalities.Account"
DATA = ENVIRONMENT.data
FILES = DATA / "files"
UNSENT = DATA / "unsent"
ADDRESS = ENVIRONMENT.address
DEMO = os.environ.get(DEMO_VARIABLE) == "1"
DEMO_SECRET = DATA / "demo-secret"

ACCESSIBILITY = ENVIRONMENT.accessibility
MAIL = ENVIRONMENT.mail is not None
MAIL_DOMAIN = ENVIRONMENT.mail_from.rpartition("@")[2]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
MAIL_IN, MAIL_TRUSTS = ENVIRONMENT.mail_in, ENVIRONMENT.mail_trusts
EMAIL_TIMEOUT = 20  # seconds
if ENVIRONMENT.mail is None or ENVIRONMENT.mail.host == CONSOLE:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail.host, ENVIRONMENT.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.user, ENVIRONMENT.mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = ENVIRONMENT.mail.tls, ENVIRONMENT.mail.starttls

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "overens.base.trail",
    "overens.base.municipalities",
    "overens.base.mail",
    "overens.base.access",
    "overens.base.drafts",
    "overens.base.papers",
    "overens.base.records",
    "overens.base.consents",
    "overens.base.signatures",
    "overens.cycle.agreements",
    "overens.cycle.groups",
    "overens.cycle.news",
    "overens.reach.notices",
    "overens.web.design",
    "overens.web.public",
    "overens.web.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "overens.web.design.reading.Reading",
    # None of these touches a page of the open site: what they know is fetched when it is asked for.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "overens.web.design.misfortune.Misfortune",
]

KNOWN = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


def database(name: str, url: str) -> dict:
    """Django's entry for a database address, which the setting of that name says."""
    try:
        entry = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        entry = {"ENGINE": ""}
    if entry["ENGINE"] not in KNOWN or entry["NAME"] in ("", ":memory:"):
        # Not the address itself: it may hold a password.
        sentence = gettext_noop(
            "%(name)s cannot be used; write sqlite:///path or postgresql://user@host/name."
        )
        raise BadSetting(sentence, name=name)
    if entry["ENGINE"].endswith("sqlite3"):
        # FULL: what was answered must survive a power cut. IMMEDIATE: a transaction that will
        # write waits for its turn at once, and does not fail halfway with 'database is locked'.
        entry["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;",
        }
    return entry


DATABASES = {"default": database("DATABASE_URL", ENVIRONMENT.database)}
OWNER = database("DATABASE_OWNER_URL", ENVIRONMENT.database_owner)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "overens.web.design.secret_addresses.Masked"}},
    "handlers": {
        "operator": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["operator"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # A page that does not exist is no trouble of ours.
        "django.request": {"level": "ERROR"},
    },
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "overens.web.design.frame.frame",
                "overens.web.desk.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "overens.web.design.forms.Renderer"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [(code, language.name) for code, language in languages().items()]
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_COOKIES = ADDRESS.startswith("https://")

SESSION_COOKIE_AGE = (
    7 * 24 * 3600
)  # seconds: nobody's work times out within a day (WCAG 2.2, 2.2.6)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "overens-session"
CSRF_COOKIE_NAME = "overens-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "overens.web.desk.keeping.sent_from_an_old_page"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # what happened since the signing, for every commitment
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS.startswith(("http://", "https://")) else []
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation by link is what verifies
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "overens.web.desk.sign_in.adapters.AccountAdapter"
ACCOUNT_RATE_LIMITS = False  # `base.access.sign_in` counts, in the database
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "overens.web.desk.sign_in.adapters.FactorAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
# Whoever has asked as somebody else, too: what a key was asked for decides what its answer is worth.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong; each code is good once all the same
MFA_TOTP_ISSUER = "Overens"
