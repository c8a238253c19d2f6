"""The conditions of a policy: a tree of all, any and none over named facts, each leaf with the clause it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Field, StrictBool, Tag, model_validator

from knowledge.facts import Fact, FactKind, Value
from knowledge.record import Record, Slug, Text

Number: TypeAlias = float
COMPARISONS = ("equals", "one_of", "at_least", "more_than", "at_most", "less_than")


class Comparison(Record):
    """One fact, and what it must be."""

    fact: Slug
    equals: Annotated[StrictBool | str | None, Field(alias="is")] = None
    one_of: tuple[str, ...] | None = None
    at_least: Number | None = None
    more_than: Number | None = None
    at_most: Number | None = None
    less_than: Number | None = None

    @model_validator(mode="after")
    def _compares(self) -> Comparison:
        if all(getattr(self, name) is None for name in COMPARISONS):
            raise ValueError("it compares: is, one_of, at_least, more_than, at_most or less_than")
        return self

    def holds(self, value: Value) -> bool:
        """Whether the comparison is true of that value."""
        if self.equals is not None and value != self.equals:
            return False
        if self.one_of is not None and value not in self.one_of:
            return False
        if isinstance(value, (str, bool)):
            return True
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.more_than is None or value > self.more_than)
            and (self.at_most is None or value <= self.at_most)
            and (self.less_than is None or value < self.less_than)
        )

    @property
    def bounds(self) -> tuple[float, ...]:
        """The numbers at which the comparison may change."""
        bounds = (self.at_least, self.more_than, self.at_most, self.less_than)
        return tuple(bound for bound in bounds if bound is not None)


class Leaf(Comparison):
    """One comparison of one fact, as one clause states it."""

    clause: Slug
    text: Text
    """The condition in a few plain words, as it is shown beside ✓, ✗ or ?."""

    def __hash__(self) -> int:
        return hash((self.fact, self.text))  # not over every field: leaves are looked up all the time


class AllOf(Record):
    """True if all of them are."""

    all: Annotated[tuple[Tree, ...], Field(min_length=1)]


class AnyOf(Record):
    """True if at least one of them is."""

    any: Annotated[tuple[Tree, ...], Field(min_length=1)]


class NoneOf(Record):
    """True if none of them is."""

    none: Annotated[tuple[Tree, ...], Field(min_length=1)]


def _shape(content: Any) -> str | None:
    keys = content.keys() if isinstance(content, Mapping) else type(content).model_fields.keys()
    return next((shape for shape in ("all", "any", "none", "fact") if shape in keys), None)


Tree: TypeAlias = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NoneOf, Tag("none")]
    | Annotated[Leaf, Tag("fact")],
    Discriminator(
        _shape, custom_error_type="criterion", custom_error_message="a criterion is all, any, none or a fact"
    ),
]
AllOf.model_rebuild()
AnyOf.model_rebuild()
NoneOf.model_rebuild()


def misfit(fact: Fact, leaf: Comparison) -> str | None:
    """What is compared that the fact cannot be; None if it fits."""
    if fact.kind is not FactKind.NUMBER and leaf.bounds:
        return f"{fact.id} is no number"
    if fact.kind is FactKind.NUMBER and (leaf.equals is not None or leaf.one_of is not None):
        return f"{fact.id} is a number"
    if fact.kind is FactKind.YES_NO and (leaf.one_of is not None or not isinstance(leaf.equals, bool)):
        return f"{fact.id} is true or false"
    if fact.kind is FactKind.CHOICE:
        named = {leaf.equals, *(leaf.one_of or ())} - {None}
        if strangers := sorted(map(str, named - fact.choices.keys())):
            return f"{fact.id} is never {', '.join(strangers)}"
    return None


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Every leaf, in the tree's order."""
    if isinstance(tree, Leaf):
        yield tree
    else:
        for child in children(tree):
            yield from leaves(child)


def children(tree: AllOf | AnyOf | NoneOf) -> tuple[Tree, ...]:
    """What it is made of."""
    match tree:
        case AllOf():
            return tree.all
        case AnyOf():
            return tree.any
        case NoneOf():
            return tree.none


def rebuilt(tree: Tree, new: tuple[Tree, ...]) -> Tree:
    """The same kind of tree over other children."""
    match tree:
        case AllOf():
            return AllOf(all=new)
        case AnyOf():
            return AnyOf(any=new)
        case NoneOf():
            return NoneOf(none=new)
    return tree
