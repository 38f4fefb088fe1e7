"""Row clustering of one page as a piece of page work: glyphs in, rows out."""

from __future__ import annotations

from schemas.glyphs import Glyphs
from schemas.rows import Rows
from schemas.settings import RowSettings
from tasks.artifacts import Artifact, Store, read_table
from tasks.layout.rows import cluster_rows


def cluster_one(glyphs: Artifact, settings: RowSettings, store: Store) -> list[Artifact]:
    """Gather one page's glyphs to rows and words.

    Returns
    -------
    list of Artifact
        The page's rows (`Rows`).
    """
    return [store.put(cluster_rows(read_table(glyphs, Glyphs), settings), Rows)]
