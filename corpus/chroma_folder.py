"""Folders of Chroma: the one place that opens them."""

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
_BYTES_AT_MOST = 100 * 2**20  # and eight times the vectors


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


def is_bloated(folder: Path, *, vectors: int, dimension: int) -> bool:
    """Whether the files of a folder say to be far larger than so many vectors can make them.

    A torn index may do so, by terabytes, and end the process that works on it.
    """
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return size > _BYTES_AT_MOST + 8 * 4 * dimension * vectors
