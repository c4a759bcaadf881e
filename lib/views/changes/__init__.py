"""What changed, told as news: from every vintage of the data, with the day since which it is known."""

from lib.views.changes.event import Change
from lib.views.changes.newest import changes

__all__ = ["Change", "changes"]
