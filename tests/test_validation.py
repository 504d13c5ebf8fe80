"""Notebook 05: agreement with the gold, its bounds, damage on purpose."""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import support
from hypothesis import given, settings
from hypothesis import strategies as st

import tifa
from tifa import figures, report
from tifa.studies.overview.tables import measured
from tifa.studies.validation import agreement as validation
from tifa.studies.validation import (
    annotate,
    damage,
    own,
    peers,
    peers_prose,
    prose,
    robustness,
    segmented,
    sensitivity,
    stated,
)
from tifa.studies.validation import figures as pictures
from tifa.studies.validation import gold as marked
from tifa.studies.validation import record as recorded

TEXT = "2月3日,全市打响疫情防控阻击战。\n专家说,要坚决做到四应四尽。\n党员在一线,严防死守。"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path / "data")
    figures.use_style()


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return validation.checks(support.GOLD, support.CASES, support.SEEDS)


def documents(*bodies: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"doc_id": [f"d{n}" for n in range(len(bodies))], "body": bodies, "published": "2020-02-03"}
    )


def test_it_counts_as_the_record_does(rows: pd.DataFrame) -> None:
    told = str(prose.same_as_recorded(rows))
    assert "12 of 12" in told
    kept = recorded.record()
    agreed = validation.agreement(rows)
    for name, set_name in (("formulas", "seventh"), ("times", "fourth"), ("frames", "unseen")):
        for table in (kept, agreed):
            held = table[(table["table"] == name) & (table["set"] == set_name)]
            held = held[held["check"] == "in gold"]
            group = measured()[f"{name}_{set_name}"]
            false = group.get("false", group.get("false_dates"))
            assert int(held["of"].iloc[0] - held["right"].iloc[0]) == false


def test_every_error_has_a_class_and_a_place(rows: pd.DataFrame) -> None:
    wrong = validation.errors(rows)
    assert len(wrong) and (wrong["error"] != "").all() and (wrong["text"] != "").all()
    assert set(wrong["set"]) <= {marked.SEEDS, *marked.LAST.values()}


@pytest.mark.parametrize(("right", "of"), [(0, 5), (5, 5), (3, 5)])
def test_bounds_hold_the_share(right: int, of: int) -> None:
    asked = pd.DataFrame({"check": "found", "right": [n < right for n in range(of)]})
    row = validation.agreement(asked, ["check"]).iloc[0]
    assert 0 <= row["low"] <= row["share"] == right / of <= row["high"] <= 1


def test_without_the_gold_it_goes_on(tmp_path: Path) -> None:
    assert not marked.is_there(tmp_path / "gold", tmp_path / "cases")
    nothing = validation.none()
    assert validation.agreement(nothing).empty and validation.errors(nothing).empty


def test_a_gain_needs_the_same_base() -> None:
    table = recorded.first_sight()
    same = table["of"].astype("Int64") == table["of now"]
    assert (table["gain"].isna() == ~same).all()


def test_only_known_measures_are_quoted() -> None:
    assert "164 of 170" in str(recorded.quoted("mentions"))
    with pytest.raises(ValueError, match="no such measure: mention"):
        recorded.quoted("mention")


@pytest.mark.parametrize("name", damage.DAMAGES)
def test_damage_is_the_same_again_and_none_without_a_share(name: str) -> None:
    act = damage.DAMAGES[name]
    assert act(TEXT, 0.2, random.Random(1)) == act(TEXT, 0.2, random.Random(1))
    assert act(TEXT, 0.0, random.Random(1))[1] == 0
    assert act("", 0.1, random.Random(1)) == ("", 0)
    assert act("no Chinese", 0.1, random.Random(1))[1] == 0


