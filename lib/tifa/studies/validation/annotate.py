"""Annotate an article of your own, check the annotation, and score the parser on it.

``python -m tifa.studies.validation.annotate template ARTICLE -o FOLDER`` writes the restored text, its sentences with
their offsets and empty files to fill in; ``... score FOLDER`` checks them and prints the tables of notebook 05.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from tifa.cleaning.decode import decode
from tifa.rows import clean
from tifa.sentences import split_sentences
from tifa.studies.validation.agreement import agreement, errors, marked_checks
from tifa.studies.validation.commands import add_commands, run
from tifa.studies.validation.own import TABLES, Fault, read_own
from tifa.studies.validation.prose import display, labelled
from tifa.studies.validation.questions import Check

FACTS = ("title", "published", "source", "place_code")
HTML = (".html", ".htm")
UNUSABLE, FAULTY = 2, 1
"""Exit statuses: nothing can be done; there are faults."""


def template(article: Path, out: Path, paragraphs: int | None = None) -> Path:
    """Write a folder for annotating an article or its first paragraphs, and return it.

    The text is the restored one, so that offsets are those of the tables. What the page states is not
    taken over into ``facts.json``: the annotator reads it herself. Raises FileExistsError where the folder
    has something in it, since that may be her work.
    """
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(0, "is not empty and is not written over", str(out))
    out.mkdir(parents=True, exist_ok=True)
    html = article.suffix.lower() in HTML
    body = clean(decode(article.read_bytes(), html=html).text, html=html)[0].body.text.strip("\n")
    body = "\n".join(body.split("\n")[:paragraphs])
    (out / "body.txt").write_text(body + "\n", encoding="utf-8")
    facts = json.dumps(dict.fromkeys(FACTS), ensure_ascii=False, indent=1)
    (out / "facts.json").write_text(facts + "\n", encoding="utf-8")
    rows = ({"sentence": s.sentence_id, **s._asdict()} for s in split_sentences(body))
    keys = ("sentence", "start", "end", "kind", "text")
    lines = (json.dumps({key: row[key] for key in keys}, ensure_ascii=False) for row in rows)
    (out / "sentences.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for name in TABLES:
        (out / f"{name}.jsonl").write_text("", encoding="utf-8")
    return out


def told(rows: pd.DataFrame) -> str:
    """Return the tables of agreement and of errors as lines of text."""
    table = labelled(agreement(rows), "own")
    shown = display(table).assign(question=table["label"])
    lines = [shown[["question", "right", "of", "share (95 % bounds)"]].to_string(index=False)]
    wrong = errors(rows)
    lines += [f"\n{len(wrong)} errors"] if len(wrong) else ["\nno error"]
    for row in wrong.to_dict("records"):
        pair = f'gold "{row["expected"] or "–"}", parser "{row["got"] or "–"}"'
        lines.append(
            f"{row['table']} at {row['start']}, {row['error']}: {row['text'][:40]} | {pair}"
        )
    return "\n".join(lines)


def score(folder: Path) -> int:
    """Check a folder and score the parser on it; return the exit status.

    Faults go to standard error, one a line, with file and line; rows with a fault are not scored. Every
    question and its answer is written to ``checks.csv`` in the folder.
    """
    try:
        article, faults = read_own(folder)
    except UnicodeDecodeError:
        print(Fault("body.txt", 0, "is not UTF-8; make a template anew"), file=sys.stderr)
        return UNUSABLE
    for fault in faults:
        print(fault, file=sys.stderr)
    rows = pd.DataFrame(marked_checks(article), columns=list(Check._fields))
    if rows.empty:
        fault = Fault(
            "times.jsonl", 0, "nothing to score is marked yet, here or in the other tables"
        )
        print(fault, file=sys.stderr)
        return FAULTY
    rows.to_csv(folder / "checks.csv", index=False, lineterminator="\n")
    print(told(rows))
    return FAULTY if faults else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="tifa-annotate", description=__doc__)
    add_commands(parser.add_subparsers(dest="command", required=True))
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
