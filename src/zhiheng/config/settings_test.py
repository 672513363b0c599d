"""Settings of the tests: a database in memory or a PostgreSQL of the test run, quick passwords."""

import os
import sys
import tempfile

os.environ.setdefault("ZHIHENG_SECRET_KEY", "only for tests, never for a server: 0123456789abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("ZHIHENG_VAR", tempfile.mkdtemp(prefix="zhiheng-test-"))

from zhiheng.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
JOURNAL_MAY_BE_FLUSHED = True  # transactional tests empty their database between tests

if (SOURCE.parents[1] / "tests" / "registers_app").is_dir():  # noqa: F405
    sys.path.append(str(SOURCE.parents[1]))  # noqa: F405
    INSTALLED_APPS.append("tests.registers_app.apps.TrialConfig")  # noqa: F405
