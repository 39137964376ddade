"""Where the company sits, where its shares trade, how it ranks, what it makes."""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations

import re
from collections.abc import Iterator

from ._regex import rx
from .claims import Claim, Context
from .names import acronym_of, kind_of
from .reading import Sentence
from .vocabulary import CITIES, COMPANY_NOUNS, COUNTRIES, DEMONYMS, US_STATES, Flag

_HQ = rx(
    r"\b(?:(?:has|have|had|with) (?:its|their) (?:registered )?seat in|headquarters (?:will )?(?:\w+ )?(?:be (?:located )?in|relocate to|move to|moved to|remain in|stay in)|(?:moved|moves|moving|relocat(?:ed|es|ing)) (?:its|their|the company[’']s) (?:headquarters|head office|base) (?:from [\w\s,]{2,40}? )?to|headquartered (?:in|at)|head(?:quarters| office)s? (?:is|are|in|at|located in|of)(?: in| located in)?|based (?:in|out of)|(?:has|have|had|having|keeps?|with) (?:its|their) (?:headquarters|head office|base|seat) in|principal executive offices? (?:is|are|located)(?: at| in)?)\s(?:the\s)?",
    re.IGNORECASE,
)
_BASED = rx(
    r"(?P<place>(?:[A-ZÀ-Ý][\w.’'-]*?)(?:\s[A-ZÀ-Ý][\w.’'-]*?){0,2}(?:,\s[A-Z][\w.]*(?:\s[A-Z]\w+)?,?)?)(?:[-‐‑ ]|\s[-‐‑]\s)(?:based|headquartered)\b"
)
_BY_PLACE = rx(
    rf"(?:t(?<!\w.)he|T(?<!\w.)he|,(?P<some>\san?))\s(?:(?P<place>[A-Z][\w.]+(?:\s[A-Z][\w.]+){{0,2}}(?:,\s[A-Z][a-z]+\.?(?:\s[A-Z][a-z]+)?,?)?)\s(?:[a-z-]+\s){{0,2}}(?:{COMPANY_NOUNS})\b"
    rf"|(?:[a-z-]+\s){{0,3}}(?:{COMPANY_NOUNS}|farmer|processor|trader|specialist|[a-z]{{3,}}maker)\s(?:in|from)\s(?P<place2>[A-ZÀ-Ý][\w.]+(?:\s[A-Z][\w.]+){{0,2}}(?:,\s[A-Z][\w.]+(?:\s[A-Z]\w+)?)?))"
)
_SHORT_STATES = frozenset(
    "calif conn fla ill mass mich minn wash wis tex tenn penn ore okla ariz colo ont que n.y n.j n.c n.h s.c d.c va pa ga md mo nev neb ind ala ark del kan ky la miss mont vt wyo".split()
)
_LEADING = frozenset(("the", "a", "an", "in", "at", "by", "and", "for", "from", "to", "with", "of"))
_PLACE = rx(
    r"[A-ZÀ-Ý][\w.’'-]*(?:\s(?:[A-ZÀ-Ý][\w.’'-]*|de|of|am))*(?:,\s[A-ZÀ-Ý][\w.’'-]*(?:\s[A-ZÀ-Ý][\w.]*)*)?"
)
_ADDRESS = rx(
    rf"(?:^|,\s|\s)(?P<place>[A-Z][\w.’-]*(?:\s[A-Z][\w.’-]*){{0,2}},\s(?:{'|'.join(s.title() for s in sorted(US_STATES | COUNTRIES, key=len, reverse=True) if len(s) > 3)}))\b"
)
_COVER = rx(
    r"(?:[Cc]ommon [Ss]tock|[Oo]rdinary [Ss]hares|[Cc]ommon [Ss]hares|[Dd]epositary [Ss]hares)[^\n]{0,80}\s+(?P<sym>[A-Z]{1,5})\s+(?P<ex>(?:The\s)?(?:Nasdaq|NASDAQ|New York Stock Exchange|NYSE)[\w ]*)"
)
_EXCHANGE = rx(
    r"\b(?:the\s)?(?P<name>(?:The\s)?(?:Main Board of\s)?(?:the\s)?(?:[A-Z][a-z]+(?=\sStock\sExchange)\s|(?:New York|Hong Kong|London|Tokyo|Toronto|Shanghai|Shenzhen|Singapore|Bombay|National|Frankfurt|Swiss|Australian|Korea|Taiwan|Milan|Saudi|Tel[ -]Aviv|Stockholm|Oslo|Warsaw|Johannesburg|Philippine|Indonesia|Thailand|Beijing|Amsterdam|Paris|Brussels|Euronext)\s)+(?:[Ss]tock [Ee]xchange|[Ss]ecurities [Ee]xchange|[Bb]ourse|exchange|[Ss]tock [Mm]arket)(?:\s(?:of|Ltd|Limited)\b\.?(?:\s[A-Z]\w+)*)?"
    r"|(?:The\s)?Stock Exchange of [A-Z]\w+(?:\s[A-Z]\w+)?(?:\s(?:Ltd|Limited)\b\.?)?"
    r"|Nasdaq(?:\s(?:Global Select Market|Global Market|Capital Market|Stock Market(?: LLC)?|Stockholm|Copenhagen|Helsinki))?|NASDAQ(?:\s(?:Global Select Market|Global Market|Capital Market))?|NYSE(?: American| Arca)?|HKEX|Oslo B[øo]rs|(?:New York|London|Paris|Oslo|Stockholm|Tokyo|Shenzhen|Shanghai|Amsterdam|Frankfurt|Zurich|Milan|Madrid|Toronto|Sydney|Mumbai|Warsaw|Vienna|Copenhagen|Helsinki|Dublin|Lisbon) (?:stock exchange|bourse|stock market)|Euronext(?:\s(?:Amsterdam|Paris|Brussels|Lisbon|Dublin|Milan|Growth))?|Borsa Italiana|Deutsche B[öo]rse|SIX Swiss Exchange|Tadawul(?: exchange)?|STAR [Mm]arket|B3|AIM)\b"
)
_LISTED = rx(
    r"\b(?:list(?:s|ed|ing)?|trad(?:e|es|ed|ing)|ipo|initial public offering|debut\w*|prospectus|share sale|went public|go public|listing|registered on|quoted|submitted|lodged|offering|shares|common stock|filed)\b",
    re.IGNORECASE,
)
_FUTURE = rx(
    r"\b(?:approval to list|to list|will list|plans? to|intends? to|apply|applied|application|prospectus|lodged|submitted|filed|post hearing|expected to|due to|set to|is to (?:begin|start)|are to (?:begin|start)|seek\w*|approved|proposed|would list|hopes|going to|ahead of|considering)\b",
    re.IGNORECASE,
)
_TICKER = rx(
    r"(?:\(|(?<=[A-Z0-9])[,;]\s|\sand\s)(?:the\s)?(?P<text>(?P<ex>NYSE(?: American| Arca)?|NASDAQ|NSDQ|Nasdaq(?:GS|GM|CM|NM)?|NasdaqGS|HKEX|SEHK|HKSE|LSE|TSX(?:-?V)?|ASX|Euronext(?: \w+)?|EPA|ETR|FRA|AMS|BIT|SIX|SWX|TYO|TSE|KRX|NSE|BSE|SSE|SZSE|SGX|OTC\w*|AIM|OMX|STO|FWB|AEX)\s?[:：]\s?(?P<sym>[A-Z0-9][A-Z0-9.]{0,9}))"
    r"|\b(?:ticker(?: symbol)?s?|trading symbol|under the symbol|stock code|stock symbol|symbol)\s{0,3}(?:of\s|is\s|:\s)?[“\"‘']?(?P<sym2>[A-Z]{1,6}(?:\.[A-Z])?|\d{4,6})\b"
)
_BRACKETED = rx(r"\s\((?P<code>[A-Z]{2,5})\)")
_TRADES = rx(
    r"\b(?:shares?|stocks?|rival|peer|airlines?|hub for both|investors|earnings|analysts?)\b", re.IGNORECASE
)
_CODE = rx(r"\s\((?P<code>[A-Z0-9]{1,6}\.[A-Z]{1,3})\)")
_RANK = rx(
    r"\b(?:(?:the|one of the|is the|as the|its)\s)?(?P<what>(?:(?:world|country|nation|china|india|europe|japan|germany|asia|america|britain|u\.s\.|region)[’']s\s)?(?:(?:second|third|fourth|fifth|2nd|3rd)[-\s])?(?:largest|biggest|highest|most valuable|fastest[- ]growing|number one|no\. ?1|leading)\s[^,.;“”()]{3,70}?(?:\sin\s(?:the\s)?[A-Z][\w’'.]*(?:\s[A-Z][\w’'.]*)*|\sin the (?:world|country|region|industry)|\sworldwide|\sglobally|\sby (?:revenue|sales|market share|market value|volume|assets|market capitalization)))"
)
_RANK2 = rx(
    r"\b(?P<what>(?:world|china|asia|europe|america|japan|india|germany|country|nation)[’']s\s(?:(?:second|third|fourth|fifth)[-\s])?(?:largest|biggest|leading|most valuable)\s[a-z][^,.;“”()]{3,50}?)(?=[,.;]|\s(?:by|said|has|is|was|and|will|with|which|that|to)\b|$)",
    re.IGNORECASE,
)
_KNOWN_FOR = rx(
    r"\b(?:best known for|known for|(?:maker|manufacturer|developer|provider|producer|supplier|seller|distributor) of|famous for|which (?:makes|develops|sells|produces)|(?<=[\w.] )(?:makes|develops|designs|manufactures|supplies|designs and (?:builds|makes|sells|manufactures)|develops and (?:makes|sells|markets)|makes and sells|builds)(?= [a-z-]+(?: [a-z-]+){0,4}(?:[.,;]| and )))\s(?:its\s|the\s|their\s)?(?P<what>[^,.;()“”]{4,60}?)(?=[,.;)]|\s(?:said|has|is|was|will|which|that|and (?:was|is|has))\b|$)"
)


