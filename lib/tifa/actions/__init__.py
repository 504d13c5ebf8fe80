"""The kind of action that a dated statement reports: 召开常委会 is a meeting, 解封 a reopening.

What is told apart, and by which words, stands in ``data/actions.csv``, which can be edited without
programming. The first main clause that has such words decides. Passed over are purposes (为防止…),
grounds (按照…), circumstances (在…后), what is said of a noun before 的, and what a meeting or a paper
merely asks for. A private matter, the weather or an action of another kind has none.

In a pattern of the table ``(召开|举行)`` is one word or the other, ``…`` up to twenty characters of
the same clause, ``#`` a number, and ``<goods>`` a word of the list of that name, which is a row of the
table too. The weights: 3 decides before all else in its clause (召开…会, whatever is discussed), 2 is
the rule, 1 only hints. Of equal weights the verb that comes first decides: the first word of a
pattern, or the last of one that begins with a list; then the upper row. A word alone does not count
where it is part of a name (复工企业) unless ``…`` follows it in the pattern.
"""

from __future__ import annotations

from tifa.actions.clauses import main_clauses
from tifa.actions.deciding import decisive
from tifa.actions.kinds import ACTIONS

__all__ = ["ACTIONS", "action_of"]

HINT = 1
"""A pattern of this weight counts only where no clause of the statement says more."""


def action_of(clause: str) -> str | None:
    """Return the kind of action that a dated statement reports; None where it has none of these.

    ``clause`` is a clause or a whole statement. Its first main clause with words of the lexicon
    decides; within the clause the heaviest pattern, then the one whose verb comes first, then the
    upper row of the table. Plans count as actions; negation is known only as far as the table
    lists it (没有新增), irony not at all.

    >>> action_of("1月24日晚,市委召开会议,研究学校推迟开学事宜")
    'meeting'
    >>> action_of("3月10日,暂停运营四十多天的公交,在完成消毒后恢复运行")
    'reopening'
    >>> action_of("1月23日,小城下起了雨") is None
    True
    """
    hint = None
    for main in main_clauses(clause):
        found = decisive(main)
        if found is not None and found.weight > HINT:
            return found.action
        if found is not None and hint is None:
            hint = found.action
    return hint