@pytest.mark.parametrize("bodies", [(), ("",), ("今天天气很好。",), (TEXT,), (TEXT,) * 7])
def test_any_corpus_can_be_damaged(
    bodies: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "SHARES", (0.1,))
    table = robustness.summary(robustness.run(documents(*bodies)))
    assert (prose.after_damage(table) == "") <= ("四应四尽" not in "".join(bodies))
    if len(table):
        figures.png(pictures.kept(table))
        report.table(prose.damage_rows(table), "05_damage", "Damage")
        assert prose.kept_alt(table) and prose.moved(table)


def test_glosses_are_undone() -> None:
    table = robustness.summary(robustness.run(documents(support.gold_body(support.SEED_IDS[4]))))
    restored = table[(table["damage"] == "pinyin glosses") & (table["state"] == "restored")]
    assert (restored["formulas kept"] == 1).all()


# Words, sentences, totals, events --------------------------------------------------------------

SEGMENTED = "“去!”他说,要早报告。"


@pytest.mark.parametrize(
    ("marked_text", "found", "right", "of"),
    [
        ("“ 去 ! ”\n+ 他 说 , 要 早 报告 。", ["去", "他", "说", "要", "早", "报告"], 6, 6),
        ("“ 去 ! ”\n+ 他 说 , [要 早] 报告 。", ["去", "他", "说", "要早", "报告"], 5, 5),
        ("“ 去 ! ”\n+ 他 说 , [要 早] 报告 。", ["去", "他", "说", "要", "早", "报告"], 6, 6),
        ("“ 去 ! ”\n+ 他 说 , [要 早] 报告 。", ["去", "他说", "要", "早报", "告"], 2, 6),
        ("“ 去 ! ”\n+ 他 说 , 要 {早报告} 。", ["去", "他", "说", "要", "早", "报告"], 4, 4),
    ],
)
def test_an_open_word_is_right_cut_or_whole(
    marked_text: str, found: list[str], right: int, of: int
) -> None:
    article = segmented.placed("x", SEGMENTED, marked_text)
    spans = segmented.spans_of(found, SEGMENTED)
    asked = [row for row in segmented.word_checks(article, spans) if row.check == "found"]
    assert (sum(row.right for row in asked), len(asked)) == (right, of)


@pytest.mark.parametrize(
    ("word", "found", "error"),
    [
        ("疫情", ["疫情防控"], "joined"),
        ("疫情", ["疫", "情", "防控"], "cut finer"),
        ("疫情", ["疫", "情防", "控"], "other cut"),
    ],
)
def test_a_wrong_cut_has_its_class(word: str, found: list[str], error: str) -> None:
    body = "疫情防控"
    article = segmented.placed("x", body, "疫情 防控")
    rows = segmented.word_checks(article, segmented.spans_of(found, body))
    assert [r.error for r in rows if r.text == word and r.check == "found"] == [error]


def test_the_marked_text_must_be_the_text() -> None:
    with pytest.raises(ValueError, match="x:1: 肺炎 is not"):
        segmented.placed("x", "疫情防控", "疫情 肺炎")


def test_a_formula_is_scored_apart() -> None:
    body = "做到“四早”。"
    article = segmented.placed("x", body, "做到 “ {四早} ” 。")
    rows = list(segmented.word_checks(article, segmented.spans_of(["做到", "四", "早"], body)))
    assert [r.right for r in rows if r.check == "formula whole"] == [False]
    assert segmented.f_score(rows) == (1, 1, 1)


def test_the_marked_words_are_the_articles(rows: pd.DataFrame) -> None:
    articles = segmented.read_words(support.CASES)
    assert len(articles) == 6
    for article in articles:
        held = "".join(article.body[start:end] for start, end, _ in article.sentences)
        assert "".join(held.split()) == "".join(article.body.split())
    assert {"words", "sentences", "totals", "events"} <= set(rows["table"])


