"""tifa (提法 tífǎ): the set phrasings of Chinese official reports, restored and counted.

The usual way in is :func:`load`, which takes a folder of articles and returns its tables:

>>> import tifa
>>> corpus = tifa.load("seeds")
>>> corpus.documents["place"].tolist()
['吉林省', '长春市', '通化市', '九江市', '吉林省']
"""

from tifa.corpus.analysis import Corpus, analyse, load
from tifa.rows import clean
from tifa.tables import process

__all__ = ["Corpus", "analyse", "clean", "load", "process"]
