"""Record what jionlp finds of times in the marked articles, for notebook 05 to score.

jionlp is no dependency: it runs in an environment of its own (``bench/requirements.txt``), and what it
gives is kept in ``tests/gold/peers/jionlp_times.jsonl``. The first line says which version was asked and
when; each line after it is an article with the sum of its text, so that a record of another text is seen.

Every expression is read twice: with the day of publication as the day of speech, and with the last day that
jionlp itself read before it, which is how a report is to be read. The better reading counts.

``build/peers/bin/python bench/peers_times.py``
"""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "tests" / "gold" / "peers" / "jionlp_times.jsonl"
SETS = ("fourth",)
KINDS = ("time_point", "time_span")
"""What has a place in the calendar; durations and sets are not scored for anybody."""


def articles() -> list[tuple[str, str, str, str]]:
    """Return the texts with their set, name and date of publication."""
    gold = ROOT / "tests" / "gold"
    lines = (gold / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    facts = {row["doc"]: row for row in map(json.loads, lines)}
    found = []
    for path in sorted((gold / "clean").glob("*.txt")):
        known = facts[path.stem]
        date = known["published"] or (known.get("curated") or {}).get("published")
        body = path.read_text(encoding="utf-8").strip("\n")
        found.append(("seeds", path.stem, body, str(date)))
    for name in SETS:
        for path in sorted((ROOT / "tests" / "cases" / "times").glob(f"{name}_*.json")):
            row = json.loads(path.read_text(encoding="utf-8"))
            found.append((name, path.stem, row["body"], str(row["published"])))
    return found


def base_of(date: str) -> dict[str, int]:
    """Return a day as jionlp wants it; of a month its last day."""
    parts = [int(part) for part in date[:10].split("-")]
    if len(parts) == 2:
        following = datetime.date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        last = following - datetime.timedelta(days=1)
        parts = [last.year, last.month, last.day]
    return dict(zip(("year", "month", "day"), parts, strict=True))


def reread(jio: Any, text: str, day: str) -> list[str] | None:
    """Return the value of an expression said on another day; None where jionlp has none."""
    try:
        found = jio.parse_time(text, time_base=base_of(day))
    except ValueError:
        return None
    return found["time"] if found.get("type") in KINDS else None


def rows(jio: Any, body: str, date: str) -> list[dict[str, Any]]:
    """Return the expressions of a text that have a place in the calendar, with both readings."""
    found, last = [], date
    for row in jio.ner.extract_time(body, time_base=base_of(date)):
        if row["type"] not in KINDS:
            continue
        near = reread(jio, row["text"], last)
        values = [row["detail"]["time"], near] if near else [row["detail"]["time"]]
        start, end = row["offset"]
        found.append({"start": start, "end": end, "text": row["text"], "values": values})
        first = values[-1][0]
        last = first if first[:4].isdigit() else last
    return found


def main() -> None:
    """Write the record."""
    import jionlp

    logging.disable(logging.CRITICAL)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines: list[dict[str, Any]] = [
        {"peer": "jionlp", "version": version("jionlp"), "recorded": today}
    ]
    for name, article, body, date in articles():
        sha = hashlib.sha256(body.encode()).hexdigest()
        head = {"set": name, "article": article, "sha256": sha, "published": date}
        lines.append(head | {"times": rows(jionlp, body, date)})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
