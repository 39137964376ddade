"""Topics: rules as a prior, a model that learns, a hierarchy, and a plain no."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tipsheet.records import Article, Correction, Rejected, Topic, TopicMatch
from tipsheet.stages.classify import TopicModel, classify, propose_topic, train_topics

ROOT = Topic(
    id="sea", name="Sea Power", slug="sea", keywords=("tidal power", "wave power"), hashtags=("#SeaPower",)
)
STORE = Topic(
    id="store", name="Storage", slug="store", parent="Sea Power", keywords=("battery", "pumped storage")
)
LAW = Topic(
    id="law",
    name="Law",
    slug="law",
    parent="Sea Power",
    keywords=("licence", "sea licence"),
    negatives=("driving licence",),
)
COURT = Topic(id="court", name="Court", slug="court", parent="Law", keywords=("court ruling",))
TOPICS = (ROOT, STORE, LAW, COURT)


def article(title: str, excerpt: str = "", text: str = "", **more: object) -> Article:
    return Article(id=title, url="", title=title, excerpt=excerpt, text=text, **more)  # type: ignore[arg-type]


def only(read: Article, topics: Sequence[Topic] = TOPICS, **more: object) -> Article | Rejected:
    (made,) = classify([read], topics, root="Sea Power", **more)  # type: ignore[arg-type]
    return made


def names(read: Article, **more: object) -> list[str]:
    made = only(read, **more)
    return [] if isinstance(made, Rejected) else [m.name for m in made.topics]


def test_a_keyword_in_the_headline_is_enough_and_told() -> None:
    made = only(article("Tidal power grows"))
    assert isinstance(made, Article)
    (match,) = made.topics
    assert (match.name, match.evidence) == ("Sea Power", ("title: tidal power",))
    assert 0.5 < match.confidence <= 1


def test_whole_words_only_whatever_the_case_and_signs() -> None:
    assert names(article("TIDAL-POWER, at last")) == ["Sea Power"]
    assert names(article("Supertidal powerful things")) == []
    assert names(article("Look", text="", excerpt="So much #seapower today, and #SeaPower tomorrow")) == [
        "Sea Power"
    ]


def test_two_different_words_of_the_root_in_the_text_agree_that_an_article_is_ours() -> None:
    assert names(article("Day one in the hall", text="Tidal power was named first, wave power last.")) == [
        "Sea Power"
    ]
    assert names(article("Day one in the hall", text="Tidal power came up. Then tidal power again.")) == []


def test_a_word_within_another_is_no_second_word() -> None:
    root = Topic(id="sea", name="Sea Power", slug="sea", keywords=("tidal", "tidal power"))
    assert names(article("Day one in the hall", text="One word of tidal power."), topics=(root,)) == []


def test_a_childs_word_in_the_excerpt_agrees_with_one_of_the_root_in_the_text() -> None:
    store = Topic(id="s", name="Storage", slug="s", parent="Sea Power", keywords=("battery",))
    root = Topic(id="sea", name="Sea Power", slug="sea", keywords=("turbine", "turbine battery"))
    told = article("A night afloat", "Its battery is full by four.", "A turbine fills it.")
    made = only(told, topics=(root, store))
    assert isinstance(made, Article)
    assert made.topics[0].name == "Sea Power"
    assert made.topics[0].evidence == ("text: turbine", "subtopic: battery")
    assert (
        names(article("A night afloat", "It is full.", "A turbine. A battery."), topics=(root, store)) == []
    )
    assert names(article("A night afloat", "Its battery is full."), topics=(root, store)) == []


def test_a_childs_keyword_must_be_in_the_headline_or_in_several_places() -> None:
    assert names(article("Tidal power and pumped storage")) == ["Sea Power", "Storage"]
    assert names(article("Tidal power", "A word on pumped storage")) == ["Sea Power"]
    text = "Pumped storage is old. Pumped storage is cheap. Pumped storage wins. Pumped storage, again."
    assert names(article("Tidal power", "A word on pumped storage", text)) == ["Sea Power", "Storage"]


def test_a_child_implies_its_parents_the_root_first() -> None:
    made = only(article("Sea licence upheld in court ruling"))
    assert isinstance(made, Article)
    assert [m.name for m in made.topics] == ["Sea Power", "Law", "Court"]
    assert made.topics[0].evidence[0].startswith("implied by")


def test_one_common_word_alone_does_not_make_an_article_ours() -> None:
    assert names(article("Phone with a better battery")) == []
    assert names(article("Tidal power gets a better battery")) == ["Sea Power", "Storage"]


def test_words_that_speak_against() -> None:
    assert names(article("Tidal power worker loses driving licence")) == ["Sea Power"]


def test_about_nothing_of_ours_is_a_result_that_names_the_nearest() -> None:
    made = only(article("Council votes", text="One word of tidal power."))
    assert isinstance(made, Rejected)
    assert (made.stage, made.reason) == ("classify", "off_topic")
    assert made.detail.startswith("nearest: Sea Power at 0.")
    assert "text: tidal power" in made.detail
    none = only(article("Council votes"))
    assert isinstance(none, Rejected)
    assert none.detail == "no word of ours"


def test_a_root_that_takes_everything_takes_whatever_comes() -> None:
    whole = Topic(id="all", name="Sea Power", slug="all", everything=True)
    made = only(article("Council votes"), [whole])
    assert isinstance(made, Article)
    assert [m.name for m in made.topics] == ["Sea Power"]


def test_topics_of_the_source_are_kept() -> None:
    given = TopicMatch(name="Storage", evidence=("source x",))
    assert names(article("Council votes", topics=(given,))) == ["Sea Power", "Storage"]


def test_editors_win() -> None:
    read = article("Tidal power and pumped storage")
    taken = [Correction(kind="not_topic", article_ids=(read.id,), topic="Storage")]
    assert names(read, corrections=taken) == ["Sea Power"]
    given = [Correction(kind="topic", article_ids=("Council votes",), topic="Court")]
    made = only(article("Council votes"), corrections=given)
    assert isinstance(made, Article)
    assert [m.name for m in made.topics] == ["Sea Power", "Law", "Court"]
    assert made.topics[2].evidence == ("an editor said so",)
    both = [*taken, Correction(kind="topic", article_ids=(read.id,), topic="Storage")]
    assert names(read, corrections=both) == ["Sea Power", "Storage"]


def test_an_editor_can_put_an_article_off_topic() -> None:
    read = article("Tidal power of love: the film")
    said = [Correction(kind="not_topic", article_ids=(read.id,), topic="Sea Power")]
    assert names(read, corrections=said) == []


def test_chinese_keywords_are_found_inside_a_sentence() -> None:
    topic = Topic(id="t", name="Sea Power", slug="t", keywords=("潮汐发电",))
    assert isinstance(only(article("海峡潮汐发电机创纪录"), [topic]), Article)


def test_a_circle_of_parents_ends() -> None:
    a = Topic(id="a", name="A", slug="a", parent="B", keywords=("apple pie",))
    b = Topic(id="b", name="B", slug="b", parent="A")
    (made,) = classify([article("An apple pie")], [a, b], root="A")
    assert isinstance(made, Article)
    assert {m.name for m in made.topics} == {"A", "B"}


# ---------------------------------------------------------------------------- model


def _taught() -> TopicModel:
    """Storage: `battery` counts with ships and never with phones."""
    examples = []
    for number in range(30):
        examples.append((article(f"Tidal power ship {number} sails on battery"), ("Sea Power", "Storage")))
        examples.append((article(f"Tidal power firm {number} gives phone battery away"), ("Sea Power",)))
    return train_topics(examples, TOPICS)


def test_without_examples_the_model_is_the_rules() -> None:
    read = article("Tidal power and pumped storage")
    assert train_topics([], TOPICS) == TopicModel()
    few = train_topics([(read, ("Sea Power", "Storage"))] * 5, TOPICS)
    assert few.weights == {}


def test_the_model_learns_what_a_keyword_cannot_say() -> None:
    model = _taught()
    ship, phone = "Tidal power ship runs on battery", "Tidal power firm sends phone battery"
    assert names(article(ship)) == names(article(phone)) == ["Sea Power", "Storage"]
    assert names(article(ship), model=model) == ["Sea Power", "Storage"]
    assert names(article(phone), model=model) == ["Sea Power"]


def test_the_models_judgement_is_part_of_the_evidence() -> None:
    made = only(article("Tidal power ship runs on battery"), model=_taught())
    assert isinstance(made, Article)
    assert any(e.startswith("model: ") for e in made.topics[1].evidence)


def test_with_many_examples_a_topic_is_given_without_its_keyword() -> None:
    examples = [
        (article(f"Tidal power ship {n} sails on lithium cells"), ("Sea Power", "Storage")) for n in range(60)
    ]
    examples += [(article(f"Tidal power minister {n} speaks"), ("Sea Power",)) for n in range(60)]
    model = train_topics(examples, TOPICS)
    assert "Storage" in model.proposes
    made = only(article("Tidal power ship sails on lithium cells"), model=model)
    assert isinstance(made, Article)
    storage = next(m for m in made.topics if m.name == "Storage")
    assert storage.evidence[0].endswith("without a keyword")


def test_a_model_is_equal_after_a_round_trip_and_training_is_deterministic() -> None:
    model = _taught()
    assert TopicModel.from_bytes(model.to_bytes()) == model == _taught()


# ------------------------------------------------------------------------- proposing


def test_a_topic_from_a_name_and_ten_examples() -> None:
    examples = [
        article(
            f"Offshore wind farm {place} gets its first floating platform",
            "The floating platform was towed out.",
        )
        for place in (
            "Alder",
            "Birch",
            "Cedar",
            "Dunlin",
            "Egret",
            "Fulmar",
            "Gannet",
            "Heron",
            "Ibis",
            "Jackdaw",
        )
    ]
    others = [article(f"Tidal power array {n} gets its first turbine") for n in range(10)]
    topic = propose_topic("Floating Wind", examples, parent="Sea Power", others=others)
    assert (topic.id, topic.slug, topic.parent) == ("floating-wind", "floating-wind", "Sea Power")
    assert topic.keywords[0] == "floating wind"
    assert any("floating platform" in k for k in topic.keywords)
    assert any("wind farm" in k for k in topic.keywords)
    assert not any(k in ("first", "gets", "tidal power") for k in topic.keywords)
    (made,) = classify([examples[3]], [ROOT, topic], root="Sea Power")
    assert isinstance(made, Article)


@pytest.mark.parametrize("count", [0, 1])
def test_a_topic_from_too_few_examples_has_its_name_only(count: int) -> None:
    assert propose_topic("Floating Wind", [article("Floating platform towed")] * count).keywords == (
        "floating wind",
    )
