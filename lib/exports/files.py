"""A card as any of the files that are offered, and all of them in one package."""

from datetime import date

import plotly.graph_objects as go

from lib.charts.theme import Mode
from lib.exports import browser, package, page, pictures
from lib.exports.exhibit import Exhibit

FORMS = (*pictures.FORMS, "html", *package.TABLE_FORMS, "zip")
"""What a card can be had as, by the suffix of its file."""


def file(exhibit: Exhibit, figure: go.Figure, form: str, *, mode: Mode, width: int, today: date) -> bytes:
    """The card as a file; `figure` is its chart in the theme of `mode`, `width` that of a picture in pixels.

    A package has no pictures where there is no browser to draw them. Raises `browser.NoBrowserError` for a picture
    alone, and `browser.BusyError`.
    """
    if form in pictures.FORMS:
        return pictures.picture(exhibit, figure, form, mode=mode, width=width)
    if form == "html":
        return page.page(exhibit, figure, today, mode=mode)
    if form in package.TABLE_FORMS:
        return package.table(exhibit, form, today)
    if form == "zip":
        return _everything(exhibit, figure, mode=mode, width=width, today=today)
    raise ValueError(f"a card is no {form!r}; it can be had as {', '.join(FORMS)}")


def _everything(exhibit: Exhibit, figure: go.Figure, *, mode: Mode, width: int, today: date) -> bytes:
    single = [form for form in FORMS if form != "zip" and (form not in pictures.FORMS or browser.available())]
    made = {form: file(exhibit, figure, form, mode=mode, width=width, today=today) for form in single}
    names = {form: f"{'data' if form in package.TABLE_FORMS else 'chart'}.{form}" for form in single}
    return package.package(exhibit, {names[form]: content for form, content in made.items()}, today)
