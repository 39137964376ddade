"""Names and posts in a sentence: capitalised chunks, what kind they are, job titles, lists of names."""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ._regex import rx
from .vocabulary import (
    CITIES,
    CORPORATE_SUFFIXES,
    COUNTRIES,
    DEMONYMS,
    FIRST_NAMES,
    LEGAL_FORM,
    MONTHS,
    NOT_NAMES,
    ORGANISATION_WORDS,
    OUTSIDERS,
    US_STATES,
    WEEKDAYS,
)

_UP = "A-ZÀ-ÖØ-ÞŠŽĆČĐŁŚŻİ"
_WORD = rf"(?:[{_UP}][\w]*(?:[’'](?!s\b|\s)\w+)*(?:[-‐‑](?=[{_UP}\d])\w+)*|[a-z][{_UP}]\w+|\d+[{_UP}]\w*)"
_AL = rf"(?:al|el|Al|El|bin|ibn)-[{_UP}]\w+"
_INITIALS = rf"(?:[{_UP}]\.){{1,4}}"
_TOKEN = rf"(?:{_AL}|{_INITIALS}(?=[\s,\w]|$)|{_WORD}(?:\.(?:com|ai|io|net)\b)?)"
_PARTICLE = r"(?:de la|de|van der|van den|van|von|der|den|del|della|di|da|dos|bin|al|el|le|ter|zu)"
LEGAL = LEGAL_FORM
_OF_HEAD = (
    r"(?:Bank|University|Exchange|Ministry|Department|Institute|Board|Court|House|Secretary|Office|School|College|Association|"
    r"Council|Chamber|Academy|Church|Museum|Museum|Republic|City|Kingdom|Federation|Union|League|Bureau|Duke|Sons|Society|Corporation)"
)
NAME = rx(
    rf"(?<![\w&@#’']){_TOKEN}"
    rf"(?:(?:\s&\s|&|[ \u00a0]){_TOKEN}|\s{_PARTICLE}\s{_TOKEN})*"
    rf"(?:(?:s[’']|[’']s)\s(?:Association|Union|Society|Federation|Club|Council|Alliance|Institute|Guild|League|Bank|Hospital|Trust)\b)?"
    rf"(?:,?\s(?:{LEGAL_FORM})\b\.?)*"
)
_CAPITAL = rx(f"[{_UP}]")
_OF_TAIL = rx(rf"\sof\s(?:the\s)?(?:{_TOKEN})(?:\s(?:{_TOKEN}))*(?:,?\s(?:{LEGAL_FORM})\b\.?)*")
_OF_HEADS = frozenset(_OF_HEAD[3:-1].split("|"))
_SUFFIX_END = rx(rf"(?:,?\s(?:{LEGAL_FORM})\.?)+$")


class Name(NamedTuple):
    """A capitalised chunk at `start:end` of its sentence."""

    start: int
    end: int
    text: str
    kind: str  # person, organisation, place, unknown


