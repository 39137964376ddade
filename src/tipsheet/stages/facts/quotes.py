"""Who said what, in quotation marks."""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

import re
from collections.abc import Iterator

from ._regex import rx
from .claims import Claim, Context
from .names import Name
from .reading import Reading, Sentence
from .vocabulary import COMPANY_NOUNS, MEN, WOMEN

_SAY = (
    r"(?:said|says|say|told|tells|wrote|writes|added|adds|explained|commented|noted|stated|announced|argued|insisted|warned|claimed|continued|tweeted|posted|asked|replied|"
    r"responded|declared|concluded|recalled|predicted|describing|calling|confirmed|acknowledged|remarked|saying|according to|called|describes?d?|remains?)"
)
_MARKS = rx(
    r"“(?P<curly>[^“”]{2,1600}?)”|(?<![\w\"])\"(?P<straight>[^\"“”\n]{2,1600}?)\"(?!\w)|«\s?(?P<angle>[^«»]{2,800}?)\s?»"
    r"|(?<![\w\"])\"(?P<mixed>[^\"“”]{2,800}?)”|“(?P<mixed2>[^“”\"]{2,800}?)\"(?!\w)"
)
_SPEAKER_AFTER = rx(
    rf"^,?\s*(?:{_SAY})\s+(?:(?:on|late|early)\s\w+day\s)?(?P<who>(?:[^.;“”]|(?<=\b[A-Z])\.|(?<=\bMr)\.|(?<=\bMs)\.|(?<=\bDr)\.|(?<=\bMrs)\.){{2,120}})"
)
_SAID_AFTER = rx(
    rf"^,?\s*(?P<who>(?:[^.;“”\"]|\.(?=\S)|(?<=\b[A-Z])\.|(?<=\bMr)\.|(?<=\bMs)\.|(?<=\bDr)\.|(?<=\bMrs)\.){{2,110}}?)\s+(?:(?:has|had|also)\s)?(?:{_SAY})\b"
)
_SAYS = rx(rf"\s{_SAY}\b")
_SAID_BEFORE = rx(rf"(?P<who>[^“”;]{{2,140}}?)\s(?:also\s)?(?P<verb>{_SAY})\b(?P<rest>[^“”]{{0,80}})$")
_PRONOUN = rx(r"^(?:he|she)\b", re.IGNORECASE)
_WORDS = rx(r"[\w'’-]+?(?=['’]s\b|[^\w'’-]|$)")
_BY_PRONOUN = rx(rf"(?i)[”\",]\s(?:he|she)\s(?:{_SAY})\b|\b(?:he|she)\s(?:{_SAY})\s[^“”\"]{{0,20}}[“\"]")


def find(context: Context) -> Iterator[Claim]:
    """Claims `quote_said` of a whole document: a quotation may end one sentence and be attributed in the next."""
    reading = context.reading
    if not any(c in reading.text for c in '“"«'):
        return
    for m in _MARKS.finditer(reading.text):
        group = m.lastgroup or "curly"
        start, end = m.span(group)
        said = m[group]
        if len(said.split()) < 2 or (
            len(said.split()) <= 4
            and rx(r"\s*(?:[A-Z][\w’'-]*[.,!?]?\s?|(?:of|the|and|for|to|in)\s)+").fullmatch(said)
        ):
            continue  # the title of a work, not a saying
        sentence = _sentence_at(reading, m.start())
        last = _sentence_at(reading, m.end() - 1)
        if sentence is None or last is None:
            continue
        speaker, sure = _speaker(context, sentence, last, m.start(), m.end(), said)
        if not speaker:
            continue
        if len(said.split()) <= 2:
            sure -= 0.15  # a word or two in quotation marks are as often a doubt as a saying
        full = context.reading.persons.get(speaker, speaker)
        if _BY_PRONOUN.search(
            reading.text[max(sentence.start, m.start() - 60) : min(last.end, m.end() + 60)]
        ):
            if full.split()[-1] in _WORDS.findall(said):
                continue  # “Lind will be aware of it,” he said: of Lind, by someone named earlier
            sure -= 0.1
        subject = full
        person = full in context.reading.persons.values()
        if not person:
            spoken_for = full.rpartition(" spokes")[0]
            subject = (
                spoken_for
                if spoken_for
                else context.subjects.main
                if context.subjects.is_main(full) or "spokes" in full or "company" in full.lower()
                else full
            )
        yield Claim(
            sentence, "quote_said", subject, {"kind": "quote", "speaker": full, "text": said},
            start - sentence.start, end - sentence.start, sure, last=last,
        )  # fmt: skip


