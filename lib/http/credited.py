"""The headers that go with data: its licence, how to cite it, where it stands for ever, what its file is called."""

import re
from collections.abc import Iterable
from itertools import accumulate
from urllib.parse import quote

from lib.cite import Credit
from lib.exports.exhibit import Exhibit
from lib.http.catalogue import DESCRIPTION

IN_ADDRESS = ":/?#[]@!$&'()*+,;=%"
"""Signs that mean something in an address and stay; all else but letters and digits is percent-encoded."""
IN_WORDS = " !\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Signs that stay in words; the percent sign is not among them, so that decoding gives the words back."""
LONGEST = 2000
"""So many letters a header may have: proxies refuse answers whose headers take more than a few thousand."""
SAVED = ("csv", "parquet")
"""Forms that a browser saves to a file rather than shows."""


def of(exhibit: Exhibit, place: str, form: str) -> dict[str, str]:
    """What `headers` says of a card in a form, at the app's address `place`."""
    return headers(exhibit.credits, f"{place}{DESCRIPTION}", exhibit.frozen, exhibit.name, form)


def headers(credits: Iterable[Credit], description: str, frozen: str, name: str, form: str) -> dict[str, str]:
    """Licence, citation and related addresses of a file, all ASCII in one line whatever stands in them.

    `description` is the address of the OpenAPI description, `frozen` the one to cite, empty if there is none. Words
    are percent-encoded where they are not ASCII; an address that is too long is left out.
    """
    known = list(credits)
    related = [(each.licence_url, "license") for each in known] + [(frozen, "cite-as"), (description, "service-desc")]
    said = dict.fromkeys(link(address, relation) for address, relation in related if address and _fits(address))
    named = {
        "Link": ", ".join(said),
        "X-Licence": words("; ".join(dict.fromkeys(each.licence for each in known))),
        "X-Citation": words(" ".join(dict.fromkeys(each.line for each in known))),
        "Content-Disposition": f'{"attachment" if form in SAVED else "inline"}; filename="{file_name(name)}.{form}"',
    }
    return {name: value for name, value in named.items() if value}


def words(said: str) -> str:
    """Words as they may stand in a header: all but printable ASCII is percent-encoded, and so is the percent sign."""
    letters = [quote(letter, safe=IN_WORDS, errors="replace") for letter in said]
    lengths = accumulate(len(letter) for letter in letters)
    return "".join(letter for letter, length in zip(letters, lengths, strict=True) if length <= LONGEST)


def file_name(name: str) -> str:
    """A name for a file of letters, digits, dots, dashes and underscores alone."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:200]


def _fits(address: str) -> bool:
    return len(_address(address)) <= LONGEST


def link(address: str, relation: str) -> str:
    """An entry of a header Link."""
    return f'<{_address(address)}>; rel="{relation}"'


def _address(address: str) -> str:
    return quote(address, safe=IN_ADDRESS, errors="replace")
