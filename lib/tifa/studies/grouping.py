"""The articles of a corpus as notebooks compare them: their labels, and the groups that they fall into."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.studies.overview.tables import labels
from tifa.studies.timelines.divisions import chinese, english, group_of

NO_PLACE, NO_DATE = "no place", "no date"


def articles(corpus: Corpus) -> pd.DataFrame:
    """Return a row an article: label, city, wave, date and length.

    ``city`` is the city or province that the article's own place belongs to, ``code`` its code;
    ``wave`` is the curated one, else the year of publication; ``date`` is the first day that the
    date of publication allows, None where the page states none; ``characters`` is the length.

    >>> import tifa
    >>> articles(tifa.load("seeds"))["city"].tolist()
    ['Jilin Province', 'Changchun', 'Tonghua', 'Jiujiang', 'Jilin Province']
    """
    documents = corpus.documents
    codes = [group_of(code) for code in documents["place_code"]]
    waves = dict(corpus.fact("wave")) if len(corpus.metadata) else {}
    published = [value if isinstance(value, str) else None for value in documents["published"]]
    return pd.DataFrame(
        {
            "doc_id": list(documents["doc_id"]),
            "article": list(documents["doc_id"].map(labels(documents))),
            "code": codes,
            "city": list(map(city_names(codes).get, codes)),
            "wave": [
                str(waves.get(doc_id) or (day[:4] if day else NO_DATE))
                for doc_id, day in zip(documents["doc_id"], published, strict=True)
            ],
            "published": published,
            "date": pd.Series(map(first_day, published), dtype=object),
            "characters": [int(n) for n in documents["n_chars"]],
        },
        columns=["doc_id", "article", "code", "city", "wave", "published", "date", "characters"],
    ).astype({"code": object, "published": object})


def city_names(codes: Iterable[str | None]) -> dict[str | None, str]:
    """Return English names of cities, with the Chinese where two of them would be the same.

    >>> city_names(["220100", None])
    {'220100': 'Changchun', None: 'no place'}
    >>> city_names(["360900", "230700"])
    {'360900': 'Yichun 宜春市', '230700': 'Yichun 伊春市'}
    """
    different = list(dict.fromkeys(codes))
    named = [english(code) if code else NO_PLACE for code in different]
    return {
        code: f"{name} {chinese(code)}" if code and named.count(name) > 1 else name
        for code, name in zip(different, named, strict=True)
    }


def first_day(published: object) -> date | None:
    """Return the first day that an ISO date allows; None without one.

    >>> first_day("2022-04"), first_day("2020-03-24T10:31"), first_day(None)
    (datetime.date(2022, 4, 1), datetime.date(2020, 3, 24), None)
    """
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", str(published or ""))
    if not found:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def groups(corpus: Corpus, by: str = "city") -> pd.Series:
    """Return the group of each article by ``doc_id``.

    ``by`` is ``article``, ``city``, ``wave``, ``source`` or a curated field.
    An article without a value is in the group ``no <by>``. Raises ValueError in one line, naming what
    there is, for a name that is neither.

    >>> import tifa
    >>> groups(tifa.load("seeds"), "wave").value_counts().to_dict()
    {'2020 (first wave)': 3, '2022 (Omicron)': 1, '2020 (Shulan cluster)': 1}
    >>> groups(tifa.load("seeds"), "mayor")
    Traceback (most recent call last):
    ...
    ValueError: no column 'mayor' to group by; there are article, city, published, source, wave
    """
    about = articles(corpus).set_index("doc_id")
    if by in ("article", "city", "wave"):
        return about[by].astype(object)
    ids = pd.Index(corpus.documents["doc_id"], name="doc_id")
    if by == "source":
        values = dict(zip(ids, corpus.documents["source"], strict=True))
    else:
        values = dict(corpus.fact(by)) if len(corpus.metadata) else {}
        if not values:
            known = {"article", "city", "wave", "source", *corpus.metadata["field"]}
            raise ValueError(f"no column {by!r} to group by; there are {', '.join(sorted(known))}")
    named = [values.get(doc_id) for doc_id in ids]
    return pd.Series(
        [value if isinstance(value, str) and value else f"no {by}" for value in named],
        index=ids,
        name=by,
        dtype=object,
    )
