"""What can be changed in the source, one thing at a time: the mutants `mutate.py` tries.

A comparison turned or moved, `and` made `or`, `not` left out, a condition held true or false, a literal of a comparison,
keyword, default or declaration changed, arithmetic turned, a result or a value lost, a call, an error, a keyword, a
narrowing of a query or an element of a literal left out, `min` made `max`. Words for people, types, logs, imports, the
shape of tables, migrations and the demonstration are left alone.
"""

import ast
import copy
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tongxin"
SKIPPED_FILES = re.compile(r"(^|/)(migrations/|demo\.py|demo/)")
# Keywords that shape tables, types or words: without a migration, or to anybody who runs the product, they change nothing.
SHAPE = {"strict", "frozen", "kw_only", "hash", "repr", "compare", "help_text", "verbose_name", "chunk_size"}
COLUMN = re.compile(r"models\.\w+(Field|Key)|Private\w+Field")
COLUMN_KEPT = {"default", "choices"}  # no form is made from a table, so that nothing reads `blank`
SKIPPED_NAMES = {"__all__", "indexes", "verbose_name", "app_label", "__slots__"}
LOGS = {"log", "logger", "logging"}
NARROWING = {"filter", "exclude", "order_by", "distinct"}
PAIRED = {"min": "max", "max": "min", "any": "all", "all": "any"}
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A node where it stands. `lines` are those whose tests concern it; `inside` says that it runs when called."""

    node: Any
    parent: Any
    name: str
    index: int | None
    lines: tuple[int, int]
    inside: bool
    in_class: bool

    def put(self, new: ast.AST) -> None:
        """Put another node in the place of this one."""
        ast.copy_location(new, self.node)
        if self.index is None:
            setattr(self.parent, self.name, new)
        else:
            getattr(self.parent, self.name)[self.index] = new


@dataclass(frozen=True)
class Change:
    """Another node for a spot; `at` is the node whose line is told."""

    new: ast.AST
    at: Any
    before: str
    after: str


def spots(parent: ast.AST, *, lines: tuple[int, int] = (0, 0), inside: bool = False) -> Iterator[Spot]:
    """Yield every node below one that may be changed, always in the same order."""
    for name, value in ast.iter_fields(parent):
        if name in ("annotation", "returns", "decorator_list", "slice", "format_spec"):
            continue
        for index, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(node, ast.AST) and not _is_skipped(node) and not _is_shape(node, parent):
                own = _lines(node, lines)
                called = inside or (name == "body" and isinstance(parent, ast.FunctionDef))
                in_class = isinstance(parent, ast.ClassDef)
                yield Spot(node, parent, name, index, own, called, in_class)
                if isinstance(parent, ast.FunctionDef) and name == "args":  # a default concerns whoever calls
                    own, called = (parent.body[0].lineno, parent.end_lineno or parent.lineno), True
                yield from spots(node, lines=own, inside=called)


def _is_skipped(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        func = node.value.func
        return isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in LOGS
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id in SKIPPED_NAMES
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return words or isinstance(node, ast.Import | ast.ImportFrom | ast.expr_context)


def _is_shape(node: ast.AST, call: ast.AST) -> bool:
    """Tell whether a keyword shapes a table, a type or words."""
    if not isinstance(node, ast.keyword) or not isinstance(call, ast.Call):
        return False
    column = COLUMN.fullmatch(ast.unparse(call.func)) is not None
    return node.arg not in COLUMN_KEPT if column else node.arg in SHAPE


def _lines(node: ast.AST, outer: tuple[int, int]) -> tuple[int, int]:
    """Return the lines of a statement, of a compound one those of its head."""
    if not isinstance(node, ast.stmt):
        return outer
    body = getattr(node, "body", None)
    return node.lineno, max(node.lineno, body[0].lineno - 1) if body else (node.end_lineno or node.lineno)


def is_word(node: ast.AST | None) -> bool:
    """Tell whether a node is something said to people: Chinese, a sentence, a text put together."""
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr) or (text and (not node.value.isascii() or " " in node.value))


def _is_rich(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) or is_word(node)


def _like(node: Any, **changes: Any) -> Any:
    new = copy.copy(node)
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def _without(items: list[Any], index: int) -> list[Any]:
    return [*items[:index], *items[index + 1 :]]


def _instead(node: Any, new: ast.AST) -> Change:
    return Change(new, node, ast.unparse(node), ast.unparse(new))


def _dropped(new: ast.AST, part: Any) -> Change:
    return Change(new, part, ast.unparse(part), "(dropped)")


def _conditions(spot: Spot) -> Iterator[Change]:
    tested = spot.name == "test" and isinstance(spot.parent, ast.If | ast.IfExp | ast.While)
    if tested or spot.name == "ifs":
        for value in (False,) if isinstance(spot.parent, ast.While) else (True, False):
            yield _instead(spot.node, ast.Constant(value))


def _compare(spot: Spot) -> Iterator[Change]:
    for index, op in enumerate(spot.node.ops):
        for other in COMPARED[type(op)]:
            ops = [*spot.node.ops]
            ops[index] = other()
            yield _instead(spot.node, _like(spot.node, ops=ops))


def _constant(spot: Spot) -> Iterator[Change]:
    value, parent = spot.node.value, spot.parent
    named = isinstance(parent, ast.keyword)
    declared = isinstance(parent, ast.Assign | ast.AnnAssign) and not spot.inside
    if is_word(spot.node) or not (named or declared or isinstance(parent, ast.Compare | ast.arguments)):
        return
    if isinstance(value, bool):
        yield _instead(spot.node, ast.Constant(not value))
    elif isinstance(value, int):
        yield _instead(spot.node, ast.Constant(value + 1))
    elif isinstance(value, str):
        yield _instead(spot.node, ast.Constant(f"{value}x"))


def _bool(spot: Spot) -> Iterator[Change]:
    yield _instead(spot.node, _like(spot.node, op=ast.Or() if isinstance(spot.node.op, ast.And) else ast.And()))


def _unary(spot: Spot) -> Iterator[Change]:
    yield _instead(spot.node, spot.node.operand)


def _arithmetic(spot: Spot) -> Iterator[Change]:
    node = spot.node
    said = isinstance(node, ast.BinOp) and (is_word(node.left) or is_word(node.right))
    if type(node.op) in COUNTED and not said:
        yield _instead(node, _like(node, op=COUNTED[type(node.op)]()))


def _return(spot: Spot) -> Iterator[Change]:
    value = spot.node.value
    if value is not None and not (isinstance(value, ast.Constant) and value.value is False):
        yield _instead(spot.node, ast.Return(ast.Constant(None)))


def _statement(spot: Spot) -> Iterator[Change]:
    if isinstance(spot.node, ast.Raise) or isinstance(spot.node.value, ast.Call):
        yield _instead(spot.node, ast.Pass())


def _assignment(spot: Spot) -> Iterator[Change]:
    node = spot.node
    if node.value is None:
        return
    if spot.inside and not isinstance(getattr(node, "targets", [None])[0], ast.Tuple):
        yield _instead(node, _like(node, value=ast.Constant(None)))
    elif spot.in_class and isinstance(node, ast.Assign) and not any(map(_is_rich, ast.walk(node.value))):
        yield _instead(node, ast.Pass())


def _call(spot: Spot) -> Iterator[Change]:
    node, func = spot.node, spot.node.func
    for index, one in enumerate(node.keywords):
        if one.arg and not _is_shape(one, node) and not is_word(one.value):
            yield _dropped(_like(node, keywords=_without(node.keywords, index)), one)
    if isinstance(func, ast.Attribute) and func.attr in NARROWING and len(node.args) + len(node.keywords) != 1:
        yield Change(func.value, node, f".{func.attr}(…)", "(dropped)")
    elif isinstance(func, ast.Attribute) and func.attr in NARROWING and node.args:
        yield Change(func.value, node, f".{func.attr}({ast.unparse(node.args[0])})", "(dropped)")
    if isinstance(func, ast.Name) and func.id in PAIRED:
        yield _instead(node, _like(node, func=ast.copy_location(ast.Name(PAIRED[func.id], ast.Load()), func)))


def _elements(spot: Spot) -> Iterator[Change]:
    node = spot.node
    unpacked = isinstance(spot.parent, ast.Assign) and isinstance(spot.parent.targets[0], ast.Tuple)
    needed = unpacked or isinstance(spot.parent, ast.Return | ast.Call)
    if isinstance(node, ast.Tuple) and (needed or isinstance(node.ctx, ast.Store)):
        return
    for index, one in enumerate(node.elts):
        if not is_word(one):
            yield _dropped(_like(node, elts=_without(node.elts, index)), one)


def _entries(spot: Spot) -> Iterator[Change]:
    keys, values = spot.node.keys, spot.node.values
    for index, value in enumerate(values):
        if not is_word(value):
            new = _like(spot.node, keys=_without(keys, index), values=_without(values, index))
            shown = f"{ast.unparse(keys[index])}: " if keys[index] else "**"
            yield Change(new, value, shown + ast.unparse(value), "(dropped)")


RULES: dict[type[ast.AST], tuple[Callable[[Spot], Iterator[Change]], ...]] = {
    ast.Compare: (_compare,), ast.Constant: (_constant,), ast.BoolOp: (_bool,), ast.UnaryOp: (_unary,),
    ast.BinOp: (_arithmetic,), ast.AugAssign: (_arithmetic,), ast.Return: (_return,), ast.Expr: (_statement,),
    ast.Raise: (_statement,), ast.Assign: (_assignment,), ast.AnnAssign: (_assignment,), ast.Call: (_call,),
    ast.Tuple: (_elements,), ast.List: (_elements,), ast.Set: (_elements,), ast.Dict: (_entries,),
}  # fmt: skip


def changes(tree: ast.AST) -> Iterator[tuple[Spot, Change]]:
    """Yield everything that can be changed in a module."""
    for spot in list(spots(tree)):
        for rule in (_conditions, *RULES.get(type(spot.node), ())):
            for change in rule(spot):
                if ast.dump(change.new) != ast.dump(spot.node):
                    yield spot, change


@dataclass(frozen=True)
class Mutant:
    """The `number`th change of a file."""

    package: str
    path: str
    number: int
    line: int
    before: str
    after: str
    lines: tuple[int, int] = field(compare=False)
    inside: bool = field(compare=False)

    def __str__(self) -> str:
        """Say where it is and what becomes what."""
        return f"{self.path}:{self.line}: {_short(self.before)} -> {_short(self.after)}"

    @property
    def key(self) -> str:
        """What it is called in the results: the number keeps apart what reads alike."""
        return f"{self.number} {self.path}:{self.line}: {self.before} -> {self.after}"

    def code(self) -> Any:
        """Return the compiled module with the change."""
        tree = ast.parse((SOURCE / self.path).read_text(encoding="utf-8"))
        spot, change = list(changes(tree))[self.number]
        spot.put(change.new)
        return compile(ast.fix_missing_locations(tree), SOURCE / self.path, "exec", dont_inherit=True)


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def mutants_of(package: str) -> list[Mutant]:
    """Return every mutant of a package, by file and place."""
    found = []
    for path in sorted((SOURCE / package).rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not SKIPPED_FILES.search(name):
            for number, (spot, one) in enumerate(changes(ast.parse(path.read_text(encoding="utf-8")))):
                line = getattr(one.at, "lineno", spot.lines[0])
                found.append(Mutant(package, name, number, line, one.before, one.after, spot.lines, spot.inside))
    return found


def sampled(mutants: Sequence[Mutant], number: int, *, seed: int) -> list[Mutant]:
    """Draw so many mutants, of each file in proportion to what it holds, at least one; the same seed draws the same."""
    files: dict[str, list[Mutant]] = defaultdict(list)
    for one in mutants:
        files[one.path].append(one)
    drawn = []
    for group in files.values():
        group.sort(key=lambda one: hashlib.sha256(f"{seed} {one.key}".encode()).digest())
        drawn += group[: max(1, round(number * len(group) / len(mutants)))]
    return sorted(drawn, key=lambda one: (one.path, one.line, one.number))