def passage(text: str, *totals: tuple[str, str]) -> dict[str, Any]:
    found = [{"verdict": verdict, "check": check} for verdict, check in totals]
    return {"from": "x/y", "text": text, "totals": found}


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (
            passage("新增30例,其中男性18例、女性12例。", ("holds", "18+12=30")),
            [("found", True), ("in gold", True), ("value", True)],
        ),
        (
            passage("新增30例,其中男性18例、女性12例。", ("open", "18+12<30")),
            [("found", True), ("in gold", True), ("value", False)],
        ),
        (passage("新增30例。", ("holds", "18+12=30")), [("found", False)]),
        (passage("新增30例,其中城区12例。"), [("in gold", False), ("no sum", False)]),
        (passage("新增30例。"), [("no sum", True)]),
    ],
)
def test_a_sum_is_found_by_its_numbers(row: dict[str, Any], asked: list[tuple[str, bool]]) -> None:
    assert [(c.check, c.right) for c in stated.total_checks(row)] == asked


# Peers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gold", "reading", "same"),
    [
        (("2020-02-03", "2020-02-03"), ("2020-02-03 00:00:00", "2020-02-03 23:59:59"), True),
        (("2020-02-03", "2020-02-03"), ("2020-02-04 00:00:00", "2020-02-04 23:59:59"), False),
        (("2020-02-03", ".."), ("2020-02-03 00:00:00", "inf"), True),
        (("..", "2020-02-10T24:00"), ("2020-02-11 00:00:00", "2020-02-11 00:59:59"), True),
        (("..", "2020-02-10"), ("2020-02-11 00:00:00", "2020-02-11 00:59:59"), False),
        (("2022-03-01", "2022-03-31"), ("2022-03-01 00:00:00", "2022-03-31 23:59:59"), True),
    ],
)
def test_a_day_is_compared_where_the_gold_closes(
    gold: tuple[str, str], reading: tuple[str, str], same: bool
) -> None:
    row = {"iso_start": gold[0], "iso_end": gold[1]}
    assert peers.same_days(row, reading) is same


def test_the_record_is_of_these_texts() -> None:
    """Ask anew with ``make peers`` where a text was corrected."""
    head, kept = peers.recorded(support.GOLD)
    assert head["peer"] == "jionlp" and head["version"]
    held = marked.read_seeds(support.GOLD)
    held += marked.read_cases(support.CASES, "times", marked.LAST["times"])
    assert {(a.set, a.name) for a in held} == set(kept)
    assert all(peers.is_of(kept[a.set, a.name], a.body) for a in held)


def test_another_text_is_left_out_for_both(tmp_path: Path) -> None:
    shutil.copytree(support.GOLD, tmp_path / "gold")
    record = tmp_path / "gold" / peers.RECORD
    lines = record.read_text(encoding="utf-8").splitlines()
    changed = [json.dumps(json.loads(line) | {"sha256": "0"}) for line in lines[1:]]
    record.write_text("\n".join([lines[0], *changed]), encoding="utf-8")
    assert peers.times(tmp_path / "gold", support.CASES).empty
    record.unlink()
    assert peers.times(tmp_path / "gold", support.CASES).empty
    assert "no record" in str(peers_prose.record(tmp_path / "gold", support.CASES))


def test_what_touches_an_unscored_time_counts_for_nobody() -> None:
    gold = [
        {"start": 0, "end": 2, "text": "当日", "kind": "anaphoric", "core": False},
        {
            **{"start": 3, "end": 7, "text": "2月3日", "kind": "date", "core": True},
            **{"iso_start": "2020-02-03", "iso_end": "2020-02-03"},
        },
    ]
    article = marked.Marked("x", "y", "当日,2月3日开会一时", {}, gold, [], [])
    day = (("2020-02-03", "2020-02-03"),)
    found = [peers.Found((0, 2), day), peers.Found((5, 7), day), peers.Found((9, 11), day)]
    rows = [(c.check, c.right) for c in peers.time_checks(article, found)]
    assert rows == [("found", True), ("value", True), ("in gold", True), ("in gold", False)]


def test_peers_are_shown() -> None:
    cut = peers.words(segmented.read_words(support.CASES)[:1])
    assert len(cut) >= 3 and (cut["right"] <= cut["given"]).all()
    assert peers_prose.words(cut)
    report.table(peers_prose.words_shown(cut), "x", "Words")


