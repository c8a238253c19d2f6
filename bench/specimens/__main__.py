"""Write specimens of papers to a folder, each a picture (PNG) and what stands on it (JSON): `python -m bench.specimens`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from itertools import cycle, islice
from pathlib import Path
from random import Random

from PIL import Image

from bench.specimens.damage import DAMAGES, LEVELS, photo
from bench.specimens.papers import KINDS, Specimen, draw


def arguments() -> argparse.Namespace:
    """What the command was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.specimens",
        description="Draw made-up papers of made-up people, each marked 样本. "
        "Every picture (PNG) has a text file (JSON) beside it that says what is on it and where.",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write to; made if missing"
    )
    parser.add_argument(
        "--count", type=int, default=sum(map(len, KINDS.values())), help="how many papers; as many as there are sides"
    )
    parser.add_argument("--seed", type=int, default=1, help="a number; the same number gives the same papers")
    parser.add_argument("--kind", choices=KINDS, metavar="KIND", help=f"only this kind of paper: {', '.join(KINDS)}")
    parser.add_argument(
        "--damage",
        choices=DAMAGES,
        metavar="NAME",
        help=f"photograph it on a desk, with this damage: {', '.join(DAMAGES)}",
    )
    parser.add_argument("--level", choices=LEVELS, default="light", help="how bad the damage is (light)")
    asked = parser.parse_args()
    if asked.count < 1:
        parser.error("--count must be at least 1")
    return asked


def write(specimen: Specimen, stem: Path) -> None:
    """The picture and what stands on it, under one name."""
    Image.fromarray(specimen.image).save(stem.with_suffix(".png"))
    about = {name: value for name, value in asdict(specimen).items() if name != "image"}
    stem.with_suffix(".json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Draw and write them; a new person once every side was drawn."""
    asked = arguments()
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"{asked.out} cannot be a folder to write to: {error.strerror}.") from error
    sides = [(kind, side) for kind, sides in KINDS.items() if asked.kind in (None, kind) for side in sides]
    for place, (kind, side) in enumerate(islice(cycle(sides), asked.count)):
        seed = asked.seed * 1_000_003 + place // len(sides)
        specimen = draw(kind, side, seed=seed)
        if asked.damage:
            specimen = photo(specimen, Random(f"{seed} {place}"), (asked.damage, asked.level))
        write(specimen, asked.out / f"{place + 1:05d}-{kind}-{side}")
    print(f"{asked.count} papers in {asked.out}")


if __name__ == "__main__":
    main()
