"""The drop-in for an "Every Day" repository: what the original computed and published.

Source: FORMAT.md; choices where it is silent in docs/decisions/041 and 042.
"""

from __future__ import annotations

from tipsheet.publish.everyday.build import build, read_site
from tipsheet.publish.everyday.newsletters import newsletter_front_matter, newsletter_item, newsletter_path
from tipsheet.publish.everyday.ranking import arrange, heat, is_published, quality, quality_parts
from tipsheet.publish.everyday.records import news_records
from tipsheet.publish.everyday.sitemaps import news_sitemap, people_sitemap

__all__ = [
    "arrange",
    "build",
    "heat",
    "is_published",
    "news_records",
    "news_sitemap",
    "newsletter_front_matter",
    "newsletter_item",
    "newsletter_path",
    "people_sitemap",
    "quality",
    "quality_parts",
    "read_site",
]
