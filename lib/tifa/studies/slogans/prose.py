"""What notebook 03 says of how often formulas occur and whether they add up.

Each returns finished text; :func:`tifa.report.sentence` escapes what comes from the corpus.
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from tifa.formulas.english import english
from tifa.links import marked, refer_to, zh
from tifa.report import SOME, capital, count, listing, sentence
from tifa.studies.grouping import NO_DATE, NO_PLACE
from tifa.studies.slogans.accuracy import first_look
from tifa.studies.slogans.counts import BASE, counted, parallel, rate


def glossed(formula: str, to: str | None = None) -> Markup:
    """Return a formula with its English, leading to its sentence where one is given."""
    shown = refer_to(to)(formula) if to else zh(formula)
    return sentence("{} ({})", shown, english(formula))


def finding(about: pd.DataFrame, rows: pd.DataFrame, listed: pd.DataFrame) -> Markup:
    """Return what notebook 03 found, in one paragraph."""
    held, apart = counted(rows), parallel(rows)
    size = int(about["characters"].sum())
    if held.empty:
        return sentence(
            "No formula that counts something was found in {articles} of {size:,} characters{apart}.",
            articles=count(len(about), "article"),
            size=size,
            apart=f"; {count(len(apart), 'parallel')} without a numeral" if len(apart) else "",
        )
    with_any = held["doc_id"].nunique()
    names = held["canonical"].nunique()
    text = sentence(
        "{which} {hold} {names} that {do} something{lists}, named {n:,} {times}: {rate:.1f} per "
        "{base:,} characters. ",
        which=_which(with_any, len(about)),
        hold="holds" if with_any == 1 else "hold",
        names=count(names, "formula", "different formulas"),
        do="counts" if names == 1 else "count",
        lists=f" ({counted_lists} of them counted nouns with a list beside them)"
        if (counted_lists := held[held["kind"] == "counted_list"]["canonical"].nunique())
        else "",
        n=len(held),
        times="time" if len(held) == 1 else "times",
        rate=rate(len(held), size),
        base=BASE,
    )
    return text + spelled(listed) + _apart(apart)


def _which(n: int, of: int) -> str:
    """Return which articles something is said of.

    >>> _which(5, 5), _which(1, 1), _which(2, 5)
    ('All 5 articles', 'The article', '2 of 5 articles')
    """
    if n == of:
        return f"All {of:,} articles" if of > 1 else "The article"
    return f"{n:,} of {of:,} articles"


def _apart(apart: pd.DataFrame) -> Markup:
    if apart.empty:
        return Markup("")
    return sentence(
        " Beside them {stand} without a numeral, counted apart.",
        stand=count(len(apart), "parallel stands", "parallels stand"),
    )


def verdicts(listed: pd.DataFrame) -> dict[str, int]:
    """Return how many counted formulas have each verdict, each once an article."""
    found = counted(listed)["verdict"].value_counts()
    names = ("complete", "partial", "mismatch", "unlisted")
    return {name: int(found.get(name, 0)) for name in names}


def spelled(listed: pd.DataFrame) -> Markup:
    """Return how many formulas are spelled out, and for how many of those the count holds."""
    n = verdicts(listed)
    out = n["complete"] + n["partial"] + n["mismatch"]
    total = out + n["unlisted"]
    if not total:
        return sentence("None of them could be looked up in its article.")
    text = sentence(
        "Taken once an article, {out} of {total:,} {are} spelled out there: ",
        out=f"{out:,}",
        total=total,
        are="is" if out == 1 else "are",
    )
    if not out:
        return sentence(
            "Taken once an article, none of the {total} is spelled out there; a reader has to know "
            "what they stand for.",
            total=f"{total:,}",
        )
    parts = [
        sentence("{} with as many members as the numeral says", _few(n["complete"])),
        *([sentence("{} with an open list", f"{n['partial']:,}")] if n["partial"] else []),
        sentence("{} with another number of members", _few(n["mismatch"])),
    ]
    rest = sentence(
        " {} named without their members; a reader has to know what they stand for.",
        count(n["unlisted"], "formula is", "formulas are").capitalize(),
    )
    return text + listing(parts) + "." + (rest if n["unlisted"] else Markup(""))


def _few(n: int) -> str:
    return f"{n:,}" if n else "none"


def trust() -> Markup:
    """Return how formulas were read at first sight; empty where nothing is recorded."""
    rows = first_look()
    if rows.empty:
        return Markup("")
    said = []
    for name, of in rows.groupby("set", sort=False):
        parts = [
            sentence(
                "{:,} of {:,} {} ({:.0%})", right, total, WHAT.get(measure, measure), right / total
            )
            for measure, right, total in zip(of["measure"], of["right"], of["of"], strict=True)
        ]
        label = str(name).split("_", 1)[-1].replace("_", " ")
        said.append(sentence("{}: {}", label, Markup(", ").join(parts)))
    return sentence(
        "At first sight, before any rule was changed for them, articles marked by people who had not read "
        "the rules gave: {}. The table tells how the same articles are read now, after the rules were "
        "improved on them: on new articles expect the figures of first sight.",
        Markup("; ").join(said),
    )


WHAT = {"mentions": "mentions found", "lists": "lists exact"}
"""What is counted at first sight."""


def confounded(about: pd.DataFrame) -> Markup:
    """Return what the comparison of cities and waves rests on."""
    if len(about) < 2:
        return sentence("With one article there is nothing to compare; the tables say what it has.")
    cities = about.groupby("city")["doc_id"].size()
    waves = about.groupby("wave")["city"].nunique()
    single = int((cities == 1).sum())
    text = sentence(
        "{cities} and {waves} in {articles}; {single} of the cities {have} one article only{alone}. A "
        "difference between two cities may as well be one of time, of newspaper or of genre. A rate "
        "rests on few mentions: read it with the count beside it.",
        cities=capital(count(len(cities), "city or province", "cities or provinces")),
        waves=count(len(waves), "wave or year", "waves or years"),
        articles=count(len(about), "article"),
        single=single or "none",
        have="has" if single <= 1 else "have",
        alone=sentence(
            ", and {} of the waves {} from one city only",
            alone := int((waves == 1).sum()),
            "comes" if alone == 1 else "come",
        )
        if (waves == 1).any()
        else "",
    )
    undated = int((about["wave"] == NO_DATE).sum())
    return text + (
        sentence(" {} no date.", capital(count(undated, "article states", "articles state")))
        if undated
        else Markup("")
    )


# How often ------------------------------------------------------------------------------------


def frequency(table: pd.DataFrame, by: str) -> Markup:
    """Return where formulas are most and least frequent."""
    name = f"per {BASE:,}"
    known = table[~table[by].isin([NO_PLACE, NO_DATE])]
    rows = (known if len(known) else table).sort_values(name, ascending=False, kind="stable")
    high, low = rows.iloc[0], rows.iloc[-1]
    if high["mentions"] == 0:
        return sentence("No {} has a formula that counts something.", by)
    text = sentence(
        "Most per {base:,} characters has {a}: {x:.1f} ({n} in {size:,} characters)",
        base=BASE,
        a=high[by],
        x=high[name],
        n=count(int(high["mentions"]), "mention"),
        size=int(high["characters"]),
    )
    if len(rows) > 1 and low[name] < high[name]:
        text += sentence(
            "; fewest has {b}: {y:.1f} ({m} in {size:,})",
            b=low[by],
            y=low[name],
            m=count(int(low["mentions"]), "mention"),
            size=int(low["characters"]),
        )
    return text + "."


def shapes(table: pd.DataFrame) -> Markup:
    """Return the commonest shapes."""
    if table.empty:
        return sentence("There is no shape to tell of.")
    top = [
        sentence(
            "{} ({}, {})",
            marked(row["shape"]),
            count(int(row["mentions"]), "mention"),
            count(int(row["formulas"]), "formula"),
        )
        for row in table.head(3).to_dict("records")
    ]
    once = int((table["articles"] == 1).sum())
    return sentence(
        "{n} {occur}; by mentions {lead} {top}. {once}",
        n=capital(count(len(table), "shape")),
        occur="occurs" if len(table) == 1 else "occur",
        lead="it is" if len(table) == 1 else "the first are",
        top=listing(top),
        once=sentence("{} of them {} of one article only.", once, "is" if once == 1 else "are")
        if once
        else "Each is in two articles or more.",
    )


def preferred(frame: pd.DataFrame, column: str) -> Markup:
    """Return for each article or city what it uses most, of how many mentions."""
    if frame.empty:
        return sentence("There is nothing to compare.")
    said = []
    totals = frame.groupby("label")["n"].sum().sort_values(ascending=False, kind="stable")
    for label in totals.head(SOME).index:
        part = frame[frame["label"] == label]
        top = part[part["n"] == part["n"].max()]
        names = [
            f"{'with ' if column == 'numeral' else ''}{value}" for value in top[column].head(3)
        ]
        said.append(
            sentence(
                "{}: {} ({} of {})",
                label,
                listing(map(marked, names)),
                int(top["n"].iloc[0]),
                int(totals[label]),
            )
        )
    more = len(totals) - len(said)
    return sentence(
        "Most often, by mentions: {}{}.",
        Markup("; ").join(said),
        f"; {more} more in the CSV" if more > 0 else "",
    )


def matrix_alt(frame: pd.DataFrame, column: str, what: str) -> str:
    """Return a matrix of counts in words."""
    parts = []
    for label, part in list(frame.groupby("label", sort=False))[:SOME]:
        cells = ", ".join(f"{row[column]} ({row['n']})" for row in part.to_dict("records"))
        parts.append(f"{label}: {cells}")
    return f"Matrix, {what}: " + ("; ".join(parts) or "nothing")


# Does the count hold --------------------------------------------------------------------------


def mismatches(found: pd.DataFrame) -> Markup:
    """Return how many counts do not hold."""
    if found.empty:
        return sentence(
            "No formula is spelled out with another number of members than its numeral says."
        )
    return sentence(
        "{n} spelled out with another number of members than the numeral says. The words of the page "
        "stand beside each: the arithmetic may be the writer's, or the members may have been taken "
        "from the wrong place here.",
        n=capital(count(len(found), "formula is", "formulas are")),
    )


def ledger(found: pd.DataFrame) -> Markup:
    """Return how many of the formulas that are spelled out add up, and where members stand."""
    if found.empty:
        return sentence("No formula is spelled out in its article.")
    whole = int((found["verdict"] == "adds up").sum())
    ways = found["stated"].dropna().value_counts()
    return sentence(
        "{whole} of {n}; open lists need not reach the number. Where the members stand: {ways}.",
        whole=sentence("The count holds for {}", whole or "none"),
        n=len(found),
        ways=listing(f"{way} ({n})" for way, n in ways.items()) or "nowhere stated",
    )


def unlisted(found: pd.DataFrame, total: int) -> Markup:
    """Return how many formulas are named only, and how many of those are of national use."""
    if found.empty:
        return sentence("No formula is left without its members." if total else "There is none.")
    known = int(found["national use"].notna().sum())
    return sentence(
        "{n} not spelled out in {their} article; {known} of them {are} of national use (in the list "
        "of set phrases), where readers could be expected to know the members.",
        n=capital(count(len(found), "formula is", "formulas are")),
        their="its" if len(found) == 1 else "their",
        known=known or "none",
        are="is" if known <= 1 else "are",
    )
