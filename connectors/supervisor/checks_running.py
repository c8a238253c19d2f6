"""The doctor's checks of what runs, and of what it needs to run."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.migrations.upgrade import is_current
from bot.settings import Settings
from connectors.supervisor import control, health, preflight
from connectors.supervisor.finding import Finding, Level
from connectors.supervisor.layout import Layout

START = "`make run` starts it"


def ports(settings: Settings) -> Iterator[Finding]:
    """The ports are this system's, or free for it."""
    layout = Layout.of(settings)
    if control.states(layout) is not None:
        yield Finding(Level.OK, "ports", "in use by this running system")
        return
    for name, (host, port) in preflight.doors(layout).items():
        if health.is_free(host, port):
            yield Finding(Level.OK, f"port {port}", f"free for {name}")
        else:
            mend = f"Stop what uses it (ss -ltnp 'sport = :{port}'), or set {preflight.SETTING[name]}"
            yield Finding(Level.FAIL, f"port {port}", f"{name} needs it on {host}, and something else has it", mend)


def database(settings: Settings) -> Iterator[Finding]:
    """Reachable, with every migration applied."""
    url = make_url(settings.database)
    shown = url.render_as_string(hide_password=True)
    try:
        current = is_current(settings.database)
    except SQLAlchemyError as error:
        first_line = str(error).splitlines()[0]
        yield Finding(Level.FAIL, "database", f"{shown}: {first_line}", "Start it, or correct MINSHENG_DATABASE_URL")
        return
    if current:
        yield Finding(Level.OK, "database", f"{shown}, every migration applied")
    else:
        yield Finding(Level.WARN, "database", f"{shown} lacks migrations", "`make run` applies them")


def redis(settings: Settings) -> Iterator[Finding]:
    """Redis answers."""
    if health.redis_answers(settings.redis_url):
        yield Finding(Level.OK, "Redis", "answers")
    elif Layout.of(settings).starts_redis:
        yield Finding(Level.WARN, "Redis", "does not run", START)
    else:
        yield Finding(
            Level.FAIL, "Redis", "does not answer", "Start the one that MINSHENG_REDIS_URL names, or unset it"
        )


def rasa(settings: Settings) -> Iterator[Finding]:
    """Rasa answers and has loaded a model."""
    layout = Layout.of(settings)
    if health.http_ok(f"{layout.rasa_url}/status", token=layout.rasa_token):
        yield Finding(Level.OK, "Rasa", f"answers at {layout.rasa_url}")
    else:
        mend = f"{START}; {layout.log('rasa')} may say more"
        yield Finding(Level.WARN, "Rasa", f"does not answer at {layout.rasa_url}", mend)


def gateway(settings: Settings) -> Iterator[Finding]:
    """The gateway is ready."""
    layout = Layout.of(settings)
    if health.http_ok(f"{layout.gateway_url}/readyz"):
        yield Finding(Level.OK, "gateway", f"ready at {layout.gateway_url}")
    else:
        mend = f"{START}; {layout.log('gateway')} may say more"
        yield Finding(Level.WARN, "gateway", f"does not answer at {layout.gateway_url}", mend)
