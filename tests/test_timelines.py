"""Notebook 02: statements in order, in pictures that lead to their sentences, on any corpus."""

from __future__ import annotations

import base64
import dataclasses
import io
import random
import re
from datetime import date, timedelta
from typing import Any

import bs4
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colors
from matplotlib import pyplot as plt
from PIL import Image

from tifa import figures, links, report
from tifa.corpus.analysis import from_tables
from tifa.studies.overview import tables as overview
from tifa.studies.timelines import actions, dated, dated_prose, distances, divisions, panels, prose
from tifa.studies.timelines import events as timelines
from tifa.studies.timelines import figures as timeline_figures
from tifa.studies.timelines import tables as timeline_tables

HOSTILE = "<script>alert(1)</script> $x$ \"'{n}&"
TIMES = ["doc_id", "sentence_id", "start", "end", "text", "kind", "iso_start", "iso_end"]
TIMES += ["resolved_from", "core", "place", "place_code"]
EVENTS = ["doc_id", "sentence_id", "start", "end", "text", "time_start", "time_end"]
EVENTS += ["iso_start", "iso_end", "place", "place_code", "action", "figures"]
CITIES = ["220100", "360400", "420100", "220000", "110105", "429004", "100000", "152500", "513400"]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path / "data")
    figures.use_style()


def statement(
    doc_id: str, iso: str | None, action: str | None, code: str | None = "220100", **more: Any
) -> dict[str, Any]:
    """A dated statement; ``iso`` is a day, or two values with a slash between."""
    start, _, end = (iso or "").partition("/")
    return {
        "doc_id": doc_id,
        "iso_start": start or None,
        "iso_end": end or start or None,
        "place_code": code,
        "action": action,
        "clause": f"部署{action}。",
        "figures": [],
        "kind": "date",
        **more,
    }


def corpus_of(*rows: dict[str, Any], about: dict[str, str] | None = None, **more: Any) -> Any:
    """A corpus of statements, each a sentence of its own; ``about`` has places of articles."""
    bodies: dict[str, str] = dict.fromkeys(about or {}, "")
    sentences, times, events = [], [], []
    for row in rows:
        body = bodies.get(row["doc_id"], "")
        start, clause = len(body), row["clause"]
        bodies[row["doc_id"]] = body + clause
        at = {"doc_id": row["doc_id"], "start": start, "end": start + len(clause), "text": clause}
        at["sentence_id"] = sum(s["doc_id"] == row["doc_id"] for s in sentences)
        sentences.append(at)
        place = divisions.chinese(row["place_code"]) if row["place_code"] else None
        core = row["iso_start"] is not None
        times.append({**row, **at, "place": place, "core": core, "resolved_from": "stated"})
        events.append({**times[-1], "time_start": start, "time_end": start + 2})
    documents = pd.DataFrame(
        [
            {
                "doc_id": doc_id,
                "body": body,
                "published": None,
                "place_code": (code := (about or {}).get(doc_id)),
                "place": divisions.chinese(code) if code else None,
                "n_chars": len(body),
                "n_sentences": sum(s["doc_id"] == doc_id for s in sentences),
            }
            for doc_id, body in (bodies or {"empty": ""}).items()
        ]
    )
    return from_tables(
        documents=documents,
        sentences=pd.DataFrame(
            sentences, columns=["doc_id", "sentence_id", "start", "end", "text"]
        ),
        times=pd.DataFrame(times, columns=TIMES),
        events=pd.DataFrame(events, columns=EVENTS),
        **more,
    )


