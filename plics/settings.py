"""One settings file; what varies comes from the environment and fails loudly when wrong."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from plics.logs import LOGGING  # noqa: F401 - Django reads it here
from plics.signin.keys import strong
from plics.signin.settings import directory_settings, signin_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
# Demonstration data are invented: the demo may run without a secret, and says so on every page.
DEMO = env.bool("PLICS_DEMO", default=DEBUG)
SECRET_KEY = env.str("SECRET_KEY", default="")
# Fingerprints of MSA matricules are keyed apart from sessions, so that rotating
# SECRET_KEY never breaks the matching of households.
FINGERPRINT_KEY = env.str("FINGERPRINT_KEY", default=SECRET_KEY)
if DEMO:
    SECRET_KEY = SECRET_KEY or "demonstration-only-no-personal-data"
    FINGERPRINT_KEY = FINGERPRINT_KEY or SECRET_KEY
else:
    SECRET_KEY = strong("SECRET_KEY", SECRET_KEY)
    FINGERPRINT_KEY = strong("FINGERPRINT_KEY", FINGERPRINT_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "plics",
    "beneficiaries",
    "actions",
    "funds",
    "reports",
    "plics.apps.PlicsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "auditlog",
    "django_filters",
    "django_prose_editor",
    "import_export",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "plics.middleware.closed_to_other_sites",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "plics.middleware.Compressed",
    "plics.middleware.stored_nowhere",
    "csp.middleware.CSPMiddleware",
    "plics.middleware.plain_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the next one, which reads whatever was sent to find its token there.
    "plics.bodies.BoundedBodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plics.signin.sessions.ages",
    "plics.kept_forms.LoginRequired",
    "plics.signin.passwords.LongerRequired",
    "plics.signin.second_factor.Required",
    "plics.limits.BoundedActs",
    "django.contrib.messages.middleware.MessageMiddleware",
    "plics.middleware.no_nir_in_addresses",
    "allauth.account.middleware.AccountMiddleware",
    "plics.history.middleware",
    "plics.traces.writing.middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "plics.urls"
WSGI_APPLICATION = "plics.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["plics.templatetags.french"],
        },
    }
]

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"


def database() -> dict:
    # The address may hold a password: the message does not repeat it.
    refusal = ImproperlyConfigured(
        "DATABASE_URL n’est pas l’adresse d’une base SQLite ou PostgreSQL. Exemples : "
        "sqlite:////var/lib/plics/plics.sqlite3, "
        "postgres://utilisateur:motdepasse@localhost:5432/plics."
    )
    try:
        options = env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'plics.sqlite3'}")
    except ValueError as error:
        raise refusal from error
    if options.get("ENGINE") not in (SQLITE, POSTGRESQL):
        raise refusal
    if options["ENGINE"] == SQLITE:
        # A reader never blocks the writer, a writer waits for the other one, nothing
        # committed is lost on power failure.
        options["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        }
    else:
        # Compiling a statement takes PostgreSQL half a second, more than it ever saves here.
        # With its usual 4 MB it would read again, for each row, lists of keys that it can hold.
        options.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c work_mem=64MB")
    return options


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "plics.User"

# The journal of changes: our own rows, which know what made them (plics/models/history.py);
# values as JSON, compared as values; rows that a list leaves out have a history too.
AUDITLOG_LOGENTRY_MODEL = "plics.Change"
AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_USE_BASE_MANAGER = True
# The table that its own migrations would make stays unused, and bars the emptying of others.
MIGRATION_MODULES = {"auditlog": None}

# Made once by the first, checked by those that made them: each is written anew at its sign-in.
PASSWORD_HASHERS = [
    "plics.signin.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# ANSSI: 12 characters, 16 for whoever administers. No kinds of characters are asked for: with
# limits on attempts, CNIL 2022-100 wants 50 bits, and such rules give « Motdepasse123! ».
PASSWORD_LENGTHS = {"administrator": 16, "other": 12}
AUTHENTICATION_BACKENDS = ["plics.signin.backend.OneHash"]
LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# No French text gives a number: as ASVS 7.1.1 asks, chosen and told in docs/deploiement.md.
SESSION_IDLE_SECONDS = 60 * env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = 3600 * env.int("SESSION_HOURS", default=12)
PASSWORD_RESET_TIMEOUT = 24 * 3600

ACCOUNT_ADAPTER = "plics.signin.adapter.AccountAdapter"
# CNIL 2025-019: two kinds of factors for whoever sees a name; a code by mail is none.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMO)
# The département's directory, where accounts made here may sign in (plics/signin/directory.py).
OIDC_SERVER, OIDC_NAME = (
    env.str("OIDC_SERVER", default=""),
    env.str("OIDC_NAME", default="annuaire"),
)
OIDC_EMAIL_VERIFIED = env.bool("OIDC_EMAIL_VERIFIED", default=False)
vars().update(signin_settings() | directory_settings(env, OIDC_SERVER, OIDC_NAME))
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, without asking
# Administrators vouch for the addresses they type: an account's own is the only one, and
# allauth's table of addresses stays empty. Its token generator would fill it, and an address
# replaced since would still receive the links.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Attempts are counted over this many seconds: whoever is refused waits no longer.
ATTEMPTS_WINDOW = 5 * 60
ACCOUNT_RATE_LIMITS = {
    # A whole département may come from one address: only its failures count.
    "login": None,
    # By account and address together: a stranger's failures elsewhere keep nobody out…
    "login_failed": f"50/{ATTEMPTS_WINDOW}s/ip,5/{ATTEMPTS_WINDOW}s/key",
    # … nor many strangers', where the account was lately open.
    "login_failed_anywhere": f"20/{ATTEMPTS_WINDOW}s/key",
    "reset_password": f"20/{ATTEMPTS_WINDOW}s/ip,3/{ATTEMPTS_WINDOW}s/key",
    "reset_password_from_key": f"20/{ATTEMPTS_WINDOW}s/ip",
    "reauthenticate": f"10/{ATTEMPTS_WINDOW}s/user",
    "change_password": f"10/{ATTEMPTS_WINDOW}s/user",
}
# Costly acts of one account within so many seconds: far more than a busy day's, far fewer than
# it takes to carry everything away by a script.
ACTS_WINDOW = 5 * 60
ACT_LIMITS = {
    "SEARCH": env.int("SEARCH_LIMIT", default=300),
    "EXPORT": env.int("EXPORT_LIMIT", default=100),
    "PRINT": env.int("PRINT_LIMIT", default=30),
    # Of one address without an account, where booklets are open to all.
    "READING": env.int("READING_LIMIT", default=300),
}
# X-Forwarded-For tells the visitor's address only as far as these proxies of ours wrote it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# All processes count together: a cache of each would multiply the limits.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # The default, 300, would forget counts when many attempts come at once.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What was counted and drawn, until the data change: see `reports.figures.keeping`.
    "figures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "figures",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["plics.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
# WhiteNoise serves the applications' files from where they lie; a folder to collect
# them in is only for a web server that serves them itself.
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# A full grid: 200 rows of ten cells, and the ticks of what is confirmed.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_HANDLERS = [
    "plics.upload_handlers.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Never served directly: every document is handed out by a view that checks rights.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "out" / "media")))


def mail() -> dict:
    # The demonstration writes to the screen; in production that would be a journal, which
    # must not hold links that open accounts.
    default = "consolemail://" if DEMO else "smtp://localhost:25"
    try:
        return env.email_url("EMAIL_URL", default=default)
    except (ValueError, ImproperlyConfigured) as error:
        # The address may hold a password: the message does not repeat it.
        raise ImproperlyConfigured(
            "EMAIL_URL n’est pas l’adresse d’un serveur de messagerie. Exemples : "
            "smtp://localhost:25, smtp+tls://utilisateur:motdepasse@smtp.example.fr:587."
        ) from error


vars().update(mail())
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="PLICS <plics@localhost>")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What a filter says while it narrows nothing.
FILTERS_EMPTY_CHOICE_LABEL = "Indifférent"

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_CONFIRM = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        # No attribute either: charts say their sizes and colours as SVG does, or by classes.
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "plics.kept_forms.csrf_failure"
# Messages name people: they stay on the server, not in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if env.bool("HTTPS", default=False):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers take a cookie so named from this very host alone, by HTTPS.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Browsers' list of preloaded sites is for the whole domain to decide, not for one application.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Traces of who saw what are kept so many months: six at least to look into a misuse, twelve as a
# rule, up to thirty-six where the département has written down why (CNIL, 2021).
TRACES_MONTHS = env.int("TRACES_MONTHS", default=12)
if not 6 <= TRACES_MONTHS <= 36:
    raise ImproperlyConfigured(
        "TRACES_MONTHS dit combien de mois sont gardées les traces des accès : de 6 à 36, et non "
        f"{TRACES_MONTHS}."
    )
# So many sheets of persons or households seen in so many minutes, or so many persons named by
# lists (twenty pages of a hundred), are told to who answers for data.
UNUSUAL_SHEETS = env.int("UNUSUAL_SHEETS", default=100)
UNUSUAL_LISTED = env.int("UNUSUAL_LISTED", default=2000)
UNUSUAL_MINUTES = env.int("UNUSUAL_MINUTES", default=60)

# The population of reference is that of this day of the evaluation year.
STOCK_MONTH, STOCK_DAY = 11, 30
# Who was not heard of for so many days is made anonymous: two years after the last contact for
# social support (CNIL, deliberations 2021-028 and 2023-095). The officer decides otherwise.
RETENTION_DAYS = env.int("RETENTION_DAYS", default=730)
# A figure forgotten in that setting must not make everybody anonymous.
if not 365 <= RETENTION_DAYS <= 1830:
    raise ImproperlyConfigured(
        "RETENTION_DAYS dit combien de jours après le dernier contact une personne est rendue "
        f"anonyme : de 365 à 1830, et non {RETENTION_DAYS}."
    )
# Each month, who is due is told to the officer; made anonymous as well, where it was so decided.
RETENTION_APPLIED = env.bool("RETENTION_APPLIED", default=False)
# They are told so many days before.
RETENTION_NOTICE_DAYS = env.int("RETENTION_NOTICE_DAYS", default=30)
# A payer's last file stands for the days that follow it, so many at most.
STOCK_CARRIED_DAYS = env.int("STOCK_CARRIED_DAYS", default=45)
# Percent of its places under which the dashboards draw attention to an action.
LOW_OCCUPANCY = env.int("LOW_OCCUPANCY", default=70)
