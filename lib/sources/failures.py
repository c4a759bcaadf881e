"""What can go wrong with a source, in one sentence that says what to do."""


class SourceError(RuntimeError):
    """What was asked for did not come. `whole` says that nothing else of this source will come either."""

    def __init__(self, sentence: str, *, whole: bool = False) -> None:
        super().__init__(sentence)
        self.whole = whole


class MissingError(SourceError):
    """The source does not have it, or not for us."""


class RefusedError(SourceError):
    """The source answered and refused; `status` is its code, `said` its own words."""

    def __init__(self, sentence: str, status: int, said: str, *, whole: bool = False) -> None:
        super().__init__(sentence, whole=whole)
        self.status = status
        self.said = said
