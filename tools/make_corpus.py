"""Make a corpus of any size: articles with the variety, encodings and damage of the five seeds.

    python tools/make_corpus.py OUT --articles 300 --form folder --broken 20

Each article is drawn for itself from the seeds' sentences, with other places and numbers, beside new
sentences made of the seeds' words. About a third of the pages are damaged as the mirrors damage
theirs. The same number always gives the same article, so that a smaller corpus is the beginning of
a larger one. The articles mean nothing: they are for tests and measures of speed.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from tifa.places.gazetteer import of_year
from tifa.rows import clean
from tifa.sentences import split_sentences
from tifa.words import segment

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))
import faults  # noqa: E402  (the mirrors' damage run forwards)

SEED = 20_200_123
YEAR = 2020
LENGTH = 1_300
"""Characters of an article at about half of the articles; the longest are ten times as long."""

NEW = 0.25
"""Share of sentences made of words of the seeds drawn one by one."""

DAMAGED, HTML = 0.3, 0.1
"""Shares of pages with the mirrors' damage, and of pages that are HTML where a folder is written."""

ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "big5")
"""What pages of a folder are written in, drawn with equal chances; UTF-8 where one cannot."""

ROW_GROUP = 1_000
"""Rows of a row group of the Parquet file."""

BROKEN = {
    "empty": b"",
    "blank": b" \r\n\t\n",
    "nul": b"\0" * 300,
    "pdf": b"%PDF-1.7\n" + bytes(range(256)),
    "zip": b"PK\x03\x04" + bytes(range(256)) * 4,
}
"""Files that hold no article."""

Row = dict[str, str]


class Material(NamedTuple):
    """What articles are made of."""

    sentences: tuple[str, ...]
    words: tuple[str, ...]
    seed_places: re.Pattern[str]
    places: tuple[str, ...]


@cache
def material() -> Material:
    """Return the seeds' sentences and words, and the names of all cities."""
    bodies = [clean(path.read_text("utf-8"))[0].body.text for path in sorted_seeds()]
    sentences = [row.text for body in bodies for row in split_sentences(body)]
    cities = sorted(row.name for row in of_year(YEAR).values() if row.level == "city")
    named = [name for name in cities if any(name in body for body in bodies)]
    words = tuple(word for body in bodies for word in segment(body))
    return Material(tuple(sentences), words, re.compile("|".join(named)), tuple(cities))


def sorted_seeds() -> list[Path]:
    return sorted((ROOT / "seeds").glob("*.txt"))


def other_digits(found: re.Match[str], chance: random.Random) -> str:
    """Return a number as long as the one found; what may be a day or an hour stays one."""
    digits = len(found[0])
    if digits <= 2:
        return str(chance.randint(1, 23 if digits == 2 else 9))
    return found[0] if digits == 4 else str(chance.randint(10 ** (digits - 1), 10**digits - 1))


def sentence(chance: random.Random) -> str:
    """Return a sentence: one of the seeds with other numbers and cities, or a new one."""
    stock = material()
    if chance.random() < NEW:
        drawn = chance.choices(stock.words, k=chance.randint(8, 30))
        return "".join(word + "," * (chance.random() < 0.12) for word in drawn).strip(",") + "。"
    text = re.sub(
        r"[0-9]+", lambda found: other_digits(found, chance), chance.choice(stock.sentences)
    )
    return stock.seed_places.sub(lambda _: chance.choice(stock.places), text)


def page(number: int, seed: int = SEED) -> str:
    """Return the text of one page, damaged or not: the same for the same number."""
    chance = random.Random(f"{seed} {number}")
    length = LENGTH * min(chance.lognormvariate(0, 0.7), 10)
    lines: list[str] = []
    while sum(map(len, lines)) < length:
        lines.append("".join(sentence(chance) for _ in range(chance.randint(1, 5))))
    city = chance.choice(material().places)
    day = f"{chance.randint(2020, 2022)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    head = [
        f"{city}召开会议部署{chance.choice(material().words)}工作",
        f"{day} 来源:{city}日报",
        "",
    ]
    if chance.random() < DAMAGED:
        lines = [damaged(line, chance) for line in lines]
        head = [faults.fold(faults.over_convert(line)) for line in head]
    return "\n".join([*head, *lines])


def damaged(line: str, chance: random.Random) -> str:
    """Return a paragraph as a mirror shows it: Traditional, with glosses and broken bytes."""
    glossed = faults.glossed_characters(line, chance, 2) if chance.random() < 0.5 else []
    return faults.mirror(line, glossed, marks=chance.random() < 0.2)


def rows(articles: int, first: int = 0, seed: int = SEED) -> Iterator[Row]:
    """Yield articles as rows of a table."""
    for number in range(first, first + articles):
        yield {"id": f"{number:08}", "text": page(number, seed)}


# Writing --------------------------------------------------------------------------------------


def write_folder(out: Path, articles: int, broken: int = 0, seed: int = SEED) -> None:
    """Write a page a file, in several encodings, with broken files among them."""
    out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    for row in rows(articles, seed=seed):
        text, encoding = row["text"], chance.choice(ENCODINGS)
        html = chance.random() < HTML
        if html:
            encoding, text = "utf-8", as_html(text)
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            data = text.encode("utf-8")
        (out / f"{row['id']}.{'html' if html else 'txt'}").write_bytes(data)
    kinds = list(BROKEN)
    for number in range(broken):
        kind = kinds[number % len(kinds)]
        (out / f"broken-{number:04}-{kind}.txt").write_bytes(BROKEN[kind])


def as_html(text: str) -> str:
    """Return a page as HTML; only the marks of the text itself are inside its paragraphs."""
    title, *lines = text.split("\n")
    body = "".join(f"<p>{line}</p>\n" for line in lines if line)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>\n{body}</body></html>"
    )


def write_parquet(path: Path, articles: int, seed: int = SEED) -> None:
    """Write one Parquet file, a row group at a time."""
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, articles, ROW_GROUP):
            some = list(rows(min(ROW_GROUP, articles - first), first, seed))
            writer.write_table(pa.Table.from_pylist(some, schema))


def write_jsonl(path: Path, articles: int, seed: int = SEED) -> None:
    """Write one file of JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows(articles, seed=seed):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(path: Path, articles: int, seed: int = SEED) -> None:
    """Write one CSV file; its texts have line breaks inside quotes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text"])
        writer.writeheader()
        writer.writerows(rows(articles, seed=seed))


TABLES = {"parquet": write_parquet, "jsonl": write_jsonl, "csv": write_csv}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the folder, or the file of a table")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--form", choices=("folder", *TABLES), default="folder")
    parser.add_argument("--broken", type=int, default=0, help="files without an article (folder)")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    if given.form == "folder":
        write_folder(given.out, given.articles, given.broken, given.seed)
    else:
        TABLES[given.form](given.out, given.articles, given.seed)


if __name__ == "__main__":
    main()