def find(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """Claims `headquartered_in`, `listed_on`, `ticker`, `ranked`, `product` of one sentence."""
    if sentence.flags & Flag.PLACE:
        yield from _headquarters(sentence, context)
    yield from _told_by_place(sentence, context)
    if " of " in sentence.text:
        yield from _of_place(sentence, context)
    if sentence.flags & Flag.LISTING or (
        "." in sentence.text and "(" in sentence.text and _CODE.search(sentence.text)
    ):
        yield from _listing(sentence, context)
    if sentence.flags & Flag.RANK:
        yield from _rank(sentence, context)
    if sentence.flags & Flag.PRODUCT:
        yield from _product(sentence, context)


def _times_in(text: str, word: str) -> int:
    return len(rx(r"\b[A-Z]{2,5}\b").findall(text)) and sum(
        w == word for w in rx(r"\b[A-Z]{2,5}\b").findall(text)
    )


def _known_place(text: str) -> bool:
    parts = [p.strip().lower().rstrip(".") for p in text.split(",")]
    return any(p in CITIES or p in COUNTRIES or p in US_STATES for p in parts)


# Words that stand before "-based" and are no place: what a thing rests on.
_RESTS_ON = frozenset(
    "android linux unix windows web internet cloud java javascript python bluetooth wifi wi-fi gps ip arm intel nvidia blockchain ethereum "
    "bitcoin usb html xml sql english faith evidence risk lidar silicon lithium carbon earth moon christian islamic catholic "
    "sharia community home school broad".split()
)


def _may_be_place(words: str) -> bool:
    """Whether "X-based" can tell a place though no list knows it: "the Larkham-based firm", not "an Android-based one"."""
    return (
        words.replace(" ", "").replace(".", "").replace("-", "").replace(",", "").replace("’", "").isalpha()
        and not (len(words) < 6 and words.isupper())
        and not any(c.isupper() for w in words.split() for c in w[1:] if w[:2] != "Mc")
        and words.lower() not in _RESTS_ON
        and words.lower() not in DEMONYMS
        and kind_of(words) in ("unknown", "person", "place")
    )


def _is_place(words: str, context: Context) -> bool:
    """Whether the words name a place: one of the lists, or one the text calls so ("Larkham-based", "in Larkham")."""
    if _known_place(words):
        return True
    if not _may_be_place(words) or words in context.reading.persons or context.subjects.is_main(words):
        return False
    text = context.reading.text
    for sign in (f"{words}-based", f"headquartered in {words}", f" in {words}", f"{words.upper()} ("):
        at = text.find(sign)
        if at >= 0 and not text[at + len(sign) : at + len(sign) + 1].isalnum():
            after = text[at + len(sign) : at + len(sign) + 3]
            return not (after[:1] == " " and after[1:2].isupper())
    return False


def _headquarters(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text = sentence.text
    for m in _HQ.finditer(text):
        begin = m.end()
        place = _PLACE.match(text, begin)
        if "executive office" in m.group().lower() and not (place and _known_place(place.group())):
            address = _ADDRESS.search(text, begin, begin + 160)
            if not address:
                continue
            begin, place = address.start("place"), _PLACE.match(text, address.start("place"))
        if not place:
            continue
        words = place.group().rstrip(".’'")
        second = words.split(", ")
        if (
            len(second) == 2
            and second[1].lower() not in US_STATES
            and second[1].lower() not in COUNTRIES
            and second[1].lower() not in _SHORT_STATES
            and len(second[1]) > 2
        ):
            words = second[0]
        loose = rx(r"head(?:quarters| offices?)\s(?:at|of|in)\b").match(m.group().lower()) is not None
        if loose and not _is_place(words, context):
            continue  # "the break-in at the party's headquarters at the …"
        weak = m.group().lower().startswith("based")
        if weak and not (
            _is_place(words, context)
            or rx(r"\b(?:is|was|are|company|firm|group|it)\s(?:also\s)?$").search(text[: m.start()])
        ):
            continue
        before = text[max(0, m.start() - 30) : m.start()].lower()
        if weak and rx(
            r"\b(?:analysts?|lawyer|reporter|investors?|employees|professor|people|staff|workers)\s$"
        ).search(before):
            continue
        linked = (
            context.subjects.at(sentence, m.start()) if m.start() > 3 else context.subjects.focus(sentence)
        )
        if m.start() <= 3:
            following = next(
                (
                    n
                    for n in sentence.names
                    if n.start > m.end() + len(words) - 1 and n.kind in ("organisation", "unknown")
                ),
                None,
            )
            direct = following and rx(r",?\s(?:the\s)?").fullmatch(text[begin + len(words) : following.start])
            if (
                following
                and not context.subjects.is_main(following.text)
                and (direct or context.subjects.share < 0.3)
            ):
                linked = linked._replace(name=following.text)
        joint = rx(
            r"\b(?:combined|merged|new|enlarged) (?:company|group|firm|business|entity|bank)(?=[’']s (?:headquarters|head office)|\s(?:will|would|is to|to) (?:be|have|keep))"
        ).search(
            text[: m.end()],
        )
        if joint:
            linked = linked._replace(name=joint.group(), sure=0.9)
        start = begin
        sure = (0.78 if weak else 0.92) * (0.5 + 0.5 * linked.sure)
        coming = _WILL_SIT.search(text, 0, begin) is not None
        yield Claim(
            sentence, "headquartered_in", linked.name, {"kind": "name", "name": words}, start, start + len(words), sure,
            variant="planned" if coming else None,
        )  # fmt: skip
        also = rx(r"\sand\s").match(text, start + len(words))
        second_place = _PLACE.match(text, also.end()) if also and "eadquarters" in m.group() else None
        if second_place and _known_place(second_place.group().rstrip(".’'")):
            other = second_place.group().rstrip(".’'")
            at = second_place.start()
            yield Claim(
                sentence,
                "headquartered_in",
                linked.name,
                {"kind": "name", "name": other},
                at,
                at + len(other),
                sure * 0.9,
            )
    for m in _BASED.finditer(text):
        where = m["place"].rstrip(",")
        while where and where.split()[0].lower() in _LEADING:
            where = where.split(None, 1)[1] if " " in where else ""
        known = _known_place(where)
        if where.lower() in DEMONYMS:
            continue
        if not where or not (
            known or (text[m.start("place") + len(m["place"])] in "-‐‑" and _may_be_place(where))
        ):
            continue
        start = m.start("place") + m["place"].index(where)
        following = next((n for n in sentence.names if n.start >= m.end()), None)
        generic = rx(
            rf"\s(?:[\w-]+\s){{0,4}}(?:{COMPANY_NOUNS}|specialist|[a-z]{{3,}}maker|farmer|processor|trader|dealer|refiner|shipper|exporter|importer)\b"
        ).match(
            text[m.end() :].lower(),
        )
        gap = text[m.end() : following.start] if following else ""
        lead = rx(r",\s(?:a|an|the|another)\s(?:[\w-]+\s){0,3}$").search(text[:start])
        apposed = lead and next(
            (
                n
                for n in sentence.names
                if n.end == lead.start()
                and n.kind in ("organisation", "unknown")
                and n.text not in context.reading.persons
            ),
            None,
        )
        if apposed and (generic or rx(r"\s[a-z]").match(text, m.end())):
            yield Claim(
                sentence, "headquartered_in", context.subjects.canonical(apposed.text), {"kind": "name", "name": where},
                start, start + len(where), 0.82 if known else 0.75,
            )  # fmt: skip
            continue
        some = rx(r"\b(?:a|an|another)\s(?:[\w-]+\s){0,2}$").search(text[max(0, start - 30) : start])
        told = rx(r"(?i)\b(?:is|was|it[’']s|as|be)\s(?:an?|another)\s(?:[\w-]+\s){0,2}$").search(text[:start])
        if generic and some and not told:
            continue  # "a Leeds-based firm": which one is not said
        if (
            following
            and following.kind in ("organisation", "unknown")
            and following.text not in context.reading.persons
            and rx(
                r"\s(?:(?!(?:that|which|who|whose|of|with|and|in|for|by|has|have|had|is|was|says?|said|will|to)\s)[a-z-]+\s){0,6}"
            ).fullmatch(gap)
        ):
            subject, sure = context.subjects.canonical(following.text), 0.85
            if context.subjects.main != following.text and rx(
                r"\s(?:division|unit|subsidiary|arm|business|operations?)\b"
            ).match(text, following.end):
                subject = following.text  # "its Alberta-based Redfern Tractors division"
        elif generic:
            linked = context.subjects.focus(sentence)
            subject, sure = linked.name, 0.85 * (0.5 + 0.5 * linked.sure)
        else:
            continue
        yield Claim(
            sentence,
            "headquartered_in",
            subject,
            {"kind": "name", "name": where},
            start,
            start + len(where),
            sure if known else sure * 0.9,
        )


_WILL_SIT = rx(r"\b(?:will|would|is to|are to|plans? to)\s(?:\w+\s)?(?:be|have|move|relocate)\b[^;]{0,50}$")
_OF_PLACE = rx(
    r"\sof\s(?P<place>[A-ZÀ-Ý][\w’'-]+(?:\s[A-ZÀ-Ý][\w’'-]+){0,2}(?:,\s[A-Z][\w.]+(?:\s[A-Z]\w+)?)?)(?=,|\.?$|\s(?:has|had|said|says|is|was|will|plans?|agreed|abandoned|announc\w+|reported|bought|raised|cut|cuts)\b)"
)
_BESIDE_PLACE = rx(
    r"(?P<name>[A-Z][^,\n]{1,50}(?:,? Inc\.| LLC)?), (?P<place>[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+){0,2}, (?P<state>[A-Z][a-z]+(?: [A-Z][a-z]+)?))"
)
_OF_A_TOWN = frozenset(
    "University Bank College Court Council Museum Hospital Republic School City Church Port Club".split()
)


def _of_place(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """ "Larkmoor Systems of Leeds has …": where a firm sits, told behind its name."""
    for n in sentence.names:
        m = _OF_PLACE.match(sentence.text, n.end) if n.kind in ("organisation", "unknown") else None
        if m is None or n.text in context.reading.persons or n.text.split()[-1] in _OF_A_TOWN:
            continue
        if (
            n.kind == "unknown"
            and not context.subjects.is_main(n.text)
            and n.text not in context.subjects.forms
        ):
            continue
        town, _, state = m["place"].lower().rstrip(".").partition(", ")
        if town in CITIES or state in US_STATES or state in _SHORT_STATES:
            yield _seat(sentence, context, n.text, m["place"], m.start("place"), 0.7)


def listed(context: Context) -> Iterator[Claim]:
    """Lines "Larkmoor Systems, Kent, Washington": a firm and its seat, two or more such lines of a text."""
    found = [
        (line, m)
        for line in context.reading.sentences
        if len(line.text) < 90
        and line.text.count(",") in (2, 3)
        and (m := _BESIDE_PLACE.fullmatch(line.text))
        and (m["state"].lower() in US_STATES or m["state"].lower() in COUNTRIES)
        and kind_of(m["name"]) in ("organisation", "unknown")
        and m["name"] not in context.reading.persons
    ]
    for line, m in found if len(found) > 1 else ():
        yield _seat(line, context, m["name"], m["place"], m.start("place"), 0.78)


def _seat(sentence: Sentence, context: Context, name: str, where: str, at: int, sure: float) -> Claim:
    return Claim(
        sentence, "headquartered_in", context.subjects.canonical(name), {"kind": "name", "name": where}, at, at + len(where), sure,
    )  # fmt: skip


# A capital letter behind a word that `_BY_PLACE` wants before it.
_MAY_TELL_PLACE = rx(r"[A-ZÀ-Ý](?:(?<=\sin\s.)|(?<=\sfrom\s.)|(?<=[tT]he\s.)|(?<=,\sa\s.)|(?<=,\san\s.))")


def _told_by_place(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """ "The Atlanta retailer": where the one the text is about sits, told in passing."""
    if not _MAY_TELL_PLACE.search(sentence.text):
        return
    for m in _BY_PLACE.finditer(sentence.text):
        group = "place" if m["place"] else "place2"
        where = m[group]
        if group == "place2" and not m["some"]:
            continue
        where = where.rstrip(",")
        if where.lower() in COUNTRIES or where.lower() in DEMONYMS or not _is_place(where, context):
            continue
        if where.lower() in US_STATES and sentence.text.endswith("corporation", 0, m.end()):
            continue  # "a Delaware corporation": the law it is under
        linked = context.subjects.antecedent(sentence, m.start()) or context.subjects.focus(sentence)
        if m["some"]:
            owner = next((n for n in sentence.names if n.end == m.start()), None)
            if owner is None or owner.kind not in ("organisation", "unknown"):
                continue
            linked = linked._replace(name=context.subjects.canonical(owner.text), sure=1.0)
        yield Claim(
            sentence, "headquartered_in", linked.name, {"kind": "name", "name": where}, m.start(group), m.start(group) + len(where),
            0.6 * (0.5 + 0.5 * linked.sure),
        )  # fmt: skip


def _listing(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text = sentence.text
    for m in _TICKER.finditer(text):
        symbol = m["text"] or m["sym2"]
        start = m.start("text") if m["text"] else m.start("sym2")
        owner = next(
            (n for n in reversed(sentence.names) if n.end <= m.start() and m.start() - n.end <= 3), None
        )
        if owner and rx(r"[:：]\s?$").search(text[: owner.start]):
            owner = None  # a second ticker in the same brackets
        if not m["text"]:
            owner = None
        subject = (
            context.subjects.canonical(owner.text)
            if owner and owner.kind in ("organisation", "unknown")
            else context.subjects.focus(sentence).name
        )
        yield Claim(
            sentence, "ticker", subject, {"kind": "text", "text": symbol}, start, start + len(symbol), 0.95
        )
        if m["ex"]:
            at = m.start("ex")
            yield Claim(
                sentence, "listed_on", subject, {"kind": "name", "name": m["ex"]}, at, at + len(m["ex"]), 0.93
            )
    for m in _CODE.finditer(text):
        owner = next(
            (n for n in sentence.names if n.end == m.start() and n.kind in ("organisation", "unknown")), None
        )
        if owner:
            yield Claim(
                sentence, "ticker", context.subjects.canonical(owner.text), {"kind": "text", "text": m["code"]},
                m.start("code"), m.end("code"), 0.72,
            )  # fmt: skip
    for n in sentence.names:
        if n.kind not in ("organisation", "unknown") or text[n.end : n.end + 2] != " (":
            continue
        code = _BRACKETED.match(text, n.end)
        if (
            code
            and kind_of(code["code"]) != "outsider"
            and not acronym_of(n.text, code["code"])
            and _times_in(context.reading.text, code["code"])
            == context.reading.text.count(f"({code['code']})")
            and _TRADES.search(text, max(0, n.start - 120), n.end + 160)
        ):
            yield Claim(
                sentence, "ticker", context.subjects.canonical(n.text), {"kind": "text", "text": code["code"]},
                code.start("code"), code.end("code"), 0.62,
            )  # fmt: skip
    for m in _COVER.finditer(text):
        main = context.subjects.main
        yield Claim(
            sentence, "ticker", main, {"kind": "text", "text": m["sym"]}, m.start("sym"), m.end("sym"), 0.9
        )
        yield Claim(
            sentence,
            "listed_on",
            main,
            {"kind": "name", "name": m["ex"].strip()},
            m.start("ex"),
            m.start("ex") + len(m["ex"].strip()),
            0.9,
        )
    for m in _EXCHANGE.finditer(text):
        if rx(r"\s?[:：]").match(text[m.end() : m.end() + 2]):
            continue
        if not _LISTED.search(text[:200]) or rx(r"\bshares? (?:rose|fell) .* (?:index|composite)").search(
            text
        ):
            continue
        if rx(r"(?i)\b(?:filing|statement|disclosure|announcement)s? (?:to|with) (?:the )?$").search(
            text[max(0, m.start() - 30) : m.start()],
        ):
            continue
        if rx(r"(?i)\s(?:composite|index|listing rules?|rules|filing|requirements?)").match(
            text[m.end() : m.end() + 20],
        ):
            continue
        near = text[max(0, m.start() - 90) : m.start()]
        if not rx(r"(?i)\b(?:on|to|with|at|of|in)\s(?:the\s)?$").search(near[-10:]):
            continue
        if not _LISTED.search(near):
            continue
        variant = (
            "planned"
            if _FUTURE.search(text)
            and not rx(
                r"(?i)\b(?:started trading|began trading|is listed|are listed|were listed|was listed|lists on|debut|first day|trades on|traded on|rose|fell|closed)\b"
            ).search(
                text,
            )
            else None
        )
        linked = context.subjects.clause(sentence, m.start())
        yield Claim(
            sentence,
            "listed_on",
            linked.name,
            {"kind": "name", "name": m["name"]},
            m.start("name"),
            m.end("name"),
            0.85 * (0.5 + 0.5 * linked.sure),
            variant=variant,
        )


def _rank(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text = sentence.text
    seen: set[int] = set()
    for pattern in (_RANK, _RANK2):
        for m in pattern.finditer(text):
            what = m["what"].strip()
            if (m.start("what") and text[m.start("what") - 1] == "-") or rx(r"\d|%").search(what):
                continue
            if m.start("what") in seen or rx(
                r"(?i)shareholder|investor|stockholder|customer|part of|since|ever\b|deal|ipo|offering|fall|drop|gain"
            ).search(
                what,
            ):
                continue
            if rx(r"(?i)\bone of\s(?:the\s)?$").search(text[max(0, m.start("what") - 12) : m.start("what")]):
                continue
            seen.add(m.start("what"))
            linked = context.subjects.at(sentence, m.start("what"))
            yield Claim(
                sentence,
                "ranked",
                linked.name,
                {"kind": "text", "text": what},
                m.start("what"),
                m.start("what") + len(what),
                0.6,
            )


_PRODUCT_ENDS = rx(
    r"\sand\s(?:sells|has|is|was|employs|serves)\b|\s(?:at|for|to|from|based|valued|since|founded|called|backed|listed|headquartered|used|whose|worth|under|whom)\s"
)
_MAKES = rx(r"(?:makes|builds|designs|develops|manufactures|supplies)\b")
_A_FIRM = rx(rf"(?:\b(?:[Ii]t|[Ww]hich|{COMPANY_NOUNS}),?|\.,?)\s$")
_NO_PRODUCT = rx(
    r"(?:its|his|her|their|a|an|the|that|this|it|each|every|one|some|many|most|sense|sure|money|up|out|progress|use|products?)\b|\d"
)


def _product(sentence: Sentence, context: Context) -> Iterator[Claim]:
    for m in _KNOWN_FOR.finditer(sentence.text):
        if _MAKES.match(m.group()) and not (
            any(n.end == m.start() - 1 and n.kind in ("organisation", "unknown") for n in sentence.names)
            or _A_FIRM.search(sentence.text, 0, m.start())
        ):
            continue
        if rx(r"(?:largest|biggest|leading|premier)\s$").search(sentence.text[: m.start()]):
            continue  # that is a rank
        what = _PRODUCT_ENDS.split(m["what"])[0].strip()
        if len(what) < 4 or _NO_PRODUCT.match(what):
            continue
        linked = context.subjects.at(sentence, m.start())
        yield Claim(
            sentence,
            "product",
            linked.name,
            {"kind": "text", "text": what},
            m.start("what"),
            m.start("what") + len(what),
            0.6,
        )
