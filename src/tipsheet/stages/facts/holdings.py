"""Who owns, backs, buys, supplies or works with whom."""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

import re
from collections.abc import Iterator

from . import names
from ._regex import rx
from .claims import Claim, Context
from .measures import sale
from .names import Name
from .quotes import last_person
from .reading import Sentence
from .vocabulary import COMPANY_NOUNS, DEMONYMS, Flag

_OWN = rx(
    r"\b(?:own(?:s|ed|ing)?|holds?|holding(?! compan)|held|has|have|had|control(?:s|led|ling)?|retain(?:s|ed|ing)?|keep(?:s|ing)?|kept|beneficially owned)\b"
)
_BUY = rx(
    r"\b(?:acquir(?:e|es|ed|ing)|buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|tak(?:e|es|ing)|took|sell(?:s|ing)?|sold|rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|build|built|cut|reduc\w+|picked up|snapped up|secured)\b"
)
_STAKE = rx(
    r"^(?:[\s-](?:(?:direct|indirect|controlling|majority|minority|equity|economic|voting|ownership|combined|passive|non-controlling|noncontrolling|remaining|strategic|additional|further)[\s-])*(?:stake|interest|shareholding|holding|ownership(?:\sposition)?|position|equity stake)s?\b"
    r"|\sof\s(?:the\s(?:company|group|firm|business|bank|club|combined company|shares?|stock|voting|votes?|common|ordinary|outstanding|issued|capital|equity|total|new company|joint venture)|the\s[A-Z]|its|[A-Z]|(?:[a-z-]+\s){1,3}[A-Z]|our|all)|\s\(?(?:of the\s)?(?:voting|outstanding|shares|owned))"
)
_WITH = rx(
    r"\b(?:shareholder|stockholder|owner|investor)s?\b[^.;%]{0,40}\bwith\s(?:(?:a\s|an\s)?(?:[a-z]+\s)?(?:stake|interest|holding)\sof\s)?(?:a\s|about\s|around\s|some\s|just\s|under\s|over\s|nearly\s|almost\s|more\s|than\s|roughly\s)*$|\bfollowed by [^.;%]{3,80}\swith\s(?:a\s|about\s)*$"
)
_LIST_AFTER = rx(
    r"\b(?P<kind>[Ii]nvestors?|[Bb]ackers?|[Ss]hareholders?|cornerstone (?:investors|buyers)|[Pp]artners?|[Cc]ustomers?|[Cc]lients?|[Ss]uppliers?)\b(?:\s(?:in the (?:round|company)|of the company|of [A-Z][\w-]+))?\s?(?:,?\s(?:include[sd]?|including|such as|like|are|were)\s|:\s)(?:the\s)?|(?P<kind2>investment group|investors?|consortium)\b[^.;]{0,70}?\bthat\s(?:also\s)?includes?\s(?:the\s)?"
)
_LIST_BEFORE = rx(
    r"\s(?:are|were|is|was)\s(?:also\s)?(?:(?:among|one of|some of)\s(?:the\s|its\s|their\s|our\s)?|(?:its|our|their)\s(?=(?:most|largest|biggest|main|major|key)\s)(?:most\simportant\s)?)(?:(?:largest|biggest|main|major|key|cornerstone|early|existing|other|company[’']s|firm[’']s)\s)*(?P<kind>investors?|backers?|shareholders?|owners?|buyers?|partners?|customers?|clients?)\b"
)
_BACKED = rx(
    r"\b(?:backed (?:with [^.;]{3,40}? )?by|backing (?:from|of)|funded by|led by|investments? (?:from|by)|raised (?:about )?[$€£¥]\d[\d.,]*\s?(?:million|billion|m|bn) from|financing from|funding from|money from|participation (?:from|of|by)|joined by|invested in by|raised from|from investors)(?:\s|,\samong\sthem\s)(?:the\s|existing investors?\s|investors?\s|(?:including|such as)\s)*"
)
_INVESTOR_NAME = rx(r"\b(?:investor|backer|shareholder|stockholder)s?,?\s(?=[A-Z])")
_PUT_IN_AGAIN = rx(
    r"\s(?:again\s|also\s|both\s)?(?:put in (?:more )?(?:money|cash)|put money in|joined them|joined the round|invested again|(?:had\s|have\s)?(?:undertaken|committed|agreed|promised)\s(?:in advance\s)?to (?:buy|take|subscribe))\b"
)
_APPOSED = rx(
    r",\s(?:(?:its|the company[’']s|the firm[’']s|the|a|an|one of its|another|WeWork[’']s)\s)?(?:(?:largest|biggest|main|major|key|early|existing|cornerstone|strategic|lead|controlling)\s)*(?P<kind>investor|backer|shareholder|stockholder)s?\b"
)
_TOOK_PART = rx(
    r"\s(?:co-)?led\s(?:the|its|a|that)\s(?:[\w$€£.-]+\s){0,4}?(?:round|funding|financing|investment|series)\b|\s(?:also\s)?(?:took part|participated|invested|joined the round|joined in|put money in|(?:have\s|has\s)?(?:agreed|committed|promised|pledged|plan|plans)\sto\s(?:invest|put)|(?:have\s|has\s)?(?:signed up|came in|come in|joined|agreed to invest)\sas\s(?:[a-z]+\s)?(?:investors|backers|shareholders))\b"
)
_WHO_DID = rx(r",\s(?:which|who|all)\s[^,;]{3,60},$")
_ARE_NEW = rx(r"\s(?:is|are|were|was)\s(?:the\s)?new(?:\s(?:investors|backers|shareholders))?(?=[.;,]|$)")
_TAKING_PART = rx(
    r"\bwith\s(?=[A-Z][^;.]{2,160}?\s(?:also\s|both\s|all\s)?(?:taking part|participating|on board|joining in)\b)"
)
_ANOTHER = rx(
    r"\s(?:is|are|was|were)\s(?:also\s)?(?:another|a|an|its|the company[’']s|the)\s(?:(?:largest|biggest|main|major|key|early|existing|cornerstone|strategic|lead|controlling)\s)*(?P<kind>investor|backer|shareholder|stockholder)s?\b"
)
_HOLDS_ASIDE = rx(r",\s(?:which|who|with)\s[^,;]{3,60},\s(?:and\s)?(?=[A-Z])")
_ARM_OF = rx(
    r",?\s(?:and|or|as well as)\sthe\s(?:[a-z]+\s){1,3}of\s(?:the\s)?(?:[A-Z][a-z]+ish\s|[A-Z][a-z]+(?:an|ese)\s)?(?:[a-z]+\s){0,3}(?=[A-Z])"
)
_OUR_CUSTOMERS = rx(
    r",\s(?:our|its|the company[’']s|the group[’']s)\s(?:(?:two|three|four|five|single|largest|biggest|main|top|key|major|only|anchor)\s){0,3}(?:customers?|clients?)\b"
)
_CUSTOMER_NAMED = rx(
    r"\b(?:single|largest|biggest|main|top|anchor|first|key|sole|launch)\s(?:customer|client)(?:,|\s(?:is|was|remains))\s(?:(?:the|a|an)\s)?(?:[a-z-]+\s){0,4}(?=[A-Z])"
)
_SUPPLIES = rx(
    r"\b(?:supplies|(?:to|will|would) supply|supplying)\s(?:the\s)?(?:(?:[A-Z][a-z]+(?:ese|ish|an|ch)\s)?(?:[a-z]+\s){0,4})(?=[A-Z][^.;,]{1,40}?\swith\s)"
)
_SMALLER = rx(r"\s(?:own|hold|have)\s(?:\w+\s){0,2}(?:smaller\s)?(?:holdings|stakes|shares)\b")
_ADJECTIVES = "|".join(
    sorted({d.title() for d in DEMONYMS} | {r"U\.S\.", "US", "UK", "EU"}, key=len, reverse=True)
)
_ACQUIRED = rx(
    rf"\b(?P<verb>(?:has |have |had )?(?:acquired|bought|purchased)|(?:to|will|would) (?:acquire|buy|purchase|take over)|acquires|buys|acquiring|buying|acquisition of|takeover of|purchase of|took over|takes over|(?:pays?|paid|paying) [^,;]{{0,20}}\d[^,;]{{0,40}}? for|(?:has|have|had) taken over|buy of)\s(?:[A-Z][\w.]+(?:,\s[A-Z][\w.]+)?\s?[-‐‑]\s?based\s)?(?:(?:all|most|control) of\s)?(?:the\s|its\s|their\s|a\s)?(?:(?:[a-z-]+\s)?(?:{_ADJECTIVES})\s)?(?:all (?:of )?the (?:issued and )?(?:outstanding )?(?:[a-z]+\s){{1,3}}of\s|(?:(?!(?:by|from|in|for|of|at|to|with|on|as|after|when)\s)[a-z-]+\s){{0,4}}?)(?=[A-Z]|[a-z][A-Z])"
)
_A_KIND = rf"(?:{COMPANY_NOUNS}|specialist|vendor|[a-z]{{3,}}maker|owner|subsidiary|unit|competitor|rival)"
_MERGES_WITH = rx(
    r"\b(?:[Aa]greement and [Pp]lan of [Mm]erger|[Mm]erger [Aa]greement|[Aa]cquisition [Aa]greement|(?:[Ss]hare|[Ss]tock) [Pp]urchase [Aa]greement)\s(?:\([^)]{2,60}\)\s)?with\s(?:the\s)?(?=[A-Z])"
)
_KIND_BOUGHT = rx(
    rf"\b(?:(?:has |have |had )?(?:acquired|bought|purchased|snapped up)|(?:to|will|would) (?:acquire|buy|purchase|snap up)|(?:is |are )?(?:acquiring|buying)|buys|acquires|snaps up)\s(?:the\s|a\s|its\s)?(?:(?!(?:by|from|for|of|to|in|at|with)\s)[\w/-]+\s){{5,9}}?{_A_KIND}\s(?=[A-Z])"
)
_BOUGHT_BY = rx(
    r",?\s(?:which\s)?(?:is|was|has been|had been|will be|is being|is to be|agreed to be)\s(?:also\s|recently\s|itself\s)?(?:acquired|bought|purchased|taken over)\s(?:in\s\d{4}\s)?by\s(?:the\s|rival\s)?(?=[A-Z])"
)
_SUPPLY = rx(
    r"\b(?:partner(?:s|ed|ing|ships?)?|collaborat\w+|teamed up|team(?:s|ing) up|joint venture|alliance|tie-up)\s(?:with|between)\s(?:the\s)?"
)


