"""Every rule of a registry file by itself, each with the smallest file that breaks it and all that is said then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lib.registry import Registry, RegistryError, load

Broken = Callable[[str, str, str], str]


def test_the_smallest_good_registry_loads(small: Registry) -> None:
    assert list(small.makers["maker"]) == ["alibaba", "meta"]
    assert small.words["sources"]["model_pulse"]["licence"] == "MIT"


def test_the_code_for_missing_values_and_an_empty_cell_stay_text(folder: Path) -> None:
    path = folder / "registry" / "countries.csv"
    path.write_text(path.read_text().replace("CHN,China,", "CHN,NA,"))
    assert load(folder).countries["name"].iloc[0] == "NA"
    assert load(folder).makers["note"].iloc[0] == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param(
            "repackagers.csv",
            "org,name,source,note",
            "name,org,source,note",
            "repackagers.csv:1: the header is 'name,org,source,note'; it must be 'org,name,source,note'",
            id="the header is exact",
        ),
        pytest.param(
            "makers.csv",
            "alibaba,Alibaba,CHN,china,#aa5500,#ff8800,atom,\n",
            "alibaba,Alibaba\n",
            "makers.csv:2: 2 cells; the header has 8",
            id="a row has as many cells as the header",
        ),
        pytest.param(
            "makers.csv",
            "meta,Meta,USA",
            "\nmeta,Meta,USA",
            "makers.csv:3: 0 cells; the header has 8",
            id="no blank line",
        ),
        pytest.param(
            "weights.csv",
            "on the Hub",
            '"on the Hub',
            "weights.csv:2: this is not CSV (unexpected end of data); mend the quotation marks of the row",
            id="quotation marks are closed",
        ),
        pytest.param(
            "makers.csv",
            "meta,Meta,",
            "meta, Meta,",
            "makers.csv:3: name ' Meta' begins or ends with a space; take it away",
            id="no space at the ends of a cell",
        ),
        pytest.param(
            "makers.csv",
            "meta,Meta,",
            "meta,,",
            "makers.csv:3: name is empty; it must be stated",
            id="what must be stated is stated",
        ),
        pytest.param(
            "weights.csv",
            ",open,",
            ",Open,",
            "weights.csv:2: weights 'Open' is not one of closed, open, unknown",
            id="a closed vocabulary is closed",
        ),
        pytest.param(
            "events.csv",
            "llama-3,2024",
            "Llama_3,2024",
            "events.csv:2: event 'Llama_3' must be lower-case letters, digits, dots and hyphens",
            id="a key of ours is a slug",
        ),
        pytest.param(
            "makers.csv",
            "#aa5500",
            "orange",
            "makers.csv:2: color 'orange' is not a colour; write it as #1f5fae",
            id="a colour is a colour",
        ),
        pytest.param(
            "makers.csv",
            "#aa5500,#ff8800",
            "#aa5500,",
            "makers.csv:2: one of color and color_dark is empty; state both or neither",
            id="a colour is stated for both modes or for none",
        ),
        pytest.param(
            "events.csv",
            "https://example.org/llama",
            "javascript:alert(1)",
            "events.csv:2: url 'javascript:alert(1)' is not an address; write it as https://example.org/page",
            id="an address is an address of the web",
        ),
        pytest.param(
            "models.csv",
            ",false,",
            ",no,",
            "models.csv:3: is_moe 'no' is neither true nor false",
            id="a flag is true or false",
        ),
        pytest.param(
            "models.csv",
            "8.2",
            "8.2B",
            "models.csv:3: total_params_b '8.2B' is not a number; write digits with a point",
            id="a number is a number",
        ),
        pytest.param(
            "models.csv",
            "2024-04-18",
            "2024-02-30",
            "models.csv:2: release_date '2024-02-30' is not a day; write it as 2026-03-31",
            id="a day is in the calendar",
        ),
        pytest.param(
            "models.csv",
            "2024-04-18",
            "20240418",
            "models.csv:2: release_date '20240418' is not a day; write it as 2026-03-31",
            id="a day is written in one way",
        ),
        pytest.param(
            "families.csv",
            "^qwen ^qwq",
            "^qwen (qwq",
            "families.csv:3: patterns '(qwq' is not a regular expression",
            id="a pattern is a regular expression",
        ),
        pytest.param(
            "flaws.csv",
            "2024-11-30",
            "2024-09-30",
            "flaws.csv:2: from '2024-10-01' is after to '2024-09-30'; a period begins before it ends",
            id="a period begins before it ends",
        ),
        pytest.param(
            "weights.csv",
            "qwen/qwen3-8b,open,on the Hub\n",
            "qwen/qwen3-8b,open,on the Hub\nqwen/qwen3-8b,open,on the Hub\n",
            "weights.csv:3: 'qwen/qwen3-8b' stands already on line 2; a key stands once in any case",
            id="a key stands once",
        ),
        pytest.param(
            "aliases.csv",
            "hub,Qwen,alibaba,\n",
            "hub,Qwen,alibaba,\nhub,qwen,meta,\n",
            "aliases.csv:5: 'hub qwen' stands already on line 4; a key stands once in any case",
            id="a key stands once by case too",
        ),
        pytest.param(
            "aliases.csv",
            "arena,Meta,meta,\nhub,meta-llama,meta,\n",
            "hub,meta-llama,meta,\narena,Meta,meta,\n",
            "aliases.csv:3: 'arena Meta' is out of order; sort the file by service, name",
            id="a file is sorted by its key",
        ),
        pytest.param(
            "families.csv",
            "^llama,Llama,",
            "^llama,qwen,",
            "families.csv:3: openrouter_line 'Qwen' stands already on line 2; it may stand once",
            id="what may stand once stands once",
        ),
    ],
)
def test_a_file_keeps_its_own_rules(broken: Broken, file: str, old: str, new: str, said: str) -> None:
    assert broken(file, old, new) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            'unit = "downloads"\n',
            "",
            "2: [downloads] has title, definition, formula, universe, source, tables, caveats; "
            "it must have title, unit, definition, formula, universe, source, tables, caveats, in that order",
            id="an entry has all fields",
        ),
        pytest.param("# Measures.", "note = 1", "1: [note] has a bare value; it must have title,", id="no bare value"),
        pytest.param('["Robots."]', '"Robots."', "2: caveats of [downloads] must be a list of texts", id="a list"),
        pytest.param('["Robots."]', "[1]", "2: caveats of [downloads] must be a list of texts", id="a list of texts"),
        pytest.param('unit = "downloads"', "unit = 1", "2: unit of [downloads] must be a text", id="a text"),
        pytest.param(
            '"How often."',
            '" "',
            "2: definition of [downloads] is empty; it must be stated",
            id="a text says something",
        ),
        pytest.param('"a sum"', '"a sum', "6: this is not TOML: Illegal character", id="it is TOML"),
        pytest.param(
            'caveats = ["Robots."]',
            'caveats = ["Robots."',
            "10: this is not TOML: Unclosed array (at end of document)",
            id="it is TOML to the end",
        ),
    ],
)
def test_words_keep_their_rules_and_the_line_is_the_true_one(broken: Broken, old: str, new: str, said: str) -> None:
    assert broken("indicators.toml", old, new).startswith(f"indicators.toml:{said}")


def test_an_entry_below_others_is_named_by_its_own_line(folder: Path) -> None:
    path = folder / "registry" / "definitions.toml"
    path.write_text(path.read_text() + '\n[ "month" ] # a period\nterm = "Month"\n')
    with pytest.raises(RegistryError, match=r"^definitions.toml:5: \[month\] has term; it must have term, means"):
        load(folder)


def test_every_broken_rule_is_told_at_once(folder: Path) -> None:
    for file, old, new in (("makers.csv", "#aa5500", "orange"), ("weights.csv", ",open,", ",ajar,")):
        path = folder / "registry" / file
        path.write_text(path.read_text().replace(old, new))
    with pytest.raises(RegistryError) as error:
        load(folder)
    assert str(error.value).splitlines() == [
        "makers.csv:2: color 'orange' is not a colour; write it as #1f5fae",
        "weights.csv:2: weights 'ajar' is not one of closed, open, unknown",
    ]


def test_a_missing_file_is_named_with_the_header_it_wants(folder: Path) -> None:
    (folder / "registry" / "regions.csv").unlink()
    (folder / "registry" / "sources.toml").unlink()
    with pytest.raises(RegistryError) as error:
        load(folder)
    assert str(error.value).splitlines() == [
        "regions.csv:1: the file is missing; it wants the header region,name,color,color_dark",
        "sources.toml:1: the file is missing; it wants one [entry] for each of its words",
    ]


@pytest.mark.parametrize("file", ["makers.csv", "sources.toml"])
def test_a_file_in_another_encoding_is_refused_by_its_line(folder: Path, file: str) -> None:
    path = folder / "registry" / file
    path.write_bytes(path.read_bytes() + "# Mistral, société".encode("latin-1"))
    line = path.read_bytes().count(b"\n") + 1
    with pytest.raises(RegistryError, match=f"^{file}:{line}: this is not UTF-8; save the file as UTF-8$"):
        load(folder)


def test_a_row_after_a_cell_of_two_lines_is_named_by_the_line_it_begins_on(broken: Broken) -> None:
    said = broken("makers.csv", "#ff8800,atom,\nmeta,Meta,", '#ff8800,atom,"one\ntwo"\nmeta,,')
    assert said == "makers.csv:4: name is empty; it must be stated"
