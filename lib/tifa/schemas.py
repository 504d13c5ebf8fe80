"""The columns of the tables, in order: the contract of ``docs/TABLES.md``."""

from __future__ import annotations

import pyarrow as pa

TEXT, INT, BOOL, TEXTS = pa.string(), pa.int64(), pa.bool_(), pa.list_(pa.string())
INTS = pa.list_(INT)
FOUND = pa.list_(pa.struct([("field", TEXT), ("raw_start", INT), ("raw_end", INT)]))
FIGURES = pa.list_(
    pa.struct(
        [("value", pa.float64()), ("unit", TEXT), ("what", TEXT), ("start", INT), ("end", INT)]
    )
)

PLACED = [
    ("doc_id", TEXT),
    ("sentence_id", INT),
    ("start", INT),
    ("end", INT),
    ("raw_start", INT),
    ("raw_end", INT),
    ("text", TEXT),
]
"""What every finding has: where it stands in the body and on the page."""

SCHEMAS = {
    "documents": pa.schema(
        [
            ("doc_id", TEXT),
            ("path", TEXT),
            ("position", INT),
            ("sha256", TEXT),
            ("encoding", TEXT),
            ("encoding_forced", BOOL),
            ("script", TEXT),
            ("title", TEXT),
            ("original_title", TEXT),
            ("published", TEXT),
            ("published_from", TEXT),
            ("source", TEXT),
            ("publisher", TEXT),
            ("authors", TEXTS),
            ("editors", TEXTS),
            ("place", TEXT),
            ("place_code", TEXT),
            ("body", TEXT),
            ("n_chars", INT),
            ("n_han", INT),
            ("n_sentences", INT),
            ("n_words", INT),
            ("n_raw", INT),
            ("found", FOUND),
            ("raw", TEXT),
        ]
    ),
    "repairs": pa.schema(
        [
            ("doc_id", TEXT),
            ("kind", TEXT),
            ("raw_start", INT),
            ("raw_end", INT),
            ("before", TEXT),
            ("after", TEXT),
            ("certain", BOOL),
            ("body_start", INT),
            ("body_end", INT),
        ]
    ),
    "sentences": pa.schema(
        [
            *PLACED,
            ("kind", TEXT),
        ]
    ),
    "words": pa.schema([("doc_id", TEXT), ("word", TEXT), ("n", INT)]),
    "times": pa.schema(
        [
            *PLACED,
            ("kind", TEXT),
            ("iso_start", TEXT),
            ("iso_end", TEXT),
            ("grain", TEXT),
            ("resolved_from", TEXT),
            ("core", BOOL),
            ("place", TEXT),
            ("place_code", TEXT),
        ]
    ),
    "events": pa.schema(
        [
            *PLACED,
            ("time_start", INT),
            ("time_end", INT),
            ("iso_start", TEXT),
            ("iso_end", TEXT),
            ("place", TEXT),
            ("place_code", TEXT),
            ("action", TEXT),
            ("figures", FIGURES),
        ]
    ),
    "formulas": pa.schema(
        [
            *PLACED[:-1],
            ("surface", TEXT),
            ("canonical", TEXT),
            ("kind", TEXT),
            ("expected", INTS),
            ("quoted", BOOL),
            ("pattern", TEXT),
        ]
    ),
    "expansions": pa.schema(
        [
            *PLACED[:-1],
            ("canonical", TEXT),
            ("kind", TEXT),
            ("expected", INTS),
            ("members", TEXTS),
            ("member_spans", pa.list_(INTS)),
            ("stated", TEXT),
            ("verdict", TEXT),
            ("n_mentions", INT),
            ("pattern", TEXT),
        ]
    ),
    "terms": pa.schema(
        [
            *PLACED[:-1],
            ("term", TEXT),
            ("frame", TEXT),
            ("kind", TEXT),
        ]
    ),
    "totals": pa.schema(
        [
            *PLACED,
            ("verdict", TEXT),
            ("check", TEXT),
            ("grounds", TEXT),
        ]
    ),
    "rejected": pa.schema([("path", TEXT), ("position", INT), ("reason", TEXT), ("detail", TEXT)]),
}
"""The columns of each table, in order."""

ORDER = {
    "documents": ["doc_id"],
    "repairs": ["doc_id", "raw_start", "raw_end", "kind"],
    "sentences": ["doc_id", "sentence_id"],
    "words": ["doc_id", "word"],
    "times": ["doc_id", "start", "end"],
    "events": ["doc_id", "start", "time_start"],
    "formulas": ["doc_id", "start", "end"],
    "expansions": ["doc_id", "start", "end"],
    "terms": ["doc_id", "start", "end"],
    "totals": ["doc_id", "start", "end"],
    "rejected": ["path", "position"],
}
