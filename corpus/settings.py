"""What differs between one machine and another. Knobs of the method are arguments, not settings."""

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGED_MODEL = "all-MiniLM-L6-v2"


class Settings(BaseSettings):
    """Read once, by an entry point, from variables ``STAFFRIDE_...``, and passed on as values.

    Attributes:
        home: Folder that holds the library: database, original files, derived indexes.
        embedding_model: `PACKAGED_MODEL`, or the name or folder of any sentence-transformers
            model. Names other than the packaged one may be fetched from a hub by the person who
            sets them; nothing is ever fetched with the default.
    """

    model_config = SettingsConfigDict(env_prefix="STAFFRIDE_", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("staffride", appauthor=False))
    embedding_model: str = PACKAGED_MODEL

    @field_validator("home", mode="before")
    @classmethod
    def _is_named(cls, home: object) -> object:
        if home == "":  # it would mean the folder that one happens to stand in
            raise ValueError("the name of the folder is empty")
        return home


def child_environment(home: Path) -> dict[str, str]:
    """The environment of this process for one of our own programs, with the library in `home`."""
    return {**os.environ, "STAFFRIDE_HOME": str(home)}  # noqa: TID251 - this is the one place
