"""What would keep a system from starting, found before anything is started."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

from connectors.supervisor import control, health
from connectors.supervisor.layout import Layout
from connectors.supervisor.parts import Part

SETTING = {"redis": "MINSHENG_REDIS_URL", "rasa": "MINSHENG_RASA_URL", "gateway": "MINSHENG_PORT"}


def problems(layout: Layout, parts: Sequence[Part]) -> list[str]:
    """What is in the way, a message each; empty when it may start."""
    if control.states(layout) is not None:
        return [f"It is running already ({layout.state}), at {layout.gateway_url}. Ctrl-C stops it where it runs."]
    names = {part.name for part in parts}
    return [*_missing(parts), *_taken_ports(layout, names)]


def doors(layout: Layout) -> dict[str, tuple[str, int]]:
    """The address at which each part listens."""
    own_redis = {"redis": ("127.0.0.1", layout.redis_port)} if layout.starts_redis else {}
    return {**own_redis, "rasa": ("127.0.0.1", layout.rasa_port), "gateway": (layout.host, layout.port)}


def _missing(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if shutil.which(part.command[0]) is None:
            yield f"{part.name}: there is no program {part.command[0]}. {part.mend}"
        if part.needs is not None and not part.needs.exists():
            yield f"{part.name}: there is no {part.needs}. {part.mend}"


def _taken_ports(layout: Layout, names: set[str]) -> Iterator[str]:
    for name, (host, port) in doors(layout).items():
        if name in names and not health.is_free(host, port):
            yield (
                f"Port {port} of {host}, which {name} needs, is taken. Stop what uses it "
                f"(ss -ltnp 'sport = :{port}' shows it), or set {SETTING[name]} to another (.env.example)."
            )
