"""The built-in kinds of source, each in the form a plug-in has."""

from __future__ import annotations

from collections.abc import Mapping

from tipsheet.records import Discovery, Rejected
from tipsheet.stages.discover.feed import read_feed
from tipsheet.stages.discover.jsonfeed import read_json
from tipsheet.stages.discover.mail import read_mail
from tipsheet.stages.discover.opml import read_opml_document
from tipsheet.stages.discover.page import read_page as page
from tipsheet.stages.discover.sitemap import read_sitemap, read_url_list

__all__ = ["json", "mail", "opml", "page", "sitemap", "url_list", "xml"]

Options = Mapping[str, str]
Found = Discovery | Rejected


def xml(body: bytes, url: str, content_type: str | None, source_id: str, options: Options) -> Found:
    """RSS, RDF and Atom."""
    return read_feed(body, url, content_type, source_id)


def json(body: bytes, url: str, content_type: str | None, source_id: str, options: Options) -> Found:
    """JSON Feed, and the answers of open searches."""
    return read_json(body, url, content_type, source_id)


def sitemap(body: bytes, url: str, content_type: str | None, source_id: str, options: Options) -> Found:
    """Sitemaps and their indexes."""
    return read_sitemap(body, url, content_type, source_id)


def url_list(body: bytes, url: str, content_type: str | None, source_id: str, options: Options) -> Found:
    """One address a line."""
    return read_url_list(body, url, content_type, source_id)


def opml(body: bytes, url: str, content_type: str | None, source_id: str, options: Options) -> Found:
    """A list of feeds, each read in its turn."""
    return read_opml_document(body, url, content_type, source_id)


def mail(body: bytes, url: str, content_type: str | None, source_id: str, options: Options) -> Found:
    """A newsletter as a message."""
    return read_mail(body, url, source_id)
