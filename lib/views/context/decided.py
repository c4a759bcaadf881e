"""What a page says where it shows decisions that were entered after the day as of which it is read."""

from lib import numbers
from lib.data import Data


def later(data: Data, file: str, what: str) -> tuple[str, ...]:
    """A note that `what` was decided later: the registry kept for the day lacks `file`; nothing where it has it."""
    kept = data.registry.lacking.get(file)
    if kept is None:
        return ()
    return (
        f"Decided later than this day: the registry kept for it, of {numbers.day(kept)}, has no {what}; those shown "
        "are of the registry in use.",
    )
