"""Notebook 05: agreement with the gold, its bounds, damage on purpose."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import support

from tifa import figures, report
from tifa.studies.overview.tables import measured
from tifa.studies.validation import agreement as validation
from tifa.studies.validation import damage, prose, robustness
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
