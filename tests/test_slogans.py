"""Notebook 03: formulas counted, spelled out, compared and placed, on any corpus."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import Any

import bs4
import notebook_runs
import pandas as pd
import pytest
from notebook_runs import (
    HOSTILE,
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
from tifa import report
from tifa.formulas.english import is_national
from tifa.formulas.shapes import shape_of
from tifa.studies.slogans import (
    cells,
    context,
    families,
    first_uses,
    nesting,
    parallels,
    prose,
    tables,
)
from tifa.studies.slogans import counts as slogans
from tifa.studies.slogans import families_prose as spread

NOTEBOOK = "03_slogan_formulas.ipynb"
SENTENCES = ["doc_id", "sentence_id", "start", "end", "text", "kind"]
CITIES = ["220100", "360400", "420100", "220000", "110105", "100000", None]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path, monkeypatch)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return watch(monkeypatch)


def formula(canonical: str, *members: str, kind: str | None = None, **more: Any) -> dict[str, Any]:
    """A formula and what it stands for: 六坚持 with its members behind it."""
    shape = shape_of(canonical)
    kind = kind or (shape.kind if shape else "parallel")
    expected = list(shape.expected) if shape and kind != "parallel" else []
    named = len(members) == sum(expected)
    verdict = ("complete" if named else "mismatch") if members else "unlisted"
    return {
        "canonical": canonical,
        "members": list(members),
        "kind": kind,
        "expected": expected,
        "verdict": None if kind == "parallel" else verdict,
        "pattern": shape.pattern if shape and kind not in ("parallel", "counted_list") else None,
        **more,
    }


def article(doc_id: str, *held: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An article that has some formulas."""
    return notebook_runs.article(doc_id, **more) | {"formulas": held}


def corpus_of(*articles: dict[str, Any], waves: dict[str, str] | None = None) -> tifa.Corpus:
    """A corpus of articles; every formula stands in a sentence of its own, with its members."""
    documents, sentences, mentions, listed = [], [], [], []
    for given in articles:
        doc_id, body, rows = given["doc_id"], given["text"], []
        for number, row in enumerate(given["formulas"]):
            start = len(body) + 3
            body += f"坚持“{row['canonical']}”:"
            spans = []
            for member in row["members"]:
                spans.append([len(body), len(body) + len(member)])
                body += member + "、"
            body += "。"
            kind = "heading" if number == 0 else "sentence"
            line = (doc_id, number, start - 3, len(body), body[start - 3 :], kind)
            sentences.append(dict(zip(SENTENCES, line, strict=True)))
            at = {"doc_id": doc_id, "sentence_id": number, "start": start}
            at |= {"end": start + len(row["canonical"]), "raw_start": None, "raw_end": None}
            mentions.append({**row, **at, "surface": row["canonical"], "quoted": True})
            stated = "after" if spans else None
            rows.append({**row, **at, "member_spans": spans, "stated": stated, "n_mentions": 1})
        listed += rows
        documents.append(document(given, body))
    frames = {
        field.name: pd.DataFrame() for field in dataclasses.fields(tifa.Corpus) if not field.kw_only
    }
    frames["documents"] = pd.DataFrame(documents).astype({"published": object, "place": object})
    frames["sentences"] = pd.DataFrame(sentences, columns=SENTENCES)
    frames["formulas"] = pd.DataFrame(mentions, columns=slogans.MENTION_COLUMNS)
    frames["expansions"] = pd.DataFrame(listed, columns=slogans.EXPANSION_COLUMNS)
    frames["metadata"] = metadata(waves)
    return tifa.Corpus(**frames)


