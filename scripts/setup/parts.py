"""What there is to set up, as data: environments, Debian packages, the page's style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scripts.setup.interpreters import Wanted

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"


@dataclass(frozen=True)
class Environment:
    """A virtual environment and the pinned files that fill it. Two may share one folder."""

    name: str
    """What it is called in stamps and logs."""
    wanted: Wanted
    requirements: tuple[str, ...]
    """Pinned files in requirements/, installed together; the last is this environment's own."""
    disk: str
    """Roughly what it takes, for the announcement."""
    editable: bool
    """Whether the project itself is installed into it."""


@dataclass(frozen=True)
class Package:
    """A Debian package, and the program or file that shows that it is there, from wherever it came."""

    name: str
    shows: str
    """A program's name, or an absolute path."""
    unless: str = ""
    """A setting that makes the package needless: MINSHENG_REDIS_URL names a Redis elsewhere."""


@dataclass(frozen=True)
class Part:
    """One name on setup's command line."""

    environment: Environment | None = None
    packages: tuple[Package, ...] = ()
    node: str | None = None
    """A folder with a package-lock.json."""


APP_PYTHON = Wanted(".venv", ("3.11", "3.12", "3.13"))
RASA_PYTHON = Wanted(".venv-rasa", ("3.10",))

NODE = Package("npm", "npm")
REDIS = Package("redis-server", "redis-server", unless="MINSHENG_REDIS_URL")
PRINTING = (
    # The libraries that WeasyPrint lays out pages with, and a Chinese font that has a bold of its own.
    Package("libpango-1.0-0", "/usr/share/doc/libpango-1.0-0"),
    Package("libpangoft2-1.0-0", "/usr/share/doc/libpangoft2-1.0-0"),
    Package("libharfbuzz-subset0", "/usr/share/doc/libharfbuzz-subset0"),
    Package("fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
TEST_SERVICES = (
    Package("redis-server", "redis-server"),
    Package("postgresql", "/usr/lib/postgresql"),
    Package("chromium", "chromium"),
    Package("poppler-utils", "pdftotext"),  # reads what was printed
    Package("fonts-wqy-zenhei", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
)

APP = Environment("app", APP_PYTHON, ("app.txt",), "0.4 GB to fetch, 1.7 GB on disk", editable=True)
DEV = Environment("dev", APP_PYTHON, ("app.txt", "dev.txt"), "0.1 GB to fetch, 0.3 GB on disk", editable=False)
RASA = Environment("rasa", RASA_PYTHON, ("rasa.txt",), "0.8 GB to fetch, 2.7 GB on disk", editable=False)

PARTS = {
    "app": Part(environment=APP, packages=(REDIS, *PRINTING)),
    "rasa": Part(environment=RASA),
    "dev": Part(environment=DEV),
    "web": Part(node="connectors/web", packages=(NODE,)),
    "test-services": Part(packages=TEST_SERVICES),
}
"""By the names that `python3 -m scripts.setup` takes."""
