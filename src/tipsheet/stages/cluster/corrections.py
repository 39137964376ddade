"""What editors said, as rules the engine obeys: where an article belongs, which stories are one or apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tipsheet.records import Correction


class Orders:
    """The corrections of stories, the later ones winning."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self.place: dict[str, str] = {}  # article id -> story id
        self.same: dict[str, str] = {}  # story id -> the story it is part of
        self.apart: dict[str, set[str]] = {}  # story id -> stories it is never merged with
        for said in corrections:
            if said.kind == "merge" and said.into:
                self._merge(said)
            elif said.kind == "split" and said.article_ids:
                self._split(said)
            elif said.kind == "pin" and said.article_ids and said.story_id:
                self.place.update(dict.fromkeys(said.article_ids, said.story_id))

    def _merge(self, said: Correction) -> None:
        self.place.update(dict.fromkeys(said.article_ids, said.into))
        if said.story_id and not said.article_ids and self.resolve(said.into) != said.story_id:
            self.same[said.story_id] = said.into
            self._part(said.story_id, said.into, False)

    def _split(self, said: Correction) -> None:
        new = split_id(said)
        self.place.update(dict.fromkeys(said.article_ids, new))
        self.same.pop(new, None)
        if said.story_id:
            self._part(said.story_id, new, True)

    def _part(self, a: str, b: str, apart: bool) -> None:
        for one, other in ((a, b), (b, a)):
            kept = self.apart.setdefault(one, set())
            if apart:
                kept.add(other)
            else:
                kept.discard(other)

    def resolve(self, story_id: str) -> str:
        """The id a story has after the editors' merges."""
        seen = {story_id}
        while story_id in self.same:
            story_id = self.same[story_id]
            if story_id in seen:
                break
            seen.add(story_id)
        return story_id

    def home(self, article_id: str) -> str | None:
        """The story an editor put this article into."""
        place = self.place.get(article_id)
        return None if place is None else self.resolve(place)

    def keeps_apart(self, a: str, b: str) -> bool:
        """An editor said these two stories are different."""
        return b in self.apart.get(a, ())


def split_id(said: Correction) -> str:
    """The id of the story that a split makes: from its first article, never the old story's own."""
    made = story_id(said.article_ids[0])
    return f"{made}-2" if made == said.story_id else made


def story_id(founder: str) -> str:
    """A story's id, from the article that founded it."""
    return f"s{founder}"


def overrule(place: dict[str, str], corrections: Iterable[Correction], redirects: Mapping[str, str]) -> None:
    """Give every article in `place` (article id -> story id) the story that editors said, in place."""
    orders = Orders(corrections)
    for article_id, story in place.items():
        place[article_id] = orders.home(article_id) or orders.resolve(follow(story, redirects))


def follow(story: str, redirects: Mapping[str, str]) -> str:
    """The id a merged story goes by."""
    seen = {story}
    while story in redirects:
        story = redirects[story]
        if story in seen:
            break
        seen.add(story)
    return story
