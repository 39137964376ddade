"""What a block looks like to the block classifier: numbers about it, its boxes, its neighbours, its page.

Only structure and short phrases of page furniture; no topic words, no site names. One row a block.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import numpy.typing as npt

from tipsheet.stages.extract.blocks import BOX_BIT, BOX_WORDS, PHRASES, Blocks, phrases

Matrix = npt.NDArray[np.float32]
_Column = npt.NDArray[np.float64]
_Index = npt.NDArray[np.int64]

_TAG_KINDS = (
    "p", "h1", "h2", "h3", "h4 h5 h6", "li", "td th", "div", "section article main body", "blockquote",
    "figcaption figure", "pre", "dt dd", "button label summary legend", "header hgroup", "footer nav aside",
    "address", "form fieldset", "center font",
)  # fmt: skip
_TAG_KIND = {tag: i for i, tags in enumerate(_TAG_KINDS) for tag in tags.split()}
_AROUND = (
    "article", "main", "section", "aside", "nav", "footer", "header", "ul ol", "table", "figure", "form",
    "blockquote", "details", "button", "dl", "td", "li", "address",
)  # fmt: skip
_AROUND_BIT = {tag: 1 << i for i, tags in enumerate(_AROUND) for tag in tags.split()}
_LEVELS = 4

_END = '.!?…。！？"”’»:;)।؟'
_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]++[\"”’)»]*+\s|[。！？]")
_COMMA = re.compile(r"[,，、;؛،]")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d\d?[:.]\d\d\b|\b\d\d?[./]\d\d?[./]\d\d")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_UPPER = re.compile(r"[A-ZÀ-ÞΑ-ΩА-Я]")
_LOGARITHMIC = [1, 8, 9, 22]  # of the first columns: units, commas, sentences, cookies
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def _names() -> list[str]:
    names = [
        "chars", "units", "link_share", "links", "strong_share", "images", "ends", "upper_start", "commas",
        "sentences", "digit_share", "upper_share", "lines", "date", "title_same", "title_share", "summary_in",
        "repeats", "depth", "mean_word", "italic_share", "again", "cookies", "colon", "question",
        "lower_start",
        "first_repeat_long",
    ]  # fmt: skip
    names += [f"tag:{t.split()[0]}" for t in _TAG_KINDS]
    names += [f"says:{p}" for p in PHRASES]
    names += [f"in:{b}" for b in BOX_WORDS]
    names += [f"around:{t.split()[0]}" for t in _AROUND]
    for level in range(_LEVELS):
        names += [f"{n}@{level}" for n in ("share", "link_share", "blocks", "para_share", "own_share")]
    names += [f"box{level}:{b}" for level in range(3) for b in BOX_WORDS]
    for kind in ("path", "look", "parent_path"):
        names += [f"{kind}_{n}" for n in ("blocks", "chars", "link_share", "share")]
    names += ["in_best", "best_share", "best_steps", "best_above", "same_depth_best"]
    for shift in (-2, -1, 1, 2):
        names += [
            f"{n}{shift:+d}"
            for n in (
                "chars",
                "link_share",
                "para",
                "ends",
                "good",
                "heading",
                "same_box",
                "same_path",
                "says",
            )
        ]
    names += [
        "near3",
        "near8",
        "since_good",
        "until_good",
        "before_share",
        "after_share",
        "place",
        "after_h1",
    ]
    names += ["since_h1", "heading_before", "to_heading_good"]
    names += ["page_blocks", "page_chars", "page_good", "page_link_share", "page_para_share", "page_lists"]
    return names


NAMES = _names()


def features(blocks: Blocks, title: str = "", summary: str = "") -> Matrix:
    """One row a block, columns as in `NAMES`. `title` and `summary` are the page's stated ones."""
    n = len(blocks)
    if n == 0:
        return np.zeros((0, len(NAMES)), np.float32)
    own = _own(blocks, title, summary)
    chars, link_share = own[:, 0], own[:, 2]
    box = np.array(blocks.boxes, np.int64)
    parent = np.array(blocks.box_parent, np.int64)
    first = np.array(blocks.box_first, np.int64)
    end = np.array(blocks.box_end, np.int64)
    tag_kind = np.array([_TAG_KIND.get(t, -1) for t in blocks.box_tag], np.int64)
    kind = tag_kind[box]
    tags = (kind[:, None] == np.arange(len(_TAG_KINDS))).astype(np.float64)
    seen = np.array(blocks.box_seen, np.int64)
    mask = np.array(blocks.box_mask, np.int64)
    around = _around(blocks)[box]
    says = np.array([phrases(t) for t in blocks.texts], np.int64)

    heading = (kind >= 1) & (kind <= 4)
    para = kind == 0
    good = (chars >= 80) & (link_share < 0.4) & (own[:, 6] > 0)
    weight = chars * (1 - link_share)
    para_weight = np.where(para | good, weight, 0.0)
    total, total_weight, total_para = chars.sum() + 1, weight.sum() + 1, para_weight.sum() + 1

    columns: list[npt.NDArray[np.float64]] = [
        own,
        tags,
        _bits(says, len(PHRASES)),
        _bits(seen[box], len(BOX_WORDS)),
    ]
    columns.append(_bits(around, len(_AROUND)))

    sums = {
        name: _running(values)
        for name, values in (("c", chars), ("l", chars * link_share), ("p", para_weight))
    }
    level = box
    levels = []
    previous = np.zeros(n)
    for _ in range(_LEVELS):
        levels.append(level)
        lo, hi = first[level], end[level]
        c = sums["c"][hi] - sums["c"][lo]
        p = sums["p"][hi] - sums["p"][lo]
        columns.append(
            np.stack(
                [
                    c / total,
                    (sums["l"][hi] - sums["l"][lo]) / (c + 1),
                    np.log1p(hi - lo),
                    p / total_para,
                    (c - previous) / total,
                ],
                axis=1,
            )
        )
        previous = c
        level = parent[level]
    columns += [_bits(mask[levels[i]], len(BOX_WORDS)) for i in range(3)]

    path = np.array(blocks.box_path, np.int64)
    look = np.array(blocks.box_look, np.int64)
    groups = (path[box], look[box], path[parent[box]])
    columns += [_alike(group, chars, link_share, total) for group in groups]

    columns.append(
        _best(box, parent, first, end, para_weight, sums["p"], total_para, np.array(blocks.box_depth))
    )

    ends = own[:, 6]
    any_says = (says != 0).astype(np.float64)
    log_chars = np.log1p(chars)
    for shift in (-2, -1, 1, 2):
        columns.append(
            np.stack(
                [
                    _shift(log_chars, shift),
                    _shift(link_share, shift),
                    _shift(para, shift),
                    _shift(ends, shift),
                    _shift(good, shift),
                    _shift(heading, shift),
                    _shift(parent[box], shift, -1) == parent[box],
                    _shift(path[box], shift, -1) == path[box],
                    _shift(any_says, shift),
                ],
                axis=1,
            )  # fmt: skip
        )
    columns.append(_place(weight, good, heading, kind == 1, own[:, 14] > 0, total_weight))
    page = [
        np.log1p(n), np.log1p(total), np.log1p((weight * good).sum()), (chars * link_share).sum() / total,
        (weight * para).sum() / total, (chars * (kind == 5)).sum() / total,
    ]  # fmt: skip
    columns.append(np.tile(page, (n, 1)))
    made = np.concatenate(columns, axis=1)
    made[:, 0] = log_chars
    return made.astype(np.float32)


