import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from corpus.check import check, mend
from corpus.embed import SentenceTransformerEmbedder, _model_id, best_dtype
from corpus.errors import LibraryError, ModelMismatchError
from corpus.model import Span
from corpus.settings import PACKAGED_MODEL
from corpus.vectors import PassageText, unit
from tests.corpus.texts import document_of, opened, shelve_document

CONSENT = "The parties consent to the operation. Force is the last means."
CANONICAL = [0.005596, 0.091195, -0.013492, -0.046056, -0.076885]


def spans(text: str) -> list[Span]:
    found: list[Span] = []
    at = 0
    for sentence in text.split(". "):
        found.append((at, min(at + len(sentence) + 1, len(text))))
        at += len(sentence) + 2
    return found


def passage(text: str) -> PassageText:
    return PassageText(text, spans(text))


@pytest.fixture(scope="module")
def packaged() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def test_the_packaged_weights_give_the_vectors_they_always_gave(
    packaged: SentenceTransformerEmbedder,
) -> None:
    vector = packaged.embed_query("What are the principles of peace operations?")

    assert packaged.dimension == len(vector) == 384
    assert packaged.model_id == f"{PACKAGED_MODEL}@53aa51172d14"
    # Where the processor has bfloat16 instructions they are used, which carry three digits.
    exact = best_dtype() == torch.float32
    assert vector[:5] == pytest.approx(CANONICAL, abs=1e-3 if exact else 4e-3)


def test_texts_of_like_meaning_are_near(packaged: SentenceTransformerEmbedder) -> None:
    question = packaged.embed_query("Do the sides have to agree to a peacekeeping mission?")

    near, far = packaged.embed_passages(
        [passage(CONSENT), passage("The howitzer fires a shell of forty kilograms.")]
    )

    assert near.passage @ question > far.passage @ question + 0.2
    assert near.sentences[0] @ question > near.sentences[1] @ question


def test_a_passage_has_the_vector_of_its_text_as_a_question(
    packaged: SentenceTransformerEmbedder,
) -> None:
    (made,) = packaged.embed_passages([passage(CONSENT)])

    assert made.passage @ packaged.embed_query(CONSENT) == pytest.approx(1, abs=1e-2)


def test_a_sentence_knows_its_paragraph(packaged: SentenceTransformerEmbedder) -> None:
    alone, within = packaged.embed_passages([passage(CONSENT[:37]), passage(CONSENT)])

    cosine = alone.sentences[0] @ within.sentences[0]
    assert 0.5 < cosine < 0.99


def test_vectors_do_not_depend_on_what_is_embedded_beside(
    packaged: SentenceTransformerEmbedder,
) -> None:
    texts = [passage(CONSENT), passage("Short."), passage("A longer one. " * 20)]

    together = packaged.embed_passages(texts)
    alone = [packaged.embed_passages([text])[0] for text in texts]

    for a, b in zip(together, alone, strict=True):
        assert a.passage @ b.passage == pytest.approx(1, abs=1e-2)
        assert a.sentences.shape == b.sentences.shape


