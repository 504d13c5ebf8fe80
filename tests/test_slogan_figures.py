"""Pictures of formulas: readable for no rows and for hundreds, the same on every run."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from tifa import figures
from tifa.formulas.english import AFTER, JOINTS, _heads, _singular, english, is_national, pinyin
from tifa.studies import ink as slogan_ink
from tifa.studies.slogans import figures as slogan_figures
from tifa.studies.slogans import first_uses
from tifa.studies.slogans import trees as slogan_trees

HOSTILE = "<b>$x$ {n}&\"' %"
CITIES = ["长春市", "九江市", "通化市", "Wuhan", None]
FORMULAS = ["四应四尽", "六坚持", "三保一统筹", "双报到", "1+N", "四级防控责任体系", "五化工作法"]
PATTERNS = ["N应N尽", "N个+X", "N级+X", "N化", "N+X", "N+字", "双X", "NXNY", "1+N", "A+B", "1110"]
PATTERNS += ["一X一Y", "counted list", HOSTILE]


@pytest.fixture(autouse=True)
def _style() -> Any:
    figures.use_style()
    yield
    plt.close("all")


def mentions(articles: int, each: int, seed: int = 1) -> pd.DataFrame:
    chance = random.Random(seed)
    rows = [
        {
            "label": f"{HOSTILE} 长春 {number}",
            "at": chance.random(),
            "kind": chance.choice([*slogan_figures.KINDS, "new"]),
            "canonical": "五早",
        }
        for number in range(articles)
        for _ in range(each)
    ]
    return pd.DataFrame(rows, columns=["label", "at", "kind", "canonical"])


def cells(labels: int, column: str, seed: int = 1) -> pd.DataFrame:
    chance = random.Random(seed)
    rows = [
        {
            "label": f"Changchun 长春 {number}, 2020-02-0{number % 9 + 1}",
            "pattern": chance.choice([*PATTERNS, None]),
            "numeral": chance.randrange(1, 40),
            "n": chance.randrange(0, 300),
            "rate": chance.random() * 30,
        }
        for number in range(labels)
        for _ in range(8)
    ]
    return pd.DataFrame(rows, columns=["label", column, "n", "rate"])


def edges(count: int, seed: int = 1) -> pd.DataFrame:
    chance = random.Random(seed)
    rows = [
        {
            "label": f"Doc {number // 6}",
            "parent": chance.choice(FORMULAS),
            "child": chance.choice(FORMULAS),
            "how": chance.choice(["member", "within"]),
        }
        for number in range(count)
    ]
    return pd.DataFrame(rows, columns=["label", "parent", "child", "how"])


def uses(articles: int, families: int, seed: int = 1) -> pd.DataFrame:
    chance = random.Random(seed)
    start = date(2020, 1, 20)
    rows = [
        {
            "family": f"N{head}",
            "canonical": f"{chance.choice('三四五六七八九')}{head}",
            "date": None if chance.random() < 0.1 else start + timedelta(chance.randrange(900)),
            "place": chance.choice(CITIES),
            "label": f"Doc {number}",
        }
        for number in range(articles)
        for head in "早查保关防控稳应清零检测边联"[:families]
    ]
    return pd.DataFrame(rows, columns=["family", "canonical", "date", "place", "label"])


def picture(figure: Figure) -> Image.Image:
    return Image.open(io.BytesIO(figures.png(figure, tight=False)))


def inside(figure: Figure) -> None:
    """Every text stands on the picture, so that nothing is cut."""
    figure.canvas.draw()
    wide, tall = figure.get_size_inches() * figure.dpi
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert box.x0 >= -1 and box.x1 <= wide + 1, text.get_text()
        assert box.y0 >= -1 and box.y1 <= tall + 1, text.get_text()


DRAWN = {
    "no mention": lambda: slogan_figures.dispersion(mentions(0, 0))[0],
    "mentions of one article": lambda: slogan_figures.dispersion(mentions(1, 4))[0],
    "mentions of 300 articles": lambda: slogan_figures.dispersion(mentions(300, 3))[0],
    "no pattern": lambda: slogan_figures.preferences(cells(0, "pattern")),
    "patterns of an article": lambda: slogan_figures.preferences(cells(1, "pattern")),
    "patterns of 300 articles": lambda: slogan_figures.preferences(cells(300, "pattern")),
    "no numeral": lambda: slogan_figures.numerals(cells(0, "numeral")),
    "numerals of five articles": lambda: slogan_figures.numerals(cells(5, "numeral")),
    "numerals of 300 articles": lambda: slogan_figures.numerals(cells(300, "numeral")),
    "nothing nests": lambda: slogan_figures.nesting(edges(0)),
    "three nest": lambda: slogan_figures.nesting(edges(3)),
    "thirty nest": lambda: slogan_figures.nesting(edges(30)),
    "300 nest": lambda: slogan_figures.nesting(edges(300)),
    "no family": lambda: slogan_figures.genealogy(uses(0, 0))[0],
    "a family": lambda: slogan_figures.genealogy(uses(1, 1))[0],
    "five articles": lambda: slogan_figures.genealogy(uses(5, 3))[0],
    "300 articles": lambda: slogan_figures.genealogy(uses(300, 14))[0],
    "no article has a date": lambda: slogan_figures.genealogy(uses(5, 3).assign(date=None))[0],
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_everything_is_drawn_on_any_corpus(draw: Any) -> None:
    figure = draw()
    assert figure.get_figwidth() == slogan_ink.WIDTH
    assert figure.get_figheight() < 30
    inside(figure)
    sizes = [text.get_fontsize() for text in figure.axes[0].texts]
    assert sizes and min(sizes) >= 7
    assert picture(figure).width == round(slogan_ink.WIDTH * plt.rcParams["savefig.dpi"])


def test_the_same_rows_give_the_same_picture() -> None:
    first, second = (
        [figures.png(draw(), tight=False) for name, draw in DRAWN.items() if "300" not in name]
        for _ in range(2)
    )
    assert first == second


def inked(image: Image.Image, spot: figures.Spot) -> int:
    """Return how many pixels of a spot are drawn on."""
    box = (spot.x, spot.y, spot.x + spot.width, spot.y + spot.height)
    pixels = np.asarray(image.convert("RGB").crop(tuple(round(v) for v in box)))
    return int((pixels.min(axis=2) < 150).sum())


def test_each_mention_has_its_spot() -> None:
    rows = mentions(3, 5)
    rows = rows[rows["kind"].isin(["numeral", "compound", "dual", "code"])]
    rows.index = pd.Index(range(100, 100 + len(rows)))
    figure, spots = slogan_figures.dispersion(rows)
    image = picture(figure)
    assert [spot.key for spot in spots] == list(rows.index)
    assert all(inked(image, spot) > 10 for spot in spots)


def test_each_article_of_a_family_has_its_spot() -> None:
    rows = uses(5, 3)
    figure, spots = slogan_figures.genealogy(rows)
    image = picture(figure)
    assert [spot.key for spot in spots] == list(rows.index)
    assert all(inked(image, spot) > 5 for spot in spots)


def test_earlier_articles_stand_further_left_and_undated_ones_apart() -> None:
    days = [date(2020, 3, 1), date(2020, 2, 1), None, date(2022, 4, 1)]
    rows = pd.DataFrame({"family": "N早", "canonical": "五早", "date": days, "place": "长春市"})
    rows["label"] = [f"Doc {number}" for number in rows.index]
    _, spots = slogan_figures.genealogy(rows)
    assert sorted(range(4), key=lambda key: spots[key].x) == [1, 0, 3, 2]


def test_mentions_stand_where_they_are_read() -> None:
    rows = pd.DataFrame({"label": "a", "at": [0.0, 1.0, 0.5], "kind": "code", "canonical": "1+N"})
    _, spots = slogan_figures.dispersion(rows)
    first, last, middle = (spot.x + spot.width / 2 for spot in spots)
    assert first < middle < last
    assert middle == pytest.approx((first + last) / 2, abs=0.2)


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_lanes_may_be_empty_and_keep_their_order() -> None:
    rows = mentions(1, 2).assign(label="second")
    figure, _ = slogan_figures.dispersion(rows, lanes=["first", "second", "third"])
    assert [name for name in texts(figure) if name in {"first", "second", "third"}] == [
        "first",
        "second",
        "third",
    ]


def test_headings_are_marked_and_named() -> None:
    headings = pd.DataFrame({"label": [f"{HOSTILE} 长春 0"], "at": [0.3]})
    assert "heading" in texts(slogan_figures.dispersion(mentions(1, 2), headings)[0])
    assert "heading" not in texts(slogan_figures.dispersion(mentions(1, 2))[0])


def test_counts_are_printed() -> None:
    rows = pd.DataFrame(
        {"label": ["a", "a", "b"], "pattern": "双X", "n": [2, 3, 71], "rate": [1.0, 1.0, 2.0]}
    )
    assert {"5", "71"} <= set(texts(slogan_figures.preferences(rows)))


def test_high_numerals_share_a_column() -> None:
    rows = pd.DataFrame({"label": "a", "numeral": [2, 12, 16, 33], "n": [1, 2, 3, 4]})
    shown = texts(slogan_figures.numerals(rows))
    assert "12+" in shown and shown.count("9") == 2  # a column, and the sum of three counts


def test_a_circle_is_cut_and_nothing_is_lost() -> None:
    chain = pd.DataFrame(
        [("a", x, y, "member") for x, y in [("六稳", "六保"), ("六保", "六稳")]]
        + [("b", str(n), str(n + 1), "within") for n in range(7)],
        columns=["label", "parent", "child", "how"],
    )
    shown = set(texts(slogan_figures.nesting(chain)))
    assert {"六稳", "六保", *map(str, range(8))} <= shown


def test_what_is_left_out_is_said() -> None:
    many = pd.DataFrame(
        [("a", f"{n}", f"{n}+N", "member") for n in range(40)],
        columns=["label", "parent", "child", "how"],
    )
    assert "10 more are not drawn." in texts(slogan_figures.nesting(many))


def test_variants_beyond_the_shapes_share_one() -> None:
    rows = uses(60, 1)
    figure, spots = slogan_figures.genealogy(rows)
    assert len(spots) == 60
    assert rows["canonical"].nunique() > len(slogan_trees.VARIANTS)
    inside(figure)


# English --------------------------------------------------------------------------------------


def test_every_head_has_a_singular() -> None:
    """After one stands no plural, whatever follows the noun."""
    fine = ("ss", "sis", "us", "headquarters")
    for head, known in _heads().items():
        words = _singular(known.gloss).split() if known.gloss else []
        if words and words[0] not in AFTER and words[0][0] != "'":
            at = next((n for n, word in enumerate(words) if word in JOINTS), len(words)) - 1
            assert not words[at].endswith("s") or words[at].endswith(fine), (head, words)


@pytest.mark.parametrize(
    "text", ["", "、", "“”", HOSTILE, "+", "++", "一", "双", "十" * 40, "①", "🙂三保"]
)
def test_anything_can_be_asked(text: str) -> None:
    assert isinstance(english(text), str)
    assert isinstance(pinyin(text), str)
    assert is_national(text) is None


def test_pinyin_has_a_syllable_for_each_character() -> None:
    for formula in FORMULAS:
        if "+" not in formula:
            assert len(pinyin(formula).split()) == len(formula)


# More than a picture holds ----------------------------------------------------------------------


def said(figure: Figure) -> list[str]:
    """What is written on a picture."""
    return [text.get_text() for text in figure.axes[0].texts]


def test_a_matrix_says_what_it_leaves_out_and_scales_dots_by_what_it_shows() -> None:
    rows = cells(300, "pattern").dropna(subset=["pattern"])
    notes = [text for text in said(slogan_figures.preferences(rows)) if "Left out" in text]
    assert notes == ["Left out: 2 rows and 288 columns with fewer mentions."]
    few = pd.DataFrame({"label": ["a"], "pattern": ["双X"], "n": [3], "rate": [1.0]})
    assert not [text for text in said(slogan_figures.preferences(few)) if "Left out" in text]
    rare = pd.DataFrame({"label": ["z"], "pattern": ["双X"], "n": [1], "rate": [1e6]})
    sizes = [
        max(line.get_markersize() for line in slogan_figures.preferences(table).axes[0].lines)
        for table in (rows, pd.concat([rows, rare], ignore_index=True))
    ]
    assert sizes[0] == pytest.approx(sizes[1])


def test_families_in_very_many_articles_have_a_mark_a_month() -> None:
    rows = uses(400, 3).assign(doc_id="a", sentence_id=1)
    rows["canonical"] = rows["family"]
    marks = first_uses.drawn(rows)
    assert marks["n"].sum() == len(rows)
    assert marks.groupby(["family", "canonical"]).size().max() <= first_uses.MOST_PERIODS + 1
    figure, spots = slogan_figures.genealogy(marks)
    assert {spot.key for spot in spots} == set(marks.index)
    assert any(text.startswith("A mark a month") for text in said(figure))
    inside(figure)
    few = uses(5, 3).assign(doc_id="a", sentence_id=1)
    assert first_uses.drawn(few) is few