def _own(blocks: Blocks, title: str, summary: str) -> _Column:
    title_words = frozenset(_WORD.findall(title.lower()))
    opening = summary[:40]
    times = Counter(blocks.texts)
    seen: set[str] = set()
    rows = []
    for i, text in enumerate(blocks.texts):
        size = len(text)
        head = text[:200]
        plain = head.isascii()
        wide = not plain and len(_CJK.findall(head)) * 2 > len(head)
        units = size / 2 if wide else text.count(" ") + 1
        short = size < 300
        same = share = 0.0
        lower = text.lower() if short or size < 2000 else text[:2000].lower()
        if short and title_words:
            words = frozenset(_WORD.findall(lower))
            both = len(words & title_words)
            if both:
                share = both / len(title_words | words)
                same = float(share == 1.0)
        again = times[text]
        last = text[-1]
        first = text[0]
        rows.append(
            (
                size,
                units,
                blocks.link_chars[i] / size,
                min(blocks.links[i], 20),
                blocks.strong_chars[i] / size,
                min(blocks.images[i], 5),
                last in _END,
                first.isupper() or first in '"“«‘„',
                text.count(",") if plain else len(_COMMA.findall(text)),
                len(_SENTENCE.findall(text)) if size > 20 else 0,
                len(_DIGIT.findall(head)) / len(head),
                len(_UPPER.findall(head)) / len(head),
                text.count("\n"),
                short and _DATE.search(text) is not None,
                same,
                share,
                bool(opening) and opening in text,
                min(again - 1, 5),
                blocks.box_depth[blocks.boxes[i]],
                size / units,
                blocks.italic_chars[i] / size,
                text in seen,
                lower.count("cookie") + lower.count("consent") + lower.count("privacy") if size > 60 else 0,
                last in ":：",
                last in "?？",
                first.islower(),
                size > 60 and again > 1,
            )
        )
        seen.add(text)
    made = np.array(rows, np.float64)
    made[:, _LOGARITHMIC] = np.log1p(made[:, _LOGARITHMIC])
    return made