def large(cities: int, each: int) -> Any:
    """Many cities, years and kinds of date."""
    chance = random.Random(1)
    codes = sorted(c for c in divisions._names() if c.endswith("00") and not c.endswith("0000"))
    rows, about = [], {}
    for number, code in enumerate(chance.sample(codes, cities)):
        about[doc_id := f"d{number}"] = code
        for _ in range(each):
            day = date(2019, 11, 1) + timedelta(chance.randrange(1200))
            end = day + timedelta(chance.choice([0, 0, 5]))
            iso = chance.choice([f"{day}/{end}", f"{day}/..", f"../{day}", f"{day:%Y-%m}", ""])
            action = chance.choice([*actions.ACTIONS, None])
            where = chance.choice([code, code, code, *CITIES, None])
            rows.append(statement(doc_id, iso, action, where, figures=[figure(chance.random())]))
    return corpus_of(*rows, about=about)


def figure(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "例", "what": "病例", "start": 0, "end": 1}


CORPORA = {
    "nothing": lambda: corpus_of(),
    "an article without a date": lambda: corpus_of(about={"a": "220100"}),
    "years missing": lambda: corpus_of(statement("a", None, "meeting"), about={"a": "220100"}),
    "no place": lambda: corpus_of(statement("a", "2020-02-03", "meeting", None)),
    "one": lambda: corpus_of(statement("a", "2020-02-03", None), about={"a": "220100"}),
    "elsewhere only": lambda: corpus_of(
        statement("a", "2020-02-03", "closure", "420100"), about={"a": "220100"}
    ),
    "a year apart": lambda: corpus_of(
        statement("a", "2020-01-20", "case_report"),
        statement("a", "2022-03-01/2022-03-31", "case_report", "220113"),
        about={"a": "220000"},
    ),
    "five cities": lambda: large(5, 6),
    "twenty-five cities": lambda: large(25, 8),
    "one city, much": lambda: large(1, 150),
}


@pytest.mark.parametrize("make", CORPORA.values(), ids=CORPORA)
def test_everything_works_on_any_corpus(make: Any) -> None:
    corpus = make()
    statements = timelines.events(corpus)
    places = timelines.places(corpus, statements)
    drawn = timelines.drawn_places(places)
    assert len(drawn) <= timelines.MOST_PLACES
    assert prose.finding(statements, places).strip()
    assert prose.coverage(statements, places, drawn).strip()
    for code in drawn["code"]:
        rows = timelines.timeline(statements, code)
        shown = panels.drawable(rows)
        assert 0 < len(shown) <= panels.MOST_DRAWN
        assert prose.timeline(rows, 1) and prose.timeline_alt(rows, code)
        assert len(timeline_tables.key_table(rows)) == len(rows)
        picture, spots = timeline_figures.of_place(shown)
        check_spots(picture, spots, timeline_tables.told(shown, shown["no"]))
    others = timelines.elsewhere(statements, drawn, places)
    assert prose.elsewhere(others, drawn).strip()
    if len(shown := panels.drawable(others)):
        picture, spots = timeline_figures.of_place(shown, by_place=True)
        check_spots(picture, spots, timeline_tables.told(shown, shown["no"]))
    own = statements[statements["group"].isin(drawn["code"])]
    same = panels.comparable(own)
    assert prose.groups(own, same).strip() and prose.compared(same).strip()
    if len(same):
        marks = panels.merged(same)
        assert marks["more"].sum() + len(marks) == len(same)
        picture, spots = timeline_figures.of_places(marks, drawn["code"])
        check_spots(picture, spots, timeline_tables.told(marks, marks.index))
    lags = distances.lags(statements)
    for start in lags["from"].drop_duplicates():
        assert len(distances.lag_table(lags, start)) and dated_prose.lags(lags, start)
    share = dated.dated_share(corpus)
    assert share["share of sentences"].between(0, 1).all() and dated_prose.share(share)
    assert (
        dated_prose.kinds(corpus)
        and dated_prose.sources(corpus)
        and dated_prose.lags_caution(corpus)
    )
    assert len(dated.kinds(corpus)) == len(dated.sources(corpus))
    assert dated_prose.figures(timeline_tables.figure_table(corpus, statements))
    assert dated_prose.totals(timeline_tables.totals(corpus))
    assert len(timeline_tables.event_table(statements)) == len(statements)


