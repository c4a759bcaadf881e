"""The smallest registry that keeps every rule, to break one rule at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lib.registry import Registry, RegistryError, load
from lib.registry.tables import TABLES

ROWS = {
    "regions": ["china,China,#aa0000,#ff0000", "unknown,Unknown,#777777,#999999", "us,United States,#0000aa,#0000ff"],
    "countries": [
        "CHN,China,china,#aa0000,#ff0000",
        "unknown,Unknown,unknown,#777777,#999999",
        "USA,United States,us,#0000aa,#0000ff",
    ],
    "makers": ["alibaba,Alibaba,CHN,china,#aa5500,#ff8800,atom,", "meta,Meta,USA,us,,,atom,"],
    "repackagers": ["unsloth,Unsloth,atom,"],
    "aliases": [
        "arena,Meta,meta,",
        "hub,meta-llama,meta,",
        "hub,Qwen,alibaba,",
        "ollama,llama,meta,",
        "ollama,qwen,alibaba,",
        "openrouter,other,remainder,",
        "openrouter,qwen,alibaba,",
    ],
    "families": [
        "llama,Llama,meta,meta-llama,^llama,Llama,llama,#0000aa,#0000ff,",
        "qwen,Qwen,alibaba,Qwen,^qwen ^qwq,Qwen,qwen,#aa5500,#ff8800,",
    ],
    "models": ["meta-llama/Llama-3-8B,meta-llama,8,,,,2024-04-18", "Qwen/Qwen3-8B,Qwen,8.2,,false,,"],
    "weights": ["qwen/qwen3-8b,open,on the Hub"],
    "arena_licences": ["MIT,open,qwen3-8b,Qwen/Qwen3-8B,https://example.org/board,"],
    "arena_models": ["qwen3-8b,alibaba,open,,listed,https://example.org/list"],
    "ecosystems": [
        "price,china,Advantage,Price,Cheap.,,qwen-level,,,,,,",
        "price,us,Advantage,Price,Dear.,,,Somebody,2025-01-26,A list,https://example.org/a,B,",
    ],
    "events": ["llama-3,2024-04-18,day,release,Llama 3,meta,,Meta,https://example.org/llama,"],
    "flaws": ["hub_monthly,all,2024-10-01,2024-11-30,spike,Unexplained.,model_pulse"],
    "published_figures": [
        "llama-level,downloads,Llama,US,2025-10-31,month,346,downloads,A,B,,https://example.org/a,,A",
        "qwen-level,downloads,Qwen,China,2025-10-31,month,385,downloads,A,B,,https://example.org/a,,A",
    ],
    "anchors": ["october,October,family,llama,llama-level", "october,October,family,qwen,qwen-level"],
    "claims": [
        "app,Adoption,Somebody,It led the store.,first,,,2025-01-26,day,Apps,,,,,,,,,,,,No open data.,,Unknown,,B",
        "llama,Qwen and Llama,Meta,Llama is at 346.,346,llama-level,,,,List,anchored level,family,llama,,,,,,,,,,,,,",
    ],
    "second_counts": ["qwen-level,llama-level,Qwen,2025-10-01,2025-11-30,Somebody,A trimmed list."],
    "untracked": ["Format conversion,(^|-)(gguf|awq)$,atom", "Guard,guard,atom"],
    "lumped": ["deepseek,deepseek-r1,Holds models of others.,model_pulse"],
}
TOML = {
    "indicators": """# Measures.
[downloads]
title = "Downloads"
unit = "downloads"
definition = "How often."
formula = "a sum"
universe = "the Hub"
source = "model_pulse"
tables = ["hub_monthly"]
caveats = ["Robots."]
""",
    "sources": """[model_pulse]
name = "Model Pulse"
url = "https://example.org"
licence = "MIT"
licence_url = ""
citation = "Model Pulse."
note = "Monthly."
""",
    "definitions": """[maker]
term = "Maker"
means = "Who makes models."
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that holds the smallest good registry."""
    place = tmp_path / "registry"
    place.mkdir()
    for name, table in TABLES.items():
        lines = [",".join(table.columns), *ROWS[name]]
        (place / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for name, text in TOML.items():
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def small(folder: Path) -> Registry:
    """The smallest good registry, read."""
    return load(folder)


@pytest.fixture
def broken(folder: Path) -> Callable[[str, str, str], str]:
    """What loading says after the text `old` of a file became `new`."""

    def message(file: str, old: str, new: str) -> str:
        path = folder / "registry" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} must stand once in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(RegistryError) as error:
            load(folder)
        return str(error.value)

    return message