def large(n: int) -> tifa.Corpus:
    """Many articles with formulas from a stock, some dated, some with parallels and mismatches."""
    chance = random.Random(1)
    heads = [
        "坚持",
        "早",
        "到位",
        "个到位",
        "个一律",
        "方责任",
        "级网格长",
        "联动",
        "查",
        "化工作法",
    ]
    stock = [f"{n}{head}" for n in "两三四五六七八九" for head in heads]
    stock += [
        "双报到",
        "双组长",
        "三保一统筹",
        "五巡三查",
        "1+N",
        "党建+",
        "党建+网格",
        "1110",
        "四应四尽",
    ]
    stock += [f"外防{x}、内防{y}" for x in ("输入", "输出", "扩散") for y in ("扩散", "反弹")]
    codes = cities()
    articles = []
    for number in range(n):
        day = some_day(chance)
        published = chance.choice([day.isoformat(), f"{day:%Y-%m}", f"{day}T08:00", None])
        held = []
        for name in chance.sample(stock, chance.randrange(12)):
            members = [f"{chance.choice(stock)}{k}" for k in range(chance.choice([0, 0, 2, 3, 5]))]
            held.append(formula(name, *members))
        code = chance.choice([*chance.sample(codes, 20), None])
        articles.append(
            article(f"d{number}", *held, published=published, code=code, text="防疫" * 40)
        )
    return corpus_of(*articles)


CORPORA = {
    "no formula": lambda: corpus_of(article("a", text="全市动员。")),
    "no text": lambda: corpus_of(article("a")),
    "one": lambda: corpus_of(article("a", formula("六坚持", "一", "二"), code="220100")),
    "parallels only": lambda: corpus_of(article("a", formula("外防输入、内防扩散"))),
    "unlisted only": lambda: corpus_of(
        article("a", formula("六稳")), article("b", formula("六稳"))
    ),
    "five": lambda: corpus_of(
        article(
            "a", formula("四早", *"甲乙丙丁"), formula("五早"), code="220100", published="2020-02"
        ),
        article("b", formula("五早", *"甲乙丙丁戊"), code="220000", published="2020-01-30T10:00"),
        article("c", formula("1+N"), formula("三保一统筹", "保甲", "保乙", "保丙", "六稳")),
        article("d", formula("四应四尽", "应检尽检", "应收尽收"), code="110105", published="2022"),
        article("e", formula(HOSTILE, HOSTILE, kind="numeral"), text=HOSTILE, published="x"),
        waves={"a": "2020 (first wave)", "d": "<b>2022</b>"},
    ),
    "three hundred": lambda: large(300),
}


