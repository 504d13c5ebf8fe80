"""The small site, which the tests of the site and those in a browser share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site."""
    from small_site import ARTICLES, run_build, write_corpus

    folder = write_corpus(tmp_path_factory.mktemp("small"), ARTICLES)
    done = run_build(folder, folder / "site")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "warning" not in done.stdout
    return folder / "site"
