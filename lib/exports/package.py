"""A card's table in every form, and the package of all that a card can be had as, with licences and citations."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lib import formats
from lib.exports import plain, words
from lib.exports.citations import citations
from lib.exports.exhibit import Exhibit


@dataclass(frozen=True)
class TableForm:
    """A form of a table: the media type and suffix of its files, and what a reader is told it is."""

    media_type: str
    suffix: str
    meaning: str


TABLE_FORMS: Mapping[str, TableForm] = {
    "csv": TableForm("text/csv; charset=utf-8", ".csv", "the numbers, as plain text"),
    "xlsx": TableForm(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        "the numbers as a workbook, with what they mean on its second sheet",
    ),
    "parquet": TableForm(
        "application/vnd.apache.parquet", ".parquet", "the numbers with their types, what they mean in the metadata"
    ),
    "json": TableForm("application/json", ".json", "the numbers as objects, with what they mean"),
}
PICTURES = {"png": "the chart as an image", "svg": "the chart, scalable", "pdf": "the chart on a page to print"}
MEANINGS = {
    **{suffix: f"{meaning}, with title, source and link" for suffix, meaning in PICTURES.items()},
    "html": "the chart, interactive, with its numbers; works offline",
    **{form: each.meaning for form, each in TABLE_FORMS.items()},
}
"""What a file of a package is, by its suffix."""
UNIX = 3
"""The system that a package says it was packed on, so that it is the same from everywhere."""


def table(exhibit: Exhibit, form: str, today: date) -> bytes:
    """The rows of a card in a form of `TABLE_FORMS`, each but CSV with all that is said about them.

    Raises `KeyError` for another form.
    """
    rows, about = exhibit.card.table, words.about(exhibit, today)
    keyed = {label.lower().replace(" ", "_"): text for label, text in about}
    write: dict[str, Callable[[], bytes]] = {
        "csv": lambda: formats.csv(rows),
        "xlsx": lambda: formats.xlsx(rows, exhibit.card.forms, about, day=exhibit.as_of),
        "parquet": lambda: formats.parquet(rows, keyed),
        "json": lambda: formats.json(rows, keyed),
    }
    return write[form]()


def package(exhibit: Exhibit, files: Mapping[str, bytes], today: date) -> bytes:
    """A ZIP of the files by name, with README, licences, citations and metadata; equal input gives equal bytes."""
    cited = {each.style: each.text for each in citations(exhibit, today)}
    told = {
        "README.md": _readme(exhibit, files, today),
        "LICENCES.md": _licences(exhibit),
        "CITATION.bib": f"{cited['BibTeX']}\n",
        "CITATION.txt": "".join(f"{style}\n{text}\n\n" for style, text in cited.items()),
        "metadata.json": json.dumps(_metadata(exhibit, files, cited), ensure_ascii=False, indent=2) + "\n",
    }
    contents = {**{name: text.encode("utf-8") for name, text in told.items()}, **dict(sorted(files.items()))}
    day = exhibit.as_of
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system = UNIX
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def _readme(exhibit: Exhibit, files: Mapping[str, bytes], today: date) -> str:
    """What is said about the card, and a line for each file of the package."""
    given = {name: MEANINGS.get(name.rpartition(".")[2], "") for name in sorted(files)}
    told = {
        **given,
        "LICENCES.md": "under which licence each source gives its data, and how it wants to be credited",
        "CITATION.bib": "the citation for BibTeX",
        "CITATION.txt": "the citation in every style",
        "metadata.json": "all of this for programs",
    }
    listed = "\n".join(f"- `{name}`: {meaning}" if meaning else f"- `{name}`" for name, meaning in told.items())
    return f"{words.readme(exhibit, today)}\n## Files\n\n{listed}\n"


def _licences(exhibit: Exhibit) -> str:
    """Every source with its licence, where that is to be read, and the line that credits it."""
    parts = ["# Licences of the sources"]
    for credit in exhibit.credits:
        address = plain.address(credit.licence_url)
        parts += [f"## {plain.markdown(credit.name)}", f"Licence: {plain.markdown(credit.licence)}"]
        parts += [f"<{address}>"] if address else []
        parts += ["Credit:", words.block(plain.line(credit.line))]
    return "\n\n".join(parts) + "\n"


def _metadata(exhibit: Exhibit, files: Mapping[str, bytes], cited: Mapping[str, str]) -> dict[str, object]:
    """What is said about the card, for programs."""
    card = exhibit.card
    return {
        "name": exhibit.name,
        "page": exhibit.page.name,
        "card": card.name,
        "title": card.title,
        "finding": exhibit.headline,
        "subtitle": card.subtitle,
        "alt": card.alt,
        "as_of": str(exhibit.as_of),
        "choices": dict(exhibit.choices),
        "definitions": [asdict(each) for each in exhibit.definitions],
        "caveats": list(card.caveats),
        "columns": [{"name": name, "unit": words.UNITS[card.forms[name]]} for name in card.table.columns],
        "rows": len(card.table),
        "source": exhibit.source,
        "credits": [asdict(each) for each in exhibit.credits],
        "links": {"frozen": exhibit.frozen, "live": exhibit.live},
        "citations": dict(cited),
        "files": {name: {"sha256": hashlib.sha256(content).hexdigest()} for name, content in sorted(files.items())},
    }
