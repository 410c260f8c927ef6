"""Every error that this project raises on purpose.

* StaffRideError
  x SourceError                 a file or web page cannot be taken in
    - UnreadableSourceError       damaged, encrypted, empty, or not what its name says
    - UnknownSourceError          no source of that key in the library
  x LibraryError                the library cannot be used
    - ModelMismatchError          its vectors were made by another embedding model
    - NewerLibraryError           it was made by a newer version of the program
  x QuestionError               a question cannot be answered as it stands
  x UsageError                  a command was called in a way that cannot work

Each carries what happened (its message) and what to do about it (`hint`). Whatever else
escapes is a bug and keeps its traceback.
"""


class StaffRideError(Exception):
    """Base of the errors that the command line and the page show to a person.

    Attributes:
        hint: How to recover: one sentence in the imperative.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class SourceError(StaffRideError):
    """A file or web page cannot be taken in."""


class UnreadableSourceError(SourceError):
    """A file is damaged, encrypted, empty, or not what its name says."""


class UnknownSourceError(SourceError):
    """The library holds no source of that key."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The library holds no source {key!r}.",
            hint="See the keys with `staffride list`.",
        )


class LibraryError(StaffRideError):
    """The library cannot be used."""


class ModelMismatchError(LibraryError):
    """The vectors of the library were made by another embedding model."""

    def __init__(self, made_by: str, model: str) -> None:
        super().__init__(
            f"The library was embedded with {made_by}, and the model set now is {model}.",
            hint="Run `staffride check --mend` to embed it anew with this model, or set"
            " STAFFRIDE_EMBEDDING_MODEL back.",
        )


class NewerLibraryError(LibraryError):
    """The library was made by a newer version of the program."""


class QuestionError(StaffRideError):
    """A question cannot be answered as it stands."""


class UsageError(StaffRideError):
    """A command was called in a way that cannot work."""
