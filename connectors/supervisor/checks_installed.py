"""The doctor's checks of what has to be there before anything runs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator

from bot.settings import Settings
from connectors import build
from connectors.supervisor.finding import Finding, Level
from connectors.supervisor.layout import ROOT, Layout

ONLY_FOR_TESTS = {"dev", "test-services"}
GIGABYTE = 10**9


def setup(_settings: Settings) -> Iterator[Finding]:
    """Interpreters, environments, Debian packages and the style sheet, as the set-up itself sees them."""
    command = [sys.executable, "-m", "scripts.setup", "--report"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for row in json.loads(answer.stdout):
        what = f"set-up: {row['part']}"
        if row["lacks"]:
            level = Level.WARN if row["part"] in ONLY_FOR_TESTS else Level.FAIL
            target = "make test" if row["part"] in ONLY_FOR_TESTS else "make setup"
            yield Finding(level, what, "lacks " + "; ".join(row["lacks"]), f"`{target}` installs it")
        else:
            yield Finding(Level.OK, what, "installed as pinned")


def disk(settings: Settings) -> Iterator[Finding]:
    """Room for the database and the logs."""
    settings.state.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.state).free / GIGABYTE
    level = Level.OK if free > 2 else Level.WARN if free > 0.2 else Level.FAIL
    mend = "" if level is Level.OK else f"Make room: logs are in {settings.state / 'log'}."
    yield Finding(level, "disk space", f"{free:.1f} GB free for {settings.state}", mend)


def rasa_model(settings: Settings) -> Iterator[Finding]:
    """A trained Rasa model, and of the files as they are now."""
    model = Layout.of(settings).rasa_model
    if not model.exists():
        yield Finding(Level.FAIL, "Rasa's model", f"there is no {model}", "`make train`")
    elif build.rasa_model_is_stale(settings):
        yield Finding(Level.WARN, "Rasa's model", f"{model} was trained on other files than these", "`make train`")
    else:
        yield Finding(Level.OK, "Rasa's model", str(model))


def index(settings: Settings) -> Iterator[Finding]:
    """The encoder, and the index built with it from the list as it is now."""
    # torch takes seconds to import: only this check pays for it.
    from knowledge.encoder import Encoder
    from knowledge.index import Index, StaleIndex
    from knowledge.yaml_file import ListError

    try:
        policies = build.open_list(settings)
    except ListError as error:
        yield Finding(Level.FAIL, "policy list", str(error), "`minsheng policies check` names every line")
        return
    yield Finding(Level.OK, "policy list", f"{len(policies.policies)} policies, version {policies.version}")
    try:
        encoder = Encoder(build.encoder_folder(settings))
    except FileNotFoundError as error:
        yield Finding(Level.FAIL, "encoder", str(error), "`minsheng policies train-encoder`")
        return
    yield Finding(Level.OK, "encoder", f"{build.encoder_folder(settings)}, version {encoder.version}")
    try:
        folder = build.index_folder(settings, policies, encoder)
        Index.load(folder, policies, encoder)
    except StaleIndex as error:
        yield Finding(Level.FAIL, "index", str(error), "`minsheng policies build`")
    else:
        yield Finding(Level.OK, "index", f"{folder}, of this list and encoder")