@pytest.mark.parametrize("make", CORPORA.values(), ids=CORPORA)
def test_the_notebook_runs_on_any_corpus(
    make: Any, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_notebook(NOTEBOOK, make(), monkeypatch)
    assert not check_shown(shown).find_all("b")


def test_the_concordance_takes_any_formula(
    shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = run_notebook(NOTEBOOK, CORPORA["five"](), monkeypatch, FORMULA="三保一统筹")
    assert names["lines"]["node"].tolist() == ["三保一统筹"]


# Counts ---------------------------------------------------------------------------------------


def test_parallels_are_in_no_count_of_formulas() -> None:
    both = formula("外防输入、内防扩散", "外防输入", "内防扩散")
    corpus = corpus_of(article("a", formula("六稳"), both), article("b", both))
    about, rows = slogans.articles(corpus), slogans.mentions(corpus)
    listed = slogans.expansions(corpus)
    for by in ("article", "city", "wave"):
        found = slogans.frequencies(about, rows, by)
        assert found["mentions"].sum() == 1 and found["parallels"].sum() == 2
    assert slogans.preferences(about, rows)["n"].sum() == 1
    assert slogans.numerals(about, rows)["n"].sum() == 1
    assert slogans.shape_table(rows)["mentions"].sum() == 1
    assert len(tables.ledger(corpus, listed)) == 1 and prose.verdicts(listed)["unlisted"] == 1
    assert families.shared(listed).empty and first_uses.genealogy(rows, listed).empty
    assert parallels.parallel_table(rows, listed)["articles"].tolist() == [2]
    share = context.share(about, rows, listed).iloc[0]
    assert share["in formulas"] == share["with members"] == 2
    assert share["with parallels"] == 2 + len("外防输入、内防扩散")
    assert "holds 1 formula that counts something, named 1 time:" in prose.finding(
        about, rows, listed
    )


def test_every_mention_is_in_one_kind_one_city_and_one_wave() -> None:
    corpus = large(60)
    about, rows = slogans.articles(corpus), slogans.mentions(corpus)
    n = len(slogans.counted(rows))
    kinds = [slogans.KINDS[kind] for kind in slogans.COUNTED]
    for by in ("article", "city", "wave"):
        found = slogans.frequencies(about, rows, by)
        assert found["mentions"].sum() == n == found[kinds].to_numpy().sum()
        assert found["characters"].sum() == about["characters"].sum()
    assert slogans.preferences(about, rows)["n"].sum() == n


def test_waves_are_curated_else_years_and_stand_by_date() -> None:
    corpus = corpus_of(
        article("a", published="2022-04"),
        article("b", published="2020-02-03"),
        article("c"),
        article("d", published="2020-05"),
        waves={"b": "2020 (first)", "a": "2020 (late)"},
    )
    about = slogans.articles(corpus)
    assert about["wave"].tolist() == ["2020 (late)", "2020 (first)", "no date", "2020"]
    by_wave = slogans.frequencies(about, slogans.mentions(corpus), "wave")
    assert by_wave["wave"].tolist() == ["2020 (first)", "2020", "2020 (late)", "no date"]


def test_numerals_of_a_compound_count_each_and_codes_do_not() -> None:
    corpus = corpus_of(article("a", formula("三保一统筹"), formula("1110"), formula("双报到")))
    found = slogans.numerals(slogans.articles(corpus), slogans.mentions(corpus))
    assert found[["numeral", "n"]].values.tolist() == [[1, 1], [2, 1], [3, 1]]


def test_many_articles_are_compared_by_city() -> None:
    few = [article(f"a{n}", formula("六稳"), code="220113") for n in range(slogans.FEW)]
    more = [*few, article("b", code="220100")]
    for given, by in ((few, "article"), (more, "city")):
        about = slogans.articles(corpus_of(*given))
        assert slogans.compared_by(about) == by
    assert about["city"].unique().tolist() == ["Changchun"]


def test_a_character_counts_once_in_the_share() -> None:
    corpus = corpus_of(article("a", formula("三联动", "一村一警", "村医", "社区")))
    inner = corpus.formulas.iloc[0].to_dict() | {"canonical": "一村一警", "surface": "一村一警"}
    start = corpus.expansions["member_spans"].iloc[0][0][0]
    inner |= {"start": start, "end": start + 4, "kind": "compound"}
    rows = pd.concat([corpus.formulas, pd.DataFrame([inner])], ignore_index=True)
    corpus = dataclasses.replace(corpus, formulas=rows)
    about, listed = slogans.articles(corpus), slogans.expansions(corpus)
    share = context.share(about, slogans.mentions(corpus), listed).iloc[0]
    assert (share["in formulas"], share["with members"]) == (7, 3 + 4 + 2 + 2)


# The ledger -----------------------------------------------------------------------------------


def test_the_ledger_prints_the_sum_and_leads_to_the_sentences(shown: list[str]) -> None:
    corpus = corpus_of(
        article("a", formula("六稳"), formula("三保一统筹", "保甲", "保乙", "保丙", "统筹丁"))
    )
    found = tables.ledger(corpus, slogans.expansions(corpus))
    assert found["check"].tolist() == ["6 named, none listed", "3 + 1 named = 4 listed"]
    assert found["members told in"].tolist()[1].split("; ") == ["a#s-1"] * 4
    report.stacked(found, "l", "L", cells.LEDGER_CELLS)
    soup = bs4.BeautifulSoup(shown[0], "html.parser")
    assert [a.get_text() for a in soup.select("ol a")] == ["保甲", "保乙", "保丙", "统筹丁"]
    assert {td["data-label"] for td in soup.find_all("td")} == set(cells.LEDGER_CELLS)
    assert len(pd.read_csv(report.FOLDER / "l.csv")) == 2


def test_a_mismatch_stands_beside_the_words_of_the_page() -> None:
    corpus = corpus_of(article("a", formula("六坚持", "坚持甲", "坚持乙"), formula("六稳")))
    found = tables.mismatches(corpus, slogans.expansions(corpus))
    assert found["on the page"].tolist() == ["坚持“六坚持”:坚持甲、坚持乙、。"]
    assert found["check"].tolist() == ["6 named, 2 listed: mismatch"]
    assert "may be the writer" in prose.mismatches(found)
    assert prose.mismatches(found.iloc[:0]).startswith("No formula")


def test_hostile_text_is_escaped_in_stacked_tables(shown: list[str]) -> None:
    corpus = corpus_of(article("a", formula(HOSTILE, HOSTILE, kind="numeral")))
    found = tables.mismatches(corpus, slogans.expansions(corpus).assign(verdict="mismatch"))
    report.stacked(found, "m", HOSTILE, cells.MISMATCH_CELLS)
    soup = bs4.BeautifulSoup(shown[0], "html.parser")
    assert soup.find("script") is None and soup.select_one("ol a").get_text() == HOSTILE


# Families, nesting, first uses ----------------------------------------------------------------


def family_of(*names: str, kind: str | None = None) -> list[str]:
    corpus = corpus_of(article("a", *(formula(name, kind=kind) for name in names)))
    found = families.families(slogans.expansions(corpus))
    return [found[name] for name in names]


@pytest.mark.parametrize(
    ("names", "together"),
    [
        (["四早", "五早"], True),
        (["七个到位", "五到位"], True),
        (["四应四尽", "六应六尽"], True),
        (["双清零", "三个“清零”"], True),
        (["党建+", "党建+网格"], True),
        (["外防输入、内防扩散", "外防输出、内防反弹"], True),
        (["外防输入、内防扩散", "严防死守、群防群治"], False),
        (["四查", "四早"], False),
        (["1+N", "5+5"], False),
        (["五巡三查", "三查"], False),
        (["双报到", "双组长"], False),
    ],
)
def test_variants_are_found_by_form(names: Sequence[str], together: bool) -> None:
    assert (len(set(family_of(*names))) == 1) is together


def test_counted_lists_have_no_variants() -> None:
    assert len(set(family_of("三个区", "四个区", kind="counted_list"))) == 2


def test_what_is_local_is_neither_national_nor_a_counted_list() -> None:
    assert is_national("六稳") is not None
    corpus = corpus_of(
        article("a", formula("六稳"), formula("七联防"), formula("三个区", kind="counted_list")),
        article("b", formula("九联控")),
        article("c", formula("九联控")),
    )
    listed = slogans.expansions(corpus)
    found = families.local(listed)
    assert found["formula"].tolist() == ["七联防"]
    assert "None is claimed to have been coined" in spread.local(found, 3)
    assert families.national(listed)["formula"].tolist() == ["六稳"]
    assert families.shared(listed)["formula"].tolist() == ["九联控"]


def test_shared_formulas_say_whether_they_list_the_same() -> None:
    corpus = corpus_of(
        article("a", formula("三查", "甲", "乙", "丙"), formula("两测", "甲", "乙")),
        article("b", formula("三查", "丙", "甲", "乙"), formula("两测", "甲", "丙")),
    )
    found = families.shared(slogans.expansions(corpus)).set_index("formula")
    assert found["members"].to_dict() == {"三查": "alike", "两测": "different"}


def test_nesting_tells_members_from_what_stands_within_them() -> None:
    corpus = corpus_of(
        article("a", formula("三联动", "“一村一警”", "村医", "甲"), formula("一村一警")),
        article("b", formula("两坚持", "坚持“双法双测”底线", "乙"), formula("双法双测")),
        article("c", formula("六稳", "一村一警"), formula("外防输入、内防扩散", "六稳")),
    )
    edges = nesting.nesting(slogans.mentions(corpus), slogans.expansions(corpus))
    assert edges[["parent", "child", "how"]].values.tolist() == [
        ["三联动", "一村一警", "member"],
        ["两坚持", "双法双测", "within"],
    ]


def test_first_uses_stand_by_date_and_the_undated_apart() -> None:
    corpus = corpus_of(
        article("a", formula("五早"), published="2022-04", code="220000"),
        article("b", formula("四早"), published="2020-02-03", code="220100"),
        article("c", formula("四早")),
        article("d", formula("六稳"), published="2020-01-01"),
    )
    found = first_uses.genealogy(slogans.mentions(corpus), slogans.expansions(corpus))
    assert found["canonical"].tolist() == ["四早", "五早", "四早"]
    assert found["date"].isna().tolist() == [False, False, True]
    first = first_uses.first_uses(found).iloc[0]
    assert (first["first"], first["on"], first["in"]) == ("四早", "2020-02-03", "Changchun")
    assert (first["articles"], first["undated"], first["told in"]) == (3, 1, "b#s-0")
    assert first_uses.over_time(found) == 0
    assert "hint at best" in spread.genealogy(found, slogans.articles(corpus))


def test_a_frame_keeps_what_does_not_change() -> None:
    table = parallels.parallel_table(
        *(
            frame(corpus_of(article("a", formula("守土有责、守土担责、守土尽责"))))
            for frame in (slogans.mentions, slogans.expansions)
        )
    )
    assert table[["frame", "characters in each"]].values.tolist() == [["守土□责", "4 + 4 + 4"]]


# In context -----------------------------------------------------------------------------------


def test_a_concordance_is_sorted_outwards_from_the_node() -> None:
    corpus = corpus_of(article("a", text="丙甲六稳乙。\n甲乙六稳丙。丁六稳甲"))
    by = {
        sort: context.kwic(corpus, "六稳", sort=sort, width=2) for sort in ("left", "right", "text")
    }
    assert by["text"]["left"].tolist() == ["丙甲", "甲乙", "。丁"]
    assert by["left"]["left"].tolist() == sorted(by["text"]["left"], key=lambda text: text[::-1])
    assert by["right"]["right"].tolist() == sorted(by["text"]["right"])
    assert by["text"]["right"].tolist()[0] == "乙。", "a context ends with its paragraph"
    with pytest.raises(ValueError, match="use 'left'"):
        context.kwic(corpus, "六稳", sort="up")


def test_marks_lead_to_sentences_and_stand_within_the_text() -> None:
    corpus = large(30)
    drawn = tables.drawn(slogans.mentions(corpus))
    assert drawn["doc_id"].nunique() == tables.MOST_LANES
    assert drawn["at"].between(0, 1).all() and drawn.index.tolist() == list(range(len(drawn)))
    told = tables.told(corpus, drawn)
    assert list(told) == drawn.index.tolist()
    known = set(zip(corpus.sentences["doc_id"], corpus.sentences["sentence_id"], strict=True))
    assert {place[1:] for place in told.values()} <= known


# On the seeds ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds() -> tifa.Corpus:
    return tifa.load("seeds")


def test_mentions_of_the_seeds_stand_where_they_say(seeds: tifa.Corpus) -> None:
    bodies = dict(zip(seeds.documents["doc_id"], seeds.documents["body"], strict=True))
    rows = slogans.mentions(seeds)
    assert len(slogans.counted(rows)) > 50
    for row in rows.to_dict("records"):
        assert bodies[row["doc_id"]][row["start"] : row["end"]] == row["surface"]
        assert row["kind"] in slogans.KINDS and 0 <= row["at"] <= 1


def test_the_ledger_of_the_seeds_has_every_formula_once_an_article(seeds: tifa.Corpus) -> None:
    listed = slogans.expansions(seeds)
    found = tables.ledger(seeds, listed)
    assert len(found) == len(slogans.counted(listed)) == sum(prose.verdicts(listed).values())
    assert set(found["verdict"]) <= set(tables.VERDICTS.values())
    assert set(found["stated"].dropna()) <= set(tables.STATED.values())
    assert not found["in English"].str.contains("nan|None").any()


def test_members_of_the_seeds_lead_to_the_sentences_that_hold_them(seeds: tifa.Corpus) -> None:
    texts = {
        f"{row['doc_id']}#s-{row['sentence_id']}": row["text"]
        for row in seeds.sentences.to_dict("records")
    }
    bodies = dict(zip(seeds.documents["doc_id"], seeds.documents["body"], strict=True))
    listed = slogans.counted(slogans.expansions(seeds))
    for row, line in zip(
        listed.to_dict("records"), tables.ledger(seeds, listed).to_dict("records"), strict=True
    ):
        places = str(line["members told in"] or "").split("; ")
        for (start, end), place in zip(row["member_spans"], places, strict=False):
            first = bodies[row["doc_id"]][start:end].split("\n")[0]
            assert first[:2] in texts[place], (row["canonical"], first, place)
