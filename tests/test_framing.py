"""Notebook 04: frames, devices, battles, periods and company, on any corpus."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from notebook_runs import (
    HOSTILE,
    article,
    check_shown,
    cities,
    document,
    metadata,
    prepare,
    run_notebook,
    some_day,
    watch,
)

import tifa
from tifa import figures
from tifa.rhetoric import devices as rhetoric
from tifa.rhetoric import frames
from tifa.schemas import SCHEMAS
from tifa.sentences import split_sentences
from tifa.statistics.rates import Refusal
from tifa.studies import grouping
from tifa.studies.rhetoric import battles, battles_prose, framing, framing_cells, framing_periods
from tifa.studies.rhetoric import frame_network as network
from tifa.studies.rhetoric import framing_figures as pictures
from tifa.studies.rhetoric import framing_prose as prose
from tifa.studies.rhetoric import framing_trust as trust

NOTEBOOK = "04_rhetoric_comparison.ipynb"
WAR = "坚决打赢疫情防控阻击战,党员在一线。"
CALM = "今天天气很好。"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path, monkeypatch)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return watch(monkeypatch)


def corpus_of(*articles: dict[str, Any], waves: dict[str, str] | None = None) -> tifa.Corpus:
    """A corpus with its sentences, words and terms, without times and formulas."""
    documents, sentences, terms, words = [], [], [], []
    for given in articles:
        doc_id, body = given["doc_id"], given["text"]
        documents.append(document(given, body))
        split = split_sentences(body)
        for number, row in enumerate(split):
            line = {"doc_id": doc_id, "sentence_id": number, "start": row.start, "end": row.end}
            sentences.append({**line, "text": body[row.start : row.end], "kind": "sentence"})
        for kind, find in (("frame", frames.find_terms), ("device", rhetoric.find_devices)):
            for hit in find(body):
                number = max(n for n, row in enumerate(split) if row.start <= hit.start)
                place = {"doc_id": doc_id, "sentence_id": number, **hit._asdict(), "kind": kind}
                terms.append(place)
                words.append({"doc_id": doc_id, "word": hit.term, "n": 1})
    tables = {name: pd.DataFrame(columns=schema.names) for name, schema in SCHEMAS.items()}
    for name, rows in (("documents", documents), ("sentences", sentences), ("terms", terms)):
        tables[name] = pd.DataFrame(rows, columns=SCHEMAS[name].names).astype(
            {column: object for column in ("published", "place", "source") if name == "documents"}
        )
    counted = pd.DataFrame(words, columns=["doc_id", "word", "n"])
    tables["words"] = counted.groupby(["doc_id", "word"], as_index=False)["n"].sum()
    tables["metadata"] = metadata(waves)
    return tifa.Corpus(**tables)


def large(n: int) -> tifa.Corpus:
    """Many articles of sentences from a stock, some without a date or a place."""
    chance = random.Random(4)
    stock = [
        WAR,
        CALM,
        "打响长春保卫战,不获全胜决不收兵。",
        "依法严厉打击违法犯罪行为。",
        "科学防治、精准施策,专家组研判疫情。",
        "推动企业复工复产,保障物资供应,全面落实责任。",
        "对小区封闭管控,开展核酸检测和排查,居民全部登记。",
        "动员志愿者参加联防联控,中医药全程参与。",
        "累计检测1200人,覆盖率98.5%,必须做到最好。",
        "市委部署,领导小组调度,干部下沉社区。",
    ]
    codes = cities()[:25]
    articles = []
    for number in range(n):
        day = some_day(chance)
        published = chance.choice([day.isoformat(), f"{day:%Y-%m}", None])
        text = "".join(chance.choices(stock, k=chance.randrange(3, 12)))
        code = chance.choice([*codes, None])
        articles.append(article(f"d{number}", text, published=published, code=code))
    return corpus_of(*articles)


CORPORA: dict[str, Callable[[], tifa.Corpus]] = {
    "no term": lambda: corpus_of(article("a", CALM)),
    "no text": lambda: corpus_of(article("a", "")),
    "one": lambda: corpus_of(article("a", WAR, code="220100", published="2020-02-03")),
    "two without anything": lambda: corpus_of(article("a", WAR), article("b", CALM)),
    "five": lambda: corpus_of(
        article("a", WAR * 3, code="220100", published="2020-02-03"),
        article("b", "动态清零。打响长春保卫战。", code="220000", published="2022-04"),
        article("c", CALM + "科学防治。", published="x"),
        article("d", "依法打击。" + HOSTILE, code="110105", published="2022", source=HOSTILE),
        article("e", "", published="2021-01-01"),
        waves={"a": "2020 (first wave)", "d": "<b>2022</b>"},
    ),
    "three hundred": lambda: large(300),
}


@pytest.mark.parametrize("make", CORPORA.values(), ids=CORPORA)
def test_the_notebook_runs_on_any_corpus(
    make: Any, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_notebook(NOTEBOOK, make(), monkeypatch)
    check_shown(shown)


@pytest.mark.parametrize("group", ["article", "wave", "source"])
def test_one_parameter_chooses_the_groups(
    group: str, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = run_notebook(NOTEBOOK, CORPORA["five"](), monkeypatch, GROUP=group, NODE="阻击战")
    assert set(names["rates"]["group"]) <= set(map(str, names["by"]))
    assert names["lines"]["node"].tolist() == ["阻击战"] * 3


# Rates ----------------------------------------------------------------------------------------


def read(corpus: tifa.Corpus, group: str = "city") -> tuple[pd.DataFrame, pd.DataFrame, Any]:
    about = grouping.articles(corpus)
    by = framing.bilingual(grouping.groups(corpus, group), about)
    return framing.terms(corpus, about, by), about, by


def test_every_hit_is_in_one_group_and_one_article() -> None:
    rows, about, by = read(large(60))
    n = int((rows["kind"] == "frame").sum())
    for table in (
        framing.profile(rows, about, by),
        framing.pooled(rows, about),
        framing.own_rates(rows, about),
    ):
        assert table["hits"].sum() == n > 100
        assert (table["rate"] - 1000 * table["hits"] / table["characters"]).abs().max() < 1e-9
        assert ((table["low"] <= table["rate"]) & (table["rate"] < table["high"])).all()


def test_many_articles_of_a_group_are_a_box_and_many_groups_are_named_as_left_out() -> None:
    drawn = profile_of(*read(large(60)))
    assert "Of 24 groups the 12 with most text are drawn." in drawn
    assert "an article" in drawn and "half its articles" not in drawn
    rows, about, _ = read(large(60))
    by = pd.Series("all", index=pd.Index(about["doc_id"]))
    drawn = profile_of(rows.assign(group="all"), about, by)
    assert "half its articles" in drawn and not any("most text" in text for text in drawn)


def profile_of(rows: pd.DataFrame, about: pd.DataFrame, by: Any) -> list[str]:
    """What is written on the picture of rates by group; it is wide enough for all of its marks."""
    own = framing.own_rates(rows, about)
    placed = own.assign(group=own["group"].map(by))
    figure = pictures.profile(framing.profile(rows, about, by), placed, list(framing.FRAMES))
    axes = figure.axes[0]
    assert max(np.nanmax(line.get_xdata()) for line in axes.lines) <= axes.get_xlim()[1]
    return [text.get_text() for text in axes.texts]


def test_a_box_is_the_middle_half_of_the_rates_of_a_group() -> None:
    rates = pd.Series(range(101), dtype=float)
    assert pictures._articles(rates, boxed=True).box == (25.0, 75.0)
    assert pictures._articles(rates[:3], boxed=True) == pictures._Articles()
    assert pictures._articles(rates[:3], boxed=False).rings == (0.0, 1.0, 2.0)


def test_no_hit_has_an_upper_bound_and_no_bare_zero() -> None:
    rows, about, by = read(corpus_of(article("a", CALM * 100), article("b", WAR)))
    table = framing.profile(rows, about, by).set_index("frame")
    assert table.at["medicine", "hits"] == 0 and table.at["medicine", "high"] > 0
    assert framing.shown(0, 0, table.at["medicine", "high"], 0).startswith("0 (below ")


def test_a_few_articles_are_refused_a_bootstrap_and_many_have_one() -> None:
    rows, about, _ = read(CORPORA["five"]())
    assert isinstance(framing.bootstrapped(rows, about), Refusal)
    rows, about, _ = read(large(30))
    told = framing.bootstrapped(rows, about).set_index("frame")
    exact = framing.pooled(rows, about).set_index("frame")
    assert (told["low"] < exact.loc[told.index, "rate"]).all()


def test_words_that_announce_a_sum_are_a_device() -> None:
    rows, _, _ = read(corpus_of(article("a", "全市累计检测1200人。共计3人。")))
    assert rows.loc[rows["frame"] == "total", "term"].tolist() == ["累计", "共计"]


def test_cities_stand_with_their_chinese_and_others_as_they_are() -> None:
    about = grouping.articles(corpus_of(article("a", CALM, code="220100"), article("b", CALM)))
    by = about.set_index("doc_id")["city"]
    assert framing.bilingual(by, about).tolist() == ["Changchun 长春市", "no place"]


def test_every_term_and_device_has_an_english_gloss() -> None:
    known = framing.glosses()
    assert all(known.get(row.term) for row in frames.own_lexicon().rows if row)
    listed = {row.term for row in rhetoric.find_devices("必须坚决全面彻底,决不允许,一切所有任何")}
    assert listed and listed <= known.keys()


def test_a_concordance_takes_a_frame_a_term_or_a_string() -> None:
    corpus = corpus_of(article("a", WAR))
    rows, _, _ = read(corpus)
    found = {node: len(framing.concordance(corpus, rows, node)) for node in ("war", "一线", "在一")}
    assert found == {"war": 3, "一线": 1, "在一": 1}


# Trust ----------------------------------------------------------------------------------------


def test_the_judgements_are_well_formed_and_explain_what_is_not_right() -> None:
    judged = trust.judgements()
    assert len(judged) >= 150 and set(judged["frame"]) == set(framing.FRAMES)
    assert set(judged["judgement"]) <= set(trust.JUDGED)
    assert not judged.duplicated(["doc_id", "start", "end"]).any()
    assert judged.loc[judged["judgement"] != "right", "reason"].str.len().gt(10).all()
    assert (judged["end"] - judged["start"] == judged["term"].str.len()).all()


def test_a_judged_hit_that_is_gone_is_dropped_and_counted() -> None:
    corpus = corpus_of(article("a", WAR))
    first = corpus.terms[corpus.terms["kind"] == "frame"].iloc[0]
    rows = [
        {**first, "judgement": "right", "reason": ""},
        {**first, "start": 99, "end": 101, "judgement": "wrong", "reason": "gone"},
        {**first, "doc_id": "elsewhere", "judgement": "right", "reason": ""},
    ]
    judged = pd.DataFrame(rows)
    there = trust.still_there(judged, corpus)
    assert there.tolist() == [True, False, True]
    table = trust.precision(judged[there], read(corpus)[0])
    assert table[["judged", "right"]].values.tolist() == [[2, 2]]
    assert "1 judged hit is gone" in prose.trust(table, 1)


# Battles --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "battle", "about", "stage"),
    [
        ("坚决打赢疫情防控阻击战。", "疫情防控阻击战", "the epidemic", "to be won"),
        ("迅速打响长春保卫战,", "长春保卫战", "a place", "opened"),
        ("市(州)阻击战实施城市静默。", "市(州)阻击战", "a place", "being fought"),
        ("打响了全民参与的人民战争。", "人民战争", "–", "opened"),
        ("这是一场硬仗。", "硬仗", "–", "being fought"),
        ("取得了阻击战的阶段性胜利。", "阻击战", "–", "won"),
        ("疫情防控是一场持久战、消耗战。", "持久战", "–", "being fought"),
    ],
)
def test_a_battle_has_its_name_what_it_is_about_and_how_it_stands(
    text: str, battle: str, about: str, stage: str
) -> None:
    corpus = corpus_of(article("a", text, code="220000", published="2022-04-02"))
    row = battles.battles(corpus, read(corpus)[0]).iloc[0]
    assert (row["battle"], row["about"], row["stage"]) == (battle, about, stage)
    assert (row["when"], row["dated by"]) == ("2022-04-02", "publication")


@pytest.mark.parametrize(
    "text", ["连续作战。", "奋战在一线。", "尽锐出战,决战决胜。", "一线城市。"]
)
def test_fighting_is_no_battle(text: str) -> None:
    corpus = corpus_of(article("a", text))
    assert battles.battles(corpus, read(corpus)[0]).empty


def test_a_battle_is_of_the_places_of_its_sentence_else_of_the_article() -> None:
    text = "在九江打响阻击战。\n打赢阻击战。"
    corpus = corpus_of(article("a", text, code="220100"))
    found = battles.battles(corpus, read(corpus)[0])
    assert found["whose"].tolist() == ["Jiujiang 九江市", "Changchun 长春市"]
    assert found["dated by"].tolist() == ["no date", "no date"]


def test_a_battle_is_dated_by_its_statement() -> None:
    corpus = corpus_of(article("a", "1月20日,打响阻击战。", published="2020-02-03"))
    event = {"doc_id": "a", "start": 0, "end": 11, "iso_start": "2020-01-20"}
    corpus = dataclasses.replace(corpus, events=pd.DataFrame([event]))
    row = battles.battles(corpus, read(corpus)[0]).iloc[0]
    assert (row["when"], row["dated by"]) == ("2020-01-20", "statement")


def test_every_battle_is_in_one_wave() -> None:
    corpus = large(80)
    rows, about, _ = read(corpus)
    found = battles.battles(corpus, rows)
    waves, drawn = battles.by_wave(found, about), battles.drawn(found, about)
    assert waves["battles"].sum() == drawn["n"].sum() == len(found) > 20
    assert waves[list(battles.STAGES)].to_numpy().sum() == len(found)
    assert waves["wave"].tolist()[:3] == ["2020", "2021", "2022"]


# Two periods ----------------------------------------------------------------------------------


def test_the_years_are_the_first_and_last_or_the_chosen_or_refused() -> None:
    about = grouping.articles(CORPORA["five"]())
    assert framing_periods.years(about).to_dict() == {
        "a": "2020",
        "b": "2022",
        "d": "2022",
        "e": "2021",
    }
    assert framing_periods.periods(about) == ("2020", "2022")
    assert isinstance(framing_periods.periods(about, ("2020", "2021")), Refusal), "2021 is empty"
    one = grouping.articles(CORPORA["one"]())
    told = framing_periods.periods(one)
    assert isinstance(told, Refusal) and "2020" in told.reason


def test_asked_terms_are_compared_also_without_a_hit() -> None:
    rows, about, _ = read(CORPORA["five"]())
    found = framing_periods.compared(rows, about, ("2020", "2022"), ["动态清零", "科学防治"])
    held = found.set_index("term")
    assert held.at["动态清零", "ratio"] == float("inf") and held.at["动态清零", "low"] >= 0
    assert held.at["科学防治", "2020 hits"] == held.at["科学防治", "2022 hits"] == 0
    assert framing_cells.ratio(*held.loc["科学防治", ["ratio", "low", "high"]]) == "–"
    assert "阻击战" in held.index


def test_the_confounding_of_city_and_year_is_said() -> None:
    about = grouping.articles(CORPORA["five"]())
    pair = ("2020", "2022")
    said = battles_prose.confounded(about, pair, framing_periods.refusal(about, pair))
    assert "No city or province is in both" in said and "cannot be tested" in said


# Company --------------------------------------------------------------------------------------


def test_who_is_named_is_not_a_frame_too_and_a_longer_term_names_nobody() -> None:
    corpus = corpus_of(article("a", "党员下沉一线。把人民群众生命安全和身体健康放在第一位。"))
    rows, _, _ = read(corpus)
    people = network.actors(corpus, rows)
    assert people["term"].tolist() == ["党员"]
    inside = network.in_sentences(rows, people)
    assert "frame:party" not in inside and inside["actor:Party members"].tolist() == [0]


def test_pairs_count_sentences_with_both() -> None:
    corpus = corpus_of(article("a", "党员在一线。" * 4 + "企业复工。" * 4))
    rows, _, _ = read(corpus)
    found = network.pairs(corpus, rows, network.actors(corpus, rows))
    held = found[found["together"] > 0][["first", "second", "together"]].values.tolist()
    assert ["Party members", "war", 4] in held and ["enterprises", "economy", 4] in held
    assert found.iloc[0]["g2"] > network.SURE and (found["g2"] < 0).any()
    drawn = network.drawable(found)
    figure, spots = pictures.network(drawn, network.words_of(network.actors(corpus, rows)))
    assert [spot.key for spot in spots] == drawn.index.tolist()
    figures.png(figure, tight=False)


def test_every_actor_has_a_group_and_a_gloss() -> None:
    for group, terms in network.groups().items():
        assert group and all(network.gloss(term) != term for term in terms), group


# On the seeds ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds() -> tifa.Corpus:
    return tifa.load("seeds")


def test_hits_and_battles_of_the_seeds_stand_where_they_say(seeds: tifa.Corpus) -> None:
    bodies = dict(zip(seeds.documents["doc_id"], seeds.documents["body"], strict=True))
    rows, _, _ = read(seeds)
    for row in rows.to_dict("records"):
        assert bodies[row["doc_id"]][row["start"] : row["end"]] == row["term"]
    found = battles.battles(seeds, rows)
    assert len(found) > 20
    for row in found.to_dict("records"):
        assert bodies[row["doc_id"]][: row["end"]].endswith(row["battle"])


def test_most_judgements_still_have_their_hit(seeds: tifa.Corpus) -> None:
    there = trust.still_there(trust.judgements(), seeds)
    assert there.mean() > 0.9, "judge a new sample: the lexicon has changed much"