def _sentence_at(reading: Reading, offset: int) -> Sentence | None:
    from bisect import bisect_right

    i = bisect_right(reading.starts, offset) - 1
    return reading.sentences[i] if i >= 0 else None


_NAMED_BELOW = rx(
    r"[”\"]?\s*\n\s*[—–-]?\s?(?P<who>[A-ZÀ-Ý][\w’'-]+(?:\s[A-Z]\.)?\s[A-ZÀ-Ý][\w’'-]+)\s?[,–—-]\s?[A-Z]"
)


def _speaker(
    context: Context, sentence: Sentence, last: Sentence, start: int, end: int, said: str
) -> tuple[str, float]:
    text = context.reading.text
    stop = last.end
    after = text[end:stop]
    before = text[sentence.start : start]
    # “…,” said X / X said
    m = _SPEAKER_AFTER.match(after)
    if m:
        who = _name_in(context, m["who"], last)
        if who:
            return who, 0.9
    m2 = _SAID_AFTER.match(after) if _SAYS.search(after) else None
    if m2:
        who = _name_in(context, m2["who"], last, last=True)
        if who:
            return who, 0.9
    # X said (in an email) (that) “…”
    m3 = _SAYS.search(before) and _SAID_BEFORE.search(before)
    if m3 and not (
        m3["verb"]
        in ("added", "adds", "called", "posted", "asked", "noted", "described", "describes", "describe")
        and len(m3["rest"].split()) > 3
        and not m3["rest"].lstrip().startswith("that")
    ):
        who = _name_in(context, m3["who"], sentence, last=True)
        if who:
            return who, 0.85
    m5 = rx(r"(?:^|\n)(?P<who>[A-Z][^“”:\n]{2,90}):\s*$").search(before)
    if m5:
        who = _name_in(context, m5["who"], sentence)
        if who:
            return who, 0.85
    m4 = rx(r"according to (?P<who>[^“”,]{2,60})").search(before + " " + after)
    if m4:
        who = _name_in(context, m4["who"], sentence)
        if who:
            return who, 0.75
    below = _NAMED_BELOW.match(text, end)
    if below and not before.strip() and len(said.split()) >= 6 and below["who"] in context.reading.persons:
        return below["who"], 0.7  # a saying set on its own, with its speaker and the post on the next line
    citing = rx(r"\bciting (?:the |its )?(?:[a-z]+\s){0,3}$").search(before)
    if citing:
        linked = context.subjects.clause(sentence, start - sentence.start)
        if linked.sure >= 0.7 and linked.name:
            return linked.name, 0.6
    # a paragraph that is all quotation, after one that ended a quotation of the same speaker
    if previous_is_quote(context.reading, sentence) and not before.strip() and not after.strip(' ."”'):
        who, sure = _speaker_of_previous(context, sentence)
        if who:
            return who, sure
    # the quotation goes on after an attribution in the same paragraph: “… ,” X said. “…”
    previous = sentence.previous
    if (
        len(said.split()) >= 4
        and not before.strip()
        and previous is not None
        and previous.paragraph == sentence.paragraph
    ):
        said_before = rx(
            rf"[”\"],?\s*(?:{_SAY})\s(?P<who2>[^“”\".]{{2,80}})|[”\"],?\s*(?P<who>[^“”\"]{{2,100}}?)\s(?:{_SAY})\b"
        ).search(
            previous.text,
        )
        if said_before:
            who = _name_in(context, said_before["who"] or said_before["who2"], previous)
            if who:
                return who, 0.8
        said_before = rx(rf"^(?P<who>[^“”]{{2,60}}?)\s(?:{_SAY})\b").search(previous.text)
        if said_before and len(said.split()) >= 6:
            who = _name_in(context, said_before["who"], previous)
            if who:
                return who, 0.65
    if (
        previous is not None
        and not before.strip()
        and not after.strip(' ."”')
        and previous.paragraph + 1 == sentence.paragraph
        and (told := _TOLD_BY.search(previous.text))
    ):
        # "…, said Lind, head of research." and then what she said, alone in its paragraph
        who = _name_in(context, told["who"], previous)
        if who and who in context.reading.persons.values():
            return who, 0.6
    return "", 0.0


_TOLD_BY = rx(r",\s(?:said|says|added|explained)\s(?P<who>[A-Z][^“”\"]{2,90})")


def previous_is_quote(reading: Reading, sentence: Sentence) -> bool:
    """Whether the paragraph before holds a quotation."""
    previous = sentence.previous
    return (
        previous is not None
        and previous.paragraph != sentence.paragraph
        and any(c in previous.text for c in '”"')
    )