# Other tools ----------------------------------------------------------------------------------


@pytest.mark.parametrize("bodies", [(), ("今天天气很好。",), (TEXT, TEXT)])
def test_any_corpus_can_be_cut_anew(bodies: tuple[str, ...]) -> None:
    articles = [{"text": body, "id": f"d{n}"} for n, body in enumerate(bodies)]
    tables = tifa.process(pd.DataFrame(articles, columns=["text", "id"]))
    corpus = tifa.Corpus(**tables, metadata=pd.DataFrame())
    by = pd.Series("one", index=corpus.documents["doc_id"])
    table = sensitivity.run(corpus, by)
    assert (table["least"] <= table["of"]).all()
    assert peers_prose.moved(table, len(bodies))
    report.table(peers_prose.moved_shown(table), "x", "Moved")


def test_less_of_the_lexicon_is_less() -> None:
    terms = pd.DataFrame(
        {"doc_id": "a", "kind": "frame", "term": list("甲乙丙丁戊己庚辛壬癸"), "frame": "war"}
    )
    (ranks, firsts) = sensitivity.lexicon(terms)
    assert (ranks.of, ranks.kept, firsts.least) == (1, 1, 1)
    assert sensitivity.lexicon(terms.iloc[:0]) == []


# Marking an article of one's own ---------------------------------------------------------------


KEYS = (
    *("sentence", "text", "start", "end", "nth", "kind", "iso_start", "iso_end", "place_code"),
    *("frame", "expected", "members", "mentions", "verdict", "optional", "canonical"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT + "\n\n做到早发现、早报告。", encoding="utf-8")
    return annotate.template(tmp_path / "a.txt", tmp_path / "own")


def write(folder: Path, name: str, *rows: object) -> None:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")


DAY = {"sentence": 1, "text": "2月3日", "kind": "date"}
DAYS = {"iso_start": "2020-02-03", "iso_end": "2020-02-03"}
FOUR = {"kind": "numeral", "expected": [4], "mentions": [{"sentence": 2, "text": "四应四尽"}]}


def test_a_template_is_filled_in_and_scored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentences = support.json_lines(folder / "sentences.jsonl")
    body = (folder / "body.txt").read_text(encoding="utf-8")
    assert all(body[row["start"] : row["end"]] == row["text"] for row in sentences)
    assert annotate.main(["score", str(folder)]) == annotate.FAULTY
    facts = {"published": "2020-02-03", "place_code": "220100"}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    write(folder, "times", DAY | DAYS | {"place_code": "220100"})
    write(folder, "formulas", FOUR)
    write(folder, "terms", {"sentence": 1, "text": "阻击战", "frame": "war"})
    capsys.readouterr()
    assert annotate.main(["score", str(folder)]) == 0
    told = capsys.readouterr()
    assert "times: calendar value, of those found      1   1" in told.out and not told.err
    assert "frames" in told.out and "members: none where none is told" in told.out
    assert len(pd.read_csv(folder / "checks.csv")) > 5


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("times", "{", "is not JSON"),
        ("times", [1], "must be an object"),
        ("times", {}, 'needs "text"'),
        ("times", {"text": "2月3日"}, 'needs "start" and "end"'),
        ("times", {"start": 0, "end": 999, "text": "2月3日"}, "is not within the text"),
        ("times", {"start": 0, "end": 4, "text": "2月4日"}, 'is "2月3日", not "2月4日"'),
        ("times", DAY | {"sentence": 9}, "there is no sentence 9"),
        ("times", DAY | {"text": "2月4日"}, "does not stand in sentence 1"),
        ("times", DAY | {"nth": 2} | DAYS, '"nth" must be from 1 to 1'),
        ("times", DAY | {"kind": "day"}, 'kind "day" is not known'),
        ("times", DAY, "a date needs"),
        ("times", DAY | DAYS | {"iso_end": "2020-02-30"}, "is no day"),
        ("times", DAY | DAYS | {"iso_end": "2020-02-01"}, "before it begins"),
        ("times", DAY | DAYS | {"place_code": "999999"}, "is no division"),
        ("terms", {"sentence": 1, "text": "打响", "frame": "wars"}, 'frame "wars" is not known'),
        ("formulas", {"kind": "numeral"}, "mentions"),
        ("formulas", FOUR | {"kind": "number"}, 'kind "number" is not known'),
        ("formulas", FOUR | {"expected": ["4"]}, "is a list of counts"),
        ("formulas", FOUR | {"members": ["晚发现"]}, "does not stand in the text"),
        ("formulas", FOUR | {"members": ["早发现", "早报告"]}, "not complete"),
        ("formulas", FOUR | {"members": ["早发现"], "verdict": "unlisted"}, "does not go with"),
    ],
)
def test_a_fault_names_its_file_and_line(folder: Path, name: str, row: object, says: str) -> None:
    write(folder, name, "", row)
    faults = own.read_own(folder)[1]
    assert [(fault.file, fault.line) for fault in faults] == [(f"{name}.jsonl", 2)]
    assert says in str(faults[0]) and "\n" not in str(faults[0])


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.sampled_from(["2月3日", "date", "四应四尽", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=12,
)


@given(st.sampled_from(own.TABLES), st.dictionaries(st.sampled_from(KEYS), JSON) | JSON)
@settings(max_examples=300, deadline=None)
def test_no_row_breaks_the_check(name: str, row: object) -> None:
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "body.txt").write_text(TEXT, encoding="utf-8")
        (Path(place) / "facts.json").write_text("{}", encoding="utf-8")
        write(Path(place), name, json.dumps(row))
        article, faults = own.read_own(Path(place))
        assert len(faults) + len(getattr(article, name)) == 1