class Role(NamedTuple):
    """A job title at `start:end` of its sentence, e.g. "executive director and chief scientist"."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words of a name, accents kept, possessive dropped."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return tuple(text.lower().split())  # most names
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    folded = rx(r"'s\b").sub("", folded).replace("'", "").replace(".", "")
    return tuple(rx(r"\w+").findall(folded))


_GENERIC = CORPORATE_SUFFIXES - {"international"} | {"the", "and"}


@lru_cache(maxsize=16384)
def key(text: str) -> tuple[str, ...]:
    """The words that tell one organisation from another: legal forms and "the" left out."""
    all_words = words(text)
    return tuple(w for w in all_words if w not in _GENERIC) or all_words


@lru_cache(maxsize=32768)
def same_name(a: str, b: str) -> bool:
    """Whether one name is the other, or a part of it ("SenseTime", "SenseTime Group Inc.")."""
    x, y = key(a), key(b)
    if not x or not y:
        return False
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    return all(w in long for w in short) or acronym_of(a, b) or acronym_of(b, a)


@lru_cache(maxsize=32768)
def acronym_of(short: str, long: str) -> bool:
    """Whether `short` ("CICC") is made of the first letters of `long`."""
    if len(short) > 1 and short[1].isascii() and short[1].islower():
        return False  # a word, as most names are
    letters = rx(r"[^A-Za-z]").sub("", short)
    if not (2 <= len(letters) <= 6 and letters.isupper()):
        return False
    tokens = [w for w in rx(r"[A-Za-z]+").findall(long) if w[0].isupper()]
    initials = "".join(w[0] for w in tokens).upper()
    return initials == letters or (initials.startswith(letters) and len(letters) >= 3)


_CODES = frozenset(
    "MW GW KW MWH GWH KWH TWH KM KG MM CM MPH KPH GB TB MB GHZ MHZ LED TV PC USB DNA HIV PDF URL FAQ CV HR PR IT TV CET EST PST BST "
    "USD EUR GBP JPY HKD CHF SEK NOK DKK INR KRW TWD SGD AUD CAD BRL ZAR CNY RMB US HK NT EPS EBIT P/E YTD YOY".split()
)


_AMOUNT = rx(r"\d+[MBKT]n?")  # of "$334M"
_CONTRACTED = rx(r"(?:n[’']t|[’'](?:m|s|re|ve|ll|d))$")
_WATERS = frozenset(
    "strait straits sound narrows bay island islands county street road avenue coast sea ocean gulf peninsula province harbour harbor".split()
)


def is_waters(text: str) -> bool:
    """Whether a name counts as a place only for its last word, as "Home Harbor" would."""
    return text.split()[-1].lower() in _WATERS


_GENERALS = frozenset("Motors Electric Mills Dynamics Catalyst Atlantic".split())
_FINANCIAL = frozenset(("gaap", "nongaap", "ebitda", "eps"))
_ENTRIES = frozenset(
    "net loss losses income profit profits revenue revenues sales earnings adjusted total operating gross cash margin guidance results highlights outlook".split()
)
_PAPERS = frozenset("shares notes bonds offering prospectus warrants adss".split())
_TITLED = rx(
    r"(?:Crown\s)?(?:Prince(?:ss)?|King|Queen|Sheikh?|Sultan|Senator|Sen|Rep|Gov|Governor|Mayor|Judge|Justice|Pope|Lord|Lady|Dame|Baron(?:ess)?|Prime Minister|Minister|Chancellor|Premier|Ambassador)\.?\s[A-Z]"
)


@lru_cache(maxsize=16384)
def kind_of(text: str) -> str:
    """person, organisation, place, outsider (speaks, is not the subject), nothing, or unknown: by the words alone."""
    lowered = text.lower().rstrip(".")
    bare = lowered.removeprefix("the ")
    if bare in COUNTRIES or bare in US_STATES or bare in CITIES or bare in DEMONYMS:
        return "place"
    if bare in MONTHS or bare in WEEKDAYS or bare in NOT_NAMES:
        return "nothing"
    if ("’" in bare or "'" in bare) and _CONTRACTED.search(bare) and _CONTRACTED.sub("", bare) in NOT_NAMES:
        return "nothing"  # "I'm"
    parts = words(text)
    if (
        not parts
        or all(p in _GENERIC for p in parts)
        or text in _CODES
        or (len(text) < 5 and text.upper() in _CODES)
    ):
        return "nothing"
    if len(parts) == 1 and (
        parts[0] in ORGANISATION_WORDS
        or parts[0]
        in (
            "partnership",
            "registrant",
            "issuer",
            "parent",
            "purchaser",
            "seller",
            "buyer",
            "borrower",
            "gaap",
            "nongaap",
            "center",
            "centre",
        )
        or parts[0] in ("directors", "officers", "committee")
    ):
        return "nothing"
    if len(parts) > 1 and parts[-1] in _WATERS and "’" not in text and "'" not in text:
        return "place"
    if not _FINANCIAL.isdisjoint(p.rstrip("123") for p in parts) or all(p in _ENTRIES for p in parts):
        return "nothing"  # "GAAP Net Loss"
    if parts[-1] in _PAPERS or parts[-1] in ("ceos", "cfos"):
        return "nothing"  # "H Shares", "Global Offering"
    if bare in OUTSIDERS or " ".join(key(text)) in OUTSIDERS:
        return "outsider"
    if _SUFFIX_END.search(text) or any(p in ORGANISATION_WORDS for p in parts):
        return "organisation"
    if all(p in NOT_NAMES or p in DEMONYMS or p in WEEKDAYS or p in MONTHS for p in parts):
        return "nothing"
    tokens = text.split()
    if _TITLED.match(text) or (
        len(tokens) > 2 and any(t in ("bin", "ibn", "van", "von", "bint") for t in tokens[1:-1])
    ):
        return "person"
    if 2 <= len(tokens) <= 4 and tokens[0].lower().strip(".").split("-")[0] in FIRST_NAMES:
        return "person"
    if 2 <= len(tokens) <= 4 and rx(r"[A-Z]\.").fullmatch(tokens[1]) and not tokens[0].endswith("."):
        return "person"
    return "unknown"


def find_names(text: str) -> list[Name]:
    """All capitalised chunks, stripped of words that only start a sentence; months, weekdays and the like left out."""
    found: list[Name] = []
    taken = 0  # up to where a name with "of" has gone
    at = 0
    while capital := _CAPITAL.search(text, at):
        # a name's first word holds a capital: nothing before the word of the next one can begin it
        m = NAME.search(text, text.rfind(" ", at, capital.start()) + 1 or at)
        if m is None:
            break
        start, end = m.span()
        at = end
        chunk = m.group()
        if start < taken:
            continue
        if chunk.split()[-1].split("&")[-1] in _OF_HEADS:
            tail = _OF_TAIL.match(text, end)
            if tail:
                taken = end = tail.end()
                chunk = text[start:end]
        if chunk.endswith(("Fund", "Fund’s")) and (
            number := rx(r"\s(?:\d{1,2}|[IVX]{1,5})\b(?![.,]\d|%)").match(text[end:])
        ):
            end += number.end()
            chunk = text[start:end]
        for ahead, name, kind in _parts(chunk):
            first = start + ahead
            last = first + len(name)
            if text[last : last + 1] != "$":
                found.append(Name(first, last, name, kind))
    return found


@lru_cache(maxsize=16384)
def _parts(chunk: str) -> list[tuple[int, str, str]]:
    """(where in the chunk it begins, the name, its kind) of each name a chunk holds."""
    found = []
    for ahead, part in _cut(chunk):
        kept = _trimmed(part)
        if kept:
            lead, name, kind = kept
            if not (name[0].isdigit() and _AMOUNT.fullmatch(name)):
                found.append((ahead + lead, name, kind))
    return found


_POST_WORD = rx(
    r"(?:^|(?<=\s))(?:(?:Chief(?:\s[A-Z][a-z]+|\s&|\sand){1,5}\sOfficer|C[EFOTIM]O|CHRO|CCO|CRO|CLO|VP|SVP|EVP|Chief|President|Chairman|Chairwoman|Chairperson|Chair|Founder|Co-[Ff]ounder|Cofounder|Director|Officer|"
    r"Executive(?=\s(?:Vice|Director|Chair\w*|Officer|President))|Vice(?=\s(?:President|Chair\w*))|Senior(?=\s(?:Vice|Director|Manager|Executive))|Managing(?=\s(?:Director|Partner))|"
    r"General(?=\s(?:Counsel|Manager))|Counsel|Treasurer|Secretary|Controller|Analyst|Professor|Attorney|Administrator|Commissioner|Mr|Mrs|Ms|Dr|Sir)\b\.?\s?)+"
)


_POST_TOKENS = frozenset(
    "CEO CFO COO CTO CIO CMO CHRO CCO CRO CLO VP SVP EVP Chief President Chairman Chairwoman Chairperson Chair Founder Co-Founder "
    "Co-founder Cofounder Director Officer Executive Vice Senior Managing General Counsel Treasurer Secretary Controller Analyst "
    "Professor Attorney Administrator Commissioner Mr Mrs Ms Dr Sir".split()
)


def _cut(chunk: str) -> list[tuple[int, str]]:
    """The pieces of a chunk between the posts in it: "T-Mobile CEO John Legere" holds two names."""
    if " " not in chunk and chunk not in _POST_TOKENS:
        return [(0, chunk)]
    if _POST_TOKENS.isdisjoint(chunk.replace(".", "").split()):
        return [(0, chunk)]
    pieces, last = [], 0
    for m in _POST_WORD.finditer(chunk):
        if m.start() > last:
            pieces.append((last, chunk[last : m.start()]))
        last = m.end()
    if last < len(chunk):
        pieces.append((last, chunk[last:]))
    return pieces


@lru_cache(maxsize=16384)
def _trimmed(chunk: str) -> tuple[int, str, str] | None:
    """(what is cut off in front, the name, its kind): the chunk without sentence starters and adjectives of place;
    None when no name is left."""
    cut = 0
    while True:
        first = chunk.split(None, 1)
        lowered = first[0].lower().rstrip(".") if first else ""
        if len(first) < 2 or (lowered not in NOT_NAMES and not lowered.endswith("-year-old")):
            break
        rest = first[1]
        if rest.startswith("& "):
            break  # "Scottish & Newcastle"
        if (
            (lowered == "jan" and first[0] == "Jan" and rest[:1].isupper())
            or (lowered == "founders" and rest == "Fund")
            or (lowered == "general" and rest.split()[0] in _GENERALS)
        ):
            break
        if lowered == "stock" and rest.startswith(("Exchange", "Market")):
            break
        if lowered == "new" and (
            kind_of("New " + rest) in ("place", "outsider") or kind_of("New " + rest.split()[0]) == "place"
        ):
            break
        if lowered == "we" and rest.split()[0].lower().strip(".,") in CORPORATE_SUFFIXES:
            break
        cut, chunk = cut + len(chunk) - len(rest), rest
    chunk = chunk.rstrip()
    if chunk.endswith(".") and not _SUFFIX_END.search(chunk) and not rx(r"\b[A-Z]\.$").search(chunk):
        chunk = chunk[:-1]
    kind = kind_of(chunk)
    if (
        kind == "nothing"
        or chunk.endswith(("-based", "-headquartered", "-listed", "-backed", "-owned"))
        or len(chunk) < 2
    ):
        return None
    return cut, chunk, kind


# ------------------------------------------------------------------------------------------------ roles

_MODIFIER = (
    r"(?:(?:former|ex|then|interim|acting|incoming|outgoing|current|new|newly (?:named|appointed|minted)|recently (?:named|appointed)|longtime|long-time|group|global|"
    r"senior|executive|non-executive|nonexecutive|independent|deputy|assistant|associate|corporate|regional|joint|lead|vice|first|"
    r"honorary|permanent|principal|worldwide|international|north america|u\.s\.|us|uk|european|asia)[\s-])"
)
_ROLE_HEAD = (
    r"(?:chief (?:(?!executive (?!officer|and |& ))[a-z&]+(?:,? (?:and )?(?!chief)[a-z&]+){0,4} )?(?:officer|leader)|chief executive|chief (?:scientist|economist|technologist|architect|engineer|strategist|of staff|accountant|investment strategist)"
    r"|C[EFOTIMPSHRLD]{1,3}O\b|CHRO\b|CCO\b|CDO\b|CRO\b|CAO\b|CISO\b|CLO\b|CBO\b|CSO\b"
    r"|(?:co-?)?chair(?:man|woman|person)?(?: of the (?:board|supervisory board|management board)(?: of directors| of management)?)?"
    r"|(?:vice[\s-])?president|VP\b|SVP\b|EVP\b|managing director|managing partner|general manager|general counsel"
    r"|(?:finance |financial |technical |creative |managing |operations |marketing |research |executive |sales )?director|(?:corporate |company )?secretary|treasurer|(?:corporate )?controller"
    r"|principal (?:executive|financial|accounting) officer|(?:(?:equity|market|chief|senior|global|investment|technical|portfolio|retail|industry|research|stock|tech|technology|credit|fixed[- ]income|currency|macro|auto|lead|internet|media|consumer|healthcare|bank|energy) ){0,3}(?:strategist|analyst|economist)|(?:senior |lead )?(?:portfolio|fund|investment) manager|(?:co-?)?founder|founding partner|country manager|editor(?:[\s-]in[\s-]chief)?"
    r"|administrator|(?:(?:senior|associate|founding|general|managing|equity) )*partner(?= (?:at|with) (?:the )?)|(?:associate|senior) partner|senior advis[eo]r"
    r"|(?:global |co-)?head(?=\s(?:of|for)\s)|boss|(?:finance|technology|operations|marketing|security|product|policy|legal|people|design|content|investment|business) chief|ceo|cfo|coo|cto|member of the (?:board(?: of (?:directors|management))?|supervisory board|management board|executive committee))\b"
)
_FIELD = (
    r"(?:Worldwide|Global|Field|Operations|Operating|Human|Sales|Marketing|Finance|Financial|Legal|Strategy|Strategic|Corporate|Business|Products?|"
    r"Engineering|Research|Development|Technology|Information|General|Commercial|International|Americas?|Europe(?:an)?|Asia(?:[- ]Pacific)?|EMEA|"
    r"APAC|North(?:ern)?|South(?:ern)?|East(?:ern)?|West(?:ern)?|Central|UK|US|U\.S\.|Canada|India|Japan|Australia|Latin|Greater|China|Middle East|Africa|Investor|Public|Communications|Supply|Chain|People|Planning|Administration|"
    r"Merchandising|Stores|Retail|Consumer|Accounting|Tax|Treasury|Compliance|Regulatory|Government|Medical|Clinical|Manufacturing|Quality|"
    r"Customer|Services?|Solutions|Digital|Data|Design|Software|Hardware|Platforms?|Energy|Automotive|Industrial|Materials|Logistics|Powertrain|"
    r"Distribution|Resources|Relations|Affairs|Management|Marketing|Content|Advertising|Partnerships|Growth|Security|Cloud|Networks?|Mobile|"
    r"Internet|Home|Gaming|Innovation|Transformation|Integration|Procurement|Sourcing|Construction|Real Estate|Store|Brand|Media|Talent|Culture)"
)
_DEPARTMENT = (
    rf"(?:\s(?:of|for)\s(?:the\s|its\s)?(?i:{_FIELD})\b(?:(?:,?\s(?:and|&)\s|,\s|\s)(?i:{_FIELD})\b){{0,5}}(?!\s[A-Z]|\s&\s)"
    rf"|,\s(?=[A-Z]){_FIELD}\b(?:(?:,?\s(?:and|&)\s|,\s|\s){_FIELD}\b){{0,5}}(?:\s(?:Officer|Counsel|Secretary))?"
    r"|(?<=[Hh]ead)\s(?:of|for)\s(?:the\s|its\s)?(?!(?:[\w-]+\s)?(?:bank|company|group|firm|fund|business)\b)(?:[a-z][\w&-]*(?:\s(?:and|&)\s(?!(?:will|would|has|have|is|was|said|to)\b)[a-z][\w-]*)?|[A-Z][\w&-]*(?:\s(?:and\s|&\s)?[A-Z][\w&-]*){0,3}))"
)
_ROLE = rx(
    rf"\b(?i:{_MODIFIER}{{0,4}}{_ROLE_HEAD})(?:{_DEPARTMENT})?"
    rf"(?:(?:\s(?:and|&)\s|,\s(?:and\s)?|\s?/\s?|\sand\s(?:the\s|its\s|also\s))(?:the\s|its\s|our\s)?(?i:{_MODIFIER}{{0,4}}{_ROLE_HEAD})(?:{_DEPARTMENT})?)*"
)
# A part of every post, looked for in the lower-cased text before the pattern is tried.
_MAY_BE_ROLE = rx(
    r"chief|chair|counsel|controller|c(?<!\w.)[a-z]{1,4}o\b|president|director|officer|manager|secretary|treasurer|strategist|analyst|economist"
    r"|founder|partner|editor|administrator|advis[eo]r|head\s|boss|member of the|vp\b"
)
# Posts that are no post in a company.
_NO_COMPANY_ROLE = rx(
    r"\b(?:attorney general|prime minister|spokes\w+|secretary of (?:state|the treasury|defense|commerce)|secretary general|"
    r"(?:u\.?s\.?|american|chinese|french|russian|deputy|the|former|ex-)?\s?(?<!vice )president(?= (?:donald|joe|barack|xi|vladimir|emmanuel|george|bill|biden|trump|obama|putin|macron))|"
    r"[a-z]+[’']s vice president for|vice president (?:kamala|mike|joe|jd|harris|pence|cheney)|treasury secretary|commerce secretary|(?:interior|home|foreign|state) secretary)",
    re.IGNORECASE,
)
_EDGE = rx(
    r"^(?:current|new|newly (?:named|appointed|minted)|recently (?:named|appointed)|then|longtime|long-time)[\s-]",
    re.IGNORECASE,
)


_FOUNDED_BY = rx(
    r"\b(?:founded|started|created|set up|established|launched|formed)\b[^.;]{0,60}?\bby\s(?:[a-z]+\s){0,4}"
)


def founders(text: str, found: list[Name]) -> list[Name]:
    """Chunks of two or three words after "founded by" that have no word of an organisation: persons."""
    m = _FOUNDED_BY.search(text)
    run = list_from(found, m.end(), text) if m else []
    return [
        n
        for n in run
        if n.kind == "unknown"
        and 2 <= len(n.text.split()) <= 3
        and not any(t.isupper() and len(t) > 2 for t in n.text.split())
    ]


def is_field(word: str) -> bool:
    """Whether the word names a field of work ("Operations"), so is no part of a person's name."""
    return rx(_FIELD + "|Audit|Board|Directors|Committee|Support").fullmatch(word) is not None