def find(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """Claims `owns_stake`, `investor`, `acquired`, `partner`, `customer` of one sentence."""
    if sentence.flags & (Flag.STAKE | Flag.DEAL) and sentence.percents:
        yield from _stakes(sentence, context)
    if sentence.flags & Flag.STAKE:
        yield from _told_stakes(sentence, context)
    if sentence.flags & (Flag.LIST | Flag.STAKE):
        yield from _lists(sentence, context)
        yield from _largest(sentence, context)
    if sentence.flags & Flag.DEAL:
        yield from _acquired(sentence, context)
    if sentence.flags & Flag.LIST:
        yield from _partners(sentence, context)


def _orgs(sentence: Sentence, context: Context) -> list[Name]:
    return [n for n in sentence.names if n.kind in ("organisation", "unknown", "person")]


def _stakes(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text, lower = sentence.text, sentence.lower
    for percent in sentence.percents:
        if (held := _SHAREHOLDER_IN.match(text, percent.end)) or (held := _OWNER_OF.match(text, percent.end)):
            apposed = rx(
                r"(?:,\s(?:which is\s|itself\s|already\s|now\s)*(?:a|an|the|its|already the)\s(?:owner of\s|holder of\s)?|\s(?:is|was|with|has)\s(?:a|an|the)?\s?(?:owner of\s|holder of\s)?)(?:about |some |roughly |more than )?$"
            ).search(text, 0, percent.start)
            who = apposed and next((n for n in _orgs(sentence, context) if n.end == apposed.start()), None)
            whom = next((n for n in _orgs(sentence, context) if n.start == held.end()), None)
            if (
                who
                and whom
                and not names.same_name(who.text, whom.text)
                and (
                    held.re is _SHAREHOLDER_IN
                    or "owner" in text[who.end : percent.start]
                    or "holder" in text[who.end : percent.start]
                )
            ):
                owner, firm = context.subjects.canonical(who.text), context.subjects.canonical(whom.text)
                yield Claim(
                    sentence, "owns_stake", owner, {"kind": "percent", "number": percent.number}, percent.start, percent.end,
                    0.82, bound=percent.bound, object=firm,
                )  # fmt: skip
                yield Claim(
                    sentence, "investor", firm, {"kind": "name", "name": owner}, who.start, who.end, 0.75
                )
                continue
        if apposed_holder := _largest_with(sentence, context, percent.start, percent.end):
            firm = context.subjects.focus(sentence).name
            if firm and not names.same_name(firm, apposed_holder.text):
                yield Claim(
                    sentence, "owns_stake", apposed_holder.text, {"kind": "percent", "number": percent.number},
                    percent.start, percent.end, 0.8, bound=percent.bound, object=firm,
                )  # fmt: skip
                yield from _claim_names(sentence, context, [apposed_holder], "investor", 0.75)
            continue
        owned = rx(r"[\s-](?:owned|held|controlled)\sby\s(?:the\s|its\s)?(?:[a-z-]+\s){0,3}?(?=[A-Z])").match(
            text[percent.end :],
        )
        if owned:
            holder_name = next(
                (n for n in _orgs(sentence, context) if n.start == percent.end + owned.end()), None
            )
            thing = next((n for n in reversed(_orgs(sentence, context)) if n.end <= percent.start), None)
            if holder_name:
                target_name = (
                    context.subjects.canonical(thing.text) if thing else context.subjects.main or None
                )
                yield Claim(
                    sentence, "owns_stake", holder_name.text, {"kind": "percent", "number": percent.number},
                    percent.start, percent.end, 0.85, bound=percent.bound, object=target_name,
                )  # fmt: skip
            continue
        after = text[percent.end : percent.end + 70]
        before = lower[max(0, percent.start - 80) : percent.start]
        stake = _STAKE.match(after)
        named = (
            _WITH.search(before)
            or rx(r"\b(?:remaining|other)\s(?:about |roughly )?$").search(before)
            or (
                rx(
                    r"\b(?:bought|buys|buy|acquired|took|takes|purchased|sold)\s(?:about |around |nearly )?$"
                ).search(
                    before,
                )
                and rx(r"\s(?:for|at|in)\b").match(after)
            )
            or (
                rx(
                    r"\b(?:(?:own|hold)(?:s|ing)?|held|owned|keeps|retains)\s(?:about |approximately |roughly |nearly |some |around |almost |just |under |over |less than |more than |up to )*$"
                ).search(before)
                and rx(r"[.,;]|$|\s(?:and|while)\b").match(after)
            )
            or rx(
                r"(?:stake|interest|shareholding|holding|ownership)s?\s(?:in [\w\s]{2,30}?\s)?(?:(?:will |would |to )?(?:fall|fell|rise|rose|drop|dropped|go|increase|increased|remain|remains|stay|stays|decline|shrink|grow|is|was|stands|stood)s?\s)?(?:of|to|from|at)\s(?:about |up to |around |nearly |approximately |more than |less than |at least |over |under |just |almost )*$"
            ).search(
                before,
            )
        )
        verb = list(_OWN.finditer(lower, max(0, percent.start - 90), percent.start)) + list(
            _BUY.finditer(lower, max(0, percent.start - 90), percent.start)
        )
        if not (
            named
            or (
                stake
                and (
                    verb
                    or "stake" in stake.group()
                    or "interest" in stake.group()
                    or "shareholding" in stake.group()
                )
            )
        ):
            continue
        if (
            rx(
                r"\b(?:revenue|sales|profit|proceeds|workforce|employees|market|customers|voters?|time|cost|price|staff|net sales|total|votes? cast|respondents|base salary)\b"
            ).search(
                after[:45],
            )
            and "stake" not in after[:30]
        ):
            continue
        action = max(verb, key=lambda m: m.start()) if verb else None
        follow = rx(r"followed by (?P<who>[^.;%]{3,80})\swith\s(?:a\s|about\s)*$").search(
            text[max(0, percent.start - 110) : percent.start],
        )
        if follow:
            run = [
                n
                for n in _orgs(sentence, context)
                if n.end <= percent.start
                and n.start >= percent.start - len(follow.group())
                and n.text in follow["who"]
            ]
            for n in run:
                yield Claim(
                    sentence,
                    "owns_stake",
                    context.subjects.canonical(n.text),
                    {"kind": "percent", "number": percent.number},
                    percent.start,
                    percent.end,
                    0.7,
                    object=context.subjects.main or None,
                )
            continue
        sold = (
            action
            and rx(r"sell|sold").match(action.group())
            and rx(r"\sof (?:the company|itself|its shares)").match(after)
        )
        if sold:
            continue  # a company that sells shares of itself
        holder = _holder(sentence, context, percent.start, action.start() if action else percent.start)
        parted = action is not None and rx(r"sell|sold").match(action.group()) is not None
        if parted and (taker := rx(r"[^;.]{0,80}?\sto\s(?:the\s)?(?=[A-Z])").match(text, percent.end)):
            taken_by = next((n for n in _orgs(sentence, context) if n.start == taker.end()), None)
            holder = context.subjects.canonical(taken_by.text) if taken_by else holder
            parted = taken_by is None
        largest = (
            rx(r"\s(?:is|was|remains|became|becomes)\s(?:[^,;%]{0,60}?)(?:share|stock)holder\b").search(
                text[: percent.start],
            )
            if _WITH.search(before)
            else None
        )
        if largest:
            lead = [n for n in _orgs(sentence, context) if n.end <= largest.start()]
            holder = context.subjects.canonical(lead[0].text) if lead else holder
        target = _target(sentence, context, percent.end, holder)
        if holder is None or (
            target
            and names.same_name(holder, target)
            and not _CROWD.search(holder)
            and not _KIN.search(holder)
        ):
            if target is None or not target:
                continue
            holder = holder if holder and not names.same_name(holder, target) else None
        if holder is None:
            continue
        obj = target or context.subjects.main or None
        if obj and names.same_name(obj, holder) and obj != target and not _CROWD.search(holder):
            obj = None
        sure = 0.85 if stake and ("stake" in stake.group() or action) else 0.75
        if _OPTION.search(lower, max(0, percent.start - 120), percent.start):
            sure *= 0.6  # what one may buy is not owned
        ahead = action is not None and _AHEAD.search(lower, 0, action.start()) is not None
        if ahead:
            sure *= 0.85
        if parted:
            sure *= 0.8  # what is sold is held no more
        yield Claim(
            sentence,
            "owns_stake",
            holder,
            {"kind": "percent", "number": percent.number},
            percent.start,
            percent.end,
            sure,
            bound=percent.bound,
            object=obj,
            variant="planned" if ahead else None,
        )
        at = text.find(holder)
        if obj and at >= 0 and at < percent.start and action and not sold and _FUND.search(holder):
            yield Claim(
                sentence, "investor", obj, {"kind": "name", "name": holder}, at, at + len(holder), 0.7
            )  # a fund invests in what it holds
        if (
            action
            and action.re is _OWN
            and obj
            and context.subjects.is_main(obj)
            and rx(r"\b(?:investors?|backers?|backed|private equity|venture|fund)\b").search(
                context.reading.lower
            )
            and "combined" not in after
            and "expected" not in lower
        ):
            at = text.find(holder)
            if at >= 0 and not rx(r"founder|\bCEO\b").search(text[max(0, at - 30) : at]):
                yield Claim(
                    sentence, "investor", obj, {"kind": "name", "name": holder}, at, at + len(holder), 0.75
                )


_WITH_AHEAD = rx(r"(?:\sof\s[A-Z][\w-]+)?,\swith\s(?:about\s|some\s|nearly\s|just\s|over\s|under\s)*")
_THE_LARGEST = rx(
    r",\s(?:is|was|remains|will be)\s(?:the\s|its\s)(?:[a-z]+[’']s\s)?(?:second-)?(?:largest|biggest)\s(?:[a-z]+\s){0,2}?(?:share|stock)?(?:holder|owner)\b"
)


def _largest_with(sentence: Sentence, context: Context, start: int, end: int) -> Name | None:
    """The holder in "Kestrel of Norway, with 13%, is the largest shareholder"."""
    if not _THE_LARGEST.match(sentence.text, end):
        return None
    for n in _orgs(sentence, context):
        if n.end < start and _WITH_AHEAD.fullmatch(sentence.text, n.end, start):
            return n
    return None


_HOLDS = rx(
    r"(?:[’']s?)?(?:\s(?:family|trust|foundation|heirs|estate)\b)?(?P<crowd>\s(?:[a-z]+\s){0,2}(?:share|stock|unit)?(?:holders|owners)|\sinvestors)?(?:\sother than [^,%]{3,40}?)?(?:,\s(?:which|who|a|an|the|its|one|now)\s[^,%]{3,80},)?(?:,?\s(?:which|who))?\s*"
    r"(?:(?:will|would|currently|now|also|already|still|together|expected|is|are|to|then|jointly|collectively|has|have|had|each|directly|indirectly|agreed|said|it|plans|wants)\s*){0,5}"
)


_FUND = rx(
    r"\b(?:Capital|Partners|Ventures|Venture|Funds?|Investments?|Investors|Equity|Asset Management|Advisors|Advisers)(?:\s(?:LLC|LLP|LP|Ltd|Inc|Management|Group|Partners))?$"
)
_HOLDERS_OF = rx(
    r"\b(?:[Ss]hareholders|[Ss]tockholders|[Oo]wners|[Ii]nvestors) (?:of|in) (?:the )?[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,2}(?=\s)"
)
_NAMELESS_HOLDER = rx(
    r"\b(?P<who>(?:the|its|their|a|an|some|other|two|three|several)\s(?:[a-z-]+\s){0,2}(?:group|families|family|funds?|investors|managers|management|directors|executives|partners|relatives|consortium|vehicle|trust|employees))(?=[\s,])"
)
_PROPOSED = rx(
    r"\b(?:offer(?:s|ed|ing)?|proposal|proposes?|proposed|bid|bids|considering|considers|in talks|talks|wants?|could|may|might|seeks?|seeking|hopes?|hoping|approach\w*|mulls?|weighs?|weighing|interested)\b"
)
_AHEAD = rx(
    r"\b(?:will|would|to|plans? to|intends? to|agreed to|is set to)\s(?:[a-z]+ly\s|together\s|each\s|then\s|still\s|continue to\s)?$"
)
_SHAREHOLDER_IN = rx(
    r"\s(?:shareholder|stockholder|owner|investor|stakeholder)\s(?:in|of)\s(?:the\s)?(?:[a-z-]+\s){0,3}(?=[A-Z])"
)
_OWNER_OF = rx(r"\sof\s(?:the\s)?(?:[a-z-]+\s){0,3}(?=[A-Z])")
_KIN = rx(r"(?i)\b(?:family|trust|foundation|heirs|estate)$")  # owns the firm it has its name from
_CROWD = rx(r"(?:holders|owners|investors|family|trust|foundation|heirs|estate)$")
_OPTION = rx(
    r"\b(?:right|rights|options?|warrants?)\s(?:held by [\w\s]{3,40}? )?to\s(?:buy|acquire|purchase|add|increase|raise|take)\b|\b(?:could|may|might)\s(?:also\s)?(?:buy|acquire|raise|increase|take)\b"
)
_STAKE_IN = rx(
    r"\b(?:stakes?|interests?|holdings?|shareholdings?)\sin\s(?:the\s)?(?P<what>[A-Z][^,;:()%]{1,50}?)\s(?:had|has|have|was|is|were|of|at|to|from|fell|rose|stood|stands|amounts?|amounted|comes?|came|totals?|totall?ed)\b[^,;:%]{0,50}$"
)
_SHAREHOLDER_OF = rx(
    r"(?P<firm>[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*){0,3})[’']s?\s(?:[a-z-]+\s){0,3}(?:(?:share|stock)holder|investor|owner|backer)s?,?\s(?=[A-Z])"
)
_IN_WHICH = rx(r"(?:,\s[^,;]{3,70}|,|)\sin\swhich\s")


def _nearest_holder(sentence: Sentence, context: Context, at: int, action: int) -> str | None:
    """The name right before the verb of owning, or before "the remaining 38%"; "" when the one who owns has no name
    ("the management group, which has"); None when another word stands between."""
    text = sentence.text
    crowd = _HOLDERS_OF.search(text, max(0, at - 120), action)
    if crowd and _HOLDS.fullmatch(text, crowd.end(), action):
        return crowd.group()
    nameless = _NAMELESS_HOLDER.search(text, max(0, at - 120), action)
    if nameless and _HOLDS.fullmatch(text, nameless.end("who"), action):
        return ""
    for n in reversed(_orgs(sentence, context)):
        rest = (
            rx(
                r"(?:[’']s?)?(?P<crowd>\s(?:share|stock|unit)?holders|\sinvestors)\s(?:the\s)?(?:remaining|other)\s(?:about |roughly )?"
            ).fullmatch(
                text[n.end : at],
            )
            if n.end < at
            else None
        )
        found = rest or (_HOLDS.fullmatch(text[n.end : action]) if n.end <= action < at else None)
        if (
            not found
            or rx(r"\b(?:in|of|from|with|by)\s(?:the\s)?$").search(text[max(0, n.start - 12) : n.start])
            or rx(r"\([^)]*$").search(text[max(0, n.start - 30) : n.start])
        ):
            continue
        if found["crowd"]:
            return text[n.start : n.end] + text[n.end : n.end + found.end("crowd")]
        if family := rx(r"\s(?:family|trust|foundation|heirs|estate)\b").match(text, n.end):
            return n.text + family.group()
        return (
            context.reading.persons.get(n.text, n.text)
            if n.kind == "person"
            else context.subjects.canonical(n.text)
        )
    return None


def _holder(sentence: Sentence, context: Context, at: int, action: int) -> str | None:
    """The one who owns or buys: the last name before the verb that is no object of a preposition."""
    near = _nearest_holder(sentence, context, at, action)
    if near is not None:
        return near or None
    best: str | None = None
    for m in rx(
        r",\s(?:which|who)\s(?:also\s|now\s|already\s)?(?:will\s|would\s)?(?:own|hold|held|take|took|has|have|had|control|keep|kept|retain|acquir|buy|bought|s[eo]ld?|got|receiv|still)"
    ).finditer(
        sentence.text[:at],
    ):
        owner = next((n for n in _orgs(sentence, context) if n.end == m.start()), None)
        if (
            owner
            and ";" not in sentence.text[m.end() : at]
            and not rx(r",\s(?:will|would|is|was|has|said)\s").search(sentence.text[m.end() : at])
        ):
            return (
                context.reading.persons.get(owner.text, owner.text)
                if owner.kind == "person"
                else context.subjects.canonical(owner.text)
            )
    for n in _orgs(sentence, context):
        if n.start >= action:
            break
        if (
            rx(r"\b(?:in|of|from|with|by)\s(?:the\s)?$").search(sentence.text[max(0, n.start - 12) : n.start])
            and best
        ):
            continue
        crowd = rx(r"(?:[’']s?)?\s(?:share|stock)holders\b|(?:[’']s?)?\sinvestors\b").match(
            sentence.text[n.end :]
        )
        if crowd:
            return sentence.text[n.start : n.end + crowd.end()]
        best = (
            context.reading.persons.get(n.text, n.text)
            if n.kind == "person"
            else context.subjects.canonical(n.text)
        )
    if best is None:
        told = rx(r"(?:^|[,;]\s|\band\s|\bwhere\s)(he|she)\s").search(sentence.lower[:action])
        if told and sentence.previous is not None:
            full = last_person(context.reading, sentence.previous, told[1])
            if full:
                return full
        generic = rx(r"\b(?:it|the (?:company|firm|group|buyer|bank|fund)|we)\b").search(
            sentence.lower[:action]
        )
        if generic:
            return context.subjects.focus(sentence).name or None
    return best


def _target(sentence: Sentence, context: Context, at: int, holder: str | None) -> str | None:
    text = sentence.text
    joint = rx(
        r"[^,;.]{0,30}?\b(?:in|of)\s(?:the\s)?(?P<what>(?:combined|new|merged|enlarged|resulting)\s(?:company|group|firm|entity|business|bank))\b"
    ).match(
        text[at:],
    )
    if joint:
        return joint["what"]
    for n in _orgs(sentence, context):
        if at <= n.start <= at + 70 and rx(r"\b(?:in|of)\s(?:the\s|[a-z-]+\s){0,4}$").search(
            text[at : n.start]
        ):
            return context.subjects.canonical(n.text)
    whose = _SHAREHOLDER_OF.search(text, 0, at)
    if whose and holder and text.startswith(holder, whose.end()):
        return context.subjects.canonical(whose["firm"])
    told = _STAKE_IN.search(text, 0, at)
    if told:
        return context.subjects.canonical(told["what"])
    for n in reversed(_orgs(sentence, context)):
        which = _IN_WHICH.match(text, n.end, at)
        if which and not rx(r"[;:]").search(text, which.end(), at):
            return context.subjects.canonical(n.text)
    if holder and rx(r"\sof\sits\s").match(text, at):
        whose = rx(
            r"(?P<firm>.{2,60}?)[’']s?\s(?:[a-z]+\s){0,3}(?:(?:share|stock|unit)?(?:holders|owners)|investors)"
        ).fullmatch(holder)
        if whose:
            return context.subjects.canonical(whose["firm"])
    if rx(r"\b(?:in|of)\s(?:the\s(?:company|group|firm|business)|it\b)").search(text[at : at + 60]):
        return context.subjects.focus(sentence).name
    return None


def _claim_names(
    sentence: Sentence, context: Context, run: list[Name], kind: str, sure: float
) -> Iterator[Claim]:
    predicate = (
        "partner"
        if kind.startswith("partner")
        else "customer"
        if kind.startswith(("custom", "client"))
        else "investor"
    )
    if kind.startswith("supplier"):
        return
    for n in run:
        if (
            n.kind == "place"
            or context.subjects.is_main(n.text)
            or (n.kind == "outsider" and predicate != "investor")
            or (predicate == "investor" and n.kind == "person" and " " not in n.text)
        ):
            continue
        linked = context.subjects.focus(sentence)
        if predicate == "partner" and names.same_name(linked.name, n.text):
            continue
        if predicate != "investor":
            linked = context.subjects.at(sentence, run[0].start)
            if any(names.same_name(linked.name, other.text) for other in run):
                linked = context.subjects.focus(sentence)
        yield Claim(sentence, predicate, linked.name, {"kind": "name", "name": n.text}, n.start, n.end, sure)


def _lists(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text, known = sentence.text, sentence.names
    for m in _LIST_AFTER.finditer(text):
        if ":" in m.group() and not any(n.start == m.end() for n in known):
            continue  # what follows a colon is a list only when it begins with a name
        yield from _claim_names(
            sentence,
            context,
            names.list_from(known, m.end(), text),
            (m["kind"] or "investor").lower().replace("cornerstone ", ""),
            0.8,
        )
        run = names.list_from(known, m.end(), text)
        aside = run and _HOLDS_ASIDE.match(text, run[-1].end)
        if aside:
            more = names.list_from(known, aside.end(), text)
            yield from _claim_names(
                sentence, context, more, (m["kind"] or "investor").replace("cornerstone ", ""), 0.75
            )
            run = more or run
        arm = run and _ARM_OF.match(text, run[-1].end)
        if arm:
            yield from _claim_names(
                sentence, context, [n for n in known if n.start == arm.end()], (m["kind"] or "investor"), 0.7
            )
    for m in _LIST_BEFORE.finditer(text):
        yield from _claim_names(
            sentence,
            context,
            names.list_until(known, m.start(), text),
            m["kind"].replace("buyer", "investor"),
            0.85,
        )
    for m in rx(
        r"\bcounts?\s(?P<who>[A-Z][^.;]{2,90}?)\s(?:among|as)\s(?:its\s|their\s|the\s)?(?:[a-z]+\s)?(?P<kind>customers|clients|investors|backers|partners|shareholders)"
    ).finditer(
        text,
    ):
        run = [n for n in known if m.start("who") <= n.start and n.end <= m.end("who")]
        yield from _claim_names(sentence, context, run, m["kind"], 0.82)
    for m in _OUR_CUSTOMERS.finditer(text):
        yield from _claim_names(sentence, context, names.list_until(known, m.start(), text), "customer", 0.8)
    for m in _SUPPLIES.finditer(text):
        run = [n for n in known if n.start == m.end() and n.kind in ("organisation", "unknown")]
        run += (
            names.list_from(known, run[0].end, text) if run and text.startswith(" and ", run[0].end) else []
        )
        for claim in _claim_names(sentence, context, run, "customer", 0.72):
            linked = context.subjects.clause(sentence, m.start())
            if not names.same_name(linked.name, claim.value["name"]):
                yield claim._replace(subject=linked.name)
    for m in _CUSTOMER_NAMED.finditer(text):
        run = [n for n in known if n.start == m.end() and n.kind in ("organisation", "unknown")]
        yield from _claim_names(sentence, context, run, "customer", 0.8)
    for m in _BACKED.finditer(text):
        if m.group().startswith("led by") and not rx(
            r"\b(?:round|funding|financing|investment|investors?|series)\b", re.IGNORECASE
        ).search(text[max(0, m.start() - 80) : m.start()]):
            continue
        run = names.list_from(known, m.end(), text)
        if run and run[0].kind == "person":
            run = []
        actor = next((n for n in known if n.end <= m.start()), None)
        if (
            actor
            and (actor.kind == "person" or actor.text in context.reading.persons)
            and "funding" in m.group()
        ):
            run = []  # a scientist is funded, not invested in
        if run and run[0].start - m.end() <= 25:
            whose = context.subjects.at(sentence, m.start())
            if any(names.same_name(whose.name, n.text) for n in run) or whose.sure < 0.8:
                whose = context.subjects.focus(sentence)
            thing = text[run[0].end : run[0].end + 2] in ("’s", "'s")  # "backed by Redfern's full support"
            for claim in _claim_names(sentence, context, run, "investor", 0.6 if thing else 0.82):
                yield claim._replace(subject=whose.name)
    for m in _TOOK_PART.finditer(text):
        if rx(
            r"(?i)\b(?:round|funding|financing|investment|series [a-k]|seed|raise[ds]?|cornerstone|ipo|offering)\b"
            + (r"|(?:share|stock)holders|investors|backers" if " took part" in m.group() else "")
        ).search(
            text[: m.end() + 40] + (sentence.previous.text if sentence.previous else ""),
        ):
            aside = _WHO_DID.search(text, 0, m.start())
            until = aside.start() if aside else m.start()
            yield from _claim_names(
                sentence,
                context,
                [n for n in names.list_until(known, until, text) if n.kind != "place"],
                "investor",
                0.82,
            )
            if newer := _ARE_NEW.search(text, m.end()):
                run = [n for n in names.list_until(known, newer.start(), text) if n.kind != "place"]
                yield from _claim_names(sentence, context, run, "investor", 0.78)
    if "ing part" in text or "articipating" in text or "on board" in text or "joining in" in text:
        for m in _TAKING_PART.finditer(text):
            run = [n for n in names.list_from(known, m.end(), text) if n.kind not in ("place", "person")]
            yield from _claim_names(sentence, context, run, "investor", 0.8)
    for m in _PUT_IN_AGAIN.finditer(text):
        yield from _claim_names(
            sentence,
            context,
            [n for n in names.list_until(known, m.start(), text) if n.kind not in ("place", "person")],
            "investor",
            0.75,
        )
    for m in _ANOTHER.finditer(text):
        backed = rx(
            r"\s(?:of|in)\s(?:the\s)?(?:[A-Z]\w+(?:\s[A-Z]\w+)*-based\s)?(?:[a-z-]+\s){0,4}(?=[A-Z])"
        ).match(
            text[m.end() :],
        )
        whom = backed and next(
            (n for n in known if n.start == m.end() + backed.end() and n.kind in ("organisation", "unknown")),
            None,
        )
        for claim in _claim_names(
            sentence, context, names.list_until(known, m.start(), text), "investor", 0.82
        ):
            if not whom:
                yield claim
            elif not names.same_name(whom.text, claim.value["name"]):
                yield claim._replace(subject=context.subjects.canonical(whom.text))
    for m in _SMALLER.finditer(text):
        if text[: m.start()].endswith((" not", "n’t", "n't")):
            continue
        yield from _claim_names(sentence, context, names.list_until(known, m.start(), text), "investor", 0.75)
    for m in _INVESTOR_NAME.finditer(text):
        run = [n for n in known if n.start == m.end() and n.kind != "person"]
        yield from _claim_names(sentence, context, run, "investor", 0.75)
    for m in _APPOSED.finditer(text):
        run = [n for n in known if n.end == m.start() and n.kind != "person"]
        following = [
            n
            for n in known
            if 0 < n.start - m.end() <= 50
            and n.kind != "person"
            and rx(r",\s(?:[A-Z]?[a-z-]+\s){0,4}").fullmatch(text[m.end() : n.start])
        ]
        yield from _claim_names(sentence, context, run[:1] or following[:1], "investor", 0.8)
    for m in rx(
        r"\bby its (?:largest|biggest|main|major) (?:shareholder|investor|stockholder),\s(?:[\w-]+\s){0,5}?(?=[A-Z])"
    ).finditer(
        text,
    ):
        run = [n for n in known if n.start >= m.end() - 1 and n.kind != "person" and n.kind != "place"][:1]
        yield from _claim_names(sentence, context, run, "investor", 0.8)


def _largest(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """ "largest shareholder": a stake told in words."""
    text = sentence.text
    if sentence.percents and _WITH.search(text[: sentence.percents[0].start]):
        return  # the stake stands there as a figure
    for m in rx(
        r"\b(?P<what>(?:largest|biggest|controlling|majority) (?:outside |single |individual )?(?:shareholder|stockholder))\b",
        re.IGNORECASE,
    ).finditer(text):
        following = [
            n
            for n in sentence.names
            if 0 < n.start - m.end() <= 60
            and n.kind in ("organisation", "unknown")
            and rx(r"^,?\s").match(text[m.end() : n.start])
        ]
        before = [
            n
            for n in sentence.names
            if 0 < m.start() - n.end <= 45
            and n.kind in ("organisation", "unknown")
            and not rx(r"[’']s?\s").match(text[n.end : n.end + 3])
        ]
        acting = (
            before[-1:]
            if rx(
                r"\b(?:is|was|be|remains?|becomes?|became|as)\s(?:the|its|a|now the|[A-Z][\w&.-]*[’']s?)?\s?$"
            ).search(
                text[: m.start()],
            )
            else []
        )
        chosen = (acting or following or before[-1:])[:1]
        whose = rx(r"(?P<n>[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*)*)[’']s?\s(?:now\s)?$").search(text[: m.start()])
        for n in chosen:
            if context.subjects.is_main(n.text):
                continue
            yield Claim(
                sentence,
                "owns_stake",
                n.text,
                {"kind": "text", "text": m["what"]},
                m.start("what"),
                m.end("what"),
                0.7,
                object=context.subjects.canonical(whose["n"]) if whose else context.subjects.main or None,
            )


def _acquired(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text = sentence.text
    for m in _ACQUIRED.finditer(text):
        target = next((n for n in sentence.names if n.start >= m.end() - 1 and n.start - m.end() <= 2), None)
        if target is None or target.kind in ("place", "person", "outsider"):
            continue
        trade = rx(rf"\s(?:[a-z&-]+\s){{1,6}}?(?:{COMPANY_NOUNS})\s(?=[A-Z])").match(text, target.end)
        if trade and (real := next((n for n in sentence.names if n.start == trade.end()), None)):
            target = real  # "to acquire Apple device management firm Jamf"
        whole = rx(r"[’']s\s(?=[A-Z])").match(text, target.end)
        tail = whole and next((n for n in sentence.names if n.start == whole.end()), None)
        if tail and tail.kind == "organisation":
            target = target._replace(
                end=tail.end, text=text[target.start : tail.end]
            )  # "Heinl's Nursery Inc"
        if (
            context.subjects.is_main(target.text)
            and context.subjects.share > 0.6
            and not rx(r"\b(?:by|to)\b").search(text[: m.start()])
        ):
            linked = None
        else:
            linked = context.subjects.at(sentence, m.start())
        if linked is None or names.same_name(linked.name, target.text):
            continue
        end = text[target.end : target.end + 20]
        if rx(r"(?:[’']s)?\s(?:shares|stock|products|stake|bonds|assets|common|debt|notes)\b").match(end):
            continue
        verb = m["verb"]
        sure = 0.85 if rx(r"ed$|bought|took").search(verb) else 0.75
        planned = (
            not rx(r"ed$|bought|took").search(verb)
            and _PROPOSED.search(sentence.lower, 0, m.start()) is not None
        )
        yield Claim(
            sentence,
            "acquired",
            linked.name,
            {"kind": "name", "name": target.text},
            target.start,
            target.end,
            sure * (0.5 + 0.5 * linked.sure),
            variant="planned" if planned else None,
        )
    for m in _MERGES_WITH.finditer(text):
        target = sentence.company_at(m.end())
        linked = context.subjects.clause(sentence, m.start())
        if target and not names.same_name(linked.name, target.text):
            yield Claim(
                sentence, "acquired", linked.name, {"kind": "name", "name": target.text}, target.start, target.end,
                0.75 * (0.5 + 0.5 * linked.sure), variant="planned",
            )  # fmt: skip
    for m in _KIND_BOUGHT.finditer(text):
        target = sentence.company_at(m.end())
        linked = context.subjects.at(sentence, m.start())
        if (
            target
            and not names.same_name(linked.name, target.text)
            and target.text not in context.reading.persons
        ):
            soon = rx(r"(?:to|will|would|is|are)\s").match(m.group()) is not None
            yield Claim(
                sentence, "acquired", linked.name, {"kind": "name", "name": target.text}, target.start, target.end,
                0.72 * (0.5 + 0.5 * linked.sure), variant="planned" if soon else None,
            )  # fmt: skip
    if sold := sale(sentence):
        taker, what = sold
        thing = next(
            (n for n in sentence.names if n.text == what and n.kind in ("organisation", "unknown")), None
        )
        if thing:
            ahead = rx(r"\b(?:to sell|will sell|would sell|selling|sells|sale of)\b").search(sentence.lower)
            yield Claim(
                sentence, "acquired", context.subjects.canonical(taker.text), {"kind": "name", "name": what},
                thing.start, thing.end, 0.72, variant="planned" if ahead else None,
            )  # fmt: skip
    for m in _BOUGHT_BY.finditer(text):
        thing = next((n for n in sentence.names if n.end == m.start()), None)
        buyer = next((n for n in sentence.names if n.start == m.end()), None)
        if (
            thing
            and buyer
            and {thing.kind, buyer.kind} <= {"organisation", "unknown"}
            and thing.text not in context.reading.persons
            and not rx(r"\bwhose\s[^,;]{3,60}$").search(text[: thing.start])
            and not names.same_name(thing.text, buyer.text)
        ):
            yield Claim(
                sentence, "acquired", context.subjects.canonical(buyer.text), {"kind": "name", "name": thing.text},
                thing.start, thing.end, 0.8,
            )  # fmt: skip
    for m in rx(r"\b(?:which|that)\s(?:it|the company)\s(?:acquired|bought|purchased)\b").finditer(text):
        target = next(
            (n for n in reversed(sentence.names) if n.end <= m.start() + 6 and m.start() - n.end <= 3), None
        )
        if target is not None and target.kind in ("organisation", "unknown"):
            linked = context.subjects.clause(sentence, max(0, target.start - 1))
            if not names.same_name(linked.name, target.text):
                yield Claim(
                    sentence,
                    "acquired",
                    linked.name,
                    {"kind": "name", "name": target.text},
                    target.start,
                    target.end,
                    0.85,
                )


_TOLD = rx(
    r"\b(?P<what>(?:majority|minority|controlling|significant|large) (?:stake|interest|shareholding|holding))s?\s(?:in|of)\s(?:the\s(?:(?!company|group|firm|business|combined|merged|new)[a-z-]+\s){0,3})?"
    r"(?P<thing>(?:[A-Z][\w.&-]*\s){0,4}[A-Z][\w.&-]*[’']s\s(?:[a-z-]+\s){0,3}(?:company|business|firm|unit|brand|group|empire|division)"
    r"|[A-Z][\w.&’'-]*(?:\s(?:of\s)?[A-Z][\w.&’'-]*){0,4})"
)


def _told_stakes(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """ "took a majority stake in X": a stake told in words, and with it the company that was bought."""
    text = sentence.text
    for m in _TOLD.finditer(text):
        if any(abs(p.end - m.start()) < 14 for p in sentence.percents):
            continue  # "a 51% majority stake" stands as a figure
        linked = context.subjects.clause(sentence, m.start())
        thing = m["thing"].strip().removesuffix("’s").removesuffix("'s")
        if names.same_name(linked.name, thing):
            continue
        yield Claim(
            sentence, "owns_stake", linked.name, {"kind": "text", "text": m["what"]}, m.start("what"), m.end("what"),
            0.75 * (0.5 + 0.5 * linked.sure), object=thing,
        )  # fmt: skip
        taken = rx(
            r"\b(?:took|takes?|taking|bought|buys?|buying|acquir\w+|purchas\w+)\s(?:a\s|the\s)?$"
        ).search(
            text[: m.start()],
        )
        if taken and m["what"].startswith(("majority", "controlling")):
            at = m.start("thing")
            yield Claim(
                sentence, "acquired", linked.name, {"kind": "name", "name": thing}, at, at + len(thing),
                0.75 * (0.5 + 0.5 * linked.sure),
            )  # fmt: skip


def _partners(sentence: Sentence, context: Context) -> Iterator[Claim]:
    text = sentence.text
    for m in _SUPPLY.finditer(text):
        if rx(
            r"(?i)\b(?:end(?:s|ed|ing)?|dissolv\w+|quit|exit\w*|terminat\w+|unw[io]\w+|left|ditch\w*|former)\s(?:a\s|an\s|its\s|the\s)?(?:[\w-]+\s){0,3}$"
        ).search(
            text[: m.start()],
        ):
            continue
        run = [
            n for n in names.list_from(sentence.names, m.end(), text) if n.kind in ("organisation", "unknown")
        ]
        if run and run[0].start - m.end() <= 12:
            yield from _claim_names(sentence, context, run, "partner", 0.7)
