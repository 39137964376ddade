"""When an article joins a story, and what is remembered; every figure was measured (docs/stories.md)."""

from __future__ import annotations

import msgspec

from tipsheet.stages.cluster.terms import TermSettings


class ClusterSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of the story engine. Similarities are cosines, 0..1.

    A value that ends in `_headline` holds for a headline alone, one in `_text` for an article with a text;
    between the two it goes in a straight line with the number of different words read.
    """

    window_h: float = 96.0  # hours between an article and the nearest report of a story
    max_stories: int = 30_000  # in the window; the longest untouched leave first
    max_articles: int = 120_000
    terms: TermSettings = TermSettings()
    article_terms: int = 120  # of an article, the weightiest
    story_terms_headline: int = 200  # of a story
    story_terms_text: int = 400

    # joining, at arrival
    join_headline: float = 0.20
    join_text: float = 0.28
    second_look: int = 8  # stories looked at again when there is a text
    figures: float = 0.22  # for, with three or more rare figures in common
    dated: float = 0.06  # for, when both times are known
    waiting: float = 0.07  # against, times ln(1 + hours since the last report / 12)
    days_apart: int = 365  # full dates so far apart forbid it
    days_join: float = 0.05  # for or against, when a text and a story state full dates
    roundup: float = 0.15  # against, when a text's headline promises several events at once
    crowd: float = 0.04  # against, times ln(size of the story)

    # with sentence vectors
    dense_headline: float = 0.70  # their share of the similarity
    dense_text: float = 0.25
    join_dense_headline: float = 0.29
    join_dense_text: float = 0.37
    merge_dense_headline: float = 0.38
    merge_dense_text: float = 0.70

    # repair, whenever a story has grown by so much
    growth: float = 1.4
    rehome: float = 0.04  # by so much another story must fit an article better than the rest of its own
    # stories of headlines merge from this cosine on
    merge_headline: float = 0.20
    # one whose members agree less than this on average is tried for a split
    loose_headline: float = 0.06
    # and splits when its halves agree less than this share of what merges two
    split_headline: float = 0.6
    # stories of texts merge and split by kinship: how like their members are to each other, against within
    merge_text: float = 0.75
    split_text: float = 0.75
    split_pair: float = 0.68  # when one half has two members only
    days_kin: float = 0.10  # for, when the full dates that both state agree
    alike: float = 0.35  # pretended likeness of two members, for stories of one or two

    # rarity of a word
    prior_stories: int = 50  # pretended, so that a young window is not fooled
    rarity_power: float = 0.75
    proposals: int = 48  # entries of the index read to propose stories, from the rarest word on
