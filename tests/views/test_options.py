from dataclasses import dataclass
from pathlib import Path

import pytest

from lib.data import Data
from lib.registry import Registry
from lib.views.options import controls, many, one, resolve, span, switch, text


def months(data):
    return ("2025-01", "2025-02", "2025-03")


@dataclass(frozen=True)
class Options:
    count: str = one("Count", ("month", "sum"), "sum", help="How.")
    who: tuple[str, ...] = many("Who", ("a", "b", "c"), help="Whom.", start=lambda data: ("a", "b"))
    log: bool = switch("Log", help="Scale.", more=True)
    window: tuple[str, str] = span("Months", months, help="When.")
    find: str = text("Find", help="Words.", when=lambda options: options.count == "month")


NO_DATA = Data(Path("nowhere"), Registry({}, {}))


def chosen(**given):
    return resolve(Options, NO_DATA, given)


def test_before_anybody_chose_the_defaults_stand():
    options, ignored = chosen()
    assert options == Options("sum", ("a", "b"), False, ("2025-01", "2025-03"), "")
    assert ignored == []


def test_what_is_allowed_is_taken():
    given = {"count": "month", "who": ["c"], "log": True, "window": ("2025-02", "2025-02"), "find": "x"}
    options, ignored = chosen(**given)
    assert options == Options("month", ("c",), True, ("2025-02", "2025-02"), "x")
    assert ignored == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"count": "year"}, "Count: 'year' is not offered"),
        ({"log": "yes"}, "Log: 'yes' is neither on nor off"),
        ({"window": ("2025-03", "2025-01")}, "Months:"),
        ({"window": ("2024-01", "2025-01")}, "Months:"),
        ({"window": ("2025-01",)}, "Months:"),
        ({"window": "2025-01"}, "Months:"),
        ({"who": ["x"]}, "Who: 'x' is not offered"),
        ({"who": None}, "Who: None is not offered"),
        ({"colour": "red"}, "there is no option called 'colour'"),
    ],
)
def test_what_is_not_allowed_is_told_and_the_default_stands(given, told):
    options, ignored = chosen(**given)
    assert options == chosen()[0]
    assert len(ignored) == 1
    assert ignored[0].startswith(told)


def test_of_a_list_those_that_are_allowed_are_kept_in_the_order_chosen():
    options, ignored = chosen(who=["c", "x", "a"])
    assert options.who == ("c", "a")
    assert ignored == ["Who: 'x' is not offered"]


def test_of_a_list_each_value_counts_once():
    assert chosen(who=["b", "b", "a"])[0].who == ("b", "a")


def test_a_lone_value_is_a_list_of_one():
    assert chosen(who="c")[0].who == ("c",)


def test_a_list_may_be_emptied():
    options, ignored = chosen(who=[])
    assert (options.who, ignored) == ((), [])


def test_controls_come_in_the_order_of_the_options_with_their_words():
    declared = controls(Options)
    assert list(declared) == ["count", "who", "log", "window", "find"]
    assert [control.kind for control in declared.values()] == ["one", "many", "switch", "span", "text"]
    assert all(control.help for control in declared.values())
    assert declared["log"].more
    assert not declared["count"].more


def test_an_option_may_matter_only_for_some_other_choices():
    find = controls(Options)["find"]
    assert find.when(chosen(count="month")[0])
    assert not find.when(chosen(count="sum")[0])


def test_values_may_follow_from_the_data():
    assert controls(Options)["window"].allowed(NO_DATA) == months(NO_DATA)
    assert controls(Options)["window"].default(NO_DATA, ("", "")) == ("2025-01", "2025-03")


def test_equal_choices_are_equal_so_that_a_view_is_computed_once():
    assert hash(chosen(who=["a"])[0]) == hash(chosen(who=("a",))[0])