def _around(blocks: Blocks) -> _Index:
    """For each box, the bits of the tags it stands in, its own included."""
    seen: list[int] = []
    for i, tag in enumerate(blocks.box_tag):
        bit = _AROUND_BIT.get(tag, 0)
        seen.append(bit | seen[blocks.box_parent[i]] if i else bit)
    return np.array(seen, np.int64)


def _bits(masks: _Index, count: int) -> _Column:
    return ((masks[:, None] >> np.arange(count)) & 1).astype(np.float64)


def _running(values: _Column) -> _Column:
    return np.concatenate([[0.0], np.cumsum(values)])


def _shift(values: npt.NDArray[np.generic], by: int, fill: float = 0) -> _Column:
    """The value of the block `by` places away."""
    made = np.full(len(values), fill, np.float64)
    if abs(by) < len(values):
        if by < 0:
            made[-by:] = values[:by]
        else:
            made[:-by] = values[by:]
    return made


def _alike(group: _Index, chars: _Column, link_share: _Column, total: float) -> _Column:
    """About all blocks of the same group: how many, how long, how linked, which share of the page."""
    size = int(group.max()) + 1
    count = np.bincount(group, minlength=size)
    text = np.bincount(group, chars, size)
    linked = np.bincount(group, chars * link_share, size)
    made = np.stack(
        [np.log1p(count), np.log1p(text / np.maximum(count, 1)), linked / (text + 1), text / total], axis=1
    )
    return made[group]


def _best(
    box: _Index, parent: _Index, first: _Index, end: _Index, weight: _Column, running: _Column, total: float,
    depth: _Index,
) -> _Column:  # fmt: skip
    """How a block stands to the box that holds most of the running text closely."""
    score = np.bincount(box, weight, len(parent)).astype(np.float64)
    near = parent[box]
    score += np.bincount(near, weight, len(parent))
    score += 0.5 * np.bincount(parent[near], weight, len(parent))
    best = int(np.argmax(score))
    above = int(parent[best])
    index = np.arange(len(box))
    inside = (index >= first[best]) & (index < end[best])
    inside_above = (index >= first[above]) & (index < end[above])
    held = (running[end[best]] - running[first[best]]) / total
    steps = np.where(inside, depth[box] - depth[best], -1)
    return np.stack(
        [inside, np.full(len(box), held), steps, inside_above, depth[box] - depth[best]], axis=1
    ).astype(np.float64)


def _place(
    weight: _Column, good: npt.NDArray[np.bool_], heading: npt.NDArray[np.bool_], h1: npt.NDArray[np.bool_],
    titled: npt.NDArray[np.bool_], total: float,
) -> _Column:  # fmt: skip
    """Where a block stands in the flow of running text."""
    n = len(weight)
    index = np.arange(n)
    running = _running(weight)
    near = [running[np.minimum(index + k + 1, n)] - running[np.maximum(index - k, 0)] for k in (3, 8)]
    last_good = np.maximum.accumulate(np.where(good, index, -1000))
    next_good = np.minimum.accumulate(np.where(good, index, n + 1000)[::-1])[::-1]
    good_running = _running(weight * good)
    good_total = good_running[-1] + 1
    h1_at = np.flatnonzero(titled & (heading | h1))
    if not len(h1_at):
        h1_at = np.flatnonzero(h1 if h1.any() else titled)
    start = int(h1_at[0]) if len(h1_at) else -1
    last_heading = np.maximum.accumulate(np.where(heading, index, -1000))
    follows = np.concatenate([good[1:], [False]])
    return np.stack(
        [
            np.log1p(near[0]), np.log1p(near[1]), np.minimum(index - last_good, 50),
            np.minimum(next_good - index, 50), good_running[:-1] / good_total,
            1 - good_running[1:] / good_total,
            index / n, (index > start) & (start >= 0), np.clip(index - start, -50,
            200) if start >= 0 else np.full(n, 250),
            np.minimum(index - last_heading, 60), heading & follows,
        ],
        axis=1,
    ).astype(np.float64)  # fmt: skip


assert BOX_BIT  # the order of the bits is part of the trained model