LONG = {
    "sentences": " ".join(f"Sentence number {n} tells of consent and force." for n in range(120)),
    "numbers": " ".join(f"{n}-{n}; {n}/{n}, {n}: {n * n}, {n}." for n in range(90)),
    "bullets": " - - - ".join(f"({n}) [{n}]." for n in range(300)).replace(". ", ".  ")[:-1] + ".",
    "one": "word " * 900 + "end. Last one.",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_every_sentence_of_a_long_passage_is_read(
    packaged: SentenceTransformerEmbedder, text: str
) -> None:
    (made,) = packaged.embed_passages([passage(text)])

    lengths = np.linalg.norm(made.sentences, axis=1)
    assert lengths == pytest.approx(1, abs=1e-3)
    assert np.linalg.norm(made.passage) == pytest.approx(1, abs=1e-3)
    assert len(packaged._windows(0, passage(text))) > 1


@pytest.mark.parametrize("text", ["", " ", "\n", "•", "x" * 5000])
def test_texts_of_nothing_and_of_one_word_are_embedded(
    packaged: SentenceTransformerEmbedder, text: str
) -> None:
    (made,) = packaged.embed_passages([PassageText(text, [])])

    assert made.sentences.shape == (0, 384)
    assert np.linalg.norm(made.passage) == pytest.approx(1, abs=1e-3)


def test_no_passages_give_no_vectors(packaged: SentenceTransformerEmbedder) -> None:
    assert packaged.embed_passages([]) == []


def test_threads_may_ask_while_passages_are_embedded(
    packaged: SentenceTransformerEmbedder,
) -> None:
    expected = packaged.embed_query(CONSENT)

    with ThreadPoolExecutor(6) as pool:
        passages = pool.map(lambda n: packaged.embed_passages([passage(CONSENT * n)]), range(1, 9))
        asked = pool.map(packaged.embed_query, [CONSENT] * 40)
        assert all(vector @ expected > 0.999 for vector in asked)
        assert len(list(passages)) == 8


# Other models

SIGNS = ["[UNK]", "[CLS]", "[SEP]", "[PAD]"]
WORDS = [
    *("the", "parties", "consent", "to", "operation", "force", "is", "last", "means", "."),
    *SIGNS,
]


def make_model(folder: Path, *, seed: int) -> Path:
    """A tiny sentence-transformers model with random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(seed)
    plain = folder.with_name(f"{folder.name}-plain")
    plain.mkdir(parents=True)
    (plain / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        pad_token_id=WORDS.index("[PAD]"),
    )
    BertModel(config).save_pretrained(plain)
    BertTokenizerFast(vocab=str(plain / "vocab.txt")).save_pretrained(plain)
    words = Transformer(str(plain), max_seq_length=32)
    SentenceTransformer(modules=[words, Pooling(16)], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("models")
    return str(make_model(folder / "one", seed=1)), str(make_model(folder / "two", seed=2))


def test_a_model_is_loaded_from_a_folder(models: tuple[str, str]) -> None:
    embedder = SentenceTransformerEmbedder(models[0])

    (made,) = embedder.embed_passages([passage(f"{CONSENT} " * 9 + "force.")])

    assert embedder.dimension == 16
    assert np.linalg.norm(made.sentences, axis=1) == pytest.approx(1, abs=1e-3)
    assert made.passage == pytest.approx(unit(made.passage), abs=1e-3)


def test_models_are_told_apart_by_their_weights_and_not_by_their_path(
    models: tuple[str, str], tmp_path: Path
) -> None:
    copy = shutil.copytree(models[0], tmp_path / "one")

    ids = [_model_id(name, Path(name)) for name in (models[0], f"{copy}/", models[1])]

    assert ids[0] == ids[1] != ids[2]


def test_a_library_made_with_another_model_is_refused_and_mended(
    home: Path, models: tuple[str, str]
) -> None:
    one, two = models
    first = opened(home, load=lambda: SentenceTransformerEmbedder(one))
    shelve_document(first, document_of([CONSENT, "Force."]), "a.md")
    first.close()
    other = opened(home, own_index=True, load=lambda: SentenceTransformerEmbedder(two))
    with pytest.raises(ModelMismatchError):
        _ = other.embedder

    mend(other, check(other))

    assert check(other) == []
    assert other.store.fact("model") == other.embedder.model_id
    other.close()


def test_changed_packaged_weights_are_refused(models: tuple[str, str]) -> None:
    with pytest.raises(LibraryError, match="not the ones that were published") as caught:
        _model_id(PACKAGED_MODEL, Path(models[0]))

    assert "again" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"\xff" * 1000])
def test_damaged_weights_are_said_in_a_sentence(
    models: tuple[str, str], tmp_path: Path, content: bytes
) -> None:
    folder = shutil.copytree(models[0], tmp_path / "damaged")
    for weights in folder.rglob("*.safetensors"):
        weights.write_bytes(content)

    with pytest.raises(LibraryError, match="cannot be loaded"):
        SentenceTransformerEmbedder(str(folder))


def test_a_folder_without_a_model_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be loaded"):
        SentenceTransformerEmbedder(str(tmp_path))
