"""Folders of Chroma: opened here, and tried beforehand in a process that may die of it."""

import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import chromadb
from chromadb import Collection
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

# What a damaged or full folder makes chromadb raise; a bug of ours is mostly something else.
FAILURES = (ChromaError, OSError, RuntimeError, ValueError)

_COLLECTION = "passages"
_EF_SEARCH = 200  # at least twice the hits asked for, or recall falls
_PROBE_TIMEOUT_S = 120
_ROOT = Path(__file__).resolve().parents[1]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from corpus.probe import main; main()"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A client, to be closed, and its one collection."""

    client: Client
    collection: Collection


def open_folder(folder: Path) -> OpenFolder:
    """Open a folder of our own: one made by others may run their code at opening."""
    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    assert isinstance(client, Client)  # the declared type lacks `close`
    try:
        collection = client.get_or_create_collection(
            _COLLECTION,
            # Given none, chromadb would fetch a model of its own.
            embedding_function=None,
            configuration=CreateCollectionConfiguration(
                hnsw={"space": "cosine", "ef_search": _EF_SEARCH}
            ),
        )
    except BaseException:
        client.close()
        raise
    return OpenFolder(client, collection)


def probe(home: Path, folder: Path, applied: int) -> bool:
    """Whether the index in a folder can be opened and holds what it should, tried in a child."""
    # -P: what lies in the folder that a person happens to be in is never imported.
    command = [sys.executable, "-P", "-c", _START, str(_ROOT), str(home), str(folder), str(applied)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, timeout=_PROBE_TIMEOUT_S, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode:
        logger.info("vector index: the probe ended with %s", done.returncode)
    return done.returncode == 0
