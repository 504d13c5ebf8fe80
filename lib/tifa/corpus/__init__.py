"""From a folder or table of articles to tables on disk, on one core, several or a cluster, and back."""

from tifa.corpus.analysis import Corpus, analyse, load

__all__ = ["Corpus", "analyse", "load"]
