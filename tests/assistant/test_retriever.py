from langchain_core.runnables import RunnableLambda

from assistant.retriever import StaffRideRetriever
from corpus.library import Library


def test_the_library_is_a_langchain_retriever(library: Library):
    retriever = StaffRideRetriever(library=library, k=2)

    documents = retriever.invoke("What is surprise?")

    assert len(documents) == 2
    assert documents[0].page_content.startswith("1-1. Surprise is striking")
    assert documents[0].metadata["number"] == "SRP 1"
    assert documents[0].metadata["paragraph"] == "1-1"


def test_it_takes_its_place_in_a_chain(library: Library):
    chain = StaffRideRetriever(library=library, k=1) | RunnableLambda(len)

    assert chain.invoke("What is mass?") == 1
