"""Specimens of papers, marked 样本, of made-up people, and the damage that photographs by telephone do to them."""

from bench.specimens.papers import DAY, KINDS, Specimen, draw
from bench.specimens.sheet import Box, Picture

__all__ = ["DAY", "KINDS", "Box", "Picture", "Specimen", "draw"]
