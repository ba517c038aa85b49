"""The desks' settings in tests: a data folder that goes away, and passwords that are quick to check."""

import os
import tempfile

FOLDER = tempfile.TemporaryDirectory(prefix="evenhand-tests-", ignore_cleanup_errors=True)  # goes with the process
os.environ["EVENHAND_DATA"] = FOLDER.name

from evenhand.web.settings import *  # noqa: E402, F403

del os.environ["EVENHAND_DATA"]  # the commands under test choose their own

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
