"""One page for each article: its text, every sentence within reach of a link.

Text from the corpus is never passed through Markdown or a template: it is escaped and set into
HTML here, and Sphinx includes that HTML as it stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import escape
from itertools import groupby

from corpus import Corpus, Row, name_of, place_of, slug

# Repairs that are not marked in the text: they left no spot in it, or (script) one at every turn.
UNMARKED = {"whitespace", "furniture", "metadata", "script"}
KINDS = {
    "mojibake": "broken characters",
    "pinyin_gloss": "pinyin glosses",
    "script": "script conversions",
    "furniture": "lines of page furniture",
    "whitespace": "runs of white space",
}


def article_pages(corpus: Corpus) -> Iterator[tuple[str, Row, str]]:
    """What Sphinx writes for the articles: page name, the template's variables, the template."""
    links = [{"link": slug(d["doc_id"]) + ".html", "title": name_of(d)} for d in corpus.documents]
    for i, document in enumerate(corpus.documents):
        doc_id = document["doc_id"]
        context = {
            "title": name_of(document),
            "body": article(document, corpus.sentences[doc_id], corpus.repairs[doc_id]),
            "prev": links[i - 1] if i else None,
            "next": links[i + 1] if i + 1 < len(links) else None,
        }
        yield f"articles/{slug(doc_id)}", context, "page.html"


def article(document: Row, sentences: list[Row], repairs: list[Row]) -> str:
    """The article as HTML: title, origin, what was repaired, and the text, sentence by sentence."""
    body = document["body"] or ""
    marks = repair_marks(body, repairs)
    starts, ends = [s["start"] for s in sentences], [s["end"] for s in sentences]
    paragraphs, start = [], 0
    for line in body.split("\n"):
        end = start + len(line)
        inside = sentences[bisect_right(ends, start) : bisect_left(starts, end)]
        paragraphs.append(paragraph(body, start, end, inside, marks))
        start = end + 1
    text = "\n".join(filter(None, paragraphs)) or '<p class="tifa-meta">(no text)</p>'
    return (
        f'<h1 lang="zh-Hans">{name_of(document)}</h1>\n'
        f'<p class="tifa-meta">{origin(document)}</p>\n{repair_note(repairs, bool(marks))}'
        f'<div class="tifa-article" lang="zh-Hans">\n{text}\n</div>\n'
        '<p class="tifa-meta"><a href="index.html">All articles</a></p>'
    )


def origin(document: Row) -> str:
    """Place, date, newspaper and site in one line; what the page does not state is left out."""
    publisher = document["publisher"]
    parts = [
        place_of(document),
        str(document["published"]).replace("T", " ") if document["published"] else "no date",
        document["source"],
        f"on {publisher}" if publisher and publisher != document["source"] else None,
        f"{document['n_chars'] or len(document['body'] or ''):,} characters",
        document["doc_id"],
    ]
    return " · ".join(escape(str(part)) for part in parts if part)


def repair_note(repairs: list[Row], marked: bool) -> str:
    """How many changes cleaning made, by kind, and how the text shows them."""
    if not repairs:
        return ""
    counts = Counter(row["kind"] for row in repairs).most_common()
    names = [(KINDS.get(kind, escape(kind.replace("_", " "))), n) for kind, n in counts]
    listed = ", ".join(f"{name} ({n:,})" for name, n in names)
    shown = (
        ' A <span class="tifa-repair">dotted line</span> marks where characters were restored'
        " or taken out, a red one where that is uncertain; point at it to see what the page had."
    )
    return f'<p class="tifa-note">Repaired on this page: {listed}.{shown if marked else ""}</p>\n'


def repair_marks(body: str, repairs: list[Row]) -> dict[int, list[Row]]:
    """The repairs to mark, by position in the body.

    Characters that were taken out leave no place of their own: the one before them carries the
    mark, or the one after them at the beginning of a paragraph.
    """
    marks: dict[int, list[Row]] = defaultdict(list)
    for row in repairs:
        if row["kind"] in UNMARKED or row["body_start"] is None or row["body_end"] is None:
            continue
        start, end = int(row["body_start"]), int(row["body_end"])
        if start == end:
            start = start - 1 if body[start - 1 : start].strip() else start
            end = start + 1
        for i in range(start, min(end, len(body))):
            marks[i].append(row)
    return marks


def paragraph(
    body: str, start: int, end: int, sentences: list[Row], marks: dict[int, list[Row]]
) -> str:
    """One line of the body, each sentence in a span that links can reach; "" for an empty line."""
    if not body[start:end].strip():
        return ""
    pieces, at = [], start
    for row in sentences:
        check_sentence(body, row)
        first, last = max(int(row["start"]), at), min(int(row["end"]), end)
        pieces.append(marked(body, at, first, marks))
        text = marked(body, first, last, marks)
        anchor = f' id="s-{int(row["sentence_id"])}"' if row["start"] >= start else ""
        pieces.append(f"<span{anchor}>{text}</span>")
        at = last
    pieces.append(marked(body, at, end, marks))
    heading = sentences and all(row["kind"] == "heading" for row in sentences)
    tag = "h2" if heading else "p"
    return f"<{tag}>{''.join(pieces)}</{tag}>"


def check_sentence(body: str, row: Row) -> None:
    """ValueError unless the body holds the sentence at its offsets."""
    if body[int(row["start"]) : int(row["end"])].strip() != row["text"].strip():
        where = f"sentence {row['sentence_id']} of {row['doc_id']}"
        raise ValueError(f"{where} is not at its place in the body; run `tifa analyse` again")


def marked(body: str, start: int, end: int, marks: dict[int, list[Row]]) -> str:
    """A stretch of the body, escaped, its repaired characters marked."""
    if not any(i in marks for i in range(start, end)):
        return escape(body[start:end])
    pieces = []
    for here, run in groupby(range(start, end), key=lambda i: [id(r) for r in marks.get(i, ())]):
        positions = list(run)
        text = escape(body[positions[0] : positions[-1] + 1])
        pieces.append(mark(text, marks[positions[0]]) if here else text)
    return "".join(pieces)


def mark(text: str, repairs: list[Row]) -> str:
    """Escaped text with the raw characters of its repairs in a tooltip."""
    told = "; ".join(tooltip(row) for row in repairs)
    doubt = "" if all(row["certain"] is not False for row in repairs) else " tifa-uncertain"
    return f'<span class="tifa-repair{doubt}" title="{escape(told)}">{text}</span>'


def tooltip(repair: Row) -> str:
    """What the page had where the repair was made."""
    before, after = repair["before"] or "", repair["after"] or ""
    told = f"on the page: {before}" if after else f"taken out here: {before}"
    return told if repair["certain"] is not False else f"{told} (uncertain)"
