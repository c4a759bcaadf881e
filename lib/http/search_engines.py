"""What search engines ask for first: what they may read, and the map of it."""

from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response

from lib.http import answers, asked, catalogue
from lib.http.chart_addresses import Wanted, address
from lib.ui import shared
from lib.views import waiting

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
ROBOTS = """User-agent: *
Disallow: /_stcore/
Allow: /

Sitemap: {place}/sitemap.xml
"""


@asked.told
def robots(request: Request) -> Response:
    """Everything but what the pages talk to may be read."""
    place = "".join(asked.place(request).split())
    return answers.answer(request, ROBOTS.format(place=place).encode("utf-8", "replace"), "text/plain")


@asked.told
def sitemap(request: Request) -> Response:
    """Every page that has something to show, and the main chart of each that has one, as new as the newest data."""
    data = shared.data_of(None)
    place, day = asked.place(request), data.newest_day.isoformat()
    charts = [address(place, Wanted(page, "", "html"), "html", {}) for page in catalogue.offered(data).values()]
    root = ElementTree.Element("urlset", xmlns=SITEMAPS)
    for location in (*(f"{place}/{page.path}" for page in waiting.offered(data)), *charts):
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(entry, "loc").text = location
        ElementTree.SubElement(entry, "lastmod").text = day
    return answers.answer(request, ElementTree.tostring(root, "utf-8", xml_declaration=True), "application/xml")


ROUTES = [asked.route("/robots.txt", robots), asked.route("/sitemap.xml", sitemap)]