def test_other_encodings_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "times.jsonl").write_bytes("2月".encode("gbk"))
    assert "not UTF-8" in str(own.read_own(folder)[1][0])
    (folder / "times.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(DAY | DAYS).encode())
    assert own.read_own(folder)[1] == []
    (folder / "body.txt").write_bytes("2月".encode("gbk"))
    assert annotate.main(["score", str(folder)]) == annotate.UNUSABLE
    assert "not UTF-8" in capsys.readouterr().err


def test_rows_must_not_overlap(folder: Path) -> None:
    write(folder, "times", DAY | DAYS, DAY | DAYS | {"text": "3日"})
    assert [str(f) for f in own.read_own(folder)[1]] == ["times.jsonl:2: overlaps line 1 (0–4)"]


def test_work_is_not_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["template", str(folder.parent / "a.txt"), "-o", str(folder)]
    assert annotate.main(given) == annotate.UNUSABLE
    assert "is not empty" in capsys.readouterr().err
    assert annotate.main(["score", str(folder / "nowhere")]) == annotate.UNUSABLE


def test_contributed_articles_have_no_fault() -> None:
    for path in sorted((support.CASES / validation.CONTRIBUTED).glob("*/")):
        assert own.read_own(path)[1] == []


def test_the_worked_example_is_true(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What ``docs/ANNOTATING.md`` shows is what comes of it."""
    page = (support.ROOT / "docs" / "ANNOTATING.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)\n```", page, re.S)
    seed = next(support.SEEDS.glob("001_*.txt"))
    made = annotate.template(seed, tmp_path / "own", 2)
    (made / "facts.json").write_text(blocks[0], encoding="utf-8")
    write(made, "times", *blocks[1].splitlines())
    write(made, "terms", *blocks[2].splitlines())
    assert annotate.score(made) == 0
    told = capsys.readouterr().out
    shown = page.split("every error:\n```\n")[1].split("```")[0]
    assert all(line in told for line in shown.splitlines() if line != "...")
    quoted = "".join(line[2:] for line in page.splitlines() if line.startswith("> "))
    assert quoted == "".join((made / "body.txt").read_text(encoding="utf-8").split("\n"))