def check_spots(picture: Any, spots: list[figures.Spot], told: dict[int, Any]) -> None:
    """Every row has one spot, inside the picture and on its mark; spots do not cover each other."""
    image = np.asarray(Image.open(io.BytesIO(figures.png(picture, tight=False))).convert("RGB"))
    assert sorted(told) == [spot.key for spot in spots]
    tall, wide = image.shape[:2]
    for spot in spots:
        assert spot.x >= -1 and spot.x + spot.width <= wide + 1
        assert spot.y >= 0 and spot.y + spot.height <= tall
        inside = image[
            int(spot.y) : int(spot.y + spot.height), int(max(spot.x, 0)) : int(spot.x + spot.width)
        ]
        coloured = [
            (abs(inside.astype(int) - np.array(colors.to_rgb(colour)) * 255) < 4).all(axis=2).sum()
            for colour, _ in timeline_figures.STYLES.values()
        ]
        assert max(coloured) > 40, "no mark in the spot"
    for a in spots:
        for b in spots:
            across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
            down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
            assert a is b or across < 6 or down < 6, (a, b)


def test_a_city_has_its_own_events_only() -> None:
    codes = ["220113", "220100", "220000", "100000", "220200", None]
    rows = [statement("a", "2020-02-03", "meeting", code) for code in codes]
    statements = timelines.events(corpus_of(*rows, about={"a": "220100"}))
    assert timelines.timeline(statements, "220100")["place_code"].tolist() == ["220113", "220100"]
    assert timelines.timeline(statements, "100000")["no"].tolist() == [1]


def test_two_expressions_for_one_day_are_one_statement() -> None:
    corpus = corpus_of(
        statement("a", "2020-01-26", "meeting", clause="1月26日,大年初二,召开会议。")
    )
    again = corpus.events.assign(start=6, time_start=6, text="大年初二,召开会议。")
    corpus = dataclasses.replace(corpus, events=pd.concat([corpus.events, again]))
    statements = timelines.events(corpus)
    assert statements["text"].tolist() == ["1月26日,大年初二,召开会议。"]


def test_two_statements_of_one_sentence_on_one_day_stay_two() -> None:
    corpus = corpus_of(statement("a", "2020-01-26", "meeting", clause="26日开会;26日停运。"))
    first = corpus.events.assign(end=6, text="26日开会;")
    second = corpus.events.assign(start=6, text="26日停运。", action="closure")
    corpus = dataclasses.replace(corpus, events=pd.concat([first, second]))
    assert timelines.events(corpus)["action"].tolist() == ["meeting", "closure"]


def test_the_order_is_that_of_the_days_and_the_undated_come_last() -> None:
    isos = ["2020-02-03", None, "../2020-01-20", "2020-01-19/..", "2019-12"]
    rows = [statement("a", iso, "meeting") for iso in isos]
    numbered = timelines.timeline(timelines.events(corpus_of(*rows)), "220100")
    assert numbered["no"].isna().tolist() == [False] * 4 + [True]
    shown = timeline_tables.key_table(numbered)["date"].tolist()
    assert shown[:4] == ["2019-12", "from 2020-01-19", "until 2020-01-20", "2020-02-03"]


def test_statements_of_one_day_and_group_are_one_mark() -> None:
    rows = [statement("a", "2020-02-03", action) for action in ("meeting", "command", "closure")]
    rows.append(statement("a", "2020-02-03/..", "closure"))
    marks = panels.merged(timelines.events(corpus_of(*rows)))
    assert marks[["action", "more"]].values.tolist() == [
        ["meeting", 1],
        ["closure", 0],
        ["closure", 0],
    ]
    assert "and 1 more" in timeline_tables.told(marks, marks.index)[0][0]


days = st.dates(date(2019, 1, 1), date(2023, 1, 1))


