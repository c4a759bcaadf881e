"""The badge of a family as a small picture of letters and two grounds, drawn by hand."""

from html import escape

from starlette.requests import Request
from starlette.responses import Response

from lib.exports import plain
from lib.exports.lettering import room_of
from lib.http import answers, asked
from lib.views.badge import TABLES, Badge, badges

LABEL = "#1b2733"
"""The ground under the name: the ink of the light theme."""
HEIGHT, SIZE, EDGE = 20, 11, 7
NAME, FIGURE, MEANING = 30, 90, 400
"""So many letters of the name, the figure and its meaning have room."""

TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-labelledby="said">
<title id="said">{said}</title>
<clipPath id="round"><rect width="{width}" height="{height}" rx="3"/></clipPath>
<g clip-path="url(#round)">
<rect width="{split}" height="{height}" fill="{label}"/>
<rect x="{split}" width="{rest}" height="{height}" fill="{colour}"/>
</g>
<g font-family="Verdana, DejaVu Sans, sans-serif" font-size="{size}">
<text x="{edge}" y="14" textLength="{name_length}" fill="#ffffff">{name}</text>
<text x="{figure_from}" y="14" textLength="{figure_length}" fill="{ink}">{figure}</text>
</g>
</svg>
"""


@asked.told
def badge(request: Request) -> Response:
    """The badge of a family, as of the day in the address or the newest; 404 with the names for any other."""
    known = asked.unchosen(request, TABLES).derived(badges)
    family = request.path_params["family"].lower()
    if family not in known:
        raise asked.NotOfferedError("There is no family of this name.", known)
    return answers.answer(request, svg(known[family]).encode(), "image/svg+xml", frozen=asked.frozen(request))


@asked.told
def elsewhere(request: Request) -> Response:
    """What stands under no other address."""
    raise asked.NotOfferedError("There is nothing at this address.", ["/badge/{family}.svg"])


def svg(shown: Badge) -> str:
    """The badge as SVG; names are plain text in it, and the words fit their ground in any type."""
    name, figure = plain.cut(shown.name, NAME), plain.cut(shown.figure, FIGURE)
    name_length, figure_length = (max(1, round(room_of(words, SIZE))) for words in (name, figure))
    split, rest = name_length + 2 * EDGE, figure_length + 2 * EDGE
    return TEMPLATE.format(
        said=escape(plain.cut(f"{name}: {figure}. {shown.meaning}", MEANING)),
        name=escape(name),
        figure=escape(figure),
        name_length=name_length,
        figure_length=figure_length,
        figure_from=split + EDGE,
        split=split,
        rest=rest,
        width=split + rest,
        height=HEIGHT,
        size=SIZE,
        edge=EDGE,
        label=LABEL,
        colour=shown.colour,
        ink=ink(shown.colour),
    )


def ink(ground: str) -> str:
    """Black or white, whichever is easier to read on a ground such as #1f5fae: at least 4.5 to 1."""
    return "#000000" if luminance(ground) > 0.179 else "#ffffff"


def luminance(colour: str) -> float:
    """The relative luminance (0-1) of a colour such as #1f5fae, by the WCAG."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


ROUTES = [asked.route("/badge/{family}.svg", badge), asked.route("/badge/{rest:path}", elsewhere)]
