"""The library as a LangChain retriever, for other LangChain programs."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document  # noqa: TID251 - its one place
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict
from typing_extensions import override

from assistant.model import Evidence
from assistant.retrieve import retrieve
from corpus.library import Library


class StaffRideRetriever(BaseRetriever):
    """Returns passages as LangChain documents, best first.

    The metadata of each holds what a citation needs: source, file, title, number, date, pdf_page,
    page_label, paragraph, heading, start, end and score.

    Attributes:
        library: An open library.
        k: Number of passages to return.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 10

    @override
    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(evidence) for evidence in retrieve(self.library, query, limit=self.k)]


def _document(evidence: Evidence) -> Document:
    passage = evidence.passage
    metadata: dict[str, Any] = {
        "source": passage.source.key,
        "file": passage.source.file,
        "title": passage.source.publication.title,
        "number": passage.source.publication.number,
        "date": passage.source.publication.date,
        "pdf_page": passage.first_page if passage.source.paged else None,
        "page_label": passage.page_label,
        "paragraph": passage.paragraph,
        "heading": list(passage.heading),
        "start": passage.start,
        "end": passage.end,
        "score": evidence.score,
    }
    return Document(id=str(passage.id), page_content=passage.text, metadata=metadata)
