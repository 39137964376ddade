"""The drop-in for an "Every Day" repository: what the original computed and published.

Source: FORMAT.md; choices where it is silent in docs/decisions/042 to 044.
"""

from __future__ import annotations

from tipsheet.publish.everyday.build import build, read_site
from tipsheet.publish.everyday.newsletters import newsletter_front_matter, newsletter_path
from tipsheet.publish.everyday.sitemaps import news_sitemap, people_sitemap

__all__ = [
    "build",
    "news_sitemap",
    "newsletter_front_matter",
    "newsletter_path",
    "people_sitemap",
    "read_site",
]