_HOUSE_OF_ANALYST = rx(r"(?:[A-Z][a-z]+\s)+(?=(?:analyst|strategist|economist)\b)")


def find_roles(text: str) -> list[Role]:
    """All job titles, coordinated ones as one; posts of state are left out."""
    found: list[Role] = []
    if not _MAY_BE_ROLE.search(text.lower()):
        return found
    for m in _ROLE.finditer(text):
        if _NO_COMPANY_ROLE.search(text, max(0, m.start() - 12), min(len(text), m.end() + 14)):
            continue
        start, end = m.span()
        while edge := _EDGE.match(text[start:end]):
            start += edge.end()
        if text[start].isupper() and (house := _HOUSE_OF_ANALYST.match(text, start, end)):
            start = house.end()  # "Redfern Technology Research analyst"
        found.append(Role(start, end, text[start:end]))
    return found


_FARTHEST = 80  # more characters than the two patterns below can take
_VERB_POST = rx(
    r"(?:,\s\d\d,)?\s(?:is|was|became|becomes|has been|will become|will be|serves as|served as|was named|was appointed|has been named|"
    r"has been appointed|has served as|joined as|remains|stays)\s(?:as\s)?(?:the\s|its\s|our\s|a\s)?(?:new\s|current\s)?"
)
_APPOSED = rx(
    r"^,\s(?:\d\d,\s)?(?:the\s|its\s|our\s|a\s|an\s)?(?:company[’']s\s|group[’']s\s)?(?:current\s|new\s|former\s|then\s)?$"
)


