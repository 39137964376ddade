"""Who holds which post, and who founded the company."""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

from collections.abc import Iterator

from . import names
from ._regex import rx
from .claims import Claim, Context
from .names import Name, Role
from .quotes import last_person
from .reading import Sentence
from .subjects import UNNAMED
from .vocabulary import COMPANY_NOUNS, FIRST_NAMES, ORGANISATION_WORDS, Flag

_BE = r"(?:is to be|is to become|are to be|was to be|is|was|are|serves?|served|remains?|stays?|becomes?|became|acts?|will be|will become|will serve|will remain|will continue|would become|would be|has been|have been|has served|has acted|continues?|(?:goes|go|returns?|reverts?)\s(?:back\s)?to\sbeing)"
_BEFORE = rx(
    rf"^(?:,\s(?:who\s)?(?:{_BE})(?:\s(?:as|with the company as|on as))?\s|,\s|\s\(|\s?[—–-]+\s?"
    rf"|,?\s(?:who\s)?{_BE}(?:\s(?:with|at|on)\s(?:the\s)?\w+)?(?:\sas)?\s"
    r"|\s(?:as|to)\s(?:the (?:position|role|post) of\s)?|,?\s(?:who\s)?(?:has been|have been|was|were|is|will be|had been)\s(?:named|appointed|elected|promoted|hired)(?:\s(?:as|to))?\s(?:the\s(?:position|role|post)\sof\s)?"
    r"|\s(?:transition(?:ed|s|ing)?|mov(?:ed|es|ing)|promoted|elevated|shift(?:ed|s))\sfrom\s[^;]{3,80}?\sto\s(?:the\s(?:role|position|post)\sof\s)?"
    r"|,\swho\s(?:[\w-]+\s[^,;]{2,40}?\sand\s)?(?:runs|leads|heads|chairs)\s[\w\s]{2,30}?\sas\s"
    r"|,\s[A-Z][\w-]+(?:\sof\s[A-Z]\w+)?\sand\s(?=(?:our|its|the)\s)"
    r"|,\s(?:as|to the position of|to serve as|to)\s|,\s(?:will\s|to\s)?(?:serve|serving)\sas\s|\sto (?:be(?:come)?|serve as|act as)\s|(?:,\swho\s(?:recently\s)?|\s)(?:joined|joins|rejoined)\s(?:[\w’&.]+\s){1,4}(?:to\sserve\s)?as\s)"
    r"(?:also\s|currently\s|until\snow\s)?(?:the\s(?:company|group|firm|bank)[’']s\s|its\s|our\s|their\s|the\s|a\s|an\s|currently\s|both\s)?(?:now\s)?(?:current\s|new\s|next\s|first\s|longtime\s|founding\s|then\s)?"
    r"(?:(?P<org>[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*){0,3}?)(?:[’']s?)?\s)?$"
)
_AFTER = rx(
    r"^(?:,?\s|\s?[:–—]\s|\s(?:will be|is|remains)\s)(?:(?:of|at|for)\s(?:the\s)?(?P<org>[A-Z][\w&.’'-]*(?:\s(?:[A-Z][\w&.-]*|&|of|and(?=\s[A-Z])))*?),?\s(?:is\s|was\s)?)?(?:(?:Mr|Ms|Mrs|Dr|Sir|Prof)\.?\s)?$"
)
_IDLE = r"(?:was|were|is|are|has|had|have|who|previously|formerly|joined|said|told|and|but|will|to|a|an|the|from|after|since)"
_ORG_AFTER = rx(
    rf"^(?:\s\([A-Z]{{2,5}}\))?,?\s(?:(?!{_IDLE}\s)[a-z]+\s){{0,2}}(?:(?:of|for)\s(?:(?:a|an|the)\s)?(?:(?!{_IDLE}\s|of\s|at\s)[a-z-]+\s(?:and\s)?){{1,5}})?(?:of|at|for|with)\s"
    rf"(?:(?:a|an)\s(?:[a-z-]+\s){{0,3}}(?=[A-Z])|(?:the|its|our)\s(?:company|group|firm|bank)(?!\s[A-Z])|(?:(?:(?:the|a|an)\s)?(?:[\w-]+\s){{0,4}}?(?:{COMPANY_NOUNS})\s|the\s)?(?P<org>[A-Z]|[a-z][A-Z]))"
)
_JOINT = rx(
    r",?\s(?:of|at|for)\sthe\s(?P<what>(?:new|combined|merged|enlarged) (?:company|group|firm|bank|entity|business))\b"
)
_HOUSE_AFTER = rx(r"^,\s(?=[A-Z])")  # "Rita Lund, president and CEO, Corvane."
_DEPARTMENT_AFTER = rx(
    rf"^\s(?:of|for)\s(?!(?:the|a|an|its|our|his|her|their)\s)(?:(?!{_IDLE}\s|at\s|of\s|in\s)[a-z][\w-]*\s?(?:and\s|&\s)?){{1,5}}(?=\s?(?:at|with)\s(?:the\s)?[A-Z]|[,.;]|$)"
)
_PROGRAMME_AFTER = rx(
    r"(?P<what>\s(?:of|for)\s(?:the\s)?[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,4})(?=\s(?:at|with)\s(?:the\s)?[A-Z])"
    r"|(?P<part>\s(?:of|for)\s(?:the\s)?(?:[A-Z][\w&-]*\s(?:and\s)?){1,4}(?:Directorate|Division|Department|Branch|Unit|Programme|Program|Office))(?=[,.;]|\s[a-z]|$)"
)
_WIDE_HEAD = rx(r"(?i)(?:president|director|manager|head|officer|vp|administrator)$")
_OF_A_BOARD = rx(
    r"(?:(?<=[Cc]hair)|(?<=[a-z]man)|(?<=rson))\sof\s[A-Z][\w&-]+[’']s\s[Bb]oard(?:\sof\s[Dd]irectors)?\b"
)
_STAYS = rx(
    r"\b(?:stays? on|remains? in charge|(?:will|to|would) (?:stay on|continue to (?:run|lead)|go on (?:running|leading)|keep (?:running|leading)|remain in charge))\b"
)
_BUYS = rx(
    r"\b(?:buy|buys|acquire|acquires|acquired|bought|take over|takes over|acquisition of|takeover of|purchase of|stake in|buyout of)\s(?:(?:the|a|an|most|all|of|its|rival|control)\s|[a-z-]+\s){0,4}(?=[A-Z])"
)
_PARTNER = rx(r"(?i)^(?:(?:senior|associate|founding|general|managing|equity)\s)*partner$|advis[eo]r$")
_SMALL_HEAD = rx(r"(?i)director|manager|officer|secretary|controller|head|boss|partner")
_OF_OURS = rx(
    rf"\s(?:of|for|at)\s(?:the|a|an|his|her|their|our|its)\s(?:[\w-]+[\s-]){{0,3}}?(?:{COMPANY_NOUNS}|board|department|division|unit|arm|office|committee|business|operations|finance|team|region|americas|sales|marketing|year)\b"
)
_COMPANYS = rx(r"(?i)\bthe (?:company|group|firm|bank)[’']s\s")
_FOUNDER = rx(r"(?i)\b(?:co-?)?found(?:er|ing partner)")
_CEO = rx(r"(?i)\b(?:ceo|chief executive(?: officer)?|principal executive officer)\b")
_CHAIR = rx(r"(?i)\b(?:chair(?:man|woman|person)?)\b")
_NOT_NOW = rx(
    r"(?i)\b(?:former|ex|ousted|departed|retired|outgoing|incoming|onetime|one-time|deputy|past|previous|then|late)\b"
)
_LEAVING = rx(
    r"(?i)\b(?:step(?:s|ped|ping)? down|resign\w*|depart\w*|left|leav\w*|retir\w*|replac\w*|succe\w*|oust\w*|quit|remov\w*|fired|dismiss\w*|tenure|transition\w* from|exit\w*|serv(?:ed|ing)|previously|formerly|most recently|prior to|until|held)\b"
)
_OUTSIDE = rx(r"(?i)\b(?:lawyers?|professors?|attorney|senator|spokes\w+|journalist|reporter|author)\b")
_OBSERVER = rx(r"(?i)\b(?:strategist|analyst|economist|(?:portfolio|fund|investment) manager)$")
_STATE = rx(
    r"\b(?:Senate|House|Assembly|Parliament|Defen[cs]e|State|Treasury|Interior|Homeland Security|Energy|Education|Labor|Commerce|Cabinet|Party|Republic|Union|FIFA|UEFA|IOC)\s$"
)
_ITS = rx(r"(?i)\b(?:its|our|the company[’']s|the group[’']s|the firm[’']s)\s(?:[\w-]+\s){0,2}$")
_EARLIER = rx(r"(?:Prior to|Before (?:that|joining)|Previously|Formerly|From (?:\w+ )?\d{4}|Earlier)\b")
_NOT_SURNAMES = frozenset(
    [
        "Computing",
        "Saints",
        "Forces",
        "Services",
        "Solutions",
        "Systems",
        "Technologies",
        "Technology",
        "Operations",
        "Markets",
        "Products",
        "Networks",
        "Sciences",
        "Software",
    ]
)


