"""The computed sentences of notebook 01, and what its figures show in words.

Each returns finished text; :func:`tifa.report.sentence` escapes what comes from the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from tifa.corpus.analysis import Corpus
from tifa.places.gazetteer import romanised
from tifa.report import count, link, listing, sentence, zh
from tifa.studies.overview.tables import (
    DAMAGE,
    REPAIR_NAMES,
    damage_counts,
    furniture_share,
    labels,
    measured,
    unseen,
)


def finding(corpus: Corpus) -> Markup:
    """Return what notebook 01 found, in one paragraph."""
    documents = corpus.documents
    damage = corpus.repairs[corpus.repairs["kind"].isin(DAMAGE)]
    share = furniture_share(corpus)
    untouched = len(documents) - damage["doc_id"].nunique()
    return sentence(
        "The corpus holds {articles} from {places}{span}: {chars:,} characters in {sentences:,} "
        "sentences and headings. {damaged} of the pages came damaged and took {repairs:,} repairs to "
        "the newspaper’s own text, {uncertain} of them uncertain; {untouched} needed none. Site "
        "furniture and header lines made up between {low:.0%} and {high:.0%} of a page.",
        articles=count(len(documents), "article"),
        places=count(documents["place_code"].nunique(), "place"),
        span=_span(documents),
        chars=int(documents["n_chars"].sum()),
        sentences=int(documents["n_sentences"].sum()),
        damaged=damage["doc_id"].nunique(),
        repairs=len(damage),
        uncertain=int((~damage["certain"]).sum()),
        untouched=untouched,
        low=share["share"].min(),
        high=share["share"].max(),
    )


def _span(documents: pd.DataFrame) -> str:
    dates = documents["published"].dropna().str[:7]
    if dates.empty:
        return ""
    return (
        f", dated {dates.min()} to {dates.max()}"
        if dates.min() < dates.max()
        else f", of {dates.min()}"
    )


def lengths(corpus: Corpus) -> Markup:
    """Return the shortest and the longest article."""
    named, rows = labels(corpus.documents), corpus.documents.sort_values("n_chars")
    first, last = rows.iloc[0], rows.iloc[-1]
    missing = corpus.documents["title"].isna().sum()
    return sentence(
        "The shortest article, {a}, has {n:,} characters, the longest, {b}, {m:,}. {missing} no title "
        "on the page, {undated} no date, {unsourced} no newspaper.",
        a=link(named[first["doc_id"]], first["doc_id"]),
        b=link(named[last["doc_id"]], last["doc_id"]),
        n=int(first["n_chars"]),
        m=int(last["n_chars"]),
        missing=count(missing, "article has", "articles have"),
        undated=(corpus.documents["published_from"] != "page").sum(),
        unsourced=corpus.documents["source"].isna().sum(),
    )


def rejected(corpus: Corpus) -> Markup:
    """Return what happened to inputs that could not be read."""
    forced = int(corpus.documents["encoding_forced"].sum())
    doubtful = sentence(
        " {} bytes that its encoding does not have; they stand as � in the text.",
        count(forced, "page holds", "pages hold"),
    )
    if corpus.rejected.empty:
        read = sentence(
            "Every input could be read: {n} in, {n} articles out.", n=len(corpus.documents)
        )
        return read + doubtful if forced else read
    reasons = corpus.rejected["reason"].value_counts()
    left_out = sentence(
        "{n} could not be read and are not in any count below ({reasons}); the table "
        "<code>rejected</code> names them.",
        n=count(len(corpus.rejected), "input"),
        reasons=listing(f"{k.replace('_', ' ')}: {v}" for k, v in reasons.items()),
    )
    return left_out + doubtful if forced else left_out


def repairs(corpus: Corpus) -> Markup:
    """Return which pages were damaged most, and how."""
    damage, named = damage_counts(corpus), labels(corpus.documents)
    if not damage.to_numpy().sum():
        return sentence("No page was damaged: the newspapers’ text is as it was found.")
    parts = [
        sentence("{a} ({n:,})", a=link(named[d], d), n=int(n))
        for d, n in damage.sum(axis=1).sort_values(ascending=False).head(3).items()
        if n
    ]
    kinds = [f"{REPAIR_NAMES[kind]} ({int(n):,})" for kind, n in damage.sum().items() if n]
    doubtful = corpus.repairs[corpus.repairs["kind"].isin(DAMAGE) & ~corpus.repairs["certain"]]
    return sentence(
        "Most repairs were needed by {pages}. By kind they are {kinds}. {doubtful} marked uncertain. "
        "A repair to the script counts a run of characters, not each character.",
        pages=listing(parts),
        kinds=listing(kinds),
        doubtful=count(len(doubtful), "repair is", "repairs are"),
    )


def repairs_alt(damage: pd.DataFrame) -> str:
    """Return the figure of repairs in words."""
    rows = (f"{name}: {int(row.sum()):,}" for name, row in damage.head(8).iterrows())
    return "Stacked bars, repairs by article: " + "; ".join(rows)


def furniture(share: pd.DataFrame) -> Markup:
    """Return on which page the article is the smallest part."""
    row = share.sort_values("share").iloc[-1]
    return sentence(
        "Over all pages, {n:,} of {raw:,} characters were not the article’s ({share:.1%}); the largest "
        "share, {most:.0%}, is on the page of {page}.",
        n=int(share["taken away"].sum()),
        raw=int(share["n_raw"].sum()),
        share=share["taken away"].sum() / share["n_raw"].sum(),
        most=row["share"],
        page=link(row["article"], row["doc_id"]),
    )


def recovery() -> Markup:
    """Return how well bytes are recovered when the mirrors' fault is run forwards."""
    faults = [measured()[name] for name in ("gloss_fault", "mark_fault")]
    done, n = (sum(rows[key] for rows in faults) for key in ("paragraphs_recovered", "paragraphs"))
    sure, wrong = (sum(rows[key] for rows in faults) for key in ("certain", "certain_but_wrong"))
    glosses = measured()["glosses"]
    return sentence(
        "Damage made on purpose, by running the mirrors’ fault forwards on sound text, was undone "
        "exactly in {done:,} of {n:,} paragraphs ({rate:.0%}); of {sure:,} repairs called certain {wrong} "
        "wrong. Where a byte is lost for good nobody can restore the character, and the repair is marked "
        "uncertain. Glosses and script alone were undone exactly in {glosses:,} of {glossed:,} paragraphs.",
        done=done,
        n=n,
        rate=done / n,
        sure=sure,
        wrong=count(wrong, "was", "were").replace("no were", "none was"),
        glosses=glosses["paragraphs_recovered"],
        glossed=glosses["paragraphs"],
    )