def holders(text: str, found: list[Name], roles: list[Role]) -> list[Name]:
    """Chunks of two to four words that stand right beside a post, so are persons: "Xu Li, the current CEO", "CEO Xu Li"."""
    persons = []
    for name in found:
        tokens = name.text.split()
        if (
            name.kind != "unknown"
            or not 2 <= len(tokens) <= 4
            or any(c.isdigit() or c == "&" for c in name.text)
        ):
            continue
        if any(t.isupper() and len(t) > 2 for t in tokens):
            continue
        for role in roles:
            between = text[name.end : role.start] if role.start - name.end < _FARTHEST else ""
            if between and (_VERB_POST.fullmatch(between) or _APPOSED.match(between)):
                persons.append(name)
                break
            if text[role.end : name.start] == " " and role.text[-1:].islower() + role.text[-1:].isupper():
                persons.append(name)
                break
    return persons


# ------------------------------------------------------------------------------------------- name lists

_JOIN = rx(
    r"^(?:\s\([^)]{1,30}\))?(?:,\s*(?:and|as well as|plus)?\s*|\s+(?:and|&|as well as|or)\s+)(?:the\s+|also\s+)?(?:(?!(?:is|are|was|were|has|have|had|will|would|said|says|with|which|who|that|to|on|from|by|at|in|of)\b)[a-z][\w-]*\s){0,4}$"
)


def list_from(names: list[Name], at: int, text: str) -> list[Name]:
    """The run of names joined by commas and "and" that begins with the first name at or after offset `at`."""
    run: list[Name] = []
    skipped = 0
    for name in names:
        if name.start < at:
            continue
        if run:
            between = text[max(run[-1].end, skipped) : name.start]
            if rx(r"\sof\s(?:the\s)?").fullmatch(between):
                skipped = name.end
                continue
            if not _JOIN.match(between):
                break
        elif run == [] and not rx(
            r"(?:(?!(?:that|if|in|of|for|who|which|by|to|at)\b)[a-z][\w’'-]*[\s,]+){0,5}"
        ).fullmatch(
            text[at : name.start],
        ):
            break
        run.append(name)
    return run


def list_until(names: list[Name], at: int, text: str) -> list[Name]:
    """The run of names joined by commas and "and" that ends just before offset `at`."""
    run: list[Name] = []
    for name in reversed(names):
        if name.end > at:
            continue
        if run:
            between = text[name.end : run[-1].start]
            if not _JOIN.match(between):
                break
        elif text[name.end : at].strip(" ,") and at - name.end > 25:
            break
        run.append(name)
    return run[::-1]
