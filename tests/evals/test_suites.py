"""The suites on made-up data: that they count right, and that they say why they do not run."""

import pytest

from corpus.errors import UsageError
from corpus.settings import Settings
from evals import fm5_0, gate, latency, scifact, speed
from evals.bench import Bench
from evals.questions import Paragraph
from evals.result import SuiteResult
from evals.run import SUITES, run_suite
from ingest.document import read_document
from tests.fakes import HashingEmbedder


def test_an_unknown_suite_is_a_wrong_usage(tmp_path):
    with pytest.raises(UsageError) as caught:
        run_suite("fm9-9", data=tmp_path, home=None, settings=Settings(home=tmp_path))

    assert "fm5-0" in caught.value.hint


@pytest.mark.parametrize("name", SUITES)
def test_a_suite_without_its_data_is_skipped_in_one_line(name, tmp_path):
    result = run_suite(name, data=tmp_path, home=None, settings=Settings(home=tmp_path))

    assert result.figures == {}
    (line,) = result.lines()
    assert line.startswith(f"{name}: skipped: ")


def test_every_passage_is_a_paragraph_under_its_number_and_section(tmp_path):
    paragraphs = [
        Paragraph(para_id="1-1", chapter="1", section="Why", text="Because\nof this."),
        Paragraph(para_id="1-2", chapter="1", section="How", text="Like that."),
        Paragraph(para_id="A-1", chapter="A", section="More", text="And more."),
    ]

    files = fm5_0.write_chapters(paragraphs, tmp_path)

    first, second = map(read_document, files)
    assert first.publication.number == "FM 5-0"
    assert first.publication.kind == "doctrine"
    assert [p.paragraph for p in (*first.passages, *second.passages)] == ["1-1", "1-2", "A-1"]
    assert [p.heading[-1] for p in first.passages] == ["Why", "How"]


def test_fm5_0_counts_what_is_found_and_cited(bench):
    result = fm5_0.run(bench)

    assert result.figures["answerable.n"] == 10
    assert result.figures["answerable.R@1"] == 1.0
    assert result.figures["answerable.MRR"] == 1.0
    assert result.figures["false_premise.R@5"] == 1.0
    cited = result.figures["answerable.cites_gold"]
    assert result.figures["answerable.cites_gold_first"] <= cited
    assert cited <= result.figures["answerable.answered"]
    assert not result.missed()


def test_a_manual_is_added_once(bench, tmp_path):
    kept = Bench(data=bench.data, home=tmp_path / "home", load_embedder=HashingEmbedder)

    for _ in range(2):
        with kept.library() as library:
            fm5_0.add_manual(library, kept.data)
            assert library.store.passage_count() == 10


def test_scifact_searches_abstracts_for_the_judged_claims(bench):
    result = scifact.run(bench)

    assert result.figures["abstracts"] == 10
    assert result.figures["n"] == 2
    assert result.figures["nDCG@10"] == 1.0
    assert result.figures["R@10"] == 1.0


def test_an_abstract_is_embedded_as_one_sentence():
    seen = []

    class Watching(HashingEmbedder):
        def embed_passages(self, passages):
            seen.extend(passages)
            return super().embed_passages(passages)

    vectors = scifact.embed_whole(Watching(), ["One. Two."])

    assert vectors.shape == (1, 64)
    assert list(seen[0].sentences) == [(0, 9)]


def test_the_gate_tells_found_from_far(bench):
    result = gate.run(bench)

    counts = {kind: result.figures[f"n.{kind}"] for kind in ("answerable", "hard", "far")}
    assert counts == {"answerable": 20, "hard": 20, "far": 10}
    assert result.figures["fitted.auc_far"] == 1.0
    assert result.figures["fitted.auc_hard"] > 0.9
    assert result.figures["fitted.refused"] <= gate.REFUSED_AT_MOST
    assert result.figures["fitted.far_answered"] <= gate.FAR_ANSWERED_AT_MOST
    assert {"weight.cosine", "weight.bias", "weight.threshold"} <= set(result.figures)


def test_a_hard_case_knows_nothing_of_the_gold_paragraph(bench):
    with bench.library() as library:
        fm5_0.add_manual(library, bench.data)
        question = gate.DoctrineQuestion(
            qid="q", question="Who must study rivers?", gold_para_id="1-1"
        )

        whole, without = gate.doctrine_cases(library, [question])

    assert whole.signs.cosine > without.signs.cosine
    assert whole.signs.coverage > without.signs.coverage
    assert without.signs.unknown > whole.signs.unknown


def test_latency_asks_and_reports_every_stage(bench, tmp_path):
    kept = Bench(data=bench.data, home=tmp_path / "home", load_embedder=HashingEmbedder)
    with kept.library() as library:
        fm5_0.add_manual(library, kept.data)

    result = latency.run(kept)

    assert result.figures["n"] == 20
    assert result.figures["passages"] == 10
    for stage in ("rewrite", "retrieve", "answer", "total"):
        assert 0 <= result.figures[f"{stage}.median_ms"] <= result.figures[f"{stage}.p95_ms"]


def test_an_empty_library_without_manuals_is_not_timed(bench):
    assert "empty" in latency.run(bench).skipped


def test_speed_is_skipped_where_the_stock_recipe_is_not_installed(tmp_path, monkeypatch):
    folder = tmp_path / "doctrine_pdf"
    folder.mkdir()
    for name in speed.MANUALS:
        (folder / name).touch()
    monkeypatch.setattr(speed, "missing_packages", lambda: ["langchain_chroma"])

    result = speed.run(Bench(data=tmp_path, home=None, load_embedder=HashingEmbedder))

    assert result.lines() == [
        "speed: skipped: no langchain_chroma: `make bench` installs the stock recipe"
    ]


def test_a_recipe_that_fails_says_what_it_said():
    with pytest.raises(UsageError, match="no_such_recipe"):
        speed.run_recipe("evals.no_such_recipe", "model", [])


def test_figures_below_their_floor_are_marked():
    result = SuiteResult(
        name="s", figures={"good": 0.9, "bad": 0.1, "count": 3}, at_least={"good": 0.5, "bad": 0.5}
    )

    assert result.missed() == ["bad"]
    assert result.lines() == [
        "s:",
        "  good   0.9  (at least 0.5)",
        "  bad    0.1  (BELOW 0.5)",
        "  count  3",
    ]
