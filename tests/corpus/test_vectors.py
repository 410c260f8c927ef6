import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from corpus.vectors import (
    pack_passage,
    pack_sentences,
    unit,
    unpack_passages,
    unpack_sentences,
)

FLOATS = st.floats(-1, 1, width=32)
SHAPES = array_shapes(min_dims=2, max_dims=2, max_side=40)


@given(arrays(np.float32, SHAPES, elements=FLOATS))
def test_passage_vectors_come_back_bit_by_bit(vectors: np.ndarray) -> None:
    unpacked = unpack_passages([pack_passage(vector) for vector in vectors])

    assert np.array_equal(unpacked, vectors)
    assert unpacked.dtype == np.float32


@given(arrays(np.float32, SHAPES, elements=FLOATS))
def test_sentence_vectors_come_back_to_half_precision(vectors: np.ndarray) -> None:
    unpacked = unpack_sentences(pack_sentences(vectors), vectors.shape[1])

    assert unpacked.shape == vectors.shape
    assert np.allclose(unpacked, vectors, atol=5e-4)


def test_no_vectors_come_back_as_none() -> None:
    assert len(unpack_passages([])) == 0
    assert unpack_sentences(b"", 7).shape == (0, 7)


@given(arrays(np.float32, SHAPES, elements=FLOATS))
def test_units_have_length_one_or_zero(vectors: np.ndarray) -> None:
    lengths = np.linalg.norm(unit(vectors), axis=-1)

    long = np.linalg.norm(vectors, axis=-1) > 1e-6
    assert lengths[long] == pytest.approx(1, abs=1e-4)
    assert (lengths[~vectors.any(axis=-1)] == 0).all()
