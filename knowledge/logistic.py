"""A logistic model over named features, kept in a YAML file that can be read by eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

F = TypeVar("F", bound=NamedTuple)
DECIMALS = 4


@dataclass(frozen=True)
class Logistic(Generic[F]):
    """`weights` has the features' own names."""

    bias: float
    weights: F

    def likelihood(self, features: F) -> float:
        """Between 0 and 1."""
        return self.likelihoods([features])[0]

    def likelihoods(self, features: Sequence[F]) -> list[float]:
        """Of each, between 0 and 1."""
        if not features:
            return []
        likely: list[float] = (1 / (1 + np.exp(-self.bias - np.array(features) @ np.array(self.weights)))).tolist()
        return likely

    def save(self, path: Path, header: str, **more: float) -> None:
        """Writes it, and what else belongs to it."""
        content = {"bias": self.bias, "weights": self.weights._asdict(), **more}
        path.write_text(header + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def fit(shape: type[F], pairs: Sequence[tuple[F, bool]], c: float = 1.0) -> Logistic[F]:
    """Fitted to features and whether each is right; a smaller `c` keeps the weights smaller."""
    model = LogisticRegression(C=c, max_iter=2000).fit([found for found, _ in pairs], [right for _, right in pairs])
    weights = shape._make(round(float(weight), DECIMALS) for weight in model.coef_[0])
    return Logistic(round(float(model.intercept_[0]), DECIMALS), weights)


def load(path: Path, shape: type[F]) -> tuple[Logistic[F], dict[str, Any]]:
    """The model, and what else the file says."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    weights = content.pop("weights")
    return Logistic(content.pop("bias"), shape._make(weights[name] for name in shape._fields)), content
