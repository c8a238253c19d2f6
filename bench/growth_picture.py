"""Growth as a picture: clauses against milliseconds, both axes logarithmic, as an SVG of our own few shapes."""

from __future__ import annotations

import math
from typing import Any

WIDTH, HEIGHT = 800, 460
LEFT, RIGHT, TOP, BOTTOM = 80, 560, 50, 390
"""The plot's edges in pixels; the names of the lines stand to the right of it."""
CURVES = (
    ("ask", "whole answer", "#1b5e9b"),
    ("search", "search", "#1d8348"),
    ("rank_bm25", "rank_bm25 over jieba's words", "#b03a2e"),
)
STYLES = {"region asked": "", "other regions": ' stroke-dasharray="6 4"'}
AROUND = 1.25
"""Factor by which the axes reach beyond the outermost points."""


def picture(lines: list[dict[str, Any]]) -> str:
    """The medians of `bench.growth`'s lines as an SVG."""
    sizes = sorted({line["clauses"] for line in lines})
    times = [line[way]["median_ms"] for line in lines for way, _, _ in CURVES]
    across = _axis(sizes[0] / AROUND, sizes[-1] * AROUND, LEFT, RIGHT)
    up = _axis(min(times) / AROUND, max(times) * AROUND, BOTTOM, TOP)
    shapes = [_text(LEFT, 28, "Milliseconds a question (median), by the length of the list", "start", 15)]
    for size in sizes:
        shapes.append(_line([(across(size), TOP), (across(size), BOTTOM)], "#ddd"))
        shapes.append(_text(across(size), BOTTOM + 20, f"{size:,}", "middle"))
    for power in range(math.ceil(math.log10(min(times) / AROUND)), math.floor(math.log10(max(times) * AROUND)) + 1):
        shapes.append(_line([(LEFT, up(10**power)), (RIGHT, up(10**power))], "#ddd"))
        shapes.append(_text(LEFT - 8, up(10**power) + 4, f"{10.0**power:g} ms", "end"))
    shapes.append(_text((LEFT + RIGHT) / 2, BOTTOM + 44, "clauses in the list", "middle"))
    for number, (way, name, colour) in enumerate(CURVES):
        for place, style in STYLES.items():
            points = [(across(x["clauses"]), up(x[way]["median_ms"])) for x in lines if x["made_up_in"] == place]
            shapes += [_line(points, colour, 2, style), *(_dot(x, y, colour) for x, y in points)]
        shapes += [_line([(RIGHT + 12, 80 + 24 * number), (RIGHT + 32, 80 + 24 * number)], colour, 3)]
        shapes.append(_text(RIGHT + 38, 84 + 24 * number, name, "start"))
    for number, (place, style) in enumerate(STYLES.items()):
        shapes += [_line([(RIGHT + 12, 170 + 24 * number), (RIGHT + 32, 170 + 24 * number)], "#555", 2, style)]
        shapes.append(_text(RIGHT + 38, 174 + 24 * number, f"grown in {place}", "start"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *shapes, "</svg>\n"])


def _axis(low: float, high: float, start: float, end: float) -> Any:
    """Where a value lies between `start` and `end`, in pixels."""
    return lambda value: start + (end - start) * math.log(value / low) / math.log(high / low)


def _line(points: list[tuple[float, float]], colour: str, width: float = 1, style: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{style}/>'


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str, size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="#222">{text}</text>'
