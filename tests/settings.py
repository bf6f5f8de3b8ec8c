"""The product's settings for tests: a data folder of its own, cheap password hashing, jobs done at once."""

import os
import tempfile
from pathlib import Path

_root = Path(__file__).resolve().parent.parent
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix=f"tongxin-test-{_worker}-")
os.environ.setdefault("TONGXIN_NODE_MODULES", str(_root / "node_modules"))

from tongxin.project import rooms  # noqa: E402

rooms.install("tests.toy")

from tongxin.project.settings import *  # noqa: E402, F403
from tongxin.project.settings import DATA_DIR, DATABASES, STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a missing folder, and warnings are errors

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in the product: race and kill tests need several connections and processes.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A test's own transaction is invisible to a second connection; tests of the consistent read name "snapshot" themselves.
TONGXIN_SNAPSHOT_DATABASE = "default"
