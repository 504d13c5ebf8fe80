"""Notebook 04: shared wording side by side, by date, in families, and what remains."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import bs4
import pandas as pd
import pytest
from markupsafe import Markup

import tifa
from tifa import report
from tifa.studies import grouping
from tifa.studies.rhetoric import shared_wording as sharing
from tifa.studies.rhetoric import shared_wording_prose as prose

HOSTILE = "<script>alert(1)</script> [a|b]; $x$ {n}&"
LINE = "把人民群众生命安全和身体健康放在第一位"


@pytest.fixture(scope="module")
def seeds() -> tifa.Corpus:
    return tifa.load("seeds")


def corpus_of(*given: tuple[str, str, str | None]) -> tuple[tifa.Corpus, pd.DataFrame]:
    """A corpus of (id, body, date of publication), each body one sentence, and its articles."""
    frames = {
        field.name: pd.DataFrame() for field in dataclasses.fields(tifa.Corpus) if not field.kw_only
    }
    frames["documents"] = pd.DataFrame(
        [{"doc_id": d, "body": body, "n_chars": len(body)} for d, body, _ in given]
    )
    frames["sentences"] = pd.DataFrame(
        [{"doc_id": d, "sentence_id": 0, "start": 0, "end": len(b), "text": b} for d, b, _ in given]
    )
    terms = [
        (d, body.find("生命安全"), "生命安全", "people", "frame")
        for d, body, _ in given
        if "生命安全" in body
    ]
    frames["terms"] = pd.DataFrame(terms, columns=["doc_id", "start", "term", "frame", "kind"])
    about = pd.DataFrame(
        [
            {"doc_id": d, "article": d.upper(), "published": day, "characters": len(body)}
            for d, body, day in given
        ]
    ).astype({"published": object})
    return tifa.Corpus(**frames), about


# Passages --------------------------------------------------------------------------------------


def test_a_passage_is_shown_with_both_wordings_and_the_older_article() -> None:
    corpus, about = corpus_of(
        ("a", f"要{LINE}。", "2020-02-13"), ("b", f"始终{LINE.replace('群众', '')}!", "2020-02-03")
    )
    found = sharing.shared(corpus, about)
    row = found.rows.iloc[0]
    assert (row["one"], row["other"], row["older"], row["days"]) == ("A", "B", "B", 10)
    assert "[群众|]" in row["pieces"] and row["told in"] == "a#s-0"
    assert "the second is older by 10 days" in prose.articles_cell(row)
    assert "left open" in prose.by_date(found)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2020-02-03", "2020-02-13", (0, 10)),
        ("2020-02-13T10:31", "2020-02-03T08:00", (1, 10)),
        ("2020-02-03", "2020-02-03T09:00", None),
        ("2020-02", "2020-02-28", None),
        ("2020-03", "2020-02-28", (1, None)),
        ("2020", "2022-05-01", (0, None)),
        (None, "2020-02-03", None),
        (float("nan"), "2020-02-03", None),
        ("2020-02-30", "2020-01-01", (1, None)),
    ],
)
def test_dates_tell_no_more_than_they_hold(one: Any, other: Any, expected: Any) -> None:
    assert sharing.earlier(one, other) == expected
    turned = sharing.earlier(other, one)
    assert turned == (expected and (1 - expected[0], expected[1]))


def test_the_seeds_share_what_a_reader_finds(seeds: tifa.Corpus) -> None:
    found = sharing.shared(seeds, grouping.articles(seeds))
    wordings = set(found.rows["wording"])
    assert any("疫情就是命令,防控就是责任" in text for text in wordings)
    assert any("把人民群众生命安全和身体健康放在" in text for text in wordings)
    texts = dict(zip(seeds.documents["doc_id"], seeds.documents["body"], strict=True))
    for row in found.rows.to_dict("records"):
        one, other = (place.rpartition("#s-")[0] for place in (row["told in"], row["told there"]))
        assert row["wording"] in texts[one] and row["wording there"] in texts[other]
        sides = ["".join(pair[side] for pair in prose._pieces(row["pieces"])) for side in (0, 1)]
        assert sides == [" ".join(row[name].split()) for name in ("wording", "wording there")]


def test_no_line_is_part_of_a_longer_one_of_the_same_articles(seeds: tifa.Corpus) -> None:
    found = sharing.shared(seeds, grouping.articles(seeds))
    wordings = [row for row in found.found.passages if row.kind == "wording"]
    assert len(wordings) - found.parts == found.rows["places"].sum()
    assert len(found.found.passages) - len(wordings) == found.names
    assert not found.rows.duplicated(["one", "other", "wording", "wording there"]).any()


def test_both_sides_are_of_one_width_so_that_they_stand_below_each_other(
    seeds: tifa.Corpus,
) -> None:
    for line in sharing.shared(seeds, grouping.articles(seeds)).rows["pieces"]:
        one, other = (re.sub("<[^>]*>", "", side) for side in prose.aligned(line))
        assert len(Markup(one).unescape()) == len(Markup(other).unescape())


# Families, shares, frames ----------------------------------------------------------------------


def test_a_family_has_its_wordings_and_the_first_article() -> None:
    corpus, about = corpus_of(
        ("a", LINE, "2020-02-13"), ("b", LINE, "2020-02-03"), ("c", f"坚持{LINE}", "2020-02")
    )
    table = sharing.family_table(corpus, about, sharing.shared(corpus, about).found)
    assert table["articles"].tolist() == [3] and table["first"].isna().all()  # c may be older
    assert "3 articles" in prose.families(table, 3)
    about.loc[2, "published"] = "2020-03"
    table = sharing.family_table(corpus, about, sharing.shared(corpus, about).found)
    assert table["first"].tolist() == ["B"]
    cells = prose.family_cells({"a": "A", "b": HOSTILE, "c": "C"})
    shown = "".join(str(cell(table.to_dict("records")[0])) for cell in cells.values())
    assert not bs4.BeautifulSoup(shown, "html.parser").find("script")


def test_shared_and_own_characters_add_up(seeds: tifa.Corpus) -> None:
    about = grouping.articles(seeds)
    table = sharing.shares(seeds, about, sharing.shared(seeds, about).found)
    assert (table["shared"] + table["own"] == table["characters"]).all()
    assert table["share"].between(0, 1).all()


def test_hits_in_shared_and_own_wording_add_up(seeds: tifa.Corpus) -> None:
    about = grouping.articles(seeds)
    table = sharing.frames_in(seeds, sharing.shared(seeds, about).found)
    assert table["shared"].sum() + table["own"].sum() == (seeds.terms["kind"] == "frame").sum()
    top = table.iloc[0]
    assert f"{top['ratio']:.1f} times as often" in prose.frames(table)
    assert list(prose.frames_shown(table)["frame"])


def test_a_hit_counts_as_shared_where_it_begins_in_a_passage() -> None:
    corpus, about = corpus_of(
        ("a", LINE, None), ("b", LINE + "各地立即行动起来", None), ("c", "生命安全" * 3, None)
    )
    table = sharing.frames_in(corpus, sharing.shared(corpus, about).found)
    assert table[["shared", "own"]].values.tolist() == [[2, 1]]


# Any corpus ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        [("a", LINE, "2020")],
        [("a", LINE, None), ("b", "春耕生产有序推进", None)],
        [("a", LINE, None), ("b", "", None)],
        [("a", LINE, None), ("b", LINE, None)],
    ],
    ids=["one article", "nothing shared", "an empty body", "no dates"],
)
def test_every_sentence_holds_for_any_corpus(given: list[tuple[str, str, str | None]]) -> None:
    corpus, about = corpus_of(*given)
    found = sharing.shared(corpus, about)
    table = sharing.family_table(corpus, about, found.found)
    shares = sharing.shares(corpus, about, found.found)
    frames = sharing.frames_in(corpus, found.found)
    said = [
        prose.shared(found, len(about)), prose.by_date(found), prose.standing(found),
        prose.families(table, len(about)), prose.shares(shares), prose.frames(frames),
        prose.shares_alt(shares),
    ]  # fmt: skip
    assert all("None" not in text and "nan" not in text for text in said)
    for row in found.rows.to_dict("records"):
        assert all(cell(row) for cell in prose.PASSAGE_CELLS.values())


def test_an_empty_table_of_terms_is_no_obstacle() -> None:
    corpus, about = corpus_of(("a", LINE, None), ("b", LINE, None))
    empty = dataclasses.replace(corpus, terms=corpus.terms.head(0))
    found = sharing.shared(empty, about)
    assert found.rows["terms"].isna().all()
    assert sharing.frames_in(empty, found.found).empty
    assert "cannot be compared" in prose.frames(sharing.frames_in(empty, found.found))


def test_standing_wording_is_named() -> None:
    corpus, about = corpus_of(*((f"a{n}", f"{LINE}。", None) for n in range(60)))
    found = sharing.shared(corpus, about)
    assert "60" in prose.standing(found) and LINE in prose.standing(found)


def test_text_and_names_of_the_corpus_are_escaped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    monkeypatch.setattr(report, "_show", lambda html, *_: shown.append(str(html)))
    body = f"{LINE}{HOSTILE}第一位"
    corpus, about = corpus_of(("a", body, None), ("b", body.replace("群众", ""), None))
    about["article"] = [HOSTILE, HOSTILE + "2"]
    found = sharing.shared(corpus, about)
    assert len(found.rows)
    report.stacked(found.rows, "x", "Shared", prose.PASSAGE_CELLS)
    report.say(prose.shared(found, 2))
    assert not any(bs4.BeautifulSoup(html, "html.parser").find("script") for html in shown)
    one, other = prose.aligned(found.rows["pieces"].iloc[0])
    assert "alert" in one.striptags() or "alert" in found.rows["wording"].iloc[0]
    assert not bs4.BeautifulSoup(str(one + other), "html.parser").find("script")
