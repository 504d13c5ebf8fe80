"""Shared wording: what two articles have in common, what families it forms, and what remains."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import combinations

import pytest
import support
from hypothesis import given, settings
from hypothesis import strategies as st

from tifa.passages import (
    AT_MOST,
    LEAST,
    SEED,
    Passage,
    families,
    own_words,
    shared_passages,
    shared_wording,
)

moderate = settings(max_examples=100, deadline=None, derandomize=True)

DIGITS, PARTICLES = "0123456789", "的了和与及"

PIECES = (
    "把人民群众生命安全和身体健康放在第一位",
    "把人民生命安全和身体健康放在首位",
    "疫情就是命令,防控就是责任。",
    "早发现、早报告、早隔离、早治疗",
    "坚决打赢疫情防控阻击战",
    "充分发挥基层党组织的战斗堡垒作用和",
    "充分发挥基层党组织战斗堡垒作用",
    "截至2月13日24时,",
    "全市累计1234例",
    "全市累计1289例",
    "领导小组",
    "及时发现疫情",
    "的",
    "和",
    "\n",
    "。",
    "ＡＢc",
    "\ud800",
    "😷",
)
bodies = st.lists(
    st.sampled_from(PIECES) | st.text("疫情防控的,。1a\n", max_size=12), max_size=12
).map("".join)
corpora = st.dictionaries(st.text("abcd", min_size=1, max_size=3), bodies, max_size=5)


def letters(text: str) -> str:
    """Return what counts in a comparison: no marks, half width, small letters."""
    wide = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    return "".join(char for char in text if char.isalnum()).translate(wide).lower()


def seeds() -> dict[str, str]:
    return {name: support.gold_body(name) for name in support.SEED_IDS}


def sides(row: Passage) -> tuple[tuple[str, int, int], tuple[str, int, int]]:
    return (row.doc_a, row.start_a, row.end_a), (row.doc_b, row.start_b, row.end_b)


# Cases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", support.rows("passages/pairs"), ids=lambda row: row["label"])
def test_cases(row: Mapping[str, str]) -> None:
    cells = {name: support.unescape(cell) for name, cell in row.items()}
    found = shared_passages({"a": cells["a"], "b": cells["b"]})
    expected = [(cells["shared_a"], cells["shared_b"], cells["kind"])] * bool(cells["kind"])
    assert [(p.text_a, p.text_b, p.kind) for p in found] == expected


def test_the_pieces_show_what_differs() -> None:
    texts = {
        "a": "把思想和行动统一到总书记重要讲话和重要指示精神上来",
        "b": "把思想和行动统一到习近平总书记重要指示精神上来",
    }
    (row,) = shared_passages(texts)
    assert [
        (p.kind, texts["a"][p.start_a : p.end_a], texts["b"][p.start_b : p.end_b])
        for p in row.pieces
    ] == [
        ("equal", "把思想和行动统一到", "把思想和行动统一到"),
        ("only_b", "", "习近平"),
        ("equal", "总书记", "总书记"),
        ("only_a", "重要讲话和", ""),
        ("equal", "重要指示精神上来", "重要指示精神上来"),
    ]


def test_wording_said_again_in_one_document_is_a_passage_of_its_own() -> None:
    text = "始终把疫情防控摆在首要位置"
    found = shared_passages({"a": f"{text}。", "b": f"{text},会议强调{text}"})
    assert [(row.start_b, row.text_b) for row in found] == [(0, text), (18, text)]


def test_passages_that_overlap_in_both_documents_are_one() -> None:
    """What goes on behind a passage in both is joined to it, with the pieces between."""
    texts = {
        "a": "第一时间流调、第一时间管控、第一时间消杀",
        "b": "第一时间流调、第一时间隔离、第一时间转运、第一时间消杀",
    }
    (row,) = shared_passages(texts)
    assert [
        (p.kind, texts["a"][p.start_a : p.end_a], texts["b"][p.start_b : p.end_b])
        for p in row.pieces
    ] == [
        ("equal", "第一时间流调、第一时间", "第一时间流调、第一时间"),
        ("replaced", "管控、", "隔离、"),
        ("equal", "第一时间", "第一时间"),
        ("only_b", "", "转运、第一时间"),
        ("equal", "消杀", "消杀"),
    ]


def test_the_five_articles_share_what_a_reader_marks() -> None:
    found = {(row.doc_a[:3], row.doc_b[:3], row.text_a, row.text_b) for row in of_seeds()}
    for expected in (
        ("001", "003", "把人民群众生命安全和身体健康放在", "把人民生命安全和身体健康放在"),
        ("000", "002", "早发现、早报告、早隔离、早治疗", "早发现、早报告、早隔离、早治疗"),
        ("001", "002", "疫情就是命令,防控就是责任", "疫情就是命令,防控就是责任"),
    ):
        assert expected in found


def of_seeds() -> list[Passage]:
    return shared_passages(seeds())


# Nothing missed -------------------------------------------------------------------------------


def common_runs(one: str, two: str, least: int) -> Iterator[tuple[int, int, int]]:
    """Yield every run of letters that stands in both, as long as it goes: the slow way."""
    places: dict[str, list[int]] = {}
    for at in range(len(two) - least + 1):
        places.setdefault(two[at : at + least], []).append(at)
    for a in range(len(one) - least + 1):
        for b in places.get(one[a : a + least], ()):
            if a and b and one[a - 1] == two[b - 1]:
                continue
            size = least
            while a + size < len(one) and b + size < len(two) and one[a + size] == two[b + size]:
                size += 1
            yield a, b, size


def positions(body: str) -> list[int]:
    return [at for at, char in enumerate(body) if char.isalnum()]


def assert_found(name_a: str, name_b: str, texts: Mapping[str, str], rows: list[Passage]) -> None:
    """Assert that every common run lies within a passage, but for numbers and particles at its ends."""
    places_a, places_b = positions(texts[name_a]), positions(texts[name_b])
    one, two = letters(texts[name_a]), letters(texts[name_b])
    spans = [sides(row) for row in rows]
    for a, b, size in common_runs(one, two, LEAST):
        words = one[a : a + size].strip(DIGITS)
        if len(words) < LEAST or not words.strip(PARTICLES):
            continue
        left = one.index(words.strip(PARTICLES), a) - a
        right = size - left - len(words.strip(PARTICLES))
        at_a = (name_a, places_a[a + left], places_a[a + size - right - 1] + 1)
        at_b = (name_b, places_b[b + left], places_b[b + size - right - 1] + 1)
        at = sorted((at_a, at_b))
        assert any(
            all(
                s[0] == t[0] and s[1] <= t[1] and t[2] <= s[2]
                for s, t in zip(span, at, strict=True)
            )
            for span in spans
        ), words


def test_every_common_run_of_the_articles_is_found() -> None:
    texts, rows = seeds(), of_seeds()
    for one, two in combinations(texts, 2):
        assert_found(one, two, texts, rows)


def test_every_block_of_difflib_is_found() -> None:
    texts, rows = seeds(), of_seeds()
    for one, two in combinations(texts, 2):
        words = letters(texts[one]), letters(texts[two])
        shared = [
            (letters(p.text_a), letters(p.text_b)) for p in rows if (p.doc_a, p.doc_b) == (one, two)
        ]
        for block in SequenceMatcher(None, *words, autojunk=False).get_matching_blocks():
            run = words[0][block.a : block.a + block.size]
            if block.size >= LEAST:
                assert any(run in a and run in b for a, b in shared), run


@given(corpora)
@moderate
def test_every_common_run_is_found(texts: dict[str, str]) -> None:
    found = shared_wording(texts)
    if not found.skipped:
        for one, two in combinations(texts, 2):
            assert_found(one, two, texts, found.passages)


# What holds for any texts ---------------------------------------------------------------------


@given(corpora)
@moderate
def test_spans_and_pieces_are_sound(texts: dict[str, str]) -> None:
    for row in shared_passages(texts):
        assert row.doc_a < row.doc_b
        assert row.text_a == texts[row.doc_a][row.start_a : row.end_a]
        assert row.text_b == texts[row.doc_b][row.start_b : row.end_b]
        assert 0 < row.similarity <= 1
        at_a, at_b, common = row.start_a, row.start_b, 0
        for piece in row.pieces:
            assert (piece.start_a, piece.start_b) == (at_a, at_b)
            at_a, at_b = piece.end_a, piece.end_b
            one = letters(texts[row.doc_a][piece.start_a : piece.end_a])
            two = letters(texts[row.doc_b][piece.start_b : piece.end_b])
            assert (one == two) == (piece.kind == "equal")
            assert bool(one) == (piece.kind != "only_b")
            assert bool(two) == (piece.kind != "only_a")
            common += len(one) if piece.kind == "equal" else 0
        assert (at_a, at_b, common) == (row.end_a, row.end_b, row.common)
        assert row.pieces[0].kind == row.pieces[-1].kind == "equal"
        assert row.common >= LEAST


@given(corpora, st.randoms(use_true_random=False))
@moderate
def test_the_order_of_documents_is_of_no_account(
    texts: dict[str, str], chance: random.Random
) -> None:
    rows = list(texts.items())
    chance.shuffle(rows)
    assert shared_wording(rows) == shared_wording(texts)


@given(bodies, bodies)
@moderate
def test_either_document_may_be_the_first(one: str, two: str) -> None:
    straight = shared_passages({"a": one, "b": two})
    turned = shared_passages({"a": two, "b": one})
    assert sorted((s[0][1:], s[1][1:]) for s in map(sides, straight)) == sorted(
        (s[1][1:], s[0][1:]) for s in map(sides, turned)
    )


@given(corpora)
@moderate
def test_families_hold_each_document_of_theirs(texts: dict[str, str]) -> None:
    for family in families(shared_passages(texts)):
        spans = [span for wording in family.wordings for span in wording.spans]
        assert len(spans) == len(set(spans))
        assert family.documents == tuple(sorted({name for name, _, _ in spans}))
        assert len(family.documents) >= 3
        for wording in family.wordings:
            assert len({letters(texts[n][start:end]) for n, start, end in wording.spans}) == 1


@given(bodies, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=4))
@moderate
def test_own_words_and_shared_ones_make_the_body(body: str, pairs: list[list[int]]) -> None:
    spans = [(min(start, len(body)), min(end, len(body))) for start, end in pairs]
    inside = {at for start, end in spans for at in range(start, end)}
    outside = {at for start, end in own_words(body, spans) for at in range(start, end)}
    assert not inside & outside
    assert {at for at in positions(body) if at not in inside} <= outside


# Wide and hard corpora ------------------------------------------------------------------------


def test_a_passage_in_three_articles_is_a_family() -> None:
    texts = {
        "a": "始终把人民群众生命安全和身体健康放在第一位。",
        "b": "要求把人民群众生命安全和身体健康放在第一位;",
        "c": "我市把人民生命安全和身体健康放在首位",
        "d": "加快复工复产",
    }
    (family,) = families(shared_passages(texts))
    assert family.documents == ("a", "b", "c")
    assert [len(wording.spans) for wording in family.wordings] == [2, 1]
    assert family.wordings[0].text == "把人民群众生命安全和身体健康放在第一位"


def test_standing_wording_is_named_and_not_compared() -> None:
    text = "坚决打赢疫情防控阻击战"
    found = shared_wording({str(n): f"{chr(0x4E00 + n)}{text}" for n in range(AT_MOST + 1)})
    assert not found.passages
    assert [(row.text, row.documents) for row in found.standing] == [(text, AT_MOST + 1)]
    assert found.skipped == len(text) - LEAST + 1


def test_a_passage_goes_on_through_standing_wording() -> None:
    """What two documents share beyond the standing words is one passage with them."""
    standing = "坚决打赢疫情防控阻击战"
    long = f"我市广大医务人员闻令而动{standing}守护人民健康平安"
    texts = {str(n): f"{chr(0x4E00 + n)}{standing}" for n in range(AT_MOST + 1)}
    found = shared_passages(texts | {"x": long, "y": f"报道说{long}"})
    assert [row.text_a for row in found] == [long]


def changed_copy(number: int) -> str:
    """Return a long copy, without an end of a sentence, in which every sixth letter is another."""
    letters = (
        chr(0x4E00 + row % 20_000) + chr(0xAC00 + number) * (row % 5 == 4) for row in range(200_000)
    )
    return "疫情就是命令,防控就是责任" + "".join(letters)


@pytest.mark.parametrize(
    "texts",
    [
        {"a": "防" * 1_000_000, "b": "防" * 1_000_000},
        {"a": "防控" * 200_000, "b": "控防" * 200_000, "c": "防"},
        {str(n): "疫情就是命令,防控就是责任。" * 100 for n in range(1_000)},
        {str(n): "1" * 3_000 for n in range(30)},
        {str(n): f"{chr(0x4E00 + n)}疫情就是命令" * 100 for n in range(40)},
        {str(n): changed_copy(n) for n in range(2)},
    ],
    ids=["one letter", "two letters", "identical", "digits", "refrain", "changed copy"],
)
def test_hard_corpora_end(texts: dict[str, str]) -> None:
    with support.hang_guard(60):
        shared_wording(texts)


def test_a_long_copy_is_one_passage() -> None:
    chance = random.Random(1)
    text = "".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(300_000))
    with support.hang_guard(60):
        (row,) = shared_passages({"a": text, "b": f"转载{text}"})
    assert (row.common, row.similarity) == (len(text), 1)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        shared_passages([("a", "一"), ("a", "二")])
    with pytest.raises(ValueError, match="least"):
        shared_passages({}, least=SEED - 1)
