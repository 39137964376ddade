"""What a page is: article, video, live, listing, forum, product, documentation, service, collection."""

from __future__ import annotations

from tipsheet.stages.extract.blocks import Blocks
from tipsheet.stages.extract.body import Body
from tipsheet.stages.extract.dates import Moment
from tipsheet.stages.extract.said import Said


def kind(
    said: Said, blocks: Blocks, found: Body, published: Moment | None, names: tuple[str, ...], url: str
) -> str:  # fmt: skip
    """The page's kind."""
    return "article"
