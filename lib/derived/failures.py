"""What goes wrong with an engine outside of this process."""


class EngineError(RuntimeError):
    """The engine that a setting names cannot be had, or failed; the message says what to do."""
