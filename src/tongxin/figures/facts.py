"""Facts: what a capability hands to the snapshot. Columns have types from a closed list that holds no free text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from types import MappingProxyType

from tongxin.figures.errors import DeclarationError
from tongxin.figures.narrowing import PERSON

Value = object
Row = tuple[Value, ...]


class Type(StrEnum):
    """What a column may hold. There is no type for text: a name or an opinion cannot enter a snapshot."""

    KEY = "key"
    SUBJECT = "subject"
    PLACE = "place"
    DAY = "day"
    BEGIN = "begin"
    END = "end"
    CODE = "code"
    COUNT = "count"
    FEN = "fen"
    GRAM = "gram"
    FLAG = "flag"


NO_EVIDENCE = "none"
UNKNOWN_GROUND = "none"
"""The code of a column of grounds that says of a row that its amount is not known."""
ANY_GROUND = "any"
"""The code under which all that is known is told where its grounds are not public."""
SUMMABLE = (Type.COUNT, Type.FEN, Type.GRAM)
NULLABLE = (Type.SUBJECT, Type.END)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a fact.

    `subject` says what a SUBJECT column numbers: person, organisation, base, firm or a record above the row (class). A
    KEY may say so, too, where each row is such a thing: an association is an organisation.
    `choices` maps every value of a CODE column to its Chinese label. `evidence` marks the CODE column that tells of what
    class the evidence kept for a record is; its value `none` says that there is none.
    """

    name: str
    type: Type
    label: str
    subject: str = ""
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    evidence: bool = False

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or not self.name.isascii() or self.name != self.name.lower():
            raise DeclarationError(f"column name {self.name!r} is not a lower-case identifier")
        if (self.type is Type.SUBJECT) != bool(self.subject) and self.type is not Type.KEY:
            raise DeclarationError(f"column {self.name}: exactly a SUBJECT column says what it numbers")
        if self.type is Type.KEY and self.subject == PERSON:
            raise DeclarationError(f"column {self.name}: a row is a record, never a person")
        if (self.type is Type.CODE) != bool(self.choices):
            raise DeclarationError(f"column {self.name}: exactly a CODE column lists its values")
        if self.evidence and NO_EVIDENCE not in self.choices:
            raise DeclarationError(f"column {self.name}: the class of evidence is a CODE that can be {NO_EVIDENCE!r}")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A table of the snapshot: one row per record of one kind.

    `rows(alias)` yields tuples in column order, read through the database alias of the consistent read. A flow fact has
    one DAY column; a stock fact has BEGIN and END (half-open, END null while it lasts). `record` names the kind of record
    in evidence; `page` is the address of the record's page, formatted from the row's integer columns, as in
    `/training/{training_class}/#p{key}`.
    """

    code: str
    label: str
    columns: tuple[Column, ...]
    record: str
    page: str
    rows: Callable[[str], Iterable[Row]]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(names) != len(set(names)):
            raise DeclarationError(f"fact {self.code}: two columns of one name")
        for wanted in (Type.KEY, Type.PLACE):
            self.only(wanted)
        kinds = [column.type for column in self.columns]
        times = (kinds.count(Type.DAY), kinds.count(Type.BEGIN), kinds.count(Type.END))
        if times not in ((1, 0, 0), (0, 1, 1)):
            raise DeclarationError(f"fact {self.code}: either one DAY, or one BEGIN and one END")
        for name in self.page_columns:
            if self.column(name).type not in (Type.KEY, Type.SUBJECT, Type.PLACE):
                raise DeclarationError(f"fact {self.code}: its page address is made of numbers, not of {name!r}")
        words = [column.subject for column in self.columns if column.subject not in ("", PERSON)]
        if len(words) != len(set(words)):
            raise DeclarationError(f"fact {self.code}: two columns that number the same, so that neither can narrow")
        if sum(column.evidence for column in self.columns) > 1:
            raise DeclarationError(f"fact {self.code}: two columns for the class of evidence")

    def read_from(self, alias: str) -> frozenset[str] | None:
        """Return the names of the tables its rows are made of; None where that cannot be told, so that any write may matter."""
        del alias
        return None

    @property
    def is_stock(self) -> bool:
        """Whether rows exist over time rather than happen on a day."""
        return any(column.type is Type.BEGIN for column in self.columns)

    @property
    def key(self) -> str:
        """Name of the column that numbers the rows."""
        return self.only(Type.KEY).name

    @property
    def place(self) -> str:
        """Name of the column that numbers the place of a row."""
        return self.only(Type.PLACE).name

    @property
    def times(self) -> tuple[str, str | None]:
        """Names of the day column and None, or of the begin and end columns."""
        if self.is_stock:
            return self.only(Type.BEGIN).name, self.only(Type.END).name
        return self.only(Type.DAY).name, None

    @property
    def page_columns(self) -> tuple[str, ...]:
        """Names of the integer columns the address of a record's page is made of."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.page) if name)

    @property
    def record_column(self) -> str:
        """Name of the column that numbers the record whose page shows a row: the class of a roster line. Never a person."""
        named = (name for name in self.page_columns if self.column(name).subject != PERSON)
        return next(named, self.key)

    @property
    def narrowings(self) -> Mapping[str, Column]:
        """What the fact can be narrowed by: the word of the subject, and the column that numbers it. Never a person."""
        return {column.subject: column for column in self.columns if column.subject not in ("", PERSON)}

    @property
    def evidence(self) -> Column | None:
        """The column that tells the class of evidence kept for a record, if there is one."""
        return next((column for column in self.columns if column.evidence), None)

    def only(self, kind: Type) -> Column:
        """Return the one column of this type; raises `DeclarationError` where there is none or more than one."""
        found = [column for column in self.columns if column.type is kind]
        if len(found) != 1:
            raise DeclarationError(f"fact {self.code}: needs exactly one {kind} column")
        return found[0]

    def column(self, name: str) -> Column:
        """Return the column of this name or raise `DeclarationError`."""
        for column in self.columns:
            if column.name == name:
                return column
        raise DeclarationError(f"fact {self.code} has no column {name!r}")
