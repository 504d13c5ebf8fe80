"""The page on the library: what a reader may call, from the docstrings of the functions themselves."""

from __future__ import annotations

GROUPS: dict[str, tuple[str, ...]] = {
    "A corpus": ("tifa.load", "tifa.analyse", "tifa.Corpus", "tifa.process"),
    "From the page to the article": (
        "tifa.clean",
        "tifa.read.read",
        "tifa.cleaning.decode.decode",
        "tifa.cleaning.repair.repair",
        "tifa.cleaning.article.parse",
        "tifa.cleaning.trace.Traced",
    ),
    "Sentences and words": ("tifa.sentences.split_sentences", "tifa.words.count_words"),
    "Times, places and what happened": (
        "tifa.times.find_times",
        "tifa.times.resolve",
        "tifa.places.find.find_places",
        "tifa.places.about.place_of",
        "tifa.statements.find_statements",
        "tifa.actions.action_of",
        "tifa.quantities.find_quantities",
        "tifa.totals.check_totals",
    ),
    "Formulas": (
        "tifa.formulas.find_formulas",
        "tifa.formulas.expand",
        "tifa.formulas.parallels.find_parallels",
    ),
    "Frames and devices": ("tifa.rhetoric.frames.find_terms", "tifa.rhetoric.devices.find_devices"),
    "Shared wording": ("tifa.passages.shared_passages", "tifa.passages.shared_wording"),
    "Statistics": (
        "tifa.statistics.rates.rates",
        "tifa.statistics.rates.rate_ratio",
        "tifa.statistics.rates.bootstrap_rate",
        "tifa.statistics.rates.permutation_test",
        "tifa.statistics.keyness.keyness",
        "tifa.statistics.dispersion.dispersion",
        "tifa.statistics.keyness.log_odds",
        "tifa.statistics.similarity.cosine_similarity",
        "tifa.statistics.similarity.jensen_shannon_distance",
        "tifa.statistics.collocates.collocates",
    ),
    "Groups and the annotated article": (
        "tifa.studies.grouping.articles",
        "tifa.studies.grouping.groups",
        "tifa.reader.show",
    ),
}
"""Entry points by what they are for, in the order in which data flows."""

LEAD = """Each function returns plain values with their places in the text; the tables are made of
them. Texts are Unicode strings, places are counted in characters from 0, and an end is not included.
"""


def api() -> str:
    """The page's Markdown: headings, and a directive of Sphinx for each entry point."""
    parts = ["# The library", LEAD]
    for title, names in GROUPS.items():
        entries = "\n".join(map(directive, names))
        parts.append(f"## {title}\n\n```{{eval-rst}}\n{entries}\n```")
    return "\n\n".join(parts) + "\n"


def directive(name: str) -> str:
    """The directive that shows a function, or a class with its members."""
    if name.rpartition(".")[2][0].isupper():
        return f".. autoclass:: {name}\n   :members:\n"
    return f".. autofunction:: {name}\n"