@given(st.lists(st.tuples(days, st.integers(0, 60)), min_size=1, max_size=30))
def test_panels_keep_the_order_and_part_at_long_gaps(spans: list[tuple[date, int]]) -> None:
    rows = pd.DataFrame(
        {"first": [d for d, _ in spans], "last": [d + timedelta(n) for d, n in spans]}
    )
    panel = panels.panels(rows)
    ordered = [panel[at] for at in sorted(range(len(rows)), key=lambda at: spans[at][0])]
    assert ordered == sorted(ordered) and set(panel) == set(range(max(panel) + 1))
    reach: date | None = None
    for at in sorted(range(len(rows)), key=lambda at: spans[at][0]):
        day = rows["first"][at]
        if reach is not None and (day - reach).days >= panels.GAP:
            assert panel[at] > max(panel[b] for b in range(len(rows)) if rows["first"][b] < day)
        reach = max(reach or rows["last"][at], rows["last"][at])


def test_of_a_full_panel_statements_from_end_to_end_are_drawn_and_listed_first() -> None:
    days = [date(2020, 1, 1) + timedelta(n // 5) for n in range(500)]
    rows = pd.DataFrame({"no": range(1, 501), "first": days, "last": days})
    drawn = panels.drawable(rows)
    assert len(drawn) == panels.MOST_DRAWN
    assert drawn["first"].min() == days[0] and drawn["first"].max() >= days[-10]
    assert panels.drawn_first(rows, drawn)["no"].head(len(drawn)).tolist() == drawn["no"].tolist()


def test_places_of_one_name_have_a_lane_each() -> None:
    codes = ["429000", "659000"]  # counties under the province itself, in Hubei and in Xinjiang
    day = {"first": date(2020, 1, 3), "last": date(2020, 1, 3), "open_start": False}
    day |= {"open_end": False, "month": False, "panel": 0, "action": None}
    rows = pd.DataFrame([{**day, "no": n, "group": code} for n, code in enumerate(codes, 1)])
    _, spots = timeline_figures.of_place(rows, by_place=True)
    assert [spot.key for spot in spots] == [1, 2]
    plt.close("all")


def test_lags_prefer_the_first_sure_case() -> None:
    rows = [
        statement("a", "2020-01-19", "case_report", clause="1月19日发现第一例可疑病例。"),
        statement("a", "2020-01-22", "case_report", clause="1月22日新增2例。"),
        statement("a", "2020-01-23", "case_report", clause="1月23日出现首例确诊病例。"),
        statement("a", "2020-01-26", "command", clause="1月26日成立指挥部。"),
        statement("a", "2020-01-01/2020-01-31", "command", clause="1月成立指挥部。"),
    ]
    lags = distances.lags(timelines.events(corpus_of(*rows)))
    assert lags[["first day", "second day", "days"]].values.tolist() == [
        ["2020-01-23", "2020-01-26", 3]
    ]
    assert lags["first told in"].tolist() == ["a#s-2"]


def test_a_first_case_may_be_named_in_passing_but_not_a_first_cure() -> None:
    rows = [
        statement("a", "2020-01-20", "discharge", clause="1月20日首例确诊患者治愈出院。"),
        statement("a", "2020-01-22", "case_report", clause="1月22日新增2例。"),
        statement("a", "2020-01-23", "meeting", clause="1月23日,在出现首例确诊病例后,召开会议。"),
    ]
    first = distances.first_case(timelines.events(corpus_of(*rows)).to_dict("records"))
    assert first and first["first"] == date(2020, 1, 23)


def test_lags_do_not_reach_over_periods_and_say_what_is_not_stated() -> None:
    rows = [
        statement("a", "2020-01-30/..", "closure"),
        statement("a", "2022-04-13", "clearing"),
        statement("b", "2020-02-10", "clearing", "360400"),
        statement("b", "2020-02-12", "closure", "360400"),
        statement("b", "2020-02-15", "reopening", "360400"),
    ]
    lags = distances.lags(timelines.events(corpus_of(*rows)))
    table = distances.lag_table(lags, "first closure").set_index("place")
    assert table.loc["Jiujiang 九江市", "days between"] == 3
    assert table["days between"].isna().sum() == 2
    assert "not stated" in table.loc["Changchun 长春市", "first closure"].tolist()


def test_a_command_before_the_first_case_is_a_negative_number() -> None:
    rows = [statement("a", "2020-01-23", "case_report"), statement("a", "2020-01-21", "command")]
    assert distances.lags(timelines.events(corpus_of(*rows)))["days"].tolist() == [-2]


def test_durations_have_the_place_of_their_sentence() -> None:
    rows = [
        statement("a", "P37D", None, clause="37天作战。", kind="duration"),
        statement("a", "PT24H", None, clause="24小时值守。", kind="duration"),
    ]
    corpus = corpus_of(*rows, about={"a": "220200"})
    corpus.times["place_code"] = None
    corpus = dataclasses.replace(corpus, events=corpus.events.iloc[:0])
    found = distances.durations(corpus, timelines.events(corpus))
    assert found[["group", "length"]].values.tolist() == [["220200", "37 days"]]
    assert "37 days" in dated_prose.durations(found)


def test_totals_are_shown_with_their_arithmetic() -> None:
    row = {"doc_id": "a", "sentence_id": 0, "text": "共3115篇", "verdict": "holds"}
    corpus = corpus_of(
        about={"a": "220500"}, totals=pd.DataFrame([row | {"check": "625+1349+1141=3115"}])
    )
    found = timeline_tables.totals(corpus)
    assert found["arithmetic"].tolist() == ["625 + 1,349 + 1,141 = 3,115"]
    assert "adds up (1)" in dated_prose.totals(found)


@pytest.mark.parametrize("figures_", ["[]", None, np.array([]), [], np.nan])
def test_events_without_figures(figures_: Any) -> None:
    corpus = corpus_of(statement("a", "2020-02-03", "meeting", figures=figures_))
    assert timelines.events(corpus)["figures"].tolist() == [[]]


# Shown ----------------------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr(report, "_show", lambda *given: found.append(given))
    return found


def test_a_linked_figure_is_a_picture_with_links_in_its_shape(shown: list[Any]) -> None:
    rows = [
        statement("a b", "2020-02-03", "meeting", clause=HOSTILE),
        statement("c", "2020-02-05/..", None),
    ]
    numbered = timelines.timeline(timelines.events(corpus_of(*rows)), "220100")
    drawn = panels.drawable(numbered)
    picture, spots = timeline_figures.of_place(drawn)
    told = timeline_tables.told(drawn, drawn["no"])
    report.linked_figure(picture, spots, told, HOSTILE, HOSTILE)
    (html, plain, png), *_ = shown
    soup = bs4.BeautifulSoup(html, "html.parser")
    assert soup.find("script") is None and "<script>" not in html
    assert soup.img["alt"] == HOSTILE and HOSTILE in plain
    assert soup.img["src"] == f"data:image/png;base64,{png}"
    size = Image.open(io.BytesIO(base64.b64decode(png))).size
    assert (soup.img["width"], soup.img["height"]) == tuple(map(str, size))
    ways = soup.find(class_="tifa-map").find_all("a")
    assert [a["href"] for a in ways] == [
        f"articles/{report.page_of('a b')}.html#s-0",
        "articles/c.html#s-0",
    ]
    assert HOSTILE in ways[0]["title"] and not ways[0].get_text()
    assert "2020-02-03 · meeting" in ways[0]["title"]
    across, down, width, height = map(float, re.findall(r":([\d.]+)%", ways[0]["style"]))
    spot = spots[0]
    assert (across + width / 2) * size[0] / 100 == pytest.approx(spot.x + spot.width, abs=1)
    assert (down + height / 2) * size[1] / 100 == pytest.approx(spot.y + spot.height, abs=1)


def test_a_table_leads_from_a_text_to_its_sentence(shown: list[Any]) -> None:
    frame = pd.DataFrame(
        {"text": [HOSTILE, None], "ref": ["a#s-3", None], "where": ["Jiutai District"] * 2}
    )
    report.table(frame, "t", "T", leads={"text": "ref"}, narrow=["where"])
    soup = bs4.BeautifulSoup(shown[0][0], "html.parser")
    assert soup.td.a["href"] == "articles/a.html#s-3" and soup.td.get_text() == HOSTILE
    assert [th.get_text() for th in soup.find_all("th")] == ["text", "where"]
    assert soup.find_all("td")[1]["class"] == ["tifa-narrow"]
    assert pd.read_csv(report.FOLDER / "t.csv")["ref"].tolist()[0] == "a#s-3"


def test_dates_keep_to_one_line() -> None:
    named = report.refer({"a": "<b>, 2020-02-03"})("a#s-0")
    assert '&lt;b&gt;, <span class="tifa-date">2020-02-03</span></a>' in named
    for text in (
        "2020-01-30",
        "from 2020-01-30 00:00",
        "until 2020-02",
        "2020-01-22 to 2020-01-24",
    ):
        assert links.ISO_DATE.match(text), text
    assert not links.ISO_DATE.match("from 2020-01-30 on, closed")


def test_pictures_are_the_same_on_every_run() -> None:
    def draw() -> bytes:
        statements = timelines.events(large(1, 20))
        rows = panels.drawable(timelines._numbered(statements))
        return figures.png(timeline_figures.of_place(rows)[0], tight=False)

    assert draw() == draw()
    assert not plt.get_fignums()


def test_every_action_has_a_name_and_a_group() -> None:
    grouped = [action for held in actions.GROUPS.values() for action in held]
    assert sorted(grouped) == sorted(actions.ACTIONS)
    assert len(set(timeline_figures.STYLES.values())) == len(actions.GROUPS) + 1


# On the seeds ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds() -> Any:
    import tifa

    corpus = tifa.load("seeds")
    if "events" not in {field.name for field in dataclasses.fields(corpus)}:
        pytest.skip("no table of events yet")
    return corpus


def test_statements_of_the_seeds_stand_where_they_say(seeds: Any) -> None:
    statements = timelines.events(seeds)
    bodies = dict(seeds.texts())
    known = set(zip(seeds.sentences["doc_id"], seeds.sentences["sentence_id"], strict=True))
    assert len(statements) > 20
    for row in statements.to_dict("records"):
        assert bodies[row["doc_id"]][row["start"] : row["end"]] == row["text"]
        assert row["when"] in row["text"] and (row["doc_id"], row["sentence_id"]) in known
        assert row["group"] is None or row["group"] in divisions._names()


def test_every_action_of_the_seeds_is_known(seeds: Any) -> None:
    assert set(seeds.events["action"].dropna()) <= set(actions.ACTIONS)
    assert set(seeds.times["kind"]) <= set(timeline_tables.KINDS)
    assert set(seeds.times["resolved_from"].dropna()) <= set(dated.SOURCES)


def test_national_events_are_not_in_a_city_of_the_seeds(seeds: Any) -> None:
    statements = timelines.events(seeds)
    for code in ("220100", "220500", "360400"):
        held = timelines.timeline(statements, code)
        assert held["place_code"].str[:4].eq(code[:4]).all()


def test_captions_name_places_in_english(seeds: Any) -> None:
    statements = timelines.events(seeds)
    places = timelines.places(seeds, statements)
    assert {"Changchun", "Jiujiang", "Tonghua", "Jilin Province"} <= set(places["label"])
    assert not any(re.search("[\u4e00-\u9fff]", label) for label in places["label"])
    assert set(overview.labels(seeds.documents).index) == set(seeds.documents["doc_id"])
