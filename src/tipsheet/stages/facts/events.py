"""When something happened to the company: dated events, the founding, launches."""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from . import names
from ._regex import rx
from ._stems import Stems
from .claims import Claim, Context
from .dates import Date
from .people import plausible
from .quotes import last_person
from .reading import Sentence
from .vocabulary import COMPANY_NOUNS, Flag

_SITE = "(?:plant|factory|site|works|mill|foundry|bakery|brewery|refinery|smelter|mine|pit|warehouse|store|shop|branch|depot|facility|shipyard|distillery|dairy|cannery|hotel)"
# (name of the event, pattern over the lower-cased clause, sureness). Order: the more particular first.
_LISTING = r"(?:ipo|initial public offering|listing|share sale|offering|market debut|debut|flotation|float|prospectus|s-1|f-1)"
_EVENTS: tuple[tuple[str, str, float], ...] = (
    ("site_closing", rf"\b{_SITE}(?:s|es)?\b[^;]{{0,60}}\b(?:(?:will|would|to|is due to|due to|set to)\s(?:be\s)?(?:clos(?:e|ed)|shut|cease)|clos(?:es|ed)|shuts?\b|ceas(?:es|ed) (?:production|operations))|(?<!cost of )(?<!costs of )\b(?:clos(?:e|es|ed|ing)|shut(?:s|ting)?(?: down)?|cease production at|mothball\w*|closure of)\s(?:down\s)?(?:its|the|their|a|an|two|three|four)\s(?:[\w’'-]+\s){{0,4}}{_SITE}", 0.85),
    ("earnings_report", r"\b(?:reports|publishes|releases|unveils|(?:due|scheduled|set|expected|will|is|are|plans) (?:to )?(?:report|publish|release|unveil|announce))\b[^;.]{0,40}\b(?:earnings|results|figures|numbers)\b|\b(?:due|scheduled|set|expected) to report\b(?! to\b)|\b(?:earnings|results|figures) (?:are|is|will be) (?:due|expected|scheduled|published|released)", 0.8),
    ("ipo_terms", r"\bset(?:s|ting)?\s(?:the\s|out\s)?terms\b", 0.85),
    ("filed_post_hearing", r"post[- ]hearing", 0.9),
    ("relaunched_listing", rf"\b(?:relaunch\w*|restart\w*|reopen\w*|reviv\w*|resum\w*)\b[^;]{{0,60}}{_LISTING}|{_LISTING}[^;]{{0,40}}\b(?:relaunch\w*|restart\w*|reopen\w*|reviv\w*)|taking orders again|(?:deal|offer|sale) was relaunched", 0.85),
    ("postponed_listing", rf"\b(?:postpon\w*|delay\w*|put off|puts off|push\w* back|deferr\w*)\b[^;]{{0,70}}{_LISTING}|{_LISTING}[^;]{{0,70}}\b(?:postpon\w*|delay\w*|put off|push\w* back|deferr\w*)|attempt was shelved", 0.85),
    ("suspended_listing", rf"\b(?:suspend\w*|halt\w*|block\w*)\b[^;]{{0,40}}{_LISTING}|{_LISTING}[^;]{{0,30}}\b(?:was|were|been)\s(?:suspended|halted|blocked)", 0.8),
    ("shelved_ipo", rf"\b(?:shelv\w*|withdr[ae]w\w*|scrapp?\w*|cancel\w*|abandon\w*|pull\w*|call\w* off)\b[^;]{{0,60}}{_LISTING}|{_LISTING}[^;]{{0,30}}\b(?:was|were|been)\s(?:shelved|withdrawn|scrapped|cancell?ed|abandoned|pulled)", 0.85),
    ("filed", r"\bfiling\s(?:dated|made|published|submitted)\b", 0.8),
    ("filed_listing", rf"\b(?:lodg\w*|fil(?:e|es|ed|ing)|submit\w*|hand(?:ed|s)? in|went in|put in|appl(?:y|ied|ies))\b[^;]{{0,70}}(?:{_LISTING}|listing papers|registration statement|draft prospectus|application)|\bfiled (?:publicly|confidentially)|(?:application|prospectus|listing papers|registration statement|a1)\b[^;]{{0,40}}\b(?:went in|was (?:handed in|filed|lodged|submitted)|were (?:handed in|filed|lodged|submitted))", 0.85),
    ("approved_listing", rf"\b(?:approv\w*|clear(?:ed|s|ance)|green light|go-ahead|nod|passed)\b[^;]{{0,70}}(?:{_LISTING}|hearing)|listing committee[^;]{{0,40}}approv\w*|{_LISTING}[^;]{{0,40}}\b(?:approved|cleared)", 0.8),
    ("priced", rf"\bfix(?:es|ed) the price of\b[^;]{{0,20}}{_LISTING}|\bpric(?:ed|ing)\b[^;]{{0,50}}{_LISTING}|\bset the (?:offer |final |issue )?price\b[^;]{{0,60}}{_LISTING}|\bsold\b[^;]{{0,30}}\bshares at\b", 0.75),
    ("trading_start", r"\b(?:start(?:s|ed|ing)?|beg[iau]n\w*|commenc\w*)\s(?:to\s)?(?:trad(?:e|ing))|trading (?:should|will|is expected to|is set to|is due to|was to|was due to|to)?\s?(?:begin|start|commence)\w*|first (?:trading )?day|shares (?:of [\w\s&.-]{2,50} )?listed (?:at|on)|went public|goes? public|going public|debut(?:ed|s)?\b|(?:market|trading) debut|(?:made|makes) its[^;]{0,30}debut|(?:began|begins) trading|(?:dealings?|trading) [^;.]{0,40}\b(?:starts?|begins?|began|started|commences?)|listed on|was listed|\bopened (?:at [^;]{0,12}|higher |lower |trading )?(?:in|on) (?:the )?(?:nasdaq|nyse|new york|london|hong kong|tokyo|amsterdam|paris)|listing ceremony|\bfloated\b(?! the)", 0.8),
    ("sanctioned", r"\b(?:blacklist\w*|sanction(?:s|ed)?|entity list|trade blacklist|list of [“\"]?[\w\s-]{0,40}(?:complex|military)|investment ban|barred|export ban)\b", 0.85),
    ("role_end", r"\b(?:step(?:s|ped|ping)? (?:down|aside)|(?:be|is|was) (?:replaced|succeeded) by|resign(?:s|ed|ing|ation)?|retir(?:e|es|ed|ing|ement)|depart(?:s|ed|ing|ure)?|(?:left|leaves?|leaving) (?:the (?:company|firm|group|bank|board)|his|her|as)|oust(?:ed)?|was (?:fired|dismissed|removed|terminated)|separat\w+ from the company|quit|will leave|(?:leaves?|is leaving) (?:at|in|on)|ceas(?:e|ed|es) to (?:be|serve)|transition from (?:his|her))\b", 0.85),
    ("role_start", r"\b(?:appoint(?:s|ed|ment)?|named|names|elect(?:s|ed)|promot(?:ed|es)|hire[ds]?|tapped|succeed(?:s|ed)?|join(?:s|ed)?|tak(?:e|es|ing) over|took over|(?:took|takes|take) (?:office|charge|the helm|the top (?:job|post|position|role)|up the (?:post|role|job)|up (?:his|her) (?:post|role|duties))|hand(?:s|ed)? over to|handed the (?:post|role|job|reins)|assum(?:e|es|ed)|becom(?:e|es)|became)\b", 0.75),
    ("reincorporated", r"\breincorporat\w*|redomicil\w*", 0.85),
    ("plan_adopted", r"\b(?:adopt(?:s|ed|ion)|approv(?:e|es|ed|al))\b[^;]{0,60}\b(?:plan|policy|program|programme|agreement|bylaws|resolution|repurchase|split|dividend)", 0.8),
    ("bankruptcy_filed", r"\b(?:fil(?:e|es|ed|ing)|sought)\b[^;]{0,30}\b(?:bankruptcy|chapter 11|chapter 7|insolvency|creditor protection)", 0.85),
    ("died", r"\b(?:died|passed away|death of|'s death|’s death)\b", 0.65),
    ("delisted", r"\bdelist\w*|suspen\w*[^;]{0,20}trading|trading[^;]{0,20}suspend\w*", 0.8),
    ("closing", r"\b(?:complet(?:e|es|ed|ion)|clos(?:e|es|ed|ing)(?! prices?)|finali[sz]\w*|consummat\w*)\b[^;]{0,70}\b(?:acqui\w*|deal|transaction|merger|takeover|purchase|sale|offering|ipo|combination|spin-?off|investment|buyout)|(?:acqui\w*|deal|transaction|merger|takeover|purchase|sale|combination)[^;]{0,60}\b(?:clos(?:e|ed|es)|complet(?:e|ed)|be completed|to close|be finali[sz]ed)|\b(?:acquisition|takeover|purchase) of [A-Z]?[\w&.’ -]{2,40}? in (?=[a-z]+ \d{4})|^closing (?:occurred|took place)\b|\b(?:closing|completion)\b[^;]{0,30}\b(?:expected|anticipated|scheduled|planned|targeted|slated|likely|due)\b|\b(?:expects?|expected|hopes?|hoping|aims?|plans?|anticipates?|likely|due|set)\sto\s(?:close|complete)\b", 0.8),
    ("acquired", r"\b(?:acquired|bought|purchased|took over|merged with)\b(?! by\b)", 0.6),
    ("ruling", r"\b(?:court|judge|jury|tribunal|arbitrator)\b[^;]{0,60}\b(?:ruled|upheld|rejected|dismissed|ordered|sided|overturned|threw out|found|struck down|blocked|cleared|annulled)\b", 0.7),
    ("agreement_signed", r"\b(?:enter(?:s|ed)? into|sign(?:s|ed)?|execut(?:e|ed))\b[^;]{0,70}\b(?:agreement|contract|deal|memorandum|letter of intent)|agreement[^;]{0,20}\bdated\b", 0.8),
    ("announced", r"\b(?:announc\w+|agree[ds]?|said)\b[^;]{0,80}\b(?:acqui\w*|buy|purchase|merger|merge|takeover|deal|stake|combination|combine)", 0.7),
    ("announced", r"\b(?:deal|offer|bid|acqui\w*|buy|pay|takeover|merger|stake|layoffs?|cut)\b[^;]{0,120},[^;,]{0,60}\b(?:said|announced|confirmed)\b", 0.6),
    ("agreement_signed", r"^on [a-z]+ \d{1,2}, \d{4}, [^;]{2,80}?\bagreed to (?:sell|buy|acquire|dispose of|combine|merge)\b", 0.85),
    ("announced", r"\bagree[ds]? to (?:sell|dispose of|combine)\b", 0.7),
    ("settled", r"\bsettle(?:d|s|ment)?\b[^;]{0,50}(?:lawsuit|charges?|claims?|case|investigation|agreement|dispute)|agreed to settle", 0.75),
    ("sued", r"\b(?:sued|lawsuit|complaint|fil(?:e|ed) (?:a )?suit)\b", 0.6),
    ("fined", r"\bfined\b|penalt(?:y|ies)", 0.45),
    ("announced", r"\bannounc\w+[^;]{0,80}\b(?:job cuts|layoffs|cut[^;]{0,20}jobs|restructuring|redundancies|reduction in force)", 0.75),
    ("renamed", r"\b(?:renam(?:e|ed|es)|rebrand\w*|chang(?:e|ed|es) its name|name change)\b", 0.75),
    ("rejected", r"\b(?:reject\w*|refus\w+|rebuff\w*|turned down|revok\w+|den(?:y|ied))\b[^;]{0,60}\b(?:offer|bid|proposal|licen[cs]e|application|merger|deal|appeal)", 0.6),
    ("unveiled", r"\b(?:unveil(?:ed|s)|launch(?:ed|es)|introduc(?:ed|es)|present(?:ed|s)|releas(?:ed|es))\b", 0.5),
    ("spun_off", r"\bspin[- ]?off|spun off|split (?:off|from)|demerg\w*|separat(?:e|ed|ion) (?:from|of)\b", 0.7),
    ("meeting", r"\b(?:annual (?:general )?meeting|special meeting|extraordinary general meeting|shareholders?[’']? meeting|vote)\b", 0.65),
    ("effective", r"\b(?:effective|takes effect|take effect|took effect)\b", 0.5),
    ("announced", r"\bannounc(?:ed|es|ing)\b", 0.5),
    ("announced", r"\b(?:said|confirmed|disclosed|unveil(?:ed|s)|says|told)\b[^;]{0,60}\b(?:will|would|plans? to|is to|are to|intends? to|expects? to)\b|\b(?:will|would|plans? to|is to|are to|intends? to)\b[^;]{0,120}\b(?:said|confirmed|announced|told|wrote)\b", 0.55),
)  # fmt: skip
# Words one of which must stand in a sentence for the event's pattern to be tried at all, in the order of _EVENTS.
_STEMS: tuple[str, ...] = (
    "clos shut ceas mothball", "earnings results figures numbers", "terms",
    "hearing", "relaunch restart reopen reviv resum orders", "postpon delay put puts push deferr shelved",
    "suspend halt block", "shelv withdr scrap cancel abandon pull off", "filing", "lodg fil submit hand in appl prospectus a1 registration",
    "approv clear green go-ahead nod passed hearing", "pric shares at", "trad public debut listed first opened float ceremony", "blacklist sanction entity list ban barred",
    "step replaced succeeded resign retir depart left leav oust fired dismiss removed terminated separat quit ceas transition",
    "appoint name elect promot hire tapped succeed join over assum becom became office charge helm took take", "reincorporat redomicil", "adopt approv",
    "bankruptcy chapter insolvency creditor", "died passed death", "delist suspen", "complet clos finali consummat",
    "acquired bought purchased took merged", "court judge jury tribunal arbitrator",
    "agreement contract memorandum letter deal", "announc agree said", "said announc confirm", "agreed to", "agree", "settle", "sued lawsuit complaint suit", "fine penalt", "announc",
    "renam rebrand name", "reject refus rebuff turned revok den", "unveil launch introduc present releas", "spin spun split demerg separat", "meeting vote", "effect", "announc", "told wrote said says confirm disclos unveil announc",
)  # fmt: skip
_PATTERNS = [(name, rx(pattern), sure) for name, pattern, sure in _EVENTS]
_MAY_HOLD = Stems((1 << i, stems.split()) for i, stems in enumerate(_STEMS))


