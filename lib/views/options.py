"""The choices a page offers, declared once as a frozen dataclass: names, defaults, allowed values, explanations."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, Literal, TypeVar

from lib.data import Data

Kind = Literal["one", "many", "switch", "span", "text"]
Values = tuple[str, ...] | Callable[[Data], tuple[str, ...]]
T = TypeVar("T")

LONGEST = 200
"""So many letters free words may have."""
TOLD = 60
"""So many letters of what is not offered are repeated to the reader."""


def _always(options: Any) -> bool:
    return True


@dataclass(frozen=True)
class Control:
    """How one option is offered.

    `values` are what a reader sees, what stands in the link and what the code compares: one word for one thing.
    `start` gives the default where it depends on the data, and `newest` says that it goes on with the data; `when` says
    for which other choices the option matters; `more` puts it behind "More"; `wide` draws a list as a box to search in
    instead of a row of buttons.
    """

    kind: Kind
    label: str
    help: str
    values: Values = ()
    start: Callable[[Data], Any] | None = None
    when: Callable[[Any], bool] = _always
    more: bool = False
    wide: bool = False
    newest: bool = False

    def allowed(self, data: Data) -> tuple[str, ...]:
        """The values that may be chosen with this data."""
        return data.derived(self.values) if callable(self.values) else self.values

    def default(self, data: Data, stated: Any) -> Any:
        """The value before anybody chose: `start` of the data if given, else what the dataclass states."""
        return data.derived(self.start) if self.start else stated


def one(label: str, values: Values, default: str = "", *, help: str, **rest: Any) -> Any:
    """An option with one value of a list."""
    return field(default=default, metadata={"control": Control("one", label, help, values, **rest)})


def many(label: str, values: Values, default: tuple[str, ...] = (), *, help: str, **rest: Any) -> Any:
    """An option with any number of values of a list, as a tuple in the order chosen."""
    return field(default=default, metadata={"control": Control("many", label, help, values, **rest)})


def switch(label: str, default: bool = False, *, help: str, **rest: Any) -> Any:
    """An option that is on or off."""
    return field(default=default, metadata={"control": Control("switch", label, help, **rest)})


def span(label: str, values: Values, *, help: str, **rest: Any) -> Any:
    """An option with a first and a last value out of an ordered list; all of it unless `start` says otherwise."""

    def whole(data: Data) -> tuple[str, str]:
        every = values(data) if callable(values) else values
        return every[0], every[-1]

    rest.setdefault("start", whole)
    return field(default=("", ""), metadata={"control": Control("span", label, help, values, **rest)})


def text(label: str, *, help: str, **rest: Any) -> Any:
    """An option of free words, empty unless written."""
    return field(default="", metadata={"control": Control("text", label, help, **rest)})


def controls(kind: type) -> dict[str, Control]:
    """The controls of an Options class by the name of their option, in order; those that pages share come last."""
    shared = {item.name for base in kind.__mro__[1:] if is_dataclass(base) for item in fields(base)}
    ordered = sorted(fields(kind), key=lambda item: item.name in shared)
    return {item.name: item.metadata["control"] for item in ordered}


def resolve(kind: type[T], data: Data, given: Mapping[str, Any]) -> tuple[T, list[str]]:
    """Options of class `kind` from what was `given`, and a sentence for each value that had to be ignored.

    A value that is not allowed with this data counts as not given: the default stands in its place. Of a list those
    values count that are allowed, each once.
    """
    values: dict[str, Any] = {}
    ignored: list[str] = []
    for item in fields(kind):  # type: ignore[arg-type]
        control: Control = item.metadata["control"]
        stated = item.default if item.default is not MISSING else None
        values[item.name] = control.default(data, stated)
        if item.name in given:
            wanted, problem = _accept(control, given[item.name], control.allowed(data))
            if problem:
                ignored.append(f"{control.label}: {problem}")
            if wanted is not None:
                values[item.name] = wanted
    unknown = sorted(set(given) - set(values))
    ignored += [f"there is no option called {_told(name)}" for name in unknown]
    return kind(**values), ignored


def _accept(control: Control, value: Any, allowed: Iterable[str]) -> tuple[Any, str]:
    """The value in the option's own form, or None with the reason why it cannot be taken."""
    known = list(allowed)
    if control.kind == "switch":
        return (value, "") if isinstance(value, bool) else (None, f"{_told(value)} is neither on nor off")
    if control.kind == "text":
        return (str(value), "") if len(str(value)) <= LONGEST else (None, f"it is longer than {LONGEST} letters")
    if control.kind == "one":
        return (value, "") if value in known else (None, f"{_told(value)} is not offered")
    chosen = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    strange = [item for item in chosen if item not in known]
    if control.kind == "many":
        kept = tuple(dict.fromkeys(item for item in chosen if item in known))
        return kept if kept or not strange else None, f"{_told(strange[0])} is not offered" if strange else ""
    if strange or len(chosen) != 2 or known.index(chosen[0]) > known.index(chosen[1]):
        return None, f"{_told(value)} is no span of what is offered"
    return chosen, ""


def _told(value: Any) -> str:
    said = repr(" to ".join(map(str, value)) if isinstance(value, tuple) else value)
    return said if len(said) <= TOLD else f"{said[:TOLD]}…"