def first_look() -> Markup:
    """Return how the parser did on pages that it had not been tried on."""
    rows = unseen().query("measure == 'body'")
    return sentence(
        "At first sight, before any rule was changed for them, the body was exact on {sets}. That is "
        "the fairer estimate for pages of a kind not met before.",
        sets=listing(
            sentence("{k} of {n} pages of the set “{name}”", k=r.right, n=r.of, name=r.set)
            for r in rows.itertuples()
        ),
    )


def sizes_alt(sizes: pd.DataFrame) -> str:
    """Return the figure of lengths in words."""
    rows = (f"{row.article}: {row.characters:,}" for row in sizes.head(8).itertuples())
    return "Bars, characters by article: " + "; ".join(rows)


def headings(sizes: pd.DataFrame) -> Markup:
    """Return how sentences and headings are spread."""
    row = sizes.sort_values("headings").iloc[-1]
    return sentence(
        "A sentence has {mean:.0f} characters on average. {article} is the most divided, with "
        "{n} headings.",
        mean=sizes["in sentences"].sum() / max(sizes["sentences"].sum(), 1),
        article=link(row["article"], row["doc_id"]),
        n=int(row["headings"]),
    )


def growth(curves: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> Markup:
    """Return the vocabulary of equally long stretches, as far as the shortest text reaches."""
    reach = min(read[-1] for read, _ in curves.values())
    at = {
        label: max(d for r, d in zip(read, different, strict=True) if r <= reach)
        for label, (read, different) in curves.items()
    }
    low, high = min(at, key=lambda k: at[k]), max(at, key=lambda k: at[k])
    return sentence(
        "Over the first {reach:,} words, which every article has, the vocabulary is smallest in {low} "
        "({n:,} different words) and largest in {high} ({m:,}).",
        reach=reach,
        low=low,
        high=high,
        n=at[low],
        m=at[high],
    )


def growth_alt(grown: pd.DataFrame) -> str:
    """Return the figure of vocabulary growth in words."""
    last = grown.groupby("article").last().head(8)
    rows = (
        f"{a}: {int(r['different words']):,} of {int(r['words read']):,}"
        for a, r in last.iterrows()
    )
    return "Curves, different words by words read: " + "; ".join(rows)


def words(table: pd.DataFrame, corpus: Corpus) -> Markup:
    """Return the top of the word list and how far it is shared."""
    n = len(corpus.documents)
    everywhere = table[table["documents"] == n]["word"].head(6)
    return sentence(
        "The most frequent word is {top} ({k:,} times, {rate:.1f} in 1,000 words). Of the {listed} words "
        "listed, {shared} stand in all {n} articles{which}.",
        top=zh(table["word"].iloc[0]),
        k=int(table["occurrences"].iloc[0]),
        rate=table["per 1,000"].iloc[0],
        listed=len(table),
        shared=int((table["documents"] == n).sum()),
        n=n,
        which=sentence(", among them {}", listing(zh(w) for w in everywhere))
        if len(everywhere)
        else "",
    )


def cloud_alt(counts: Mapping[str, int]) -> str:
    """Return a word cloud in words."""
    top = sorted(counts, key=lambda word: (-counts[word], word))[:8]
    return "Word cloud; the largest words are " + ", ".join(f"{w} ({counts[w]})" for w in top)


def dates_alt(points: pd.DataFrame) -> str:
    """Return the figure of dates in words."""
    return "Dates on a time line: " + "; ".join(points["label"].head(8))


def places_alt(places: pd.DataFrame) -> str:
    """Return the map in words."""
    return "Map of the places: " + "; ".join(
        f"{r.label} ({r.n})" for r in places.head(12).itertuples()
    )


def coverage(corpus: Corpus) -> Markup:
    """Return what the coverage does not allow."""
    documents = corpus.documents
    years = documents.dropna(subset=["published"]).groupby(documents["published"].str[:4])
    by_year = Markup("; ").join(
        sentence(
            "{year}: {places}",
            year=year,
            places=listing(
                sentence("{} {}", romanised(place), zh(place))
                for place in sorted(set(rows["place"].dropna()))[:8]
            ),
        )
        for year, rows in years
    )
    return sentence(
        "By year the corpus covers {by_year}. Where a place occurs in one year only, a difference "
        "between places cannot be told from a difference between years.",
        by_year=by_year,
    )
