"""The streaming decision: which story of the window an article belongs to.

Each article is compared with the stories that share words with it, found through an inverted index. A
headline alone joins the story whose words it shares most (cosine). With a text there is a second look at
the best few: rare figures in common and the same full date speak for a story, hours since its last report,
its size and a date far from its own against it, and another reporting period forbids it. Stories that have
grown are repaired: merged with their like, or split. Nothing looks ahead, and nothing depends on how the
stream is cut.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import islice
from operator import itemgetter, mul

from tipsheet.protocols import Embedder
from tipsheet.records import Article, Assignment, Correction
from tipsheet.stages.cluster.corrections import Orders, story_id
from tipsheet.stages.cluster.dates import agreement, far_apart, stated_day
from tipsheet.stages.cluster.periods import period
from tipsheet.stages.cluster.repair import merge_into, repair
from tipsheet.stages.cluster.settings import ClusterSettings
from tipsheet.stages.cluster.state import Group, Member, StoryState, Vector, product, rarity, scale_of
from tipsheet.stages.cluster.terms import Reading, is_figure, is_roundup, read_terms

# of a word: how many stories hold it, its weight in the article, those stories with their weights, itself
Posted = tuple[int, float, dict[int, float], str]
_count = itemgetter(0)
_LEVEL = 0.05  # word weights are made anew when the window has grown or shrunk by this share
_WORTH = 0.25  # of the best product so far: stories below are not completed
_AHEAD = 64  # articles whose sentence vectors are asked for at once


def cluster(
    articles: Iterable[Article],
    state: StoryState,
    settings: ClusterSettings | None = None,
    *,
    corrections: Sequence[Correction] = (),
    embedder: Embedder | None = None,
) -> Iterator[Assignment]:
    """One assignment for each article, in order; `state` is brought up to date.

    Times are those of publication, else of fetching; an article without one may join any story of the
    window. A copy follows its origin. An article seen before keeps its story. Corrections win over all.
    What repairs changed about earlier articles stands in `state.moved` and `state.redirects`; `settle`
    tells it for given articles. Use the same embedder, or none, for the whole life of a state.
    """
    engine = Engine(state, settings or ClusterSettings(), Orders(corrections))
    engine.obey()
    for article, dense in _with_vectors(articles, embedder):
        yield engine.admit(article, dense)


def settle(state: StoryState, article_ids: Iterable[str]) -> Iterator[Assignment]:
    """The stories of these articles as they stand now; nothing for those outside the window."""
    for article_id in article_ids:
        story = state.story_of(article_id)
        if story is not None:
            yield Assignment(article_id=article_id, story_id=story)


def _with_vectors(
    articles: Iterable[Article], embedder: Embedder | None
) -> Iterator[tuple[Article, Sequence[float]]]:
    if embedder is None:
        for article in articles:
            yield article, ()
        return
    stream = iter(articles)
    while batch := list(islice(stream, _AHEAD)):
        yield from zip(batch, embedder.embed([sentence(a) for a in batch]), strict=True)


def sentence(article: Article) -> str:
    """What is embedded: the headline and the first words."""
    lead = " ".join((article.text or article.excerpt).split()[:120])
    return f"{article.title}. {lead}" if lead else article.title


class Engine:
    """One pass over a stream with one state."""

    def __init__(self, state: StoryState, settings: ClusterSettings, orders: Orders) -> None:
        self.state = state
        self.settings = settings
        self.orders = orders
        self.weights: tuple[float, ...] = ()
        self.counted = -1
        self.level = -1
        self.next_hour = (state.hour + 1) * 3600.0
        state.begin()

    # -------------------------------------------------------------- one article

    def admit(self, article: Article, dense: Sequence[float] = ()) -> Assignment:
        """Decide, remember, repair, forget."""
        state = self.state
        key = state.home.get(article.id)
        if key is not None:
            return Assignment(article_id=article.id, story_id=state.groups[key].id, why="seen before")
        published = article.published_at or article.fetched_at
        at = published.timestamp() if published else None
        arrived = article.fetched_at.timestamp() if article.fetched_at else at
        if arrived is not None and arrived > state.clock:
            state.clock = arrived
        told = self.orders.home(article.id) if self.orders.place else None
        if told is None and article.copy_of is not None:
            followed = self._follow(article)
            if followed is not None:
                return followed
        if len(state.groups) != self.counted:
            self._weigh()
        reading = read_terms(article.title, article.excerpt, article.text, self.settings.terms)
        vector, places, unit = self._weighed(reading)
        member = Member(article.id, vector, at, reading.body)
        if dense:
            member.dense = array("f", dense).tobytes()
        if reading.body > 0.0:
            member.day = stated_day(article.title, article.text or article.excerpt)
        named = period(article.title, article.excerpt or (article.text and article.text[:600]))
        if told is not None:
            group, why = self._as_told(member, told)
        else:
            hard = self.settings.roundup if reading.body > 0.0 and is_roundup(article.title) else 0.0
            group, why = self._decide(member, places, unit, dense, named, hard)
        if named is not None:
            group.periods[named] = group.periods.get(named, 0) + 1
        if len(group.members) >= group.checked * self.settings.growth:
            group = repair(self, group)
            # a split may have taken the article along
            group = state.groups[state.home[article.id]]
        s = self.settings
        if (
            state.clock >= self.next_hour
            or len(state.groups) > s.max_stories
            or state.articles > s.max_articles
        ):
            self._forget()
        return Assignment(article_id=article.id, story_id=group.id, why=why)

    def _follow(self, article: Article) -> Assignment | None:
        """A copy goes where its origin is, and adds no words to the story."""
        assert article.copy_of is not None
        origin = article.copy_of.article_id
        key = self.state.home.get(origin)
        if key is None:
            return None
        group = self.state.groups[key]
        for member in group.members:
            if member.id == origin or origin in member.copies:
                member.copies = (*member.copies, article.id)
                break
        self.state.home[article.id] = key
        return Assignment(article_id=article.id, story_id=group.id, why=f"a copy of {origin}")

    def _decide(
        self,
        member: Member,
        places: list[Posted],
        unit: float,
        dense: Sequence[float],
        named: str | None,
        hard: float,
    ) -> tuple[Group, str]:
        dots = self._products(places)
        if member.body <= 0.0 and named is None and not dense:
            key, score = self._closest(dots, unit, member.at, hard)
        else:
            key, score = self._second_look(dots, unit, member, dense, named, hard)
        if key < 0:
            own = self._known(self.orders.resolve(story_id(member.id)))
            if own is None:
                group = self._found(member, story_id(member.id))
                group.hard = hard
                return group, "a new story"
            self.enter(own, member, product(member.vector, own.terms))  # editors put others there before
            own.fixed = True
            return own, "an editor said so"
        group = self.state.groups[key]
        shared = [word for _, _, posted, word in places if key in posted]  # the rarest first
        self.enter(group, member, dots[key] * unit)
        return group, f"shares {', '.join(shared[:3])} ({score:.2f})"

    def _closest(
        self, dots: dict[int, float], unit: float, at: float | None, hard: float
    ) -> tuple[int, float]:
        """The story with the best cosine inside the window; (-1, 0) when none is close enough."""
        scale, join = self.state.scale, (self.settings.join_headline + hard) / unit if dots else 1.0
        key, best = -1, join
        for k, dot in dots.items():
            if dot >= best:  # no story's scale is above 1
                value = dot * scale[k]
                if value > best or (value == best and (key < 0 or k < key)):
                    key, best = k, value
        if key < 0:
            return -1, 0.0
        if self._open(self.state.groups[key], at, (best - join) * unit):
            return key, best * unit
        near = sorted((-dot * scale[k], k) for k, dot in dots.items() if dot * scale[k] >= join)
        for value, k in near:
            if self._open(self.state.groups[k], at, (-value - join) * unit):
                return k, -value * unit
        return -1, 0.0

    def _open(self, group: Group, at: float | None, spare: float) -> bool:
        """The story is within reach, and the cosine enough for it."""
        return spare >= group.hard and (at is None or self.wait(group, at) is not None)

    def _second_look(
        self,
        dots: dict[int, float],
        unit: float,
        member: Member,
        dense: Sequence[float],
        named: str | None,
        hard: float,
    ) -> tuple[int, float]:
        state, s = self.state, self.settings
        scale, body = state.scale, member.body
        share = s.dense_headline + (s.dense_text - s.dense_headline) * body
        if dense:
            floor = s.join_dense_headline + (s.join_dense_text - s.join_dense_headline) * body
        else:
            floor = s.join_headline + (s.join_text - s.join_headline) * body
        key, best = -1, floor + hard
        for cosine, negative in nlargest(
            s.second_look, [(dot * unit * scale[k], -k) for k, dot in dots.items()]
        ):
            group = state.groups[-negative]
            if named is not None and _other_period(group, named):
                continue
            score = cosine
            if dense:
                score += share * (_dense_cosine(dense, group.dense) - cosine)
            if member.at is not None and group.last is not None:
                wait = self.wait(group, member.at)
                if wait is None:
                    continue
                score += body * (s.dated - s.waiting * math.log1p(wait / 12.0))
            if member.day and group.days:
                if far_apart({member.day: 1}, group.days, s.days_apart):
                    continue
                score += body * s.days_join * agreement({member.day: 1}, group.days)
            score -= group.hard + body * s.crowd * math.log(len(group.members))
            if best - s.figures <= score:
                score += body * s.figures * min(self._figures(member.vector, group), 3.0) / 3.0
            if score > best or (score == best and -negative < key):
                key, best = -negative, score
        return (key, best) if key >= 0 else (-1, 0.0)

    def _figures(self, vector: Vector, group: Group) -> float:
        """How many rare figures an article shares with a story, each counting for its rarity, 0..1."""
        index, weights, terms = self.state.index, self.weights, group.terms
        total, top, last = 0.0, weights[0], len(weights) - 1
        for word in vector:
            if word in terms and is_figure(word):
                rare = weights[min(len(index[word]), last)] / top
                total += rare * rare
        return total

    def _as_told(self, member: Member, told: str) -> tuple[Group, str]:
        member.pinned = True
        group = self._known(told)
        if group is None:
            group = self._found(member, told)
        else:
            self.enter(group, member, product(member.vector, group.terms))
        group.fixed = True
        return group, "an editor said so"

    # ------------------------------------------------------------ words, weights

    def _weigh(self) -> None:
        """Word weights for the window's size, made anew in steps so that few tables are needed."""
        s = self.settings
        self.counted = len(self.state.groups)
        level = int(math.log(self.counted + s.prior_stories) / _LEVEL)
        if level != self.level:
            self.level = level
            stories = max(0, round(math.exp((level + 0.5) * _LEVEL)) - s.prior_stories)
            self.weights = rarity(stories, s.prior_stories, s.rarity_power)

    def _weighed(self, reading: Reading) -> tuple[Vector, list[Posted], float]:
        """The article's words weighed by their rarity, at unit length, and where they stand in the index.

        The weights in the second are still to be multiplied by the third.
        """
        index, weights = self.state.index, self.weights
        last, top = len(weights) - 1, weights[0]
        found: Vector = {}
        places: list[Posted] = []
        total = 0.0
        for word, weight in reading.terms.items():
            posted = index.get(word)
            if posted is None:
                value = weight * top
            else:
                held = len(posted)
                value = weight * weights[held if held < last else last]
                places.append((held, value, posted, word))
            total += value * value
            found[word] = value
        if len(found) > self.settings.article_terms:
            most = set(nlargest(self.settings.article_terms, found, key=found.__getitem__))
            found = {word: value for word, value in found.items() if word in most}  # as they come in the text
            total = sum([value * value for value in found.values()])
            places = [place for place in places if place[3] in found]
        if total <= 0.0:
            return {}, [], 1.0
        unit = 1.0 / math.sqrt(total)
        return {word: value * unit for word, value in found.items()}, places, unit

    def dots(self, vector: Iterable[tuple[str, float]]) -> dict[int, float]:
        """The product of a vector with the stories that share its rarest words."""
        index = self.state.index
        return self._products(
            [(len(index[word]), value, index[word], word) for word, value in vector if word in index]
        )

    def _products(self, places: list[Posted]) -> dict[int, float]:
        """The same from the words' places in the index.

        Words propose stories from the rarest on until `proposals` entries of the index were read; the
        commoner ones only add to the best of those. So the work per article is bounded, however large
        the window.
        """
        if not places:
            return {}
        places.sort(key=_count)
        held, value, posted, _ = places[0]
        budget = self.settings.proposals - held
        scored = {key: value * weight for key, weight in posted.items()}
        for place in range(1, len(places)):
            held, value, posted, _ = places[place]
            budget -= held
            if budget < 0:
                return _completed(scored, places[place:])
            for key, weight in posted.items():
                if key in scored:
                    scored[key] += value * weight
                else:
                    scored[key] = value * weight
        return scored

    # ----------------------------------------------------------------- stories

    def wait(self, group: Group, at: float) -> float | None:
        """Hours between a time and the nearest report of a story; None outside the window."""
        if group.last is None or group.first is None:
            return 0.0
        gap = max(at - group.last, group.first - at, 0.0) / 3600.0
        return gap if gap <= self.settings.window_h else None

    def enter(self, group: Group, member: Member, dot: float) -> None:
        """Make an article part of a story; `dot` is the product of their vectors."""
        state, key = self.state, group.key
        terms, index = group.terms, state.index
        for word, value in member.vector.items():
            if word in terms:
                value += terms[word]
                terms[word] = value
                index[word][key] = value
            else:
                terms[word] = value
                posted = index.get(word)
                if posted is None:
                    index[word] = {key: value}
                else:
                    posted[key] = value
        if member.vector:
            group.norm2 += 2.0 * dot + 1.0
            state.scale[key] = scale_of(group.norm2)
        group.members.append(member)
        group.body += member.body
        if member.day:
            group.days[member.day] = group.days.get(member.day, 0) + 1
        if member.dense:
            _add(group, member.dense, 1.0)
        state.home[member.id] = key
        for copy in member.copies:
            state.home[copy] = key
        state.articles += 1
        at = member.at
        if at is not None:
            group.first = at if group.first is None or at < group.first else group.first
            group.last = at if group.last is None or at > group.last else group.last
        state.touch(group)

    def leave(self, group: Group, members: list[Member]) -> None:
        """Take articles out of a story; the story keeps its times."""
        state, key, terms = self.state, group.key, group.terms
        less: Vector = {}
        for member in members:
            for word, value in member.vector.items():
                less[word] = less[word] + value if word in less else value
            group.body -= member.body
            if member.day:
                group.days[member.day] -= 1
                if not group.days[member.day]:
                    del group.days[member.day]
            if member.dense:
                _add(group, member.dense, -1.0)
        gone = []
        for word, value in less.items():
            if word in terms:
                left = terms[word] - value
                if left > 1e-9:
                    terms[word] = state.index[word][key] = left
                else:
                    del terms[word]
                    gone.append(word)
        state.unpost(gone, key)
        group.norm2 = sum([value * value for value in terms.values()])
        state.scale[key] = scale_of(group.norm2)
        out = {member.id for member in members}
        group.members = [m for m in group.members if m.id not in out]
        state.articles -= len(members)

    def _found(self, member: Member, name: str) -> Group:
        """A new story; its id is the founder's, or what an editor calls it."""
        state = self.state
        name = self.orders.resolve(name)
        while name in state.by_id or name in state.redirects:
            name = f"{name}-2"
        key = state.next_key
        state.next_key = key + 1
        group = Group(
            key, name, member.vector.copy(), 1.0 if member.vector else 0.0, [member], member.at, member.at,
            state.clock, 1, member.body, {}, array("f", member.dense).tolist() if member.dense else [],
        )  # fmt: skip
        if member.day:
            group.days[member.day] = 1
        state.adopt(group)
        return group

    def part(self, members: list[Member]) -> Group:
        """A story of its own for articles that have just left another one."""
        first = members[0]
        group = self._found(first, story_id(first.id))
        for member in members[1:]:
            self.enter(group, member, product(member.vector, group.terms))
        group.checked = len(members)
        for member in members:
            self.state.moved[member.id] = group.id
            self.state.moved.update(dict.fromkeys(member.copies, group.id))
        return group

    def _known(self, name: str) -> Group | None:
        key = self.state.by_id.get(self.state.current(name))
        return None if key is None else self.state.groups[key]

    def obey(self) -> None:
        """Carry out the corrections on what is already in the window."""
        orders, state = self.orders, self.state
        for article_id in sorted(orders.place):
            told = orders.home(article_id)
            key = state.home.get(article_id)
            if key is None or told is None or state.groups[key].id == told:
                continue
            self._bring(article_id, state.groups[key], told)
        for name in sorted(orders.same):
            group, target = self._known(name), orders.resolve(name)
            if group is None or group.id == target:
                continue
            into = self._known(target)
            if into is None:
                del state.by_id[group.id]
                state.redirects[group.id] = target
                group.id = target
                state.by_id[target] = group.key
            else:
                group = merge_into(self, into, group, product(group.terms, into.terms))
            group.fixed = True

    def _bring(self, article_id: str, group: Group, told: str) -> None:
        member = next((m for m in group.members if m.id == article_id), None)
        if member is None:  # a copy: it comes alone
            for holder in group.members:
                holder.copies = tuple(c for c in holder.copies if c != article_id)
            member = Member(article_id, {}, None, 0.0)
        elif len(group.members) == 1:
            self.state.remove(group)
        else:
            self.leave(group, [member])
        self._as_told(member, told)
        self.state.moved.update(dict.fromkeys((article_id, *member.copies), told))

    def _forget(self) -> None:
        """Let the longest untouched stories go: by time now and then, by number at once."""
        state, s = self.state, self.settings
        state.hour = int(state.clock / 3600.0)
        self.next_hour = (state.hour + 1) * 3600.0
        edge = state.clock - s.window_h * 3600.0
        old = []
        stories, articles = len(state.groups), state.articles
        for group in state.groups.values():
            if group.touched >= edge and stories <= s.max_stories and articles <= s.max_articles:
                break
            stories -= 1
            articles -= len(group.members)
            old.append(group)
        for group in old[: len(state.groups) - 1]:
            state.remove(group)


def _completed(scored: dict[int, float], rest: list[Posted]) -> dict[int, float]:
    """The best of the stories proposed, with what the commoner words add."""
    edge = _WORTH * max(scored.values())
    best = {key: dot for key, dot in scored.items() if dot >= edge}
    for _, value, posted, _ in rest:
        for key in best:
            if key in posted:
                best[key] += value * posted[key]
    return best


def _other_period(group: Group, named: str) -> bool:
    """The story is about another reporting period: it names some of that kind, and never this one."""
    kind = named[0]
    same_kind = [p for p in group.periods if p[0] == kind]
    return bool(same_kind) and named not in same_kind


def _dense_cosine(vector: Sequence[float], total: Sequence[float]) -> float:
    """Cosine of a unit vector with a sum of them."""
    if not total:
        return 0.0
    norm = math.sqrt(sum(map(mul, total, total)))
    return sum(map(mul, vector, total)) / norm if norm else 0.0


def _add(group: Group, dense: bytes, sign: float) -> None:
    vector = array("f", dense)
    if not group.dense:
        group.dense = [sign * v for v in vector]
    else:
        group.dense = [held + sign * v for held, v in zip(group.dense, vector, strict=True)]
