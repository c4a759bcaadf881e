"""Hatching of a chart drawn out as lines: a browser prints each pattern as an image as large as the page."""

import re
from dataclasses import dataclass
from math import ceil, floor

PATTERN = re.compile(r"<pattern ([^>]*)><rect ([^>]*)/><path ([^>]*)/></pattern>")
FILLED = re.compile(r"<path [^>]*\bpattern_filled\b[^>]*/>")
"""Areas that Plotly fills with a pattern; the bars of a chart have straight sides."""
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
RISING = re.compile(r"M-[^Ml]*l[^M]*M0,[^ML]*L[^M]*,0M[^M]*")
"""The one pattern of our charts: lines that rise to the right."""
FILL = re.compile(r"url\((?:'|&quot;)#([^'&]+)(?:'|&quot;)\)")
SIDE = re.compile(r"([MHV])([-\d.]+)(?:,([-\d.]+))?")


@dataclass(frozen=True)
class Hatching:
    """Lines `step` apart along both axes, `width` wide, on a ground."""

    step: float
    width: float
    stroke: str
    opacity: float
    ground: str


def drawn_out(svg: str) -> str:
    """An SVG of Plotly's that looks the same without patterns of rising lines; other patterns stay."""
    hatchings: dict[str, Hatching] = {}
    for found in PATTERN.finditer(svg):
        tile, ground, path = (dict(ATTRIBUTE.findall(each)) for each in found.groups())
        if RISING.fullmatch(path["d"]):
            scale = float((re.findall(r"scale\(([\d.]+)\)", tile.get("patternTransform", "")) or [1])[0])
            hatchings[tile["id"]] = Hatching(
                step=_pixels(tile["width"]) * scale,
                width=_pixels(path["stroke-width"]) * scale,
                stroke=path["stroke"],
                opacity=float(path["opacity"]),
                ground=ground["fill"],
            )
    return FILLED.sub(lambda found: _area(found[0], hatchings), svg)


def _pixels(length: str) -> float:
    return float(length.removesuffix("px"))


def _area(tag: str, hatchings: dict[str, Hatching]) -> str:
    """An area in the ground of its hatching, and its lines."""
    fill = FILL.search(tag)
    if not fill or fill[1] not in hatchings:
        return tag
    hatching, said = hatchings[fill[1]], dict(ATTRIBUTE.findall(tag))
    opacity = hatching.opacity * float((re.findall(r"(?<![-\w])opacity: ([\d.]+)", said.get("style", "")) or [1])[0])
    moved = f' transform="{said["transform"]}"' if "transform" in said else ""
    style = f"fill:none;stroke:{hatching.stroke};stroke-width:{hatching.width:.2f};stroke-opacity:{opacity:.3f}"
    return f'{tag.replace(fill[0], hatching.ground)}<path d="{_lines(said["d"], hatching)}"{moved} style="{style}"/>'


def _lines(outline: str, hatching: Hatching) -> str:
    """Where rising lines meet the rectangle of an outline; they end half their width inside it."""
    sides = SIDE.findall(outline)
    across = [float(first) for side, first, _ in sides if side in "MH"]
    down = [float(second or first) for side, first, second in sides if side in "MV"]
    inset = min(hatching.width / 2, (max(across) - min(across)) / 2, (max(down) - min(down)) / 2)
    left, right, top, bottom = min(across) + inset, max(across) - inset, min(down) + inset, max(down) - inset
    drawn = []
    # Along a rising line x and y have one sum, a multiple of the step.
    for nth in range(ceil((left + top) / hatching.step), floor((right + bottom) / hatching.step) + 1):
        total = nth * hatching.step
        start, end = max(left, total - bottom), min(right, total - top)
        drawn.append(f"M{start:.2f},{total - start:.2f}L{end:.2f},{total - end:.2f}")
    return "".join(drawn)