def find(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """Claims `key_person_role`, `ceo`, `chair` and `founder` of one sentence."""
    if sentence.flags & Flag.ROLE:
        for role in sentence.roles:
            yield from _of_role(sentence, context, role)
            yield from _by_pronoun(sentence, context, role)
    if "succeeded by" in sentence.lower or "replaced by" in sentence.lower:
        yield from _succeeded(sentence, context)
    if sentence.flags & Flag.ORIGIN or "chaired " in sentence.lower:
        yield from _founders(sentence, context)


def plausible(name: Name, context: Context) -> bool:
    """Whether a capitalised chunk next to a post can be a person's name."""
    if name.kind == "person":
        return True
    if name.kind != "unknown":
        return False
    tokens = name.text.split()
    if len(tokens) > 1 and tokens[-1] in _NOT_SURNAMES:
        return False
    if (
        " " not in name.text
        and name.start == 0
        and name.text.isalpha()
        and name.text.istitle()
        and not context.subjects.is_main(name.text)
    ):
        return name.text not in context.subjects.forms
    if not 2 <= len(tokens) <= 4 or any(t.isupper() and len(t) > 3 for t in tokens):
        return name.text in context.reading.persons
    if (tokens[0].lower(),) in context.subjects.counts and tokens[0].lower() not in FIRST_NAMES:
        return False  # "Intel Atom" where the text speaks of Intel
    if context.subjects.is_main(name.text) and name.text.split()[0].lower() not in FIRST_NAMES:
        return False
    return not any(ch.isdigit() or ch in "&/" for ch in name.text) and not any(
        names.is_field(t) or t in ("Division", "State", "County", "Department") for t in tokens
    )


def _of_role(sentence: Sentence, context: Context, role: Role) -> Iterator[Claim]:
    text = sentence.text
    found = _holder(sentence, context, role)
    if found is None:
        return
    name, where, sure, org_hint = found
    around = text[max(0, min(name.start, role.start) - 30) : max(name.end, role.end) + 30]
    if _OUTSIDE.search(around) and not _CEO.search(role.text):
        return
    bare = where == "after" and rx(r"(?i)president|secretary|vice president").fullmatch(role.text) is not None
    observer = _OBSERVER.search(role.text) is not None
    wide = _PROGRAMME_AFTER.match(text, role.end)
    full = context.reading.persons.get(name.text, name.text)
    if " " not in full and not (
        where == "before" and text[name.end : name.end + 1] == "," and name.start < 3
    ):
        return
    title = role.text
    if wide and name.end <= role.start and _WIDE_HEAD.search(title):
        # "vice president of Advanced Programmes at Redfern": the field of a post belongs to it
        title += wide["what"] or wide["part"]
        role = Role(role.start, role.start + len(title), title)
    linked_name, linked_sure = _organisation(sentence, context, role, name, org_hint)
    if _STAYS.search(text, min(name.end, role.end)) and not sentence.actors:
        linked_name, linked_sure = _bought(context) or linked_name, linked_sure
    if linked_name.endswith("-based"):
        linked_name, linked_sure = UNNAMED, 0.3  # "a Lagos-based economist"
    field = rx(
        r"\s(?:of|for)\s(?:[A-Z][\w&-]*)(?:\s(?:and\s|&\s)?[A-Z][\w&-]*){0,4}(?=\s(?:at|with)\s(?:the\s)?[A-Z])"
    ).match(text, role.end)
    if field:
        title += field.group()  # "vice president of Advanced Programmes at Corvane"
        role = Role(role.start, role.start + len(title), title)
    if whole := _OF_A_BOARD.match(text, role.end):
        title += whole.group()  # "Chair of Corvane's Board of Directors"
        role = Role(role.start, role.start + len(title), title)
    unit = _unit(sentence, role, linked_name)
    linked_name = unit or linked_name
    if _PARTNER.search(role.text) and linked_sure < 0.9:
        return  # of which firm is not said
    if observer and (context.subjects.is_main(linked_name) or linked_sure < 0.9):
        return  # whose analyst is not said
    if bare and (linked_sure < 0.95 or _STATE.search(text, 0, role.start)):
        sure *= 0.6  # "President Ada Holm": of a state, as likely as not
    start, end = min(name.start, role.start), max(name.end, role.end)
    sure *= 0.5 + 0.5 * linked_sure
    if where == "before" and (
        joined := rx(r",\s(?P<first>[A-Z][\w-]+(?:\sof\s[A-Z]\w+)?)\sand\s(?:our|its|the)\s$").match(
            text[name.end : role.start],
        )
    ):
        # "Technoking of Tesla and our Chief Executive Officer": a post of their own making stands first
        begin = name.end + joined.start("first")
        title = text[begin : role.end]
        role = Role(begin, role.end, title)
    division = rx(r"\sof\s(?:the\s)?((?:[A-Z][\w&-]*\s?)+)").match(text[role.end :])
    if (
        division
        and len(division[1].split()) > 1
        and context.subjects.main
        and names.key(context.subjects.main)[0] in names.key(division[1])
        and len(names.key(division[1])) > len(names.key(context.subjects.main))
    ):
        # "of Philips North America": a part of the company belongs to the post
        title += division.group().rstrip()
        role = Role(role.start, role.start + len(title), title)
        end = max(name.end, role.end)
    wide = _DEPARTMENT_AFTER.match(text[role.end : role.end + 80])
    if wide and rx(r"(?i)(?:president|director|manager|head|officer|vp|administrator)$").search(title):
        # "vice president of advanced programmes": the field of a post belongs to it
        title += wide.group().rstrip()
        role = Role(role.start, role.start + len(title), title)
        end = max(name.end, role.end)
    inside = rx(r"([A-Za-z]+)\s$").search(text[max(0, role.start - 20) : role.start])
    if (
        where == "after"
        and inside
        and _SMALL_HEAD.fullmatch(title)
        and inside[1].lower() not in ORGANISATION_WORDS
        and not any(n.end == role.start - 1 for n in sentence.names)
    ):
        sure *= 0.75  # "project director", "duty officer": a post inside a work or a department
    former = bool(_NOT_NOW.search(title)) or bool(
        rx(
            r"(?i)\b(?:former|ousted|departed|ex-|then-|late|onetime|previously)\s?(?:the\s)?(?:[\w’']+\s){0,2}$"
        ).search(
            text[max(0, role.start - 30) : role.start],
        )
    )
    between = text[min(name.end, role.end) : max(name.start, role.start)]
    ahead = rx(
        r"(?i)\b(?:will|decided to|plans? to|intends? to|set to|is (?:stepping|retiring|leaving)|to)\s(?:\w+\s)?(?:step|retire|resign|leave|depart|transition)"
    ).search(
        between,
    )
    told = rx(r"^,\s(?:previously|formerly|most recently|until recently)\s[^,;]{3,90},").sub("", between)
    leaving = (
        where == "as"
        and bool(_LEAVING.search(told))
        and not (ahead and rx(r"(?i)retir|resign|step|transition").search(between))
    )
    if where == "as" and ahead:
        sure *= 0.75
    if context.subjects.rival > 0.5 and _TO_BECOME.search(between):
        sure *= 0.8  # in a text on two firms: of which one, or of what is made of both
    if _FOUNDER.search(title) or rx(r"(?i)\bfounder(?:,| and)\s$").search(
        text[max(0, role.start - 14) : role.start]
    ):
        yield Claim(
            sentence,
            "founder",
            linked_name,
            {"kind": "name", "name": full},
            name.start,
            name.end,
            0.92 * sure,
        )
    post = _company_post(title)
    if not post or (leaving and (" " not in name.text or _FOUNDER.search(title))):
        return
    at = text.find(post, role.start, role.end)
    offset = at if at >= 0 else role.start
    if where == "before" or where == "as":
        start, end = name.start, max(offset + len(post), role.end)
    else:
        start, end = offset, name.end
    if former and not _NOT_NOW.search(post):
        post = (
            "former " + post
            if rx(r"(?i)\bformer\s").search(text[max(0, role.start - 30) : role.start])
            else post
        )
        if post.startswith("former "):
            begin = text.lower().rfind("former", 0, role.start)
            start = min(start, begin)
    gone = where == "after" and rx(
        r"(?i),?\s(?:who\s|has\s|had\s)?(?:left|resigned|stepped down|departed|was (?:ousted|fired|removed|dismissed)|quit|died|retired)\b"
    ).match(
        text[name.end : name.end + 40],
    )
    if gone and not former:
        return
    if _EARLIER.match(text) and role.start > name.end:
        sure *= 0.75  # "Prior to joining the Company, Mr. Ames was …"
    yield Claim(
        sentence,
        "key_person_role",
        linked_name,
        {"kind": "role", "name": full, "role": post},
        start,
        end,
        0.92 * sure,
    )
    if former or leaving or unit:
        return
    if (
        rx(r"(?i)\b(?:left|resigned|stepp?(?:ed|ing) down|departed|ousted|retired|was fired)\b").search(
            text[name.end : name.end + 30],
        )
        and where == "after"
        and not rx(r"(?i)\bis\b|\bwill\b|\bto\b").search(text[name.end : name.end + 12])
    ):
        return
    if (
        _CEO.search(post)
        and not rx(r"(?i)\bdeputy|vice|division|assistant to").search(post)
        and not rx(r"(?i)chief executive(?: officer)? (?:of|for) (?!the (?:company|group))").search(post)
    ):
        yield Claim(
            sentence, "ceo", linked_name, {"kind": "name", "name": full}, name.start, name.end, 0.92 * sure
        )
    if _CHAIR.search(post) and not rx(r"(?i)\bvice[\s-]chair|deputy|committee|emerit").search(post):
        yield Claim(
            sentence, "chair", linked_name, {"kind": "name", "name": full}, name.start, name.end, 0.9 * sure
        )


_TO_BECOME = rx(
    r"\b(?:(?:will|would|is to|are to|set to|due to)\s(?:\w+\s)?(?:become|be|serve|remain|take)|becomes)\b"
)
_UNITS = frozenset(
    [
        "entertainment",
        "services",
        "america",
        "americas",
        "europe",
        "asia",
        "emea",
        "apac",
        "international",
        "capital",
        "ventures",
        "cloud",
        "mobile",
        "digital",
        "consumer",
        "business",
        "retail",
        "wealth",
        "securities",
        "research",
        "labs",
        "studios",
        "media",
        "health",
        "energy",
        "automotive",
        "commercial",
        "enterprise",
        "foundation",
        "bank",
        "insurance",
        "india",
        "china",
        "japan",
        "canada",
        "uk",
    ]
)


def _bought(context: Context) -> str:
    """The firm that is bought in a text on a takeover, told in its first lines; "" when none is."""
    for sentence in context.reading.sentences[:2]:
        m = _BUYS.search(sentence.text)
        target = m and next((n for n in sentence.names if n.start == m.end()), None)
        if (
            target
            and target.kind in ("organisation", "unknown")
            and target.text not in context.reading.persons
        ):
            return context.subjects.canonical(target.text)
    return ""


def _unit(sentence: Sentence, role: Role, house: str) -> str:
    """The part of a firm right before a post, "Corvane Cloud" in "Corvane Cloud CEO"; "" when it is the firm itself."""
    own = next((n for n in sentence.names if n.end == role.start - 1 and n.kind != "person"), None)
    if own is None or house == own.text or not names.same_name(own.text, house):
        return ""
    more = set(names.key(own.text)) - set(names.key(house))
    return own.text if more and more <= _UNITS else ""


_PRONOUN = rx(
    r"(?:^|[.;,]\s|\b(?:and|but|while|where|when|since)\s)(?:[Ii]n\s\d{4},?\s)?(?P<who>[Hh]e|[Ss]he)\s(?:is|was (?:named|appointed|elected|promoted)(?: to| as)?|will (?:be|become|remain|continue as|serve as|stay on as)|remains|stays(?: on as)?|became|becomes|serves as"
    r"|continues as|currently serves as|has been (?:named|appointed))\s(?:now\s|still\s|also\s|currently\s|both\s)*(?:its\s|the\s(?:company|group|firm|bank)[’']s\s|our\s|the\s)?(?:new\s|current\s)?$"
)


def _by_pronoun(sentence: Sentence, context: Context, role: Role) -> Iterator[Claim]:
    """ "She is still its chair": the post of a person the sentence before names; the quote holds both sentences."""
    m = _PRONOUN.search(sentence.text, 0, role.start)
    before = sentence.previous
    if not m or _NOT_NOW.search(role.text) or _OBSERVER.search(role.text):
        return
    told = [
        n
        for n in sentence.names
        if n.end <= m.start("who") and (n.kind == "person" or n.text in context.reading.persons)
    ]
    if told:
        before = sentence  # "The resignation of Lund takes effect in May, but she will remain chair"
    if before is None:
        return
    fulls = {context.reading.persons.get(n.text, n.text) for n in told}
    if len(fulls) > 1:
        return
    full = fulls.pop() if fulls else last_person(context.reading, before, m["who"].lower())
    post = _company_post(role.text)
    spoken = full and next(
        (n for n in reversed(told or before.names) if context.reading.persons.get(n.text, n.text) == full),
        None,
    )
    if not full or not spoken or not post or " " not in full:
        return
    linked_name, linked_sure = _organisation(
        sentence, context, role, Name(m.start("who"), m.end("who"), full, "person"), ""
    )
    sure = 0.8 * (0.5 + 0.5 * linked_sure)
    shift = sentence.start - before.start
    value = {"kind": "name", "name": full}
    yield Claim(
        before, "key_person_role", linked_name, {"kind": "role", "name": full, "role": post},
        m.start("who") + shift, role.end + shift, sure, last=None if told else sentence,
    )  # fmt: skip
    for predicate, pattern, less in (
        ("ceo", _CEO, r"(?i)\bdeputy|vice|division|assistant to"),
        ("chair", _CHAIR, r"(?i)\bvice[\s-]chair|deputy|committee|emerit"),
    ):
        if pattern.search(post) and not rx(less).search(post):
            yield Claim(
                before,
                predicate,
                linked_name,
                value,
                spoken.start,
                spoken.end,
                sure,
                last=None if told else sentence,
            )


def _succeeded(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """ "Chief executive A will retire and be succeeded by B": B takes the post the text gives A."""
    text = sentence.text
    for m in rx(r"\b(?:succeeded|replaced)\sby\s(?:(?:Mr|Ms|Mrs|Dr)\.?\s)?").finditer(text):
        name = next((n for n in sentence.names if n.start == m.end()), None)
        before = [
            n
            for n in sentence.names
            if n.end <= m.start() and (n.kind == "person" or n.text in context.reading.persons)
        ]
        if (
            name is None
            or not before
            or not (plausible(name, context) or name.text in context.reading.persons)
        ):
            continue
        left = context.reading.persons.get(before[-1].text, before[-1].text)
        full = context.reading.persons.get(name.text, name.text)
        post, house = context.posts.get(left, ""), context.houses.get(left, "")
        if " " not in full or not house:
            continue
        for predicate, pattern in (("ceo", _CEO), ("chair", _CHAIR)):
            if pattern.search(post) and not rx(r"(?i)\bdeputy|\bvice[\s-]chair|division|committee").search(
                post
            ):
                yield Claim(
                    sentence, predicate, house, {"kind": "name", "name": full}, name.start, name.end, 0.78
                )


def _company_post(title: str) -> str:
    """The title without "founder"; "" when nothing but a small or no post is left."""
    post = rx(
        r"(?i)(?:^|(?<=[\s,]))(?:the\s)?(?:co-?)?(?:founder|founding partner)(?:\s(?:and|&)\s|,\s(?:and\s)?|/|$)"
    ).sub(
        "",
        title,
    )
    post = rx(r"(?i)(?:\s(?:and|&)|,)\s*(?:co-?)?founder$").sub("", post).strip(" ,/")
    post = rx(r"(?i)^(?:co-?)?founder\s(?:of|at)\s.*$").sub("", rx(r"(?i)\s(?:and|&)$").sub("", post))
    if not post or rx(r"(?i)(?:co-?)?founder|manager|boss|former|founding partner|editor").fullmatch(post):
        return ""
    return post


def _holder(sentence: Sentence, context: Context, role: Role) -> tuple[Name, str, float, str] | None:
    """(the person, where the name stands, sureness, organisation named between) of a post."""
    text = sentence.text
    after = next((n for n in sentence.names if n.start >= role.end), None)
    if after is not None:
        gap = _AFTER.match(text[role.end : after.start])
        candidates = [after]
        if gap is None and after.kind != "person":
            candidates = [n for n in sentence.names if n.start > after.start][:1]
        for candidate in candidates:
            gap = _AFTER.match(text[role.end : candidate.start])
            if gap and rx(r"\bwho\s(?:is|was|had been)\s(?:the\s|an?\s)?$").search(
                text[max(0, role.start - 20) : role.start]
            ):
                continue  # "… who was chairman of the board, Mr. Lund helped"
            if gap and (plausible(candidate, context) or candidate.text in context.reading.persons):
                comma = text[role.end : candidate.start].startswith(",")
                listing = comma and rx(r"^,?\s?(?:,|and\s|\w+ing\b)").match(
                    text[candidate.end : candidate.end + 5]
                )
                if not (
                    comma and role.text[:1].isupper() and listing and _name_before(sentence, context, role)
                ):
                    return candidate, "after", 0.97 if not comma else 0.85, gap["org"] or ""
    handed = _HANDED.search(text, 0, role.start)
    if (
        handed
        and after is not None
        and rx(r"\s(?:on |over )?to\s(?:(?:Mr|Ms|Mrs|Dr)\.?\s)?").fullmatch(text[role.end : after.start])
    ):
        return (after, "after", 0.9, "") if plausible(after, context) else None
    return _name_before(sentence, context, role)


def _name_before(sentence: Sentence, context: Context, role: Role) -> tuple[Name, str, float, str] | None:
    text = sentence.text
    for name in reversed([n for n in sentence.names if n.end <= role.start]):
        if role.start - name.end > 120:
            break
        if (
            text[name.end : role.start] == " "
            and plausible(name, context)
            and _NAMES_TO.search(text, 0, name.start)
        ):
            return name, "before", 0.88, ""
        successor = _successor(sentence, context, name, role)
        if successor is not None:
            return successor, "before", 0.85, ""
        if _BECOMES.search(text, name.end, role.start) and (
            plausible(name, context) or name.text in context.reading.persons
        ):
            return name, "before", 0.88, ""
        gap = _gap(sentence, name.end, role.start)
        m = _BEFORE.match(gap)
        if m and plausible(name, context) and not rx(r"(?i)\btold|\bsaid").search(gap):
            where = "as" if rx(r",?\s(?:as|to)\s").match(gap) else "before"
            if where == "as" and not rx(
                r"(?i)\b(?:nam|appoint|elect|promot|hir|tap|pick|instal|select|recruit|serv|join|stepp?|resign|retir|left|mov)\w*\b"
            ).search(
                text[max(0, name.start - 60) : name.start] + gap,
            ):
                continue
            return name, where, 0.93, m["org"] or ""
        leaving = rx(
            r"(?:,\s(?:who|a|an|the)\s[^,;]{3,90},)?\s(?:notified\s(?:the\s)?[\w\s]{3,30}?\sof\s(?:his|her|their)\s(?:decision|intention)\sto\s|informed\s(?:the\s)?[\w\s]{3,30}?\sthat\s(?:he|she)\s(?:will|would)\s|tendered\s(?:his|her)\sresignation\s)?(?:\w+\s){0,3}?(?:step\w* down|transition\w*|resign\w*|retir\w*|depart\w*|left|join\w*|mov\w*|serv\w*|took over|takes over|will take over)\s(?:\w+\s){0,3}?as\s(?:the\s|its\s|our\s)?(?:[A-Z][\w-]+[’']s?\s)?$"
        ).match(
            gap,
        )
        asked = rx(
            r",\s(?:its|the|a)\s[^,;]{3,60},\sto\s(?:take over|serve|step in|act|return)\sas\s(?:its\s|the\s)?(?:new\s)?"
        ).fullmatch(text[name.end : role.start])
        if asked and plausible(name, context):
            return name, "before", 0.85, ""
        elected = _ELECTED.search(text, max(0, name.start - 40), name.start) and rx(
            r",\s[^;]{3,90}?,\sas\s(?:a\s|an\s|the\s|its\s|our\s)?(?:new\s)?"
        ).fullmatch(text[name.end : role.start])
        if elected and plausible(name, context):
            return name, "as", 0.85, ""
        if leaving and (plausible(name, context) or name.text in context.reading.persons):
            return name, "as", 0.85, ""
    return None


_ELECTED = rx(r"\b(?:elected|appointed|named|nominated)\s(?:(?:Mr|Ms|Mrs|Dr)\.?\s)?$")
_NAMES_TO = rx(r"\b(?:named|names|appointed|appoints|made|elected|promoted|installed)\s(?:[\w’'-]+\s){0,6}$")
_APPOINTS = rx(r"\b(?:named|appointed|hired|promoted|elected|fired|tapped|dismissed)\b")
_HANDED = rx(
    r"\b(?:hand(?:ed|s|ing)?|pass(?:ed|es|ing)?|gave|giv(?:es|ing)|ced(?:ed|es|ing)|turn(?:ed|s|ing)? over)\s(?:over\s)?(?:the\s|his\s|her\s)?(?:(?:post|role|job|title|position|reins|duties)\s(?:of|as)\s)?(?:the\s)?$"
)
_BECOMES = rx(
    r"\s(?:and|then)\s(?:he\s|she\s)?(?:will\s|to\s|would\s)?(?:become|be|serve as|remain|continue as|stay on as|take over as|act as)\s(?:a\s|an\s|the\s|its\s|our\s)?$"
)


def _successor(sentence: Sentence, context: Context, name: Name, role: Role) -> Name | None:
    """Who takes the post in "A will succeed B as C" when `name` is B; None when nobody succeeds."""
    text = sentence.text
    if not rx(r"\b(?:succeed(?:s|ed|ing)?|replac(?:e|es|ed|ing))\s(?:(?:Mr|Ms|Mrs|Dr)\.?\s)?$").search(
        text[: name.start]
    ):
        return None
    if not rx(r"\sas\s(?:the\s|its\s|our\s|the company[’']s\s)?(?:new\s)?").fullmatch(
        text[name.end : role.start]
    ):
        return None
    before = [
        n
        for n in sentence.names
        if n.end < name.start and (n.text in context.reading.persons or plausible(n, context))
    ]
    return before[-1] if before else None


_AND_AS = rx(
    r"(?:^|\s)(?:and|,|as well as|&)(?:\s(?:and|also|currently))?(?:\s(?:has served|serves|has been|is|as|acts))*(?:\sas)?\s(?:our\s|its\s|the\s|a\s)?$|,\s$"
)


def _gap(sentence: Sentence, start: int, end: int) -> str:
    """The words between a name and a post, without ages, brackets and posts named in between."""
    text = sentence.text
    for other in sentence.roles:
        # "is our co-founder and has served as our Chief Executive Officer": both posts are held
        if (
            start < other.start
            and other.end < end
            and len(text[other.end : end]) < 45
            and _AND_AS.search(text[other.end : end])
        ):
            end = other.start
            break
    gap = rx(r"^\.?\s\([^)]{1,40}\)|^\.(?=,)").sub("", text[start:end])
    gap = rx(r"^,?\s(?:Jr|Sr|II|III|IV)\b\.?").sub("", gap)
    gap = rx(r"^(?:,\s(?:M\.D\.|Ph\.D\.|MD|PhD|CPA|CFA|Esq\.|J\.D\.))+(?=,|\s)").sub("", gap)
    gap = rx(
        r"^,\s(?:a|an|the)\s[^,;]{3,80}?\s(?=who\s(?:became|is|was\s(?:named|appointed|hired)|took over)\b)"
    ).sub(", ", gap)
    gap = rx(
        r"^,\s(?:previously|formerly|most recently|until recently|until now|who (?:has|had) (?:led|run|headed|chaired)|a former|the former|who was|who had been)\s[^,;]{3,90},(?=\s(?:joined|joins|was|is|has|will|becomes|became|as|to)\b)"
    ).sub(
        "",
        gap,
    )
    return rx(r"^,\s(?:age[d]?\s)?\d{2}(?=[,\s])").sub("", gap)


def _organisation(
    sentence: Sentence, context: Context, role: Role, name: Name, hint: str
) -> tuple[str, float]:
    text, subjects = sentence.text, context.subjects
    if (
        hint
        and names.kind_of(hint) not in ("place", "nothing")
        and not rx(r"(?:Deputy|Associate|Assistant|Senior|Group|Global|Regional|National|Managing)\s").match(
            hint
        )
    ):
        return subjects.canonical(hint), 0.95
    joint = _JOINT.match(text, role.end)
    if joint:
        return joint["what"], 0.9
    for end in (role.end, max(role.end, name.end)):
        m = _ORG_AFTER.match(text[end : end + 60])
        if m:
            if not m["org"]:
                named = subjects.clause(sentence, end)
                return (
                    (named.name, min(0.95, named.sure + 0.1))
                    if not subjects.public
                    else subjects.focus(sentence)
                )
            inside = next((n for n in sentence.names if end + m.start("org") == n.start), None)
            at_house = inside and rx(r"\s(?:at|for)\s(?:the\s)?(?=[A-Z])").match(text, inside.end)
            house_name = at_house and next((n for n in sentence.names if n.start == at_house.end()), None)
            if house_name and house_name.kind in ("organisation", "unknown"):
                inside = house_name  # "vice president of Advanced Programmes at Corvane"
            if inside and inside.kind in ("organisation", "unknown"):
                return subjects.canonical(inside.text), 0.95
    house = _HOUSE_AFTER.match(text[role.end : role.end + 4]) if name.end <= role.start else None
    if house:
        inside = next((n for n in sentence.names if n.start == role.end + house.end()), None)
        if (
            inside
            and inside.kind in ("organisation", "unknown")
            and inside.text not in context.reading.persons
            and not names.is_field(inside.text.split()[0])
            and rx(r"[.;,]?\s*$|[.;]\s").match(text[inside.end : inside.end + 3])
        ):
            return subjects.canonical(inside.text), 0.9
    # a department swallowed an organisation: "chief executive of Philips"
    tail = rx(r"\s(?:of|for|at)\s(?:the\s)?([A-Z][\w&.’'-]*(?:\s[A-Z][\w&.-]*)*)$").search(role.text)
    if tail and (
        names.kind_of(tail[1]) == "organisation"
        or names.key(tail[1]) in subjects.counts
        or subjects.is_main(tail[1])
    ):
        return subjects.canonical(tail[1]), 0.95
    first = min(role.start, name.start)
    owner = subjects.owner(sentence, first)
    if owner:
        return owner
    if rx(r"\b(?:led|headed|run|chaired|managed)\sby\s(?:its\s|their\s)?(?:[a-z-]+\s){0,2}$").search(
        text[max(0, first - 50) : first]
    ):
        return subjects.clause(sentence, first)
    if rx(r"\sand\s$").search(text[:first]):
        # "Corvane chief executive A and chairman B": one house for both
        ahead = [r for r in sentence.roles if r.end < first and first - r.end < 60]
        if ahead and rx(r"\b(?:led|headed|run|managed)\sby\s(?:its\s|their\s)?(?:[a-z-]+\s){0,2}$").search(
            text[: ahead[-1].start]
        ):
            return subjects.clause(sentence, ahead[-1].start)
        shared = subjects.owner(sentence, ahead[-1].start) if ahead else None
        if shared:
            return shared
    if rx(r"\s(?:of|for|at)\s(?:the|a|an|his|her|their|our|its)\s[a-z]").match(
        text[role.end : role.end + 20]
    ) and not _OF_OURS.match(text[role.end : role.end + 70]):
        return UNNAMED, 0.3  # "chairman of the co-operative": a body the text does not name
    if _COMPANYS.search(
        text[name.end : role.start] if name.end <= role.start else text[max(0, first - 30) : first]
    ):
        return subjects.clause(sentence, first) if name.end > role.start else subjects.focus(sentence)
    known = context.houses.get(context.reading.persons.get(name.text, name.text))
    if known and _ITS.search(text, max(0, role.start - 40), role.start):
        return known, 0.85  # "Park, its chief executive": of the firm he founded
    # "the group's chief executive, …" or "of its CEO"
    if _ITS.search(text, max(0, first - 40), first):
        return subjects.clause(sentence, first)
    acting = subjects.clause(sentence, first) if _APPOINTS.search(text, 0, first) else None
    if acting and not subjects.is_main(acting.name) and acting.name != UNNAMED:
        return acting  # "Fairbank said it has named …"
    linked = subjects.focus(sentence, company=False)
    # a commission or a court tells of other people's chairmen, too
    return linked._replace(sure=linked.sure * 0.7) if subjects.public else linked


def _founders(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text, lower = sentence.text, sentence.lower
    for m in rx(r"\bchaired by\s(?:(?:mr|ms|mrs|sir|dame|dr)\.?\s)?").finditer(lower):
        name = next((n for n in sentence.names if n.start == m.end()), None)
        if name and plausible(name, context):
            linked = context.subjects.clause(sentence, m.start())
            yield Claim(
                sentence, "chair", linked.name, {"kind": "name", "name": name.text}, name.start, name.end,
                0.8 * (0.5 + 0.5 * linked.sure),
            )  # fmt: skip
    for m in rx(r",\swho\s(?:has|had)\s(?:long\s)?chaired\sthe\s(?:board|company|group|bank)\b").finditer(
        lower
    ):
        name = next((n for n in sentence.names if n.end == m.start()), None)
        if name and plausible(name, context) and " " in name.text:
            linked = context.subjects.focus(sentence)
            yield Claim(
                sentence, "chair", linked.name, {"kind": "name", "name": name.text}, name.start, name.end,
                0.8 * (0.5 + 0.5 * linked.sure),
            )  # fmt: skip
    for m in rx(
        r"\b(?:founded|established|started|set up|co-founded|created|formed|launched)\b(?:(?!\b(?:and|but|backed|led|owned|which|that)\b)[^.;]){0,60}?\bby\s(?:(?:the|its|former|ex-)\s)?"
    ).finditer(
        lower,
    ):
        run = _persons(sentence, context, m.end())
        linked = context.subjects.at(sentence, m.start())
        for name in run:
            full = context.reading.persons.get(name.text, name.text)
            yield Claim(
                sentence,
                "founder",
                linked.name,
                {"kind": "name", "name": full},
                name.start,
                name.end,
                0.85 * (0.5 + 0.5 * linked.sure),
            )
    if "founders " in lower:
        for m in rx(r"\b(?i:(?:co-?)?founders)\s(?=[A-Z])").finditer(text):
            owner = context.subjects.owner(sentence, m.start()) or context.subjects.focus(sentence)
            for name in _persons(sentence, context, m.end()):
                full = context.reading.persons.get(name.text, name.text)
                if " " in full:
                    yield Claim(
                        sentence, "founder", owner[0], {"kind": "name", "name": full}, name.start, name.end,
                        0.85 * (0.5 + 0.5 * owner[1]),
                    )  # fmt: skip
    if "founding " in lower:
        yield from _co_founding(sentence, context)
    for m in rx(
        r"\b(?:co-?)?found(?:ers?)\b(?:\s(?:include[sd]?|are|were|is|was)\s|\s(?:of|at)\s[^,.;]{2,40}?\s(?:include|are|were)\s|:\s)"
    ).finditer(
        lower,
    ):
        linked = context.subjects.at(sentence, m.start())
        for name in sentence.names:
            if (
                name.start >= m.end()
                and plausible(name, context)
                and rx(r"(?:^|,|\band|&|\binclude[sd]?|\bare|\bwere|:)\s?$").search(
                    text[m.end() - 9 : name.start]
                )
            ):
                yield Claim(
                    sentence,
                    "founder",
                    linked.name,
                    {"kind": "name", "name": name.text},
                    name.start,
                    name.end,
                    0.85 * (0.5 + 0.5 * linked.sure),
                )
    for m in rx(r"\b(?:(?:who\s)?(?:co-)?(?:founded|started|established|set up|created))\s").finditer(lower):
        after = next(
            (
                n
                for n in sentence.names
                if m.end() <= n.start <= m.end() + 60
                and rx(
                    r"(?:(?:the|a|an|his|her|their)\s)?(?:(?!with\s|in\s|and\s|by\s|at\s)[A-Z]?[a-z-]+\s){0,4}"
                ).fullmatch(text[m.end() : n.start])
            ),
            None,
        )
        generic = rx(r"(?:the|our|this)\s(?:company|firm|group|start-?up|business)|it\b").match(
            lower[m.end() : m.end() + 30]
        )
        if not (
            (
                after
                and after.kind in ("organisation", "unknown")
                and not context.reading.persons.get(after.text)
            )
            or generic
        ):
            continue
        run = [
            n
            for n in names.list_until(sentence.names, m.start(), text)
            if plausible(n, context) or n.text in context.reading.persons
        ]
        run = _with_posts_between(sentence, context, run)
        for name in run:
            if rx(r"\b(?:was|were|is|been|had|have|has)\s$").search(lower[: m.start()]) and (
                "founded" not in m.group() or not rx(r"\bha[dsve]+\s$").search(lower[: m.start()])
            ):
                break
            full = context.reading.persons.get(name.text, name.text)
            if " " not in full:
                continue
            subject = context.subjects.canonical(after.text) if after else context.subjects.main or UNNAMED
            with_whom = rx(r"(?:[^,;.]{0,60}?)\swith\s(?=[A-Z])").match(text[m.end() :])
            others = _persons(sentence, context, m.end() + with_whom.end()) if with_whom else []
            for other in (n for n in others if " " in n.text):
                yield Claim(
                    sentence,
                    "founder",
                    subject,
                    {"kind": "name", "name": other.text},
                    other.start,
                    other.end,
                    0.8,
                )
            yield Claim(
                sentence, "founder", subject, {"kind": "name", "name": full}, name.start, name.end, 0.85
            )


_POST_BETWEEN = rx(r",\s(?:the|its|our|now)\s[a-z][^,;A-Z]{3,50},\sand\s")


def _with_posts_between(sentence: Sentence, context: Context, run: list[Name]) -> list[Name]:
    """The run with the one before it when only a post stands between: "A, the chief executive, and B, the president"."""
    first = run[0] if run else None
    for n in sentence.names if first else ():
        if (
            first
            and n.end < first.start
            and _POST_BETWEEN.fullmatch(sentence.text, n.end, first.start)
            and (plausible(n, context) or n.text in context.reading.persons)
        ):
            return [n, *run]
    return run


_CO_FOUNDING = rx(r"\b(?:co-)?founding\s(?=[A-Z])")
_ALONG_WITH = rx(r"[^;.]{0,40}?\swith\s(?=[A-Z])")


def _co_founding(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """ "Lund left the bank before co-founding Corvane in 2016, along with Ada Holm": Lund and Holm are its founders."""
    for m in _CO_FOUNDING.finditer(sentence.text):
        firm = next((n for n in sentence.names if n.start == m.end() and n.kind != "person"), None)
        if firm is None or firm.text in context.reading.persons:
            continue
        first = sentence.names[0]
        run = [first] if first.start == 0 and context.reading.persons.get(first.text) else []
        along = _ALONG_WITH.match(sentence.text, firm.end)
        run += _persons(sentence, context, along.end()) if along else []
        for name in run:
            full = context.reading.persons.get(name.text, name.text)
            if " " in full:
                yield Claim(
                    sentence, "founder", context.subjects.canonical(firm.text), {"kind": "name", "name": full},
                    name.start, name.end, 0.8,
                )  # fmt: skip


def _persons(sentence: Sentence, context: Context, at: int) -> list[Name]:
    return [n for n in names.list_from(sentence.names, at, sentence.text) if plausible(n, context)]
