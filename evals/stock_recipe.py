"""The recipe that LangChain's own tutorial gives for PDF files, to be measured against.

A process of its own (`python -m evals.stock_recipe MODEL FOLDER RESULT FILE...`), because its
time and memory are measured. `make bench` installs what it needs.
"""

import json
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

NEEDS = (
    "langchain_chroma",
    "langchain_community",
    "langchain_huggingface",
    "langchain_text_splitters",
)


def missing_packages() -> list[str]:
    """Packages of the recipe that are not installed."""
    return [name for name in NEEDS if find_spec(name) is None]


def main() -> None:
    """Index files in a new Chroma folder; write the number of pages and the seconds by stage."""
    model, folder, result, *files = sys.argv[1:]
    began = time.perf_counter()
    # Not by `import`: the extra is rarely installed, and type checkers would miss it.
    loaders = import_module("langchain_community.document_loaders")
    splitters = import_module("langchain_text_splitters")
    huggingface = import_module("langchain_huggingface")
    chroma = import_module("langchain_chroma")
    imported = time.perf_counter()
    pages = [page for file in files for page in loaders.PyPDFLoader(file).load()]
    splitter = splitters.RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(pages)
    parsed = time.perf_counter()
    embeddings = huggingface.HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    chroma.Chroma.from_documents(chunks, embeddings, persist_directory=folder)
    stored = time.perf_counter()
    figures = {
        "pages": len(pages),
        "passages": len(chunks),
        "seconds_import": imported - began,
        "seconds_parse": parsed - imported,
        "seconds_embed_and_store": stored - parsed,
    }
    Path(result).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
