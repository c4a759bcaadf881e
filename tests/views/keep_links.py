"""Keep two frozen links of each page that has none kept yet, by its defaults and by all else: before a release."""

import importlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from lib.data import Data, open_data
from lib.snapshots import PROJECT
from lib.views import links
from lib.views.options import controls, resolve
from lib.views.pages import Page
from tests.browser.test_links import everything_changed
from tests.offered import CHARTED

FILE = Path(__file__).with_name("kept_links.json")


def kept(page: Page, given: dict[str, Any], data: Data) -> dict[str, Any]:
    """A link, the options that it means and the titles of the cards that it shows."""
    topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
    options = resolve(topic.Options, data, given)[0]
    view = topic.view(data, options)
    query = links.frozen(options, data, view.tables)
    return {
        "page": page.name,
        "as_of": query[links.DAY][0],
        "query": urlencode(query, doseq=True),
        "options": json.loads(json.dumps(asdict(options))),
        "titles": [card.title for card in view.cards],
    }


def main() -> None:
    """Add what is missing to the file."""
    newest = open_data(PROJECT / "data")
    data = open_data(PROJECT / "data", newest.newest_day)
    every = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    known = {each["page"] for each in every}
    for page in CHARTED:
        if page.name not in known:
            topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
            changed = [everything_changed(page, data)] if controls(topic.Options) else []
            every += [kept(page, given, data) for given in ({}, *changed)]
    FILE.write_text(json.dumps(every, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