@lru_cache(maxsize=1024)
def _to_try(bits: int) -> list[tuple[str, re.Pattern[str], float]]:
    """The patterns one of whose stems stands in a sentence."""
    return [event for i, event in enumerate(_PATTERNS) if bits >> i & 1]


_FOUNDED = rx(
    r"\b(?P<word>(?:co-)?founded|established|incorporated|set up|started|dates (?:back|from)|traces (?:its|their) (?:history|roots|origins?)|goes back|formed|organi[sz]ed|created|inception|founding|began operations|began life|opened its doors)\b"
)
_EDGE = rx(r"(?:end|start|beginning|middle) of ")
_MONTHS_TO = rx(r"\b(?:months?|weeks?|year|quarter|half|period) (?:to|until|through) (?:the )?$")
_RESULT_DATE = rx(
    r"\b(?:ended|ending|as of|as at|at|through|compared|versus|record date|holders of record|payable|maturing|due)\s(?:the\s)?(?:\w+\s){0,2}$"
)


def find(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """Claims `event_date`, `founded_on` and `launched_on` of one sentence."""
    if not sentence.has(Flag.WHEN):
        return
    if sentence.flags & Flag.ORIGIN:
        yield from _founding(sentence, context)
    if sentence.flags & Flag.PRODUCT:
        yield from _launches(sentence, context)
    if sentence.flags & Flag.EVENT:
        yield from _events(sentence, context)


def _founding(sentence: Sentence, context: Context) -> Iterator[Claim]:
    lower = sentence.lower
    for m in _FOUNDED.finditer(lower):
        word = m["word"]
        date = next((d for d in sentence.dates if 0 <= d.start - m.end() <= 80), None)
        if date is None and word in ("inception", "founding"):
            continue
        if date is None or _is_day_name(date):
            continue
        gap = lower[m.end() : date.start]
        if rx(
            r"[;]|\b(?:and|which|who|that|but)\b[^,]{0,60}\b(?:has|have|had|is|was|were|sold|raised|acquired|went|grew|re\w+)\b"
        ).search(
            gap,
        ):
            continue
        if not rx(
            r"(?:\bin|\bon|\bsince|\bto|\bof|\bdates from|\bback to|\bin early|\bin late|,|\()\s(?:the\s)?(?:early\s|late\s|mid-?)?$|^\s$"
        ).search(
            gap,
        ):
            continue
        noun = rx(r"\b([a-z]+)\s(?:(?:first|originally|initially)\s)?$").search(lower[: m.start()])
        if (
            noun
            and word
            in (
                "founded",
                "established",
                "formed",
                "created",
                "organized",
                "organised",
                "incorporated",
                "set up",
            )
            and not rx(
                rf"(?:{COMPANY_NOUNS}|was|were|is|been|and|who|which|it|we|he|she|they|being|that|co|newly|first|originally|also|not|having|had|has|have)"
            ).fullmatch(
                noun[1],
            )
            and sentence.text[noun.start(1)].islower()
        ):
            continue  # "a family founded in 1931"
        linked = context.subjects.at(sentence, m.start())
        after = next(
            (
                n
                for n in sentence.names
                if m.end() <= n.start < date.start and n.kind in ("organisation", "unknown")
            ),
            None,
        )
        subject, sure = linked.name, linked.sure
        if word in (
            "started",
            "set up",
            "created",
            "established",
            "formed",
            "launched",
            "opened its doors",
            "began operations",
        ):
            passive = (
                rx(r"\b(?:was|were|is|been)\s(?:first\s|originally\s)?$").search(lower[: m.start()])
                is not None
            )
            lead = (
                m.start() < 3
                or (noun is not None and rx(rf"(?:{COMPANY_NOUNS})").fullmatch(noun[1]))
                or rx(r"[,(]\s?$").search(lower[: m.start()]) is not None
            )
            own = after is not None and context.subjects.is_main(after.text)
            if not (
                passive
                or lead
                or own
                or rx(r"\s(?:it(?=\sin\s)|(?:the|our)\s(?:company|firm|group|start-?up|business))").match(
                    lower[m.end() :]
                )
            ):
                continue
            if passive and not _passive_owner(sentence, context, m.start()):
                continue
        if rx(r"\s(?:it(?=\sin\s)|(?:the|this)\s(?:business|company|firm|group|start-?up)\b)").match(
            lower[m.end() :]
        ) and (subject in context.reading.persons or not context.subjects.is_main(subject)):
            subject, sure = context.subjects.focus(sentence)
        if after is not None and not rx(r"\b(?:was|were|is|been)\s(?:first\s)?$").search(lower[: m.start()]):
            if after.text in context.reading.persons or after.kind == "person":
                pass
            elif rx(r"\s(?:the\s)?$").match(lower[m.end() : after.start]):
                subject, sure = context.subjects.canonical(after.text), 0.9
        legal = word == "formed" and lower.endswith("corporation ", 0, m.start())
        variant = "incorporated" if legal or word == "incorporated" else None
        yield Claim(
            sentence, "founded_on", subject, {"kind": "date", "date": date.iso}, date.start, date.end,
            0.92 * (0.5 + 0.5 * sure) * date.sure, variant=variant,
        )  # fmt: skip


_NO_PRODUCT = rx(
    r"\b(?:investigation|probe|review|campaign|bid|offer|offering|ipo|attack|lawsuit|search|plan|report|results|figures|statement|study|programme|program|strategy)\b"
)


def _launches(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """ "launched its first solar roof tile on March 3, 2022": what came to market, and when."""
    lower = sentence.lower
    for m in rx(
        r"\b(?:launched|released|unveiled|introduced|rolled out|brought out)\s(?P<what>(?:its|the|a|an|their|our)\s[^,;.]{3,70}?)\s(?:on|in)\s(?=[a-z0-9])"
    ).finditer(
        lower,
    ):
        date = next((d for d in sentence.dates if d.start == m.end()), None)
        if date is None or _NO_PRODUCT.search(m["what"]):
            continue
        linked = context.subjects.at(sentence, m.start())
        what = sentence.text[m.start("what") : m.end("what")]
        yield Claim(
            sentence, "launched_on", linked.name, {"kind": "date", "date": date.iso}, date.start, date.end,
            0.75 * (0.5 + 0.5 * linked.sure) * date.sure, object=rx(r"^(?:its|the|a|an|their|our)\s").sub("", what),
        )  # fmt: skip
    for m in rx(
        r"(?:^|[,;]\s|\b(?:and|including)\s)(?:the|its|our|their)\s(?P<what>(?!company|firm|group|business|bank|website)[^,;.]{3,60}?),?\s(?:which\s)?(?:was\s|were\s)?(?:first\s)?(?:launched|released|introduced|rolled out|went on sale)\s(?:[a-z]+\s){0,4}?(?:on\s|in\s)?(?=[a-z0-9]+)"
    ).finditer(lower):
        date = next((d for d in sentence.dates if d.start == m.end()), None)
        if date is None or len(date.iso) < 7 or _NO_PRODUCT.search(m["what"]):
            continue
        linked = context.subjects.focus(sentence)
        yield Claim(
            sentence, "launched_on", linked.name, {"kind": "date", "date": date.iso}, date.start, date.end,
            0.65 * (0.5 + 0.5 * linked.sure) * date.sure, object=sentence.text[m.start("what") : m.end("what")],
        )  # fmt: skip


def _passive_owner(sentence: Sentence, context: Context, at: int) -> bool:
    """Whether what "was established/set up" is a company and not a fund, plan or committee."""
    before = sentence.text[:at]
    m = rx(r"(\w+)\s(?:was|were|is|been|has been)\s(?:first\s|originally\s)?$").search(before)
    if not m:
        return True
    word = m[1].lower()
    return (
        word in ("company", "it", "firm", "group", "which", "and", "startup", "up", "business", "bank", "we")
        or word[:1] != m[1][:1]
    )


def _is_day_name(date: Date) -> bool:
    return date.text.lower().endswith("day") or date.text.lower() in ("yesterday", "tomorrow")


def _clauses(lower: str) -> list[tuple[int, int]]:
    cuts = [0]
    cuts += [
        m.start()
        for m in rx(
            r";\s|,\s(?:while|but|after|before|because|although|though|when)\s|\s(?:after|because|while)\s(?!the (?:year|quarter))"
        ).finditer(
            lower,
        )
    ]
    cuts.append(len(lower))
    return list(pairwise(cuts))


def _events(sentence: Sentence, context: Context) -> Iterator[Claim]:
    lower = sentence.lower
    if not sentence.dates:
        return
    happened = [
        (name, m.start(), m.end(), sure)
        for name, pattern, sure in _to_try(_MAY_HOLD.bits(lower))
        for m in pattern.finditer(lower)
    ]
    founded = {c.start for c in _founding(sentence, context)} if sentence.flags & Flag.ORIGIN else set()
    if sentence.flags & Flag.PRODUCT:
        founded |= {c.start for c in _launches(sentence, context)}
    clauses = _clauses(lower)
    for date in sentence.dates:
        told = _told(sentence, context, date) or _in_post_since(sentence, context, date)
        if told:
            yield told
        if date.text.lower() == "today":
            continue  # as often "these days"
        if (
            date.start in founded
            or (
                _RESULT_DATE.search(lower, 0, date.start)
                if not _EDGE.match(lower, date.start)
                else _MONTHS_TO.search(lower, 0, date.start)
            )
            or rx(
                r"\bas (?:previously |already |first )?(?:announced|disclosed|reported|agreed) (?:in|on) $"
            ).search(lower[max(0, date.start - 40) : date.start])
        ):
            continue
        if rx(
            r"\s(?:shares|notes|bonds|annual report|report|revenue|results|earnings|first|second|third|quarter|prospectus supplement)"
        ).match(
            lower[date.end : date.end + 20],
        ):
            continue
        if rx(r"\d{4}").fullmatch(date.text):
            if any(m.end <= date.start <= m.end + 40 for m in sentence.moneys):
                continue  # "a profit of 3.4 billion francs in 2019"
            before = lower[max(0, date.start - 14) : date.start]
            if not rx(
                r"\b(?:in|since|back in|early|late|during|by|until|of)\s(?:early |late |mid-)?$"
            ).search(before):
                continue
            if rx(
                r"\b(?:fiscal|first half of|second half of|quarter of|year|months of|end of)\s(?:year )?$"
            ).search(
                lower[max(0, date.start - 20) : date.start],
            ):
                continue
        best: tuple[float, str, int, int] | None = None
        low, high = next(((a, b) for a, b in clauses if a <= date.start < b), (0, len(lower)))
        for inside in (True, False):
            for name, begin, end, sure in happened:
                if inside and not (low <= begin < high or low < end <= high):
                    continue
                gap = max(date.start - end, begin - date.end, 0)
                score = (
                    sure
                    - (0.0 if inside else 0.18)
                    - (min(gap / 160, 0.25) if name in _ROLE_EVENTS else gap / 400)
                )
                if best is None or score > best[0]:
                    best = (score, name, begin, end)
            if best:
                break
        if best is None or best[0] < 0.35:
            continue
        if date.iso[5:6] in ("Q", "H") and not (
            best[1] in _IN_PARTS and _IN_A_PART.search(lower, 0, date.start)
        ):
            continue  # "profit for the first half of 2024" is no event
        if best[1] in ("announced", "unveiled") and _VAGUE.match(lower, date.start):
            continue  # what a firm told "last month", or wants "by the end of the year"
        score, event, start, _ = best
        score, event, start = _told_on(lower, date, score, event, start, happened)
        bare = rx(r"\d{4}").fullmatch(date.text) is not None
        if bare and (
            event in ("closing", "meeting", "effective", "unveiled", "acquired", "announced")
            or (
                event == "role_start"
                and rx(r"join").match(lower[start:])
                and not rx(r"\bas\b").search(lower[start : date.end + 30])
            )
        ):
            continue  # a year told in passing
        if event != "sanctioned" and rx(r"\bsince\s(?:early |late |mid-)?$").search(lower[: date.start]):
            continue
        claim = _event(sentence, context, date, event, start, score) if score > 0.2 else None
        if claim:
            yield claim


_TOLD_ON = rx(
    r"\b(?:said|says|announced|confirmed|disclosed|revealed|reported|unveiled|stated|answered|replied|told (?:(?:his|her|the) )?(?:them|staff|employees|workers|investors|reporters|shareholders))\s(?:so\s)?(?:late\s|early\s)?(?:on\s)?(?:last\s)?$"
)
_ON_TOLD = rx(
    r"\s(?:also\s)?(?:said|announced|confirmed|disclosed|revealed|reported|unveiled|posted|agreed|launched|cut|raised|named|signed|awarded|selected|enlisted|won|filed|sued|priced|sold|bought|closed|opened)\b"
)
_PUBLISHED_ON = rx(
    r"\b(?:results|figures|earnings|numbers|accounts|report)\s(?:published|released|reported|out|issued|announced)\s(?:late\s|early\s)?(?:on\s)?$"
)
_IN_WRITING = rx(
    r"\baccording to (?:a|an|its) (?:[a-z]+ )?(?:statement|memo|filing|release|letter)\s(?:sent |issued |released |published |made )?(?:late |early )?(?:on )?$"
)
_TO_STAFF = rx(r"\btold (?:(?:his|her|the) )?(?:them|staff|employees|workers)\s(?:late |early )?(?:on )?$")
_RESULTS = rx(r"\b(?:results|earnings|net income|revenue|sales|profit|loss)\b")
_BY_ONE = rx(
    rf"(?:\b(?:the|both)\s(?:[\w-]+\s){{0,3}}?(?:{COMPANY_NOUNS}|companies|two|pair|firms|maker|agency)|\b(?:it|they|we))\s(?:has\s|have\s|had\s|also\s)?$",
    re.IGNORECASE,
)


def _told(sentence: Sentence, context: Context, date: Date) -> Claim | None:
    """ "the company said on Tuesday", "Merrow on Tuesday agreed": the day a firm tells something."""
    if not (_is_day_name(date) or date.text.lower() == "today" or (len(date.iso) == 10 and date.sure < 1)):
        return None
    text, lower = sentence.text, sentence.lower
    at = date.start
    if date.text.lower() == "today" and _RESULTS.search(lower, date.end, date.end + 90):
        return None  # a report on results says so in its first line
    m = _TOLD_ON.search(lower, 0, at)
    if m:
        at = m.start()
    elif _PUBLISHED_ON.search(lower, 0, at) or _IN_WRITING.search(lower, 0, at):
        linked = context.subjects.focus(sentence)
        return _announcement(sentence, linked.name, linked.sure, date)
    elif _ON_TOLD.match(lower, date.end):
        at -= 3 if lower.startswith("on ", at - 3) else 0
    else:
        return None
    subjects = context.subjects
    if _BY_ONE.search(lower, 0, at):
        linked = subjects.clause(sentence, at)
        return _announcement(sentence, linked.name, linked.sure, date)
    for n in reversed([n for n in sentence.names if n.end <= at][-4:]):
        gap = text[n.end : at]
        if not _ASIDE.fullmatch(gap):
            continue
        if n.text in context.reading.persons and _TO_STAFF.search(lower, 0, date.start):
            house = context.houses.get(context.reading.persons[n.text])
            return _announcement(sentence, house, 0.8, date) if house else None
        if n.kind not in ("organisation", "unknown") or n.text in context.reading.persons:
            return None
        known = subjects.is_main(n.text) or n.text in subjects.forms
        return _announcement(sentence, subjects.canonical(n.text), 0.9 if known else 0.6, date)
    return None


_ASIDE = rx(r"(?:\s\([^)]{1,40}\))?(?:,\s[^,;]{3,90},)?\s(?:also\s|has\s)?")


def _announcement(sentence: Sentence, name: str, sure: float, date: Date) -> Claim | None:
    if not name:
        return None
    return Claim(
        sentence, "event_date", name, {"kind": "date", "date": date.iso}, date.start, date.end,
        0.6 * (0.5 + 0.5 * sure) * date.sure, variant="announced",
    )  # fmt: skip


_IN_POST = rx(
    r"\b(?:ha(?:s|ve) (?:been|served|(?P<leads>led|headed|run|chaired)|held|acted|worked)|served|serving|led|running)\b[^;]{0,110}\bsince (?:early |late |mid-)?$|\(since (?:early |late |mid-)?$"
)
_POST_SINCE = rx(r"\s(?:of [^,;.]{2,40} )?(?:\()?since (?:early |late |mid-)?")


def _in_post_since(sentence: Sentence, context: Context, date: Date) -> Claim | None:
    """ "has led Merrow since May 2015", "Chair since 2016": when somebody took the post."""
    lower = sentence.lower
    if "since" not in lower[max(0, date.start - 16) : date.start]:
        return None
    held = any(_POST_SINCE.fullmatch(lower, r.end, date.start) for r in sentence.roles if r.end < date.start)
    if not held:
        post = _IN_POST.search(lower, 0, date.start)
        if not post or not (post["leads"] or any(r.end < date.start for r in sentence.roles)):
            return None
    person = _person_before(sentence, context, date.start)
    if (
        person is None
        and sentence.previous is not None
        and (m := rx(r"(?:^|\b)(he|she) (?:has|had)\b").search(lower))
    ):
        person = last_person(context.reading, sentence.previous, m[1]) or None
    if person is None or " " not in person:
        return None
    linked = context.subjects.focus(sentence)
    if person in context.houses:
        linked = linked._replace(name=context.houses[person], sure=0.9)
    return Claim(
        sentence, "event_date", linked.name, {"kind": "date", "date": date.iso}, date.start, date.end,
        0.8 * (0.5 + 0.5 * linked.sure) * date.sure, variant="role_start", object=person,
    )  # fmt: skip


_SAID_ON = rx(
    r"\b(?:said|says|told\s(?:[\w’'-]+\s){1,4}?|announced|confirmed|disclosed|stated)\s?(?:late\s|early\s)?(?:on\s)?$"
)
_ROLE_EVENTS = ("role_end", "role_start")
_IN_PARTS = (*_ROLE_EVENTS, "closing", "site_closing", "trading_start", "spun_off", "unveiled")
_VAGUE = rx(r"(?:last|earlier this|later this|next) month|(?:end|start|beginning|middle) of")
_IN_A_PART = rx(r"\b(?:in|by|during|until)\s(?:the\s)?(?:end of the\s)?$")


def _told_on(
    lower: str, date: Date, score: float, event: str, at: int, happened: list[tuple[str, int, int, float]]
) -> tuple[float, str, int]:
    """The event of a date, seen again: the day something was said is not the day it happens, and what is
    "effective" on a day is the post taken or left."""
    said = _SAID_ON.search(lower, 0, date.start)
    if said and event in (
        *_ROLE_EVENTS,
        "closing",
        "effective",
        "meeting",
        "trading_start",
        "priced",
        "launched",
        "acquired",
    ):
        return 0.6, "announced", said.start()
    if said and event == "died":
        return 0.0, event, at
    if event == "effective" or (
        event == "meeting" and rx(r"\beffective\b[^;]{0,20}$").search(lower[: date.start])
    ):
        posts = [h for h in happened if h[0] in _ROLE_EVENTS]
        if posts:
            name, begin, _, _ = min(posts, key=lambda h: abs(h[1] - date.start))
            return 0.75, name, begin
    later = rx(r"\beffective\b").search(lower[date.end :])
    if event == "role_start" and later and rx(r"on\s").match(lower[max(0, date.start - 3) : date.start]):
        return score - 0.1, "appointed", at
    return score, event, at


def _event(
    sentence: Sentence, context: Context, date: Date, event: str, at: int, score: float
) -> Claim | None:
    obj: str | None = None
    subjects = context.subjects
    linked = subjects.clause(sentence, at)
    if event in ("role_end", "role_start", "appointed", "died"):
        person = _person_near(sentence, context, at)
        succeeds = rx(r"(?:succeed|replac|tak\w+ over|took over)").match(sentence.lower[at:])
        if event == "role_start" and succeeds:
            person = _person_before(sentence, context, at) or person
        if person is None:
            if event != "role_end":
                return None
            score -= 0.2
        obj = person
        linked = subjects.focus(sentence)
        owner = next((n for n in sentence.actors if n.end <= at and not subjects.is_main(n.text)), None)
        whose = rx(r"[^;,]{0,60}?\b(?:of|at)\s(?:the\s)?(?=[A-Z])").match(sentence.text[at:])
        place = whose and sentence.company_at(at + whose.end())
        if person and person in context.houses:
            linked = linked._replace(name=context.houses[person], sure=0.9)
        elif place and place.text not in context.reading.persons:
            linked = linked._replace(name=subjects.canonical(place.text), sure=0.85)
        elif owner and subjects.share < 0.35:
            linked = linked._replace(name=owner.text, sure=0.7)
    if event == "sanctioned" or not {
        "exchange",
        "commission",
        "court",
        "regulator",
        "authority",
        "committee",
    }.isdisjoint(names.words(linked.name)):
        linked = subjects.focus(sentence)
    if (
        event == "announced"
        and len(date.iso) < 10
        and rx(
            r"\b(?:announced|disclosed|unveiled|made public|said)\s(?:in|last)\s(?:early\s|late\s|mid-)?$"
        ).search(
            sentence.lower[: date.start],
        )
    ):
        return None
    if (
        event == "announced"
        and _RESULTS.search(sentence.lower)
        and not rx(r",\s(?:first\s)?announced\son\s$").search(sentence.lower[: date.start])
    ):
        return None
    if not linked.name:
        return None
    return Claim(
        sentence, "event_date", linked.name, {"kind": "date", "date": date.iso}, date.start, date.end,
        score * (0.5 + 0.5 * linked.sure) * date.sure, variant=event, object=obj,
    )  # fmt: skip


def _person_near(sentence: Sentence, context: Context, at: int) -> str | None:
    candidates = [
        n
        for n in sentence.names
        if n.kind == "person"
        or n.text in context.reading.persons
        or (plausible(n, context) and _has_post(sentence, n))
    ]
    if not candidates:
        return None
    best = min(candidates, key=lambda n: min(abs(n.start - at), abs(n.end - at)))
    return context.reading.persons.get(best.text, best.text)


def _person_before(sentence: Sentence, context: Context, at: int) -> str | None:
    """The last person named before offset `at`: who succeeds somebody."""
    before = [
        n for n in sentence.names if n.end <= at and (n.text in context.reading.persons or n.kind == "person")
    ]
    return context.reading.persons.get(before[-1].text, before[-1].text) if before else None


def _has_post(sentence: Sentence, name: names.Name) -> bool:
    return any(abs(r.end - name.start) < 6 or abs(r.start - name.end) < 12 for r in sentence.roles)
