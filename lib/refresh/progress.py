"""How a refresh goes, on the terminal: a bar for each source, and what it has to say."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from lib.sources.asking import Watch


class Bars:
    """A bar a source with requests done, calls left of the quota and time to go, on standard error.

    Where nobody watches (a log file) there are only the sentences.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def source(self, name: str) -> Watch:
        """A bar for a source; the calls that are expected are its length."""
        bar = self._progress.add_task(name, total=0, left="")

        def expected(calls: int) -> None:
            self._progress.update(bar, total=(self._progress.tasks[bar].total or 0) + calls)

        def asked(left: int | None) -> None:
            task = self._progress.tasks[bar]
            more = "" if left is None else f"{left} calls left"
            self._progress.update(bar, advance=1, left=more, total=max(task.total or 0, task.completed + 1))

        return Watch(expected, asked, lambda sentence: self._progress.console.print(Text(sentence)))
