"""The mirrors' faults run forwards on many paragraphs, and undone again."""

from __future__ import annotations

import random

import faults
import pytest
import recovery
import support

from tifa.cleaning.repair import repair


def lines_of(page: str) -> list[str]:
    """Return the lines of a repaired page; a mended tag leaves a blank one."""
    return [line for line in repair(page)[0].text.split("\n") if line.strip()]


def test_enough_varied_paragraphs() -> None:
    damaged = [*recovery.gloss_faults(), *recovery.mark_faults()]
    assert len(damaged) >= 200
    assert len({row.name for row in damaged}) >= 50
    assert all(row.page.split("\n")[row.at] != row.original for row in damaged)


def test_damage_is_the_same_every_time() -> None:
    before = recovery.gloss_faults()
    recovery.gloss_faults.cache_clear()
    assert recovery.gloss_faults() == before


@pytest.mark.parametrize(
    ("text", "glossed", "marks", "wanted"),
    [
        ("到决定性作用", "經", False, "到?jīng)Q定性作用"),
        ("当地推出。", "數當", False, "當(dāng)?shù)赝瞥觥"),
        ("势头。”", "", True, "勢頭?！?/p>"),
        ("“是”。”他说", "", True, "“是”?！彼?f"),
        ("疫情。”记者", "", True, "疫情?！庇浾?"),
        ("实行", "行", False, "實行(xíng)"),
    ],
)
def test_faults_are_those_of_the_mirrors(text: str, glossed: str, marks: bool, wanted: str) -> None:
    assert faults.mirror(text, list(glossed), marks=marks, fold=False).startswith(wanted)


def test_glosses_alone_come_off_every_page() -> None:
    assert [outcome.text for outcome in recovery.failures("glosses")] == []


@pytest.mark.parametrize("kind", ["gloss_fault", "mark_fault"])
def test_repair_touches_only_the_damage(kind: str) -> None:
    """The other paragraphs of a damaged page come out as the newspaper printed them."""
    for outcome in recovery.outcomes(kind)[::5]:
        damaged = outcome.damaged
        others = dict(support.documents())[damaged.name]
        page = lines_of(damaged.page)
        assert len(page) == len(others)
        for at, (found, wanted) in enumerate(zip(page, others, strict=True)):
            if at != damaged.at:
                assert support.plain(found) == support.plain(wanted)


def test_many_faults_on_one_page_leave_the_rest_alone() -> None:
    """Pages with dozens of faults at once: what stands between them is not made worse."""
    rng = random.Random(recovery.SEED)
    for name, lines in support.documents()[:5]:
        text = "\n".join(lines)
        glossed = faults.glossed_characters(text, rng)
        page = [faults.mirror(line, glossed, marks=True) for line in lines]
        found = lines_of("\n".join(page))
        assert len(found) == len(lines), name
        for damaged, repaired, wanted in zip(page, found, lines, strict=True):
            if "?" not in damaged and "\ufffd" not in damaged:
                assert support.plain(repaired) == support.plain(wanted)