def _speaker_of_previous(context: Context, sentence: Sentence) -> tuple[str, float]:
    previous = sentence.previous
    assert previous is not None
    m = rx(
        rf"[”\"],?\s*(?:{_SAY})\s(?P<who>[^“”.]{{2,90}})|[”\"],?\s*(?P<who2>[^“”]{{2,80}}?)\s(?:{_SAY})\b|^(?P<who3>(?:he|she)\b[^“”]{{0,40}}?)\s?(?:{_SAY})",
        re.IGNORECASE,
    ).search(previous.text)
    if not m:
        return "", 0.0
    who = _name_in(context, m["who"] or m["who2"] or m["who3"], previous)
    return who, 0.65 if who else 0.0


def _name_in(context: Context, words: str, sentence: Sentence, *, last: bool = False) -> str:
    """The speaker named in `words`: a person, a company, its spokesperson; pronouns go to the last person named."""
    reading = context.reading
    stripped = words.strip(" ,")
    spokes = rx(r"\b(?:a|an|the)?\s?((?:[\w’']+\s)?)(?:company\s)?(spokes(?:man|woman|person))\b").search(
        stripped
    )
    if spokes:
        named = rx(r"spokes(?:man|woman|person)\s+(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'.-]+){1,2})").search(
            stripped
        )
        if named:
            return named["name"]
        org = next(
            (
                n
                for n in sentence.names
                if n.kind in ("organisation", "unknown")
                and n.text in stripped
                and n.text not in reading.persons
            ),
            None,
        )
        return f"{org.text if org else context.subjects.main} {spokes[2]}"
    found = [n for n in sentence.names if n.text in stripped]
    persons = [n for n in found if n.kind == "person" or n.text in reading.persons]
    if not persons:
        persons += [n for n in found if _may_speak(n, context, stripped)]
    if persons:
        chosen = persons[-1 if last else 0].text
        return reading.persons.get(chosen, chosen)
    generic = rx(
        rf"\b(?:the|this)\s(?:[\w-]+\s){{0,3}}?(?:{COMPANY_NOUNS})\b|^(?:it|we)\b", re.IGNORECASE
    ).search(stripped)
    orgs = [n for n in found if n.kind in ("organisation", "unknown", "outsider")]
    if orgs:
        return context.subjects.canonical(orgs[0].text)
    if generic:
        noun = generic.group().split()[-1].lower()
        if noun in _KINDS and not any(
            noun[:4] in w or w in _KINDS[noun] for w in re.findall(r"[a-z]+", context.subjects.main.lower())
        ):
            return ""  # "the fund wrote": not the firm the text is about
        linked = context.subjects.focus(sentence)
        return linked.name if linked.sure >= 0.7 else ""
    pronoun = _PRONOUN.match(stripped) or rx(r"\b(?:he|she)$", re.IGNORECASE).search(stripped)
    if pronoun:
        return last_person(reading, sentence, pronoun.group().lower())
    return ""


_KINDS = {
    "fund": ("capital", "partners", "investments", "management", "ventures"),
    "bank": ("banco", "credit", "financial"),
}


def last_person(reading: Reading, sentence: Sentence, pronoun: str) -> str:
    """The person "he" or "she" means: the last one named before who can be meant."""
    for i in range(sentence.index, max(-1, sentence.index - 5), -1):
        other = reading.sentences[i]
        for n in other.names:
            if n.kind == "person" or n.text in reading.persons:
                full = reading.persons.get(n.text, n.text)
                if _gender(reading, full) in ("", pronoun):
                    return full
    return ""


def _gender(reading: Reading, full: str) -> str:
    """ "she" or "he" as the given name or the way the text calls the person says; "" when neither does."""
    first, last = full.split()[0].lower().strip("."), full.split()[-1]
    told = reading.addressed.get(last)
    if told:
        return told
    return "she" if first in WOMEN else "he" if first in MEN else ""


def _may_speak(name: Name, context: Context, words: str) -> bool:
    """Whether a chunk of two or three words beside a post is a person who speaks."""
    return (
        name.kind == "unknown"
        and len(name.text.split()) in (2, 3)
        and not context.subjects.is_main(name.text)
        and _POST.search(words) is not None
    )


_POST = rx(
    r"(?i)\b(?:chief|ceo|cfo|president|director|officer|chair\w*|head|manager|analyst|partner|founder|minister|secretary|professor|"
    r"economist|strategist)\b"
)
