"""Which mistakes are made on purpose: a choice of Cosmic Ray's operators and three of our own.

Cosmic Ray puts every operator in the place of every other, which mostly makes mistakes that no line of code
survives; here each operator has the one or two substitutes that a person could have written by mistake.
"""

from collections.abc import Iterator
from typing import Any

import cosmic_ray.plugins
from cosmic_ray.operators.operator import Operator
from parso.python.tree import Keyword
from parso.python.tree import Operator as Mark

_BINARY = ("Add_Sub", "Sub_Add", "Mul_FloorDiv", "FloorDiv_Mul", "Div_Mul", "Mod_FloorDiv", "Pow_Mul")
_BITS = ("BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitOr", "LShift_RShift", "RShift_LShift")
_COMPARISONS = (
    "Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt",
    "Is_IsNot", "IsNot_Is",
)  # fmt: skip
_OTHERS = (
    "AddNot", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_USub_UAdd", "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak", "ExceptionReplacer", "NumberReplacer", "RemoveDecorator",
    "ZeroIterationForLoop",
)  # fmt: skip


class RemoveStatement(Operator):  # type: ignore[misc]
    """Leaves out a statement made for its effect: a call, a raise, a write into an attribute or an item."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where the statement stands."""
        if node.parent is not None and node.parent.type == "simple_stmt" and self._has_effect(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002 - one statement, one way
        """Give `pass` instead."""
        return Keyword("pass", node.start_pos, prefix=node.get_first_leaf().prefix)

    @classmethod
    def examples(cls) -> tuple[()]:
        """For Cosmic Ray's own tests."""
        return ()

    @staticmethod
    def _has_effect(node: Any) -> bool:
        if node.type == "expr_stmt":
            target, sign = node.children[:2]
            return target.type in {"atom_expr", "power"} or (sign.type == "operator" and sign.value != "=")
        return node.type in {"atom_expr", "power", "raise_stmt", "del_stmt"}


class RemoveItem(Operator):  # type: ignore[misc]
    """Leaves out one item of a tuple, list, set or dictionary that is written down: a row of a table."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where each item stands."""
        for item in self._items(node):
            yield item[0].start_pos, item[-1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Give the display without the item; what is left of a pair is still a tuple."""
        items = self._items(node)
        del items[index]
        node.children = [part for item in items for part in (*item, Mark(",", item[-1].end_pos))]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """For Cosmic Ray's own tests."""
        return ()

    @staticmethod
    def _items(node: Any) -> list[list[Any]]:
        if node.type not in {"testlist_comp", "dictorsetmaker"}:
            return []
        if any(part.type in {"comp_for", "sync_comp_for"} for part in node.children):
            return []
        items: list[list[Any]] = [[]]
        for part in node.children:
            if part.type == "operator" and part.value == ",":
                items.append([])
            else:
                items[-1].append(part)
        items = [item for item in items if item]
        return items if len(items) > 1 else []


class TurnMembership(Operator):  # type: ignore[misc]
    """`not in` for `in`, and the other way round."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where the comparison stands."""
        if node.type == "comparison" and self._words(node.children[1]) in {"in", "not in"}:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002 - one comparison, one way
        """Give the opposite."""
        sign = node.children[1]
        other = "not in" if self._words(sign) == "in" else "in"
        node.children[1] = Keyword(other, sign.start_pos, prefix=" ")
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """For Cosmic Ray's own tests."""
        return ()

    @staticmethod
    def _words(sign: Any) -> str:
        return " ".join(str(sign.get_code()).split())


class _Own:
    """A provider of operators, as Cosmic Ray looks for them."""

    _all = {operator.__name__: operator for operator in (RemoveStatement, RemoveItem, TurnMembership)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __getitem__(self, name: str) -> type[Operator]:
        return self._all[name]


cosmic_ray.plugins.OPERATOR_PROVIDERS["kabinet"] = _Own()

CHOSEN = frozenset(
    [f"core/ReplaceBinaryOperator_{name}" for name in (*_BINARY, *_BITS)]
    + [f"core/ReplaceComparisonOperator_{name}" for name in _COMPARISONS]
    + [f"core/{name}" for name in _OTHERS]
    + [f"kabinet/{name}" for name in _Own()]
)


def changed(source: str, operator: str, occurrence: int) -> str | None:
    """The source with the mistake of this name and place."""
    from cosmic_ray.mutating import mutate_code  # noqa: PLC0415 - reads the providers when it is imported

    made: str | None = mutate_code(source, cosmic_ray.plugins.get_operator(operator)(), occurrence)
    return made
