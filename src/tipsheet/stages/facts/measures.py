"""Amounts of money and what they measure: revenue, losses, offerings, deals.

Each amount goes to the nearest measure word that governs it. Words for things outside the closed list
("operating income", "dividend", "per share") govern too and swallow their amount: that is what keeps
precision. Periods are aligned by place, and n amounts with n periods ("respectively") in order.
"""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from . import names
from ._regex import rx
from .amounts import Money, Number
from .claims import Claim, Context
from .dates import MONTH, Period, shift_year
from .names import Name
from .reading import Sentence, text_in_brackets
from .rows import is_row
from .subjects import UNNAMED, Linked
from .vocabulary import MONTHS, Flag

# (predicate or "" for a thing outside the list, pattern). The first that matches at a place wins.
_LEFT: tuple[tuple[str, str], ...] = (
    ("", r"rais(?:e|es|ed|ing) (?:its |the |their |his )?(?:[\w-]+ ){0,3}(?:forecast|guidance|outlook|prices?|target|dividend|stake|estimates?|rates?|range)"),
    ("", r"operating (?:income|profits?|loss(?:es)?|expenses|cash flows?|costs|earnings|results?|revenue per)|(?:income|loss(?:es)?|profit) from operations|operating loss"),
    ("", r"gross (?:profits?|margins?|merchandise)|(?:adjusted )?ebitd?ar?\d?\b|ebit\b|free cash flow|cash (?:flows?|burn|and (?:cash )?equivalents|position|balance|on hand)"),
    ("", r"dividends?|valuation allowance|(?<!after )tax(?:es)?\b|impairments?|charges?\b|severance|cost savings|savings|base salary|salary|compensation|bonus(?:es)?|target award|"
         r"capital expenditures?|capex|inventor(?:y|ies)|repurchas\w+|buy ?backs?|fines?\b|fined|penalt(?:y|ies)|settle(?:ment|d)?|interest (?:income|expense)|order intake|orders|bookings|backlog|"
         r"provisions?|price targets?|equity\b(?! value)|liabilit(?:y|ies)|deferred revenue|cost of (?:sales|revenues?|goods)|costs?\b|budget|damages|lawsuit|assets under management|"
         r"sales tax|selling, general|expenses|comparable (?:store )?(?:net )?sales|same[- ]store sales|stipend|salaries|fees?\b|grants?\b|debts?\b|borrow\w*|reserves?|working capital|cash\b|prize|donat\w+|"
         r"pension|bail|ransom|tuition|spend(?:ing)?\b|spent|trading (?:volume|at)|traded at|closed at|(?:shares?|stock|adrs?) (?:\w+ )?(?:rose|fell|jumped|dropped|closed|traded|opened|climbed|gained|added|lost|slipped|slid|sank|surged|soared|tumbled|advanced|declined|ended|finished|up|down|were)|per[- ]share|"
         r"earnings per|income per|loss per|par value|registration fee|aggregate market value|market value of the|exercise price|conversion price|strike price|salary of|minimum|threshold|deposits?\b|rents?\b|subsid(?:y|ies)|levy|levies|tolls?\b|tariffs?|royalt(?:y|ies)|wages?\b|premiums? of"),
    ("", r"(?:credit|loan|lease|impairment|trading|currency|exchange|insurance|insured|flood|crop|hearing|market) loss(?:es)?\b|loss(?:es)? on\b"),
    ("rd_spend", r"invest\w* [^.;]{0,40}\bin (?:r&d|research and development)|research and development (?:expenses?|costs?|spending|expenditures?|investments?)?|r(?:&| and )d (?:expenses?|costs?|spending|expenditures?|investments?|spend)?|spen[dt](?:ing|s)? on (?:research|r(?:&| and )d)"),
    ("total_assets", r"total assets|total consolidated assets|balance sheet total"),
    ("net_loss", r"(?:adjusted |pro forma |consolidated |quarterly |annual |cumulative |accumulated )*net loss(?:es)?|(?:net )?loss(?:es)? (?:attributable|for the|after tax|before)|lost\b|swung to (?:a |an )?(?:net )?loss|loss(?:es)?\b|in the red"),
    ("net_profit", r"(?:adjusted |pro forma |consolidated |quarterly |annual )*(?:net (?:income|profits?|earnings|result)|profit attributable|profit after tax|profit for the|after-tax profit)|profits?\b|earned\b|earnings\b"),
    ("revenue", r"(?:total |net |annual |quarterly |group |consolidated |overall |its |adjusted |online |segment |product |subscription |service |services )*(?:revenues?|net sales|turnover)|turn(?:s|ed|ing)? over\b(?=\s(?:about |some |around |nearly |more than |over )*\D{0,4}\d)|(?:total |annual |quarterly |online |group |organic )*sales(?! (?:of (?:shares|stock)|team|people|force|tax|and marketing|, marketing|price))"),
    ("valuation", r"valuations?(?: of| at)?|valu(?:es|ed|ing) (?:(?:[\w’', -]|u\.s\.){1,90}? )?at|(?:to|would|will|could|may|might|which|that|investors|analysts|bankers|and) value (?:(?:[\w’', -]|u\.s\.){1,90}? )?at|market (?:capitali[sz]ation|cap|value)|(?:giv(?:es|ing)|gave|put(?:s|ting)?) (?:[\w’]+ ){1,3}(?:a |at a )?(?:market |total )?value (?:of|at)|value of the (?:company|firm|group|business|start-?up) at|worth\b|(?:enterprise|equity|implied) value of"),
    ("offer_price", r"offer(?:ing)? price(?: of)?|ipo price(?: of)?|pric(?:ed|ing|es) (?:its |the |their )?(?:shares?|stock|ipo|offering|initial public offering|adss?)?(?: [\w ]{0,20})?at|issue price|price range|price per share|(?<!in )(?<!within )\b(?:the|its|a) (?:target |marketed |indicative )?range (?:of|to|from|between)|"
                    r"(?:sell|sold|issu|offer|plac|pric)[a-z]* (?:[^.;]|\.\d){0,40}\bshares? (?:sold |priced )?(?:at|for)(?: a price of)?(?: between)?(?=\s\D{0,3}\d)"),
    ("ipo_amount", r"(?:(?:net|gross|total) proceeds|proceeds(?= (?:climb|rise|come to|grow|increase) )|ipo|initial public offering|listing|flotation|share sale|public offering|share offering|stock offering|stock market debut|float|debut|went public|go public|offering)\b"),
    ("raised_amount", r"(?:lifeline|rescue|bailout|bail-out|cornerstone|funding(?: round)?|financing(?: round)?|rounds?|series [a-k]\b|seed|investments?|invest(?:s|ed|ing)?\b|inject\w*|committ\w+|lined up|secured|raising|raised|raises|raise\b|fund-?raising|brought in|took in|takes in|collected|contribut\w+|backing|(?<!share )(?<!stock )capital)"),
    ("deal_value", r"acquir\w+|acquisitions?|buy(?:s|ing)?\b|bought|takeover|takes? over|took over|merg\w+|deal\b|deals\b|purchas\w+|buyout|pay(?:s|ing)?\b|paid|sell(?:s|ing)?\b|sold\b|sale of|transaction|divest\w+|bid\b|offer(?:s|ed)?\b|consideration|price tag|for a total|stake\b|charge [A-Z]\w+"),
)  # fmt: skip
_TRIGGER = rx(r"\b(?:" + "|".join(rf"(?P<t{i}>{pattern})" for i, (_, pattern) in enumerate(_LEFT)) + ")")
_NAMES = [predicate for predicate, _ in _LEFT]

_FILL = r"(?:(?!(?:from|its|the|a|an|in|of|to|for|and|or|by|on|at|with|as|is|was|per|that|it|than|into|which)\b)[\w’'.&-]+[\s-]){0,%d}?"
_RIGHT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (predicate, rx(r"^(?:\s\([^)]{1,40}\))?" + pattern))
    for predicate, pattern in (
        ("offer_price", r"\s?(?:per|a|each|apiece|/)(?:\s(?:ordinary |class [ab] |common |american depositary |new )?(?:share|ads|unit|stock))?\b(?!\s(?:in|of)\b)"),
        ("", r"\s(?:net )?(?:increase|decrease|decline|reduction|rise|drop|improvement|gain)s?\b"),
        ("", r"[\s-](?!after tax\b)" + _FILL % 2 + r"(?:operating (?:profit|loss|income)|share[- ]based|stock[- ]based|gross profit|ebitda|dividend|fine|penalty|settlement|tax|charge|impairment|write-?down|range|(?:cost[- ])?(?:savings?|cutting|reduction)s? (?:plan|program|programme|target|drive)|cost[- ](?:saving|cutting|reduction)s?|plan|program|programme|credit facility|loan|debt|bond|notes?|lawsuit|cost savings|savings|budget|salary|bonus|grant|prize|threshold|repurchase|share repurchase|buyback program|capital expenditure|bill|contract|order|plant|factory|project|fee|home|house|mansion|stock repurchase|mark|milestone|barrier|level)\b"),
        ("net_loss", r"[\s-]" + _FILL % 2 + r"(?:net )?loss(?:es)?\b"),
        ("", r"[\s-]" + _FILL % 2 + r"(?:pre-?tax (?:profits?|loss(?:es)?|income)|(?:profits?|loss(?:es)?) before (?:\w+ )?tax)\b"),
        ("net_profit", r"[\s-]" + _FILL % 2 + r"(?:(?:net )?profits?|net income)\b"),
        (
            "",
            r"\sof (?:our |its |the |their )?(?:[\w-]+ ){0,3}(?:allowance|charges?|costs?|debt|bonds?|notes|loans?|expenses?|"
            r"dividends?|taxes|tax|impairments?|write-?downs?|goodwill|inventory|commercial paper|deposits?|benefits)\b",
        ),
        ("rd_spend", r"\s(?:on|in|into) (?:its )?(?:research and development|research|r(?:&| and )d)\b"),
        ("", r"[\s-]" + _FILL % 4 + r"(?:market|industry|sector)\b(?! (?:value|cap|debut|listing))"),
        (
            "revenue",
            r"\s(?:in|of) (?:its )?(?:expected |projected )?(?:annual |net |total |quarterly |global |gross |sales )?(?:revenues?|sales|turnover)\b"),
        ("net_loss", r"\s(?:in|of) (?:net )?losses\b"),
        ("net_profit", r"\s(?:in|of) (?:net )?(?:profits?|income)\b"),
        ("", r"\s(?:in|of) (?:[a-z-]+ ){0,2}(?:assets|deposits)\b"),
        ("", r"\s(?:in|of) (?:debt\b(?! and equity)|savings|dividends|costs?|tax\w*|operating)"),
        ("use_of_proceeds", r"\sof (?:the |its )?(?:net )?proceeds"),
        ("valuation", r"[\s-]" + _FILL % 2 + r"(?:valuation|market cap(?:itali[sz]ation)?|market value)\b"),
        ("valuation", r"\s(?:that )?(?:it|the company|the firm|(?!and\b)\w+) (?:was|had been|is) (?:once |last |then )?(?:worth|valued at)\b"),
        ("ipo_amount", r"[\s-]" + _FILL % 4 + r"(?:ipo|initial public offering|listing|flotation|share sale|public offering|float|stock market debut)\b"),
        ("ipo_amount", r"\s(?:in|from|through|via|with|by) (?:the|its|an|a|his)?\s?" + _FILL % 3 + r"(?:ipo|initial public offering|listing|flotation|share sale|public offering|float|debut)\b"),
        ("", r"[\s-]" + _FILL % 2 + r"(?:procurement|tender|auction|bidding|hiring|allocation|licensing|order)\s(?:rounds?|process)\b"),
        ("raised_amount", r"[\s-]" + _FILL % 2 + r"(?:funding|financing|round|investment|lifeline|rescue|bailout|capital injection|cash injection|capital raise|series [a-k])\b"),
        ("raised_amount", r"\s(?:in|of|from) " + _FILL % 3 + r"(?:funding|financing|capital|investors?|investments?|equity|debt and equity|venture|backers|cornerstone|series [a-k])\b"),
        ("deal_value", r"[\s-]" + _FILL % 3 + r"(?:deal|acquisition|takeover|merger|buyout|purchase|buy(?= of)|transaction|sale|(?:takeover |all-cash |cash |stock |unsolicited |hostile |buyout )(?:bid|offer)|(?:bid|offer)(?= (?:for|to (?:buy|acquire|take)))|stake|agreed(?= in| last| on))\b"),
        ("", r"\sto (?:settle|resolve|end) "),
        ("deal_value", r"\s(?:to (?:buy|acquire|use|purchase)) "),
    )
)  # fmt: skip

_COMPARE = rx(
    r"\b(?:compared (?:with|to)|compares (?:with|to)|versus|vs\.?|against|up from|down from|from|than|instead of|rather than)\b",
    re.IGNORECASE,
)
_CHANGES = rx(
    r"\b(?:narrow|widen|rose|rise|rising|fell|fall|grew|grow|increas|decreas|climb|dropp|jump|improv|declin|slid|swung|swing|shrank|shrink|shrunk|doubl|tripl|surg|soar|edg|slipp|plung|up|down|cut|went|more than)\w*\b"
)
_UP_FROM = rx(r"\b(?:up|down|compare[ds] (?:with|to)|against|versus|vs\.?)\s(?:from\s)?")
_INTO = rx(
    r"\b(?:stake|stakes|holding|interest|slice|shares?|investment|invests?|invested|round|buy|buys|buying|bought|acquire[ds]?|acquiring|acquisition|purchase)\s(?:in\s|of\s)?(?:the\s)?(?=[A-Z])"
)
_USED = rx(r"\bus(?:e|es|ed|ing)\s(?:the\s)?(?:net\s)?proceeds\sof\s(?:about\s|some\s|around\s)?$")
_DELTA = rx(
    r"\b(?:increase|decrease|decline|rise|drop|fall|growth|gain|reduction|improvement|change|jump|swing|difference)s?\s(?:in \w+\s)?(?:of|by)\s(?:about |approximately |nearly |some |more than |almost |over |roughly |up to )*$"
    r"|\b(?:increas|decreas|declin|rose|rise|rises|fell|fall|falls|grew|grow|grows|boost|lift|rais|reduc|cut|add|dropp?|improv|climb|jump|up|down|higher|lower)\w*\s(?:by\s)(?:about |approximately |nearly |some |more than |almost |over |roughly )*$"
    r"|\b(?:increas|decreas|declin)ed\s[^;$€£¥]{0,70}?\sby\s$"
    r"|\b(?:increased|decreased|declined|rose|fell|grew|dropped|improved|(?:,|\bis|\bwas|\bwere|\bare)\s(?:up|down))\s(?:about |approximately |nearly |some )?$"
)
_PER_AND_AGO = rx(r"(?:,?\s(?:or|and)\s[^;]{0,50}?(?:per|a) (?:diluted )?share[^,;]{0,20})?,?\s?")
_PER_SHARE = rx(
    r"\s?(?:per\b|a share|for (?:each|every) (?:[\w&.’-]+ ){0,3}share|apiece|each\b|/share|/ads|-a-share|-per-share)",
    re.IGNORECASE,
)
_PER_UNIT = rx(
    r"\s?(?:a|an|per|each|every|for (?:each|every)|on every|/)\s?(?:[\w-]+\s)?(?:day|night|week|month|quarter|year|hour|minute|person|head|worker|employee|customer|user|"
    r"subscriber|household|home|ton|tonne|barrel|ounce|kilo|kilogram|gallon|lit(?:re|er)|mile|vehicle|car|ticket|seat|room|megawatt|kilowatt|mwh|kwh|gigawatt|pound|bushel|piece|"
    r"item|copy|game|episode|square|acre|hectare|cubic|dose|pill|bottle|pack|trip|ride|order|download|student|patient|passenger)s?(?:\b|-)(?!\s(?:ago|earlier|before|later|on)\b)"
)
_TWIN = rx(
    r"^\s?(?:in total\s)?[(\[,]?\s?(?:\(?(?:or |about |approximately |around |roughly |some |equivalent to |equal to |worth |equals? )*)$"
)
_PLANNED = rx(
    r"\b(?:to raise|could raise|may raise|might raise|would raise|will raise|wants?|plans?|planned|planning|seek(?:s|ing)?|sought|aim(?:s|ed|ing)?|hop(?:es|ed|ing)|expect(?:s|ed)?|intend(?:s|ed)?|"
    r"target(?:s|ed|ing)?|potential|proposed|up to|as (?:much|many) as|was to|were to|consider(?:s|ing)?|look(?:s|ing)? to|expects|files? to|filed|prepar\w+|ready|readies|approved for|put off|postpon\w+|delay\w*|"
    r"cut from|reduced from|had been cut|put the ipo at|earlier reports|at least|shelv\w+|cancel\w+|scrap\w+|abandon\w+|withdr\w+|relaunch\w*|maximum|upcoming|assumed|we estimate|estimated|set to|set for|scheduled)\b"
)  # fmt: skip
_ACTUAL = rx(
    r"\b(?:raised|raising|priced|went public|sold|selling|completed|closed|netted|brought in|debut(?:ed)?|begins? trading|started trading)\b"
)
_ADJUSTED = rx(
    r"\b(?:adjusted|non-gaap|non-ifrs|pro forma|underlying|core|normali[sz]ed|excluding (?:one-time|special|certain|exceptional)|excluding items|before (?:special|exceptional) items)\b"
)
_WITHOUT = rx(
    r"\b(?:excluding|stripping out|strips out|leaving out|leaving aside|not counting|setting aside|before|without|adjusted for)\s(?:(?:the|this|that|these|those|its|a|an|such|all|any|certain|one-off)\s){0,2}(?:[\w-]+\s){0,3}?"
    r"(?:charges?|items?|costs?|gains?|impairments?|write-?downs?|one-offs?|exceptionals?|effects?|provisions?)\b"
)
_ASIDE = rx(
    r",\s(?:which|excluding|including|after)\s[^;.]{5,120}?,\s(?=(?:was|were|is|came|rose|fell|totall?ed|stood|reached|increased|decreased|grew|amounted)\b)"
)
_CONSENSUS = rx(
    r"\b(?:analysts?[’']?\s(?:(?:surveyed|polled)\sby\s[\w\s]+?\s)?(?:had\s|were\s|on average\s|who\s)*(?:expect\w*|forecast\w*|estimat\w+|predict\w*|polled)|had on average looked for|consensus|the market (?:is looking for|(?:had )?expect\w*|looks for)|wall street (?:expect\w*|estimat\w+|was (?:expecting|looking for))|(?:expected|predicted|forecast|estimated) by (?:[a-z]+ )?analysts|analyst estimates?|average estimate|refinitiv estimate)"
)
_EXPECTED_TO = rx(
    r"\banalysts[^;,]{0,30}\bexpect\w*\s[^;,]{2,40}\sto\s(?:post|report|earn|make|show)\b[^;]{0,150}$"
)
_GUIDANCE = rx(
    r"\b(?:expects?|expecting|forecasts?|guidance|outlook|projects?|projected|anticipates?|guided|sees|estimates? (?:that )?(?:its|the)|aims for|targets?|will be between|is expected to be|plans to)\b"
)
_SEGMENT = rx(
    r"(?:\b(?:In|Overall|Total|Our|Its)\s)?(?P<name>(?:(?<![A-Za-z])[a-z]?[A-Z][\w&’-]*\s(?:(?:and|&)\s)?){1,4}|\b(?i:online|e-commerce|digital|wholesale|retail|cloud|advertising|subscription|services?|product|hardware|software|automotive|gaming|licensing|international|domestic|direct-to-consumer|segment)\s(?:and\s\w+\s)?)(?:segment\s|division\s|unit\s|business\s)?(?:net\s)?(?i:revenues?|sales)$"
)
_COMMON_SEGMENTS = frozenset(
    (
        "online",
        "e-commerce",
        "digital",
        "wholesale",
        "retail",
        "international",
        "domestic",
        "subscription",
        "product",
        "service",
        "services",
        "licensing",
        "advertising",
    )
)
_SEGMENT_AFTER = rx(
    r"\s(?:in|from|of|at|for)\s(?:the\s|its\s|our\s)?(?:company[’']s\s)?(?P<name>[A-Za-z][\w&’-]*(?:\s(?:and\s|&\s)?[A-Za-z][\w&’-]*){0,3}?)\s(?:segment|division|unit|business|arm|category|line|brand|region)\b"
)
_COMPARED_WITH = rx(
    r"\b(?:from|against|versus|compared (?:with|to)|than)\s(?:(?:a |an )?(?:net )?(?:profit|loss|income) of )?(?:about )?$"
)
_BIDS = rx(
    r"\b(?:pay|pays|paid|paying|offer(?:s|ed|ing)?|bid|buy|buys|bought|acquire[ds]?|receive|get|at|for|price of)\b[^;]{0,60}$"
)
_EACH_SHARE = rx(
    r"\b(?:each|every|per)\s(?:[\w&.’-]+\s){0,6}?(?:share|ads)\b[^.;]{0,80}?\b(?:receive|get|exchanged for|converted into)\s(?:about\s)?$"
)
_PER_SHARE_EARNED = rx(r"\b(?:dividend|earnings|eps|net income|net loss|distribution)\b")
_OR_IN_ALL = rx(
    r"\b(?:a|per)[\s-]share\b[^;]{0,30}?,?\s(?:or|for a total of|a total of|in a deal (?:worth|valued at))\s(?:about |approximately |around |roughly |some |a total of )*$"
)
_TAKEOVER = rx(
    r"\b(?:takeover|acqui\w+|buyout|merger|bid|per share in cash|in cash per share|all-cash|cash-and-stock|reject\w*|shareholders (?:will|would) (?:receive|get)|for each share|tender offer|premium|sale price)\b"
)
_OF_AN_ORDER = rx(
    r"(?:^|[.;,]\s|\b)(?:the|its|this|that|an?|each)\s(?:[a-z]+\s){0,2}(?:contract|order|agreement|project|grant|home|house|property|painting|jet|ship|portfolio|plane|programme|program)s?\b(?!\s(?:maker|manager|firm|company|group|developer))(?:[^;.]|\.\d){0,60}$"
)
_OF_A_MARKET = rx(
    r"\b(?:industry|market|sector)(?:[’']s)?\s(?:had|has|with|generated|generates|recorded|posted|saw|made|racked up|total|overall|annual|yearly|global)\b[^;,]{0,30}$|\b(?:industry|market|sector)(?:[’']s|[- ]wide)\s$"
)
_LEAST_DEAL = 10_000  # smaller sums are prices, fares and fees
_ORDER = rx(
    r"\b(?:contract|order)(?:,\s[^,;]{3,50},)?\s(?:is|was|could be|may be)\s(?:estimated at |estimated to be )?$"
)
_VALUE_LOST = rx(
    r"\s(?:of|in|off|from) (?:its |their |the )?(?:[\w’'-]+ )?(?:value|worth|market|capitali[sz]ation|valuation|investment|deposits|assets|property|goods|stock)\b"
)
_MEASURES = frozenset(("revenue", "net_loss", "net_profit", "rd_spend", "total_assets"))
_WORTH = rx(
    r"(?:\b(?:is|was|are|were|be|been|being|now|currently|company|firm|business|group|start-?up|unicorn|which|it|itself|that|bank|chain|brand|maker|retailer|fund|giant|he|she|they)"
    r"|\b(?:is|was|be|being|now) (?:estimated|thought|said|believed|reckoned|reported) to be|[A-Z][\w&.’'-]*,?|\)|[’']s? (?:net|equity|enterprise))\s$"
)
_IPO_WORD = rx(
    r"\b(?:ipo|initial public offering|went public|go(?:ing|es)? public|flotation|listing|share sale|stock market debut|market debut|offering|sold (?:its )?shares at)\b"
)
_FUND_WORD = rx(
    r"\b(?:funding|financing|series [a-k]\b|round|investors?|venture|invest\w*|cornerstone|inject\w*|lifeline|rescue|bailout|seed)\b"
)
_DEAL_WORD = rx(
    r"\b(?:acqui\w+|buy(?:s|ing)?|bought|takeover|merger|merge|purchase[ds]?|buyout|deal|sold|sell|sale|bid|stake)\b"
)


def find(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """Claims about amounts of money in one sentence."""
    moneys = sentence.moneys
    if not moneys or not sentence.flags & (Flag.MEASURE | Flag.DEAL) or is_row(sentence.text):
        return
    yield from _assign(sentence, context, moneys)


def _assign(sentence: Sentence, context: Context, moneys: list[Money]) -> Iterator[Claim]:
    lower = sentence.lower
    triggers = [
        (m.start(), m.end(), _NAMES[int(str(m.lastgroup)[1:])], m.group()) for m in _TRIGGER.finditer(lower)
    ]
    named = [(n.start, n.end) for n in sentence.names if n.kind == "organisation"]
    asides = [m.span() for m in _ASIDE.finditer(lower)] if "," in lower else []
    if named:  # "Halyard Capital has put": a word of a name governs nothing
        triggers = [t for t in triggers if not any(a <= t[0] and t[1] <= b for a, b in named)]
    kinds: list[tuple[str, float, int, int]] = []  # predicate, confidence, trigger start, end
    twin_of: list[int | None] = []
    for i in range(len(moneys)):
        twin = _twin(sentence, moneys, i)
        twin_of.append(twin)
        if twin is not None:
            kinds.append(kinds[twin])
            continue
        at = moneys[i].start
        near = [t for t in triggers if not any(a <= t[0] and t[1] <= b and not a < at < b for a, b in asides)]
        kinds.append(_governor(sentence, context, moneys, i, near, kinds))
    _ends_of_range(moneys, kinds)
    _parallel(sentence, moneys, kinds, twin_of)
    parts = _of_parts(sentence, moneys, kinds) if sentence.flags & Flag.MEASURE else {}
    for i in parts:
        kinds[i] = ("revenue", 0.8, moneys[i].start, moneys[i].start)
    firms = _of_others(sentence, context, moneys, kinds, parts)
    periods = _periods(sentence, moneys, kinds, twin_of)
    last: tuple[str, str | None, int] = ("", None, 0)
    last_period: str | None = None
    for i, money in enumerate(moneys):
        predicate, sure, at, at_end = kinds[i]
        if not predicate or predicate == "use_of_proceeds":
            continue
        root = i if twin_of[i] is None else twin_of[i]
        assert root is not None
        linked = context.subjects.at(
            sentence, at if at < money.start and predicate in _MEASURES else money.start
        )
        if predicate in _MEASURES and at < money.start and (house := _AT_HOUSE.match(sentence.text, at_end)):
            owner = next((n for n in sentence.names if n.start == house.end()), None)
            if (
                owner
                and owner.kind in ("organisation", "unknown")
                and (
                    house["how"] == "at"
                    or owner.kind == "organisation"
                    or context.subjects.is_main(owner.text)
                )
            ):
                linked = Linked(context.subjects.canonical(owner.text), 0.9)  # "Revenue at Corvane rose to"
        if root in firms:
            linked = Linked(firms[root], 0.8)
        if predicate in _MEASURES and (by_whom := _TOLD_BY.match(sentence.text, money.end)):
            teller = next(
                (n for n in sentence.names if n.start == by_whom.end() and n.kind != "person"), None
            )
            if teller:
                linked = Linked(
                    context.subjects.canonical(teller.text), 0.9
                )  # "the $204m announced by rival Kestrel"
        if predicate == "valuation" and at < money.start:
            # "values Kestrel Skin at": the one that is valued
            inside = next(
                (
                    n
                    for n in sentence.names
                    if at < n.start < at_end and n.kind in ("organisation", "unknown")
                ),
                None,
            )
            if inside is None and (bought := _INTO.search(sentence.text, 0, at)):
                inside = sentence.company_at(bought.end())
            if inside:
                linked = Linked(context.subjects.canonical(inside.text), 0.9)
        sold = sale(sentence) if predicate == "deal_value" else None
        if sold and sold[0].start < money.start:
            linked = Linked(context.subjects.canonical(sold[0].text), 0.85)
        elif predicate == "deal_value" and (passive := _BOUGHT.search(sentence.text)):
            by = sentence.company_at(passive.end())
            linked = Linked(context.subjects.canonical(by.text), 0.85) if by else Linked(UNNAMED, 0.3)
        elif predicate == "deal_value" and at_end and at < money.start:
            buyer = next(
                (
                    n
                    for n in sentence.names
                    if n.end == at - 1 and (n.kind == "person" or n.text in context.reading.persons)
                ),
                None,
            )
            if buyer and lower[at:at_end].startswith(("bought", "acquired", "purchased", "took over")):
                linked = Linked(context.reading.persons.get(buyer.text, buyer.text), 0.85)
        if predicate == "valuation" and _JOINED.search(lower, 0, money.start):
            linked = Linked("combined company", 0.5)  # of what is to be made of two
        period, period_sure = periods[root]
        if predicate not in _MEASURES:
            period, period_sure = None, 1.0
            if predicate in ("deal_value", "valuation", "raised_amount"):
                period = _dated(sentence, money, at)
        if predicate == "raised_amount" and _gives(sentence, money, at, at_end):
            continue
        if predicate == "raised_amount" or (
            predicate == "deal_value" and rx(r"\b(?:inject|fund)\b").search(sentence.lower[: money.start])
        ):
            linked = _recipient(sentence, context, money, linked)
        if (
            predicate == "ipo_amount"
            and "ipo" in context.topics
            and not context.subjects.is_main(linked.name)
            and not (linked.sure >= 0.8 and 0 <= sentence.text.find(linked.name) <= 14)
        ):
            linked = context.subjects.focus(
                sentence
            )  # whoever sells, it is the offering of the one the text is about
        variant = _variant(sentence, context, predicate, moneys, root, at, at_end)
        if i in parts:
            variant = f"segment:{parts[i]}"
            if linked.name == UNNAMED or names.same_name(linked.name, parts[i]):
                linked = context.subjects.focus(sentence)
        if predicate == "deal_value" and (part := _part(lower, moneys, i)):
            variant = part
        elif predicate == "deal_value" and _WITH_DEBT.search(lower):
            variant = (
                "including_debt"
                if len(moneys) == 1 or _WITH_DEBT.search(lower, max(0, money.start - 90), money.end + 40)
                else None
            )
        if predicate == "valuation" and period is None and last[0] == "raised_amount" and last_period:
            period = last_period  # "raised … in January in a round that valued it at …"
        last_period = period
        if (
            variant is None
            and predicate == last[0]
            and last[1]
            and last[1].startswith(("segment:", "adjusted"))
            and at > last[2]
            and _COMPARE.search(lower, last[2], money.start)
        ):
            variant = last[1]
        last = (predicate, variant, money.end)
        if (
            variant
            and variant.startswith("segment:")
            and linked.name
            and names.same_name(linked.name, variant[8:])
        ):
            linked = context.subjects.focus(sentence)
        if (
            variant == "planned"
            and predicate in _MEASURES
            and (period_sure <= 0.45 or period_sure == _TITLED)
        ):
            period, period_sure = None, 0.7
        bound = money.bound
        if twin_of[i] is not None and bound == "exact":
            bound = moneys[root].bound  # "up to $12.9bn (£10bn)"
        if bound == "exact" and rx(r",?\s(?:plus or minus|give or take|\+/-|±)").match(
            lower[money.end : money.end + 16]
        ):
            bound = "approx"
        if (
            predicate == "ipo_amount"
            and variant == "planned"
            and bound == "exact"
            and rx(r"\b(?:potential|up to)\W+$").search(lower[: money.start])
        ):
            bound = "max"
        confidence = sure * (0.5 + 0.5 * linked.sure) * (0.6 + 0.4 * period_sure)
        if rx(r"\b(?:if we|assum(?:e|es|ing)|hypothetical\w*|would have been|could have)\b").search(lower):
            confidence *= 0.7
        yield Claim(
            sentence, predicate, linked.name, {"kind": "money", "amount": money.amount, "currency": money.currency},
            money.start, money.end, confidence, period=period, variant=variant, bound=bound,
            object=(sold[1] if sold else _object(sentence, context, money, linked.name)) if predicate == "deal_value" else None,
        )  # fmt: skip


_OTHER_FIRM = rx(
    r"(?:,|,?\s(?:and|while))\s(?P<name>[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*){0,2})\s(?:about\s|some\s|around\s|nearly\s|just\s)*"
)
_ITS_NEXT = rx(r"\s(?:on|and|with)\s(?:about\s|some\s|around\s|nearly\s|just\s)*")


def _of_others(
    sentence: Sentence,
    context: Context,
    moneys: list[Money],
    kinds: list[tuple[str, float, int, int]],
    parts: dict[int, str],
) -> dict[int, str]:
    """Figures of a second firm whose measure is left out: "Halden earned 9 on sales of 61, Vik 4 on 38"; in `kinds` they
    become what the first firm's are."""
    found: dict[int, str] = {}
    first = next(
        (i for i, kind in enumerate(kinds) if kind[0] in ("revenue", "net_loss", "net_profit")), None
    )
    if first is None or len(moneys) < 2 or parts:
        return found
    begun = first
    for i in range(first + 1, len(moneys)):
        between = (sentence.text, moneys[i - 1].end, moneys[i].start)
        other = _OTHER_FIRM.fullmatch(*between)
        if other and other["name"] in context.subjects.forms and other["name"] not in context.reading.persons:
            begun = i
            kinds[i] = (kinds[first][0], kinds[first][1] * 0.9, moneys[i].start, moneys[i].start)
            found[i] = context.subjects.canonical(other["name"])
        elif i - 1 in found and i - begun + first < begun and _ITS_NEXT.fullmatch(*between):
            like = kinds[i - begun + first]
            kinds[i] = (like[0], like[1] * 0.9, moneys[i].start, moneys[i].start)
            found[i] = found[i - 1]
    return found


_TOLD_BY = rx(
    r"\s(?:announced|reported|posted|made|earned|recorded)\sby\s(?:the\s|its\s|rival\s|competitor\s|larger\s|smaller\s)*(?=[A-Z])"
)
_AT_HOUSE = rx(r"\s(?P<how>at|of)\s(?:the\s|rival\s)?(?=[A-Z])")
_FROM_A_PART = rx(
    r"\sfrom\s(?:the\s|its\s|our\s)?(?P<what>(?!(?:continuing\s)?operations|contracts|a\s|last|these|that|all\b|\$)[a-z][^,;()$€£\d]{1,38}?)\s(?:totall?ed|was|were|rose|fell|grew|increased|decreased|came|reached|declined|climbed)\b"
)
_OF_PRODUCT = rx(
    r"\sof\s(?:(?:its|the|their|our)\s(?:[a-z-]+\s){0,5}(?:drug|medicine|treatment|vaccine|product|brand|phone|smartphone|car|model|game|console|device|chip|service|app|line|jab|pill|injection)s?,?\s)(?P<name>[A-Z][\w-]+(?:\s[A-Z0-9][\w-]*){0,2})"
)
_OF_THE_PRODUCT = rx(
    r"\sof\s(?:the|its)\s(?P<name>[a-z]?[A-Z][\w-]*(?:\s[A-Z0-9][\w-]*){0,2})(?=\s(?:rose|fell|grew|slipped|dropped|declined|climbed|jumped|increased|decreased|were|came|reached|totall?ed)\b)"
)
_A_DIVISION = rx(
    r"\b(?:[Ii]ts|[Tt]he|[Oo]ur|[A-Z]\w+[’']s)\s(?P<name>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,2})\s(?:division|unit|segment|business|arm)(?:,\s(?:which|that|including)\s[^;$€£¥]{3,100},)?\s"
    r"(?:reported|posted|had|recorded|generated|booked|brought in|took in|delivered)\s(?:about\s|some\s|around\s|nearly\s)?$"
)
_PART = rx(r"\sin\s(?P<what>cash|stock|shares)\b")
_JOINED = rx(
    r"\b(?:creat(?:e|es|ed|ing)|form(?:s|ed|ing)?)\s(?:a|an|one of|the)\s[^;.]{0,60}$|\b(?:combined|merged|enlarged|new)\s(?:company|group|firm|entity|business|bank)\b[^;.]{0,60}$"
)
_CASH_AND = rx(r"\sin\scash\s?,?\s(?:and|plus)\s[^.;,]{1,40}\b(?:stock|shares)\b")
_AS_A_PART = rx(
    r"\b(?:including|consist\w*|compris\w*|of which|made up of|combination of|and|plus)\b[^;]{0,25}$"
)


_WITH_DEBT = rx(r"\bincluding (?:the assumption of |assumed )?(?:its |the )?(?:net )?debt\b")
_BOUGHT = rx(
    r"\b(?:was|were|been|being)\s(?:itself\s|also\s|then\s|later\s)?(?:bought|acquired|taken over|purchased)\b(?:[^;.]|\.\d){0,50}?\bby\s(?:the\s|rival\s)?(?:(?=[A-Z])|a\s|an\s)"
)
_PRICE_RANGE = rx(r"\b(?:up to|as much as|at most|maximum|between|range)\b[^;]{0,20}$")
_HOPED = rx(
    r"\b(?:targets?|targeting|seeks?|seeking|aims?|aiming|could|would|may|might|hop(?:es|ing)|plans?|planning|wants?|expects?|expected|set(?:s|ting)? terms|proposed|looking)\b[^;]{0,90}$"
)


def _part(lower: str, moneys: list[Money], i: int) -> str | None:
    """ "cash" or "stock" when the i-th amount is a part of a price: "$281m in cash and $53m in stock"."""
    part = _PART.match(lower, moneys[i].end)
    if not part:
        return None
    if _CASH_AND.match(lower, moneys[i].end) or (
        i and _AS_A_PART.search(lower, moneys[i - 1].end, moneys[i].start)
    ):
        return "cash" if part["what"] == "cash" else "stock"
    return None


_SALE = rx(
    r"\b(?:sell|sells|selling|sold|sale of|divest(?:s|ed|ing)?|offload(?:s|ed|ing)?)\s(?P<what>(?:its|the|his|her|their|our|all of|most of|an?|\d[\d.]*\s?(?:%|percent|per cent)\sof)\s[^;.]{2,80}?|[A-Z][^;.,]{1,50}?),?\sto\s(?:the\s|rival\s|[a-z-]+\s(?:firm|group|company|investor)\s)?(?=[A-Z])"
)


def sale(sentence: Sentence) -> tuple[Name, str] | None:
    """(who buys, what) of "agreed to sell its scooter business, Zipwell, to Ridgeback"; None when nobody sells to a name."""
    if "sell" not in sentence.lower and "sold" not in sentence.lower and "sale of" not in sentence.lower:
        return None
    m = _SALE.search(sentence.text)
    buyer = m and sentence.company_at(m.end())
    if not m or not buyer:
        return None
    inside = [
        n
        for n in sentence.names
        if m.start("what") <= n.start and n.end <= m.end("what") and n.kind != "person"
    ]
    return buyer, inside[-1].text if inside else rx(r"^(?:its|the|his|her|their)\s").sub("", m["what"])


_CONTRIBUTED = rx(
    r"(?:\bwith|\band|\bwhile|,)\s(?:its\s|the\s)?(?P<name>[a-z]?[A-Z][\w&-]*(?:\s(?:&\s)?[A-Z][\w-]*){0,2}|services|advertising|hardware|software|subscriptions|licensing)\s(?:contribut(?:ing|ed)|generat(?:ing|ed)|adding|accounting for|bringing in|brought in|took in)\s(?:about\s|some\s|around\s)?$"
)
_NEXT_PART = rx(
    r"\)?,?\s(?:and\s)?(?:the\s)?(?P<name>[a-z]?[A-Z][\w&-]*(?:\s(?:&\s)?[A-Z][\w-]*){0,2})\s(?:about\s|some\s)?"
)
_SAME_PART = rx(r"\s\((?:[HQ][1-4]\s)?[\w ]{4,12}:\s")
_THE_PART = rx(
    r"The\s(?P<name>[a-z]?[A-Z][\w&-]*)\s(?:contributed|brought in|took in)\s(?:about\s|some\s|around\s)?"
)
_ARM = rx(
    r"\b[Tt]he\s(?P<name>[\w&-]+(?:\s[\w&-]+)?)\s(?:arm|division|segment|unit|side)(?:,\s[^,;]{3,60},)?\s(?:brought in|generated|contributed|took in|turned over)\s(?:about\s|some\s|around\s)?$"
)


def _of_parts(
    sentence: Sentence, moneys: list[Money], kinds: list[tuple[str, float, int, int]]
) -> dict[int, str]:
    """Amounts that parts of the firm took in: "with Metering contributing £151m (H1 2023: £136m) and Services £63m"."""
    text = sentence.text
    found: dict[int, str] = {}
    for i, money in enumerate(moneys):
        if i and i - 1 in found:
            between = text[moneys[i - 1].end : money.start]
            if _SAME_PART.fullmatch(between):
                found[i] = found[i - 1]
                continue
            if part := _NEXT_PART.fullmatch(between):
                found[i] = part["name"]
                continue
        begun = any(kind[0] == "revenue" for kind in kinds[:i])
        part = (_CONTRIBUTED.search(text, 0, money.start) if begun else None) or _ARM.search(
            text, 0, money.start
        )
        if part is None and i == 0 and sentence.previous and "revenue" in sentence.previous.lower:
            part = _THE_PART.fullmatch(text, 0, money.start)
        if part:
            found[i] = part["name"]
    return found


def _dated(sentence: Sentence, money: Money, at: int) -> str | None:
    """The year or month of a deal or a valuation, told right behind it: "paid $57m for Merrow in July"."""
    for date in sentence.dates:
        if rx(r"\bannounc\w*\b").search(sentence.lower, 0, money.start):
            break
        if (
            date.start > money.end
            and 4 <= len(date.iso) <= 7
            and rx(
                r"(?:[^,;.]|\.\d){0,60}?(?:,\s(?:completed|closed|made|struck|agreed))?\s(?:back\s)?in\s(?:early\s|late\s)?"
            ).fullmatch(sentence.text[money.end : date.start])
        ):
            return date.iso
    between = next(
        (
            d
            for d in reversed(sentence.dates)
            if d.end < money.start
            and rx(r"\sin\s(?:early\s|late\s)?$").search(sentence.text[: d.start])
            and rx(r"\sfor\s(?:about |around |some |just |over |nearly )*").fullmatch(
                sentence.lower[d.end : money.start]
            )
        ),
        None,
    )
    if between:
        return between.iso  # "bought Merrow in 2016 for €74 million"
    led = rx(r"(?:Back )?(?:[Ii]n|[Oo]n|[Ll]ast)\s").match(sentence.text)
    first = next(iter(sentence.dates), None)
    if (
        led
        and first
        and first.start <= led.end() + 12
        and not rx(
            r"\b(?:agree\w*|enter\w*|announc\w*(?! (?:that )?it had raised)|said|sign\w*|will|would|plan\w*|propos\w*)\b"
        ).search(sentence.lower, 0, money.start)
        and not rx(r"[;]").search(sentence.text, first.end, money.start)
    ):
        return first.iso  # "In 2022 the firm was valued at …"
    return None


def _ends_of_range(moneys: list[Money], kinds: list[tuple[str, float, int, int]]) -> None:
    """Both ends of "€12 to €14 a share" measure one thing: what stands after the upper end comes first."""
    for i in range(len(moneys) - 1):
        if (moneys[i].bound, moneys[i + 1].bound) != ("min", "max") or moneys[i + 1].start - moneys[
            i
        ].end > 6:
            continue
        low, high = kinds[i], kinds[i + 1]
        told = high if high[0] and (high[2] >= moneys[i + 1].start or not low[0]) else low
        if low[0] == "" and low[2] == moneys[i].start and not high[0]:
            continue
        kinds[i] = kinds[i + 1] = told


def _parallel(
    sentence: Sentence,
    moneys: list[Money],
    kinds: list[tuple[str, float, int, int]],
    twin_of: list[int | None],
) -> None:
    """ "Revenue of A and net income of B, compared with C and D": C is revenue, D is net income."""
    roots = [i for i in range(len(moneys)) if twin_of[i] is None]
    for place in range(1, len(roots)):
        first = roots[place]
        if not _COMPARE.search(sentence.lower, moneys[roots[place - 1]].end, moneys[first].start):
            continue
        run = [first]
        for i in roots[place + 1 :]:
            if not rx(r"\s?,?\s(?:and\s)?").fullmatch(sentence.text[moneys[run[-1]].end : moneys[i].start]):
                break
            run.append(i)
        told = roots[max(0, place - len(run)) : place]
        if len(run) > 1 and len(told) == len(run) and len({kinds[i][0] for i in told} - {""}) == len(told):
            for i, j in zip(run, told, strict=True):
                kinds[i] = (kinds[j][0], kinds[j][1] * 0.9, moneys[i].start, moneys[i].start)
            return


def _gives(sentence: Sentence, money: Money, at: int, at_end: int) -> bool:
    """Whether the amount is one that somebody spends, with no company named that gets it: "will invest $1 billion over
    four years", "a $95 million investment by the county"."""
    lower = sentence.lower
    after = sentence.text[money.end : money.end + 60]
    word = lower[at:at_end] or after.lower()
    if rx(r"\s?[\w-]*\s?investments?\sby\b").match(after):
        return True
    if at_end and at < money.start and rx(r"invest(?:s|ed|ing)?\b").match(word):
        return not rx(r"\b(?:in|into)\s(?:the\s|a\s)?(?:[a-z-]+\s){0,4}(?=[A-Z])").search(after) and not rx(
            r"(?:investors|which|who)\s(?:have\s|had\s)?$|\b(?:have|has been|had|was|were)\s$"
        ).search(lower[:at])
    return False


def _recipient(sentence: Sentence, context: Context, money: Money, linked: Linked) -> Linked:
    """Who gets the money: "into WeWork"; else the document's entity when another one gives it."""
    after = sentence.text[money.end :]
    for name in sentence.names:
        if (
            name.start >= money.end
            and rx(r"\b(?:into|in|to)\s(?:the\s)?$").search(after[: name.start - money.end])
            and name.kind in ("organisation", "unknown")
        ):
            return Linked(context.subjects.canonical(name.text), 0.9)
    before = sentence.lower[max(0, money.start - 90) : money.start]
    gives = rx(
        r"\b(?:committ\w+|inject\w*|invest(?:s|ed)|lend|lent|provid\w+|pledg\w+|contribut\w+|fund)\b"
    ).search(before)
    if (
        gives
        and linked.name == context.subjects.main
        and context.subjects.share < 0.75
        and not rx(r"\b(?:has|have) received|raised\b").search(before)
    ):
        return Linked(UNNAMED, 0.3)  # the one who gives is not the one who gets
    raises = (
        rx(r"\b(?:raised|raises|has raised|had raised|closed|secured)\b").search(before)
        and linked.sure >= 0.75
    )
    return linked if raises or context.subjects.is_main(linked.name) else context.subjects.focus(sentence)


def _object(sentence: Sentence, context: Context, money: Money, subject: str) -> str | None:
    """What is bought: a name after a word of buying, or the words that follow the amount."""
    text = sentence.text
    after, before = text[money.end : money.end + 140], text[max(0, money.start - 160) : money.start]
    m = rx(
        r"\s(?:[\w-]+\s){0,2}?(?P<what>(?:buyout|purchase|acquisition|takeover|sale) of [^,.;()]{3,60}?)(?=,|\.|;|$|\s(?:that|which|by|to|in|and|for)\s)"
    ).match(
        after,
    )
    if m:
        return m["what"]
    m = rx(
        r"\s(?:for|to (?:use|buy|acquire))\s(?:some of |all of |a part of |his |her |its |their |the |about |roughly |another )*(?P<what>[^,.;()]{3,80}?)(?=,|\.|;|\)|$|\s(?:after|before|in|last|from|by|when|as|while|if|this|on|at|because|though)\s)"
    ).match(
        after,
    )
    if m and not rx(r"\d|cash|the (?:company|year|quarter)").match(m["what"]):
        return m["what"].strip()
    m = rx(r"(?P<what>right to use [^,.;]{3,60}?)\sfor\s(?:about |some |up to |nearly |almost )*$").search(
        before
    )
    if m:
        return m["what"]
    target = None
    for verb in rx(
        r"\b(?:acquir(?:e|es|ed|ing)|buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|takeover of|acquisition of|purchase of|merger with|stake in|sale of|sell(?:s|ing)?|sold|for)\b"
    ).finditer(
        text,
    ):
        near = [
            n
            for n in sentence.names
            if 0 <= n.start - verb.end() <= 60
            and n.kind in ("organisation", "unknown")
            and not rx(r"[,;]|\b(?:by|from|with|to)\b").search(text[verb.end() : n.start])
        ]
        if near and not names.same_name(near[0].text, subject):
            target = near[0].text
            if verb.end() > money.start:
                break
        which = rx(r",\s(?:which|that)\s(?:it|the company|[A-Z]\w+)\s$").search(text[: verb.start()])
        if which:
            owner = next((n for n in sentence.names if n.end == which.start()), None)
            target = owner.text if owner else target
    return target


def _twin(sentence: Sentence, moneys: list[Money], i: int) -> int | None:
    """The index of the amount this one merely converts: "HK$5.78 billion ($741 million)"; else None."""
    if not i:
        return None
    a, b = moneys[i - 1], moneys[i]
    if a.currency == b.currency:
        return None
    between = sentence.lower[a.end : b.start]
    if "(" in between and len(between) < 30 and _TWIN.match(between.replace("in total ", "")):
        return i - 1
    if rx(r",?\s(?:or|equivalent to|which is|about)\s(?:about |approximately |around |roughly )?").fullmatch(
        between
    ):
        return i - 1
    return None


def _governor(
    sentence: Sentence,
    context: Context,
    moneys: list[Money],
    i: int,
    triggers: list[tuple[int, int, str, str]],
    done: list[tuple[str, float, int, int]],
) -> tuple[str, float, int, int]:
    """(predicate, confidence, start and end of the word that governs) of the i-th amount; predicate "" for none."""
    money, lower = moneys[i], sentence.lower
    after = lower[money.end : money.end + 70]
    nothing = ("", 0.0, money.start, money.start)
    if _PER_SHARE.match(after):
        offering = rx(
            r"\b(?:pric(?:ed|ing)|offer(?:s|ed|ing)?|ipo|sold|sell(?:s|ing)?|placing|placed|flotation|listing|debut|issue[ds]?|apiece|stock sale|share sale|new shares)\b"
        ).search(
            lower,
        )
        earnings = rx(
            r"\b(?:net (?:income|earnings|loss|profit)|earnings|dividend|eps|diluted|revenue|profit|closed at|trad(?:ed|ing) at|rose|fell|book value)\b"
        ).search(
            lower[max(0, money.start - 80) : money.end + 50],
        )
        takeover = _TAKEOVER.search(lower) and not rx(
            r"\b(?:ipo|initial public|listing|debut|flotation|prospectus)\b"
        ).search(lower)
        if (
            offering
            and not earnings
            and not takeover
            and money.amount < 5000
            and rx(r"\b(?:shares?|stock|ads|adss|units?|ipo|offering)\b").search(lower)
        ):
            return "offer_price", 0.85, money.start, money.start
        if (
            takeover
            and not earnings
            and money.amount < 5000
            and (
                _BIDS.search(lower, 0, money.start)
                or rx(r"-(?:per|a)-share (?:sale|purchase|takeover|offer|bid|cash)\b").match(after)
            )
        ):
            return "offer_price", 0.68, money.start, money.start  # of a whole company
        return nothing
    if (
        money.amount < 5000
        and _EACH_SHARE.search(lower, 0, money.start)
        and not _PER_SHARE_EARNED.search(lower)
    ):
        return "offer_price", 0.68, money.start, money.start  # of a whole company
    if (
        i
        and done[-1][0] == "offer_price"
        and money.amount < 5000
        and rx(r"\b(?:from|against|instead of|rather than|compared with)\s$").search(lower[: money.start])
    ):
        return "offer_price", done[-1][1] * 0.95, money.start, money.start
    if _DELTA.search(lower, max(0, money.start - 90), money.start) or rx(
        r"(?:plus or minus|give or take|\+/-|±)\s$"
    ).search(lower[max(0, money.start - 16) : money.start]):
        return nothing
    if _PER_UNIT.match(after):
        triggers = [t for t in triggers if t[2] in _MEASURES]  # a price, a rent, a wage
        if not triggers:
            return nothing
    right = next((p for p, pattern in _RIGHT[1:] if pattern.match(after)), None)
    if right == "use_of_proceeds":
        return "use_of_proceeds", 0.8, money.end, money.end
    left = [t for t in triggers if t[1] <= money.start]
    nearest = left[-1] if left else None
    if right == "":
        return nothing
    if (
        right == "raised_amount"
        and nearest
        and nearest[2] == "deal_value"
        and rx(r"\bfor (?:about |around |some |just |over |nearly )*$").search(lower[: money.start])
    ):
        right = None  # "bought it for €212 million from the fund"
    if right and not (right == "deal_value" and nearest and nearest[2] in ("valuation",)):
        if right == "ipo_amount" and _USED.search(lower, 0, money.start):
            return nothing  # "used proceeds of 200 million from its IPO to repay debt"
        if right == "ipo_amount" or right in _MEASURES or right == "valuation":
            return right, 0.9, money.start, money.start
        if (
            nearest
            and nearest[2] == "ipo_amount"
            and right == "raised_amount"
            and "cornerstone" not in lower
            and not _FUND_WORD.search(lower)
        ):
            return "ipo_amount", 0.75, money.start, money.start
        if right != "offer_price" and money.amount < _LEAST_DEAL:
            return nothing
        return right, 0.85, money.start, money.start
    if (
        i
        and done
        and done[-1][0] in ("deal_value", "raised_amount")
        and rx(r"[\w\s’'-]*,\sincluding\s(?:about |up to |some |around )*").fullmatch(
            sentence.text[moneys[i - 1].end : money.start],
        )
    ):
        return done[-1][0], done[-1][1] * 0.9, done[-1][2], done[-1][3]
    if (
        i
        and done[-1][0] == "deal_value"
        and done[-1][2] != moneys[i - 1].start
        and rx(
            r",?\s(?:down |up |instead of |rather than |and not )?(?:from|of)?\s?(?:the )?(?:about |around )?"
        ).fullmatch(
            sentence.text[moneys[i - 1].end : money.start],
        )
    ):
        return "deal_value", done[-1][1] * 0.9, done[-1][2], done[-1][3]
    if (
        i
        and done[-1][0] == "valuation"
        and rx(
            r"[^;.]{0,50}?\b(?:down|up|reduced|cut|compared|against|versus)\b\s?(?:from|with|to)?\s(?:about |around |roughly |just |some |more than |over )*"
        ).fullmatch(lower[moneys[i - 1].end : money.start])
    ):
        return "valuation", done[-1][1] * 0.9, done[-1][2], done[-1][3]
    if nearest is None:
        return nothing
    start, end, predicate, words = nearest
    gap = sentence.text[end : money.start]
    if (
        words == "acquisitions"
        and rx(r"\s(?:of|worth)\b").match(gap)
        and not rx(r"\b(?:spent|made|complet\w+|announced)\b").search(lower[:start])
    ):
        return nothing  # "looks for acquisitions of up to …"
    if predicate == "deal_value" and _OR_IN_ALL.search(gap):
        return "deal_value", 0.8, start, end
    if (
        ";" in gap
        and i
        and done[-1][0] in _MEASURES
        and _CONSENSUS.search(lower, lower.rfind(";", 0, money.start), money.start)
    ):
        return done[-1][0], done[-1][1] * 0.9, money.start, money.start
    if ";" in gap or rx(r"\bper\s(?:\w+\s){0,3}(?:share|ads)\b").search(gap.lower()):
        return _compared(sentence, moneys, i, done) or nothing
    distance = len(gap)
    sure = 0.9 if distance < 40 else 0.8 if distance < 90 else 0.6
    if not predicate:
        # "adjusted" figures outside the list swallow their amount, unless a comparison leads back to the measure
        return (_compared(sentence, moneys, i, done) if words.startswith("per") else None) or nothing
    if predicate in _MEASURES:
        if _OF_A_MARKET.search(lower, max(0, start - 80), start):
            return nothing  # "the industry had sales of …"
        if predicate in ("net_profit", "net_loss") and (
            rx(r"\bpre-?tax\s(?:\w+\s)?$").search(lower[max(0, start - 18) : start])
            or rx(r"\s?before\s(?:\w+\s)?tax").match(lower[end:])
            or (rx(r"\bbefore$").search(words) and rx(r"\s(?:\w+\s)?tax").match(lower[end:]))
        ):
            return nothing  # profit before tax is another figure
        if (
            predicate == "net_profit"
            and words in ("earnings", "profit", "profits")
            and rx(r"\b(?:operating|gross|ebit)\W*$").search(lower[:start])
        ):
            return nothing
        if predicate == "revenue" and rx(r"\b(?:cost of|costs of|percent of|% of|share)\s(?:net )?$").search(
            lower[:start]
        ):
            return nothing
        if words.startswith(("profit", "loss", "earnings", "sales", "lost")) and words not in (
            "profit for the",
        ):
            sure -= 0.05
        if words == "lost" and _VALUE_LOST.match(after):
            return nothing
        if words == "lost" and not rx(
            r"^\s(?:about |some |nearly |almost |more than |an? |over |around |up to )*$"
        ).match(gap):
            return nothing
        return predicate, sure, start, end
    if predicate == "valuation":
        if money.amount < _LEAST_DEAL:
            return nothing
        if rx(r"\b(?:division|unit|business|arm|segment|brand|stake)\b").search(lower[start : money.start]):
            sure *= 0.6  # of a part
        if rx(r"\bequity value\b").search(words + lower[end - 14 : end]) and _TAKEOVER.search(lower):
            return "deal_value", 0.8, start, end  # what a takeover pays for the shares
        valued = rx(r"valu(?:es|ed|ing)\s.+\sat$").match(words)
        if valued and not rx(
            r"valu\w+\s(?:the\s)?(?:deal|transaction|stake|offer|bid|contract|purchase|acquisition|takeover)\b"
        ).match(
            words,
        ):
            return "valuation", sure, start, end
        if valued:
            return "deal_value", sure - 0.1, start, end
        if words.startswith(("equity value", "enterprise value", "implied value")) and _TAKEOVER.search(
            lower, 0, start
        ):
            return (
                "deal_value",
                sure - 0.1,
                start,
                end,
            )  # "will acquire Merrow for $41 per share, representing an equity value of"
        if _ORDER.search(lower, max(0, start - 60), start):
            return "deal_value", 0.62, start, end
        if words in ("worth", "value of", "valued at") or words.startswith("valu"):
            if rx(
                r"\b(?:stake|deal|transaction|contract|goods|shares|offer(?! price)|bid|proposal|takeover|buyout|merger)\b[^.;]{0,30}$"
            ).search(
                lower[max(0, start - 40) : start],
            ) and not rx(r"\bcompany|value of the company\b").search(words):
                return (
                    ("deal_value", 0.75, start, end)
                    if rx(
                        r"\b(?:deal|transaction|acqui\w*|stake|merger|takeover|purchase|offer|bid|proposal|buyout)\b"
                    ).search(
                        lower[max(0, start - 60) : start],
                    )
                    else nothing
                )
            if words == "worth" and rx(
                r"\b(?:ipo|offering|flotation|float|share sale|listing)\b[^.;]{0,20}$"
                + (r"|\boffer\b[^.;]{0,8}$" if "ipo" in context.topics else "")
            ).search(
                lower[max(0, start - 40) : start],
            ):
                return "ipo_amount", 0.75, start, end
            if words == "worth" and _FUND_WORD.search(lower[max(0, start - 60) : start]):
                return "raised_amount", 0.75, start, end
        if _OF_AN_ORDER.search(lower, max(0, start - 110), start):
            return nothing
        if words == "worth" and (
            not _WORTH.search(sentence.text[:start])
            or rx(r"\b(?:market|industry|sector)s?\b(?! (?:value|cap))[^.;,]{0,50}$").search(lower[:start])
        ):
            return nothing
        if rx(r"\bmarkets?\b[^.;]{0,40}$").search(lower[:start]) and words.startswith("valu"):
            return nothing  # a market's size is no company's value
        if rx(r"\b(?:below|above|short of|under|from) the\s$").search(lower[: money.start]):
            return nothing  # a mark that was missed or asked for
        if rx(r"\b(?:requir\w+|needs?|must have|threshold)\b[^.]{0,40}$").search(lower[:start]):
            return nothing
        return "valuation", sure, start, end
    if predicate == "offer_price":
        if (
            " range " in words
            and "price" not in words
            and not ("ipo" in context.topics or _IPO_WORD.search(lower))
        ):
            return nothing
        return ("offer_price", sure, start, end) if money.amount < 5000 else nothing
    if money.amount < _LEAST_DEAL:
        return nothing
    return _deal_kind(sentence, context, money, nearest, sure)


def _compared(
    sentence: Sentence, moneys: list[Money], i: int, done: list[tuple[str, float, int, int]]
) -> tuple[str, float, int, int] | None:
    """The governor of the figure that the i-th is compared with: "… or 61 cents per share, from $11 million"."""
    told = [j for j in range(i) if done[j][0]]
    if not told or done[told[-1]][0] not in _MEASURES or moneys[i].start - moneys[told[-1]].end >= 130:
        return None
    if not _COMPARED_WITH.search(sentence.lower, 0, moneys[i].start):
        return None
    predicate, sure, _, _ = done[told[-1]]
    return predicate, sure * 0.9, moneys[i].start, moneys[i].start


def _deal_kind(
    sentence: Sentence, context: Context, money: Money, nearest: tuple[int, int, str, str], sure: float
) -> tuple[str, float, int, int]:
    """Tell an offering, a financing and a purchase apart by the words of the sentence, then of the document."""
    start, end, predicate, words = nearest
    lower = sentence.lower
    raising = rx(r"rais|brought in|took in|committ|lined|secured|contribut|inject|invest").match(words)
    if predicate == "ipo_amount" and not raising:
        gap = lower[end : money.start]
        if words.endswith("proceeds"):
            # of a listing; those of a sale or a placement are told elsewhere
            near = rx(
                r"[^;.]{0,90}?\b(?:of|be|were|was|totall?ed|at|to)\s(?:about |approximately |roughly |some |up to )*"
            ).fullmatch(gap)
            return (
                ("ipo_amount", sure, start, end)
                if near and "ipo" in context.topics
                else ("", 0.0, start, end)
            )
        if len(gap) < 45 and not rx(r"\b(?:price|share|revenue)\b").search(gap):
            return "ipo_amount", sure, start, end
        return "", 0.0, start, end
    after = lower[money.end : money.end + 60]
    if words.startswith(("pay", "paid", "offer")) and not (
        rx(
            r"\s(?:in (?:cash|stock|shares)|for (?:a |an |the |its |all |about |some )?(?:[\d.]+ ?(?:%|percent)|[\w-]+ )?(?:stake|rights?|compan\w+|business\w*|shares?|unit|assets?|interest|brand|patents?|portfolio|division|firm|trademark)\b"
            r"|to (?:buy|acquire|take|purchase|use))\b"
        ).match(
            after,
        )
        or rx(r"\sfor\s(?:the\s)?[A-Z]").match(sentence.text[money.end : money.end + 12])
        or _DEAL_WORD.search(lower.replace(words, "", 1))
    ):
        return "", 0.0, start, end
    if words.startswith(("sell", "sold", "sale")) and rx(
        r"\s(?:of|in|worth of)\s(?:\w+\s){0,2}(?:shares|stock|bonds|notes|debt|goods|products)\b"
    ).match(after):
        return "", 0.0, start, end
    if (
        words in ("round", "rounds")
        and rx(
            r"\b(?:closed|raised|completed|a|our|its)\s(?:(?:new|first|second|third|fresh|further)\s)?$"
        ).search(
            lower[max(0, start - 24) : start],
        )
        and rx(r"\sof\s(?:about |some |around )?$").match(lower[end : money.start])
    ):
        return "raised_amount", sure - 0.1, start, end
    if words in ("round", "rounds") and not rx(
        r"\b(?:funding|financing|investors?|investment|series [a-k]|seed|venture|led by|fund-?rais\w+|valued|raised)\b"
    ).search(
        lower,
    ):
        return "", 0.0, start, end
    if raising or predicate == "raised_amount":
        funding = _FUND_WORD.search(lower)
        offering = _IPO_WORD.search(lower)
        if (
            words == "brought in"
            and not funding
            and not offering
            and "ipo" not in context.topics
            and "funding" not in context.topics
        ):
            return "", 0.0, start, end  # "services brought in $26 million"
        if words == "collected" and not offering and "ipo" not in context.topics:
            return "", 0.0, start, end
        if words.startswith("contribut") and not funding:
            return "", 0.0, start, end  # "with Metering contributing £151 million"
        if "net proceeds" in lower[max(0, money.start - 40) : money.start] and offering:
            return "ipo_amount", sure, start, end
        if words.startswith(("rais", "brought in", "took in", "takes in", "collected")):
            if offering and not (
                funding and funding.group() not in ("investors", "investor", "investing", "investment")
            ):
                return "ipo_amount", sure, start, end
            if funding:
                return "raised_amount", sure, start, end
            return ("ipo_amount" if "ipo" in context.topics else "raised_amount"), sure - 0.1, start, end
        if words in ("investment", "investments") and not rx(r"\s(?:of|worth|totall?ing|by|from)\b").match(
            lower[end : money.start]
        ):
            return "", 0.0, start, end  # "short-term investments $ 712,330"
        if (
            words
            in ("capital", "backing", "investment", "investments", "secured", "committed", "round", "rounds")
            and len(lower[end : money.start]) > 40
        ):
            return "", 0.0, start, end
        return "raised_amount", sure - 0.05, start, end
    gap = lower[end : money.start]
    if (
        rx(
            r"\b(?:for|of|at|worth|pay|paid|price of|valued at)\s(?:about |approximately |around |roughly |some |nearly |almost |more than |up to |over |as much as |a total of |an? |at least |the |total )*$"
        ).search(
            lower[max(0, end - 6) : money.start],
        )
        or not gap.strip()
    ):
        return "deal_value", sure - 0.05, start, end
    if rx(
        r"\b(?:a|per) share\b[^;]{0,30}?,?\s(?:or|for a total of|a total of|valuing \w+ at|in a deal (?:worth|valued at))\s(?:about |approximately |around |roughly |some |a total of )*$"
    ).search(
        gap,
    ):
        return "deal_value", sure - 0.1, start, end
    if rx(r"\b(?:price|value|cost)\s(?:tag\s)?(?:of|for)\s(?:the\s|its\s|their\s)?(?:\w+\s)?$").search(
        lower[max(0, start - 30) : start],
    ) and rx(r"(?:\s[\w’']+){0,3}?\s(?:to|from|at)\s(?:about |around |just )?").fullmatch(gap):
        return "deal_value", sure - 0.1, start, end
    if rx(
        r"\s(?:price|consideration)\s(?:was|is|of|amounts? to|amounted to|totall?ed)\s(?:about |approximately |some )*"
    ).fullmatch(
        gap,
    ):
        return "deal_value", sure - 0.1, start, end
    if words.startswith(("pay", "paid", "charge", "offer")) and len(gap) < 30:
        return "deal_value", sure - 0.1, start, end
    if rx(r"^\s?(?:a|an|its|the)?\s?$").match(gap):
        return "deal_value", sure - 0.15, start, end
    return "", 0.0, start, end


# ------------------------------------------------------------------------------------------- periods


def _periods(
    sentence: Sentence,
    moneys: list[Money],
    kinds: list[tuple[str, float, int, int]],
    twin_of: list[int | None],
) -> list[tuple[str | None, float]]:
    """The period of each amount, with its sureness; None when nothing says."""
    result: list[tuple[str | None, float]] = [(None, 0.5)] * len(moneys)
    roots = [i for i in range(len(moneys)) if twin_of[i] is None]
    measured = [i for i in roots if kinds[i][0] in _MEASURES]
    if not measured:
        return result
    given = [p for p in sentence.periods if not (p.relative and _is_compared_to(sentence.lower, p))]
    aside = [p for p in given if text_in_brackets(sentence.text, p.start, p.end)]
    periods = [p for p in given if p not in aside]
    if not all(kinds[i][0] == "total_assets" for i in measured):
        periods = [p for p in periods if not _A_DAY.fullmatch(p.key)]  # nothing is earned on a day
    earlier = [
        p
        for p in periods
        if not p.relative
        and _FOR_COMPARISON.search(sentence.lower, max(0, p.start - 40), p.start)
        and not _MONEY_NEXT.match(sentence.text, p.end)
    ]
    if len(earlier) < len(periods) or not periods[1:]:
        periods = [p for p in periods if p not in earlier]  # "up 7% over Q2 2025": when that was, not this
    taken = _aligned(sentence, moneys, measured, periods)
    if taken:
        for i, key in taken.items():
            result[i] = (key, 0.97)
        measured = [i for i in measured if i not in taken]
    first_period = next((p for p in periods), None)
    roots = [i for i in roots if i in measured or not _PER_SHARE.match(sentence.text, moneys[i].end)]
    for order, i in enumerate(measured):
        money = moneys[i]
        previous = max((moneys[j].end for j in roots if moneys[j].end <= money.start), default=0)
        following = min(
            (moneys[j].start for j in roots if moneys[j].start >= money.end), default=len(sentence.text)
        )
        if in_aside := [
            p for p in aside if p.end <= money.start and ")" not in sentence.text[p.end : money.start]
        ]:
            result[i] = (in_aside[-1].key, in_aside[-1].sure)
            continue
        found = _own(
            sentence,
            money,
            _free(sentence, money, periods, [moneys[j] for j in roots]),
            previous,
            following,
            kinds[i],
        )
        if found is None and _shares_period(sentence, moneys, kinds, measured, i):
            later = min(
                (moneys[j].start for j in roots if moneys[j].start > moneys[i + 1].start),
                default=len(sentence.text),
            )
            found = _own(
                sentence,
                moneys[i + 1],
                [p for p in periods if p.start > moneys[i + 1].end],
                0,
                later,
                kinds[i + 1],
            )
        if found is None:
            compared = _COMPARE.search(sentence.lower, previous, money.start) if previous else None
            left = [p for p in periods if p.end <= money.start]
            left = _free(sentence, money, left, [moneys[j] for j in roots]) or left
            left = [p for p in left if not p.relative] or left
            base = result[measured[order - 1]][0] if order else None
            whole = rx(r"\b(?:cumulative|total|combined|aggregate|altogether)\s(?:of\s)?$").search(
                sentence.lower[: money.start],
            )
            if whole and order > 1:
                keys = [
                    str(result[j][0]) for j in measured[:order] if kinds[j][0] == kinds[i][0] and result[j][0]
                ] or sorted(taken.values())
                if len(keys) > 1:
                    found = (f"{keys[0]}/{keys[-1]}", 0.8)
            if found is not None:
                pass
            elif compared and base and _comparable(kinds[measured[order - 1]][0], kinds[i][0]):
                found = (shift_year(base, -1), 0.6)
            elif left:
                found = (left[-1].key, left[-1].sure * 0.85)
            elif earlier and not order and not periods:
                found = (shift_year(earlier[0].key, 1), 0.75)
            elif base and kinds[measured[order - 1]][0] != kinds[i][0]:
                found = (base, 0.7)
            elif (
                first_period
                and not order
                and not _COMPARE.search(sentence.lower, money.end, max(money.end, first_period.start))
            ):
                found = (first_period.key, first_period.sure * 0.75)
        if found is None:
            inherited = (
                _headed(sentence) or sentence.reading.period or sentence.reading.period_before(sentence)
            )
            told = bool(inherited) and ("-" in inherited or inherited == sentence.reading.period)
            titled = told and inherited in sentence.reading.titled_periods
            result[i] = (inherited, _TITLED if titled else 0.45) if told else (None, 0.4)
        else:
            result[i] = found
    for one, other in pairwise(measured):
        if not _comparable(kinds[one][0], kinds[other][0]) or not _COMPARE.search(
            sentence.lower, max(0, moneys[one].start - 12), moneys[other].start
        ):
            continue
        compared = _COMPARE.search(sentence.lower, moneys[one].end, moneys[other].start)
        (first, sure), (second, second_sure) = result[one], result[other]
        if (
            first
            and first == second
            and rx(r"\bfrom\s(?:about |some |around )*$").search(sentence.lower, 0, moneys[one].start)
            and rx(r"\sto\s(?:about |some |around |just |over |nearly )*").fullmatch(
                sentence.lower, moneys[one].end, moneys[other].start
            )
        ):
            result[one] = (shift_year(first, -1), min(sure, 0.75))  # "widened from A to B"
            continue
        told_later = sentence.lower[moneys[other].start :]
        if not compared:
            continue
        if (
            (sure <= 0.45 or sure == _TITLED)
            and second
            and second_sure >= 0.8
            and "last year" not in told_later
        ):
            result[one] = (shift_year(second, 1), 0.75)  # "A compared to B in H1 2025"
        elif first and "-" in first[4:5] and second and len(second) == 4 and "last year" in told_later:
            result[other] = (shift_year(first, -1), 0.75)  # the same quarter of last year
    return result


_TITLED = 0.74  # sureness of a period taken from the headline
_FOR_COMPARISON = rx(
    r"(?:%|percent|per cent|\bincrease|\bdecrease|growth|rise|higher|lower|more|less|better|\bup|\bdown|\b(?:increased|decreased|declined|rose|fell|grew)\ssequentially)\s(?:over|from|than|versus|vs\.?|on|above|below)\s(?:in\s)?(?:its\s|the\s)?(?:same\s)?$"
)
_BEFORE_COMPARED = rx(
    r"\b(?:compared (?:to|with)|from|than|over)\s(?:the\s|that\s|its\s)?(?:[a-z]+\s(?:of\s)?)?$"
)
_TO_AFTER = rx(r"\sto\s(?:about\s|some\s)?[$€£¥a-z]{0,4}\d")


def _is_compared_to(lower: str, p: Period) -> bool:
    """Whether a year before is told only for comparison: "tripled compared to the figure a year earlier to 1.08 billion"."""
    return (
        _TO_AFTER.match(lower, p.end) is not None and _BEFORE_COMPARED.search(lower, 0, p.start) is not None
    )


_MONEY_NEXT = rx(r"[’']s\s|\s(?:of)?\s?(?:about\s)?[$€£¥]?\d")
_A_DAY = rx(r"\d{4}-\d\d-\d\d")


_HEADING = rx(r"(?i)\b(?:(?:three|six|nine|twelve)\smonths|quarter|half|year)\sended\b|\b(?:quarter|half)\b")


def _headed(sentence: Sentence) -> str:
    """The period of the heading above a line of a list: "Highlights for the Nine Months Ended …"; "" when none says."""
    if sentence.text[:1] not in "•●▪–-*":
        return ""
    for other in reversed(sentence.reading.sentences[max(0, sentence.index - 12) : sentence.index]):
        if len(other.text) < 140 and other.text[:1] not in "•●▪–-*" and not other.text.endswith((".", ";")):
            periods = [p for p in other.periods if not p.relative and "-" in p.key and len(p.key) < 8]
            return periods[0].key if len(periods) == 1 and _HEADING.search(other.text) else ""
    return ""


def _free(sentence: Sentence, money: Money, periods: list[Period], moneys: list[Money]) -> list[Period]:
    """The periods that are not told of a figure for comparison before: in "A last year, against B in 2021, and C" the
    year 2021 is B's alone."""
    if _COMPARE.search(sentence.lower, moneys[0].end if moneys else 0, money.start) is None:
        return periods
    kept = []
    for p in periods:
        of = next((m for m in reversed(moneys) if m.end <= p.start), None)
        if (
            of is not None
            and of.end <= p.start < p.end <= money.start
            and of is not money
            and rx(r"\s(?:in|for|during|of|a)?\s?(?:the\s)?").fullmatch(sentence.lower[of.end : p.start])
            and rx(
                r"\b(?:against|from|compared (?:with|to)|versus|than)\s(?:a\s|an\s)?(?:[a-z]+\s){0,3}$"
            ).search(sentence.lower[: of.start])
        ):
            continue
        kept.append(p)
    return kept


def _shares_period(
    sentence: Sentence,
    moneys: list[Money],
    kinds: list[tuple[str, float, int, int]],
    measured: list[int],
    i: int,
) -> bool:
    """Whether the next amount is joined to this one: "A and B in 2022" has one period for both."""
    if i + 1 not in measured or kinds[i + 1][0] == kinds[i][0]:
        return False
    joint = sentence.text[moneys[i].end : moneys[i + 1].start]
    return rx(r"\s?,?\s(?:and\s)?").fullmatch(joint) is not None


def _comparable(one: str, other: str) -> bool:
    """Whether the second figure of "a loss of …, against a profit of …" is of the same thing a year before."""
    return one == other or {one, other} == {"net_loss", "net_profit"}


def _own(
    sentence: Sentence,
    money: Money,
    periods: list[Period],
    previous: int,
    following: int,
    kind: tuple[str, float, int, int],
) -> tuple[str, float] | None:
    """The period that stands closest: "… for the third quarter" after the amount, or between the measure and the amount."""
    text = sentence.lower
    after = [
        p for p in periods if money.end <= p.start and p.end <= following and text[p.end : p.end + 1] != ":"
    ]
    before = [
        p
        for p in periods
        if previous <= p.start
        and p.end <= money.start
        and not (p.relative and previous and p.end < kind[2] < money.start)
        and not (previous and _UP_FROM.search(text, p.end, money.start))
        and not (
            previous
            and rx(r"\s,?\s?from\s(?:a\s|about\s|just\s)?(?:[a-z]+\s(?:of\s)?)?$").search(
                " " + text[p.end : money.start]
            )
            and _CHANGES.search(text, 0, p.start)
        )
    ]
    if after:
        gap = text[money.end : after[0].start]
        # what follows belongs to this amount unless a new clause or comparison begins first
        if rx(
            r"^\s?(?:\([^)]*\)\s?)?(?:,?\s?(?:or|and)\s[^,]{0,40}per[^,]{0,30}(?:\([^)]*\))?,?\s)?[^,;]{0,40}?\b(?:in|for|during|over|of|through|by)\s(?:the\s|its\s|all of\s)?$|^\s(?:the\s)?$|^\s?\(?$"
        ).search(
            gap,
        ) and not _COMPARE.search(gap):
            return after[0].key, after[0].sure
        if after[0].relative and _PER_AND_AGO.fullmatch(gap):
            return after[0].key, after[0].sure
        if rx(r",\s(?:[^,]{0,40}\s)?(?:compared|than|from|up|down|against)").search(gap) or rx(
            r"\bthan\b"
        ).search(gap):
            after = []
    if before:
        return before[-1].key, before[-1].sure * 0.97
    if after and not _COMPARE.search(text, money.end, after[0].start):
        return after[0].key, after[0].sure * 0.85
    return None


def _aligned(
    sentence: Sentence, moneys: list[Money], measured: list[int], periods: list[Period]
) -> dict[int, str]:
    """n amounts in a list and n periods in a list, paired in order; nothing when the counts differ."""
    text = sentence.lower
    runs: list[list[int]] = []
    for i in measured:
        joined = runs and rx(r"(?:\s\([^)]*\))?\s?,?\s?(?:and|to|,)?\s?").fullmatch(
            text[moneys[runs[-1][-1]].end : moneys[i].start]
        )
        if joined:
            runs[-1].append(i)
        else:
            runs.append([i])
    groups: list[list[Period]] = []
    for p in periods:
        linked = groups and rx(r"\s?,?\s?(?:and|to|,)?\s?(?:in |for |the |both )*").fullmatch(
            text[groups[-1][-1].end : p.start]
        )
        if linked:
            groups[-1].append(p)
        else:
            groups.append([p])
    pairs: dict[int, str] = {}
    for run in runs:
        if len(run) < 2:
            continue
        fitting = [g for g in groups if len(g) == len(run)]
        if fitting:
            nearest = min(
                fitting,
                key=lambda g: min(
                    abs(g[0].start - moneys[run[-1]].end), abs(moneys[run[0]].start - g[-1].end)
                ),
            )
            pairs.update({i: p.key for i, p in zip(run, nearest, strict=True)})
    return pairs


# ------------------------------------------------------------------------------------------ variants


def _uncapped(sentence: Sentence, at: int, name: str) -> str:
    """The name of a part of a firm as the text writes it inside a sentence: "Airtime revenue rose" may speak of airtime."""
    if " " in name or not name.istitle() or sentence.text[:at].strip(" •●▪–-*"):
        return name
    known = name.lower() in _COMMON_SEGMENTS or not sentence.reading.inside(name)
    return name.lower() if known else name


def _variant(
    sentence: Sentence, context: Context, predicate: str, moneys: list[Money], i: int, at: int, at_end: int
) -> str | None:
    lower, money = sentence.lower, moneys[i]
    left = lower[: money.start]
    if predicate in _MEASURES:
        begin = max(0, money.start - 110, lower.rfind(";", 0, money.start))
        close = min(len(lower), money.end + 60)
        close = lower.find(";", money.end, close) if ";" in lower[money.end : close] else close
        if (_CONSENSUS.search(lower, begin, close) or _EXPECTED_TO.search(lower, 0, money.start)) and not rx(
            r"compared|versus|vs\.?|above|beat|topp|miss|below|short of|ahead of|exceed|better|worse|\bthan\b|against"
        ).search(lower[money.end : money.end + 40]):
            return "consensus"
        scope = (
            lower[max(0, at - 40) : money.start]
            if at < money.start
            else lower[max(0, money.start - 60) : money.end + 40]
        )
        if _ADJUSTED.search(scope) or (
            predicate in ("net_profit", "net_loss")
            and _WITHOUT.search(lower, 0, min(len(lower), money.end + 60))
        ):
            return "adjusted"
        if predicate == "revenue" and at < money.start:
            segment = _SEGMENT.search(sentence.text, max(0, at - 60), at_end)
            if segment:
                name = segment["name"].strip().removesuffix(" segment")
                low = name.lower()
                if (
                    low
                    not in (
                        "total",
                        "net",
                        "annual",
                        "quarterly",
                        "group",
                        "the",
                        "its",
                        "our",
                        "consolidated",
                        "segment",
                        "total net",
                        "q1",
                        "q2",
                        "q3",
                        "q4",
                        "h1",
                        "h2",
                        "fy",
                        "the company",
                        "company",
                        "their",
                    )
                    and not context.subjects.is_main(name)
                    and not rx(
                        r"(?:the|its|total|net|overall|third|first|second|fourth|fiscal|full|annual|in|for|on|a|an|that|and|quarterly|while|as|with)\b"
                    ).match(
                        low,
                    )
                ):
                    return "segment:" + (_uncapped(sentence, segment.start("name"), name))
            source = _FROM_A_PART.match(lower, at_end)
            if source and source.end() <= money.start:
                return "segment:" + rx(
                    r"\s(?:products?|markets?|business|customers|segment|operations)$"
                ).sub("", sentence.text[source.start("what") : source.end("what")])
            product = _OF_PRODUCT.match(sentence.text, at_end) or _OF_THE_PRODUCT.match(sentence.text, at_end)
            if (
                product
                and product.end() <= money.start
                and not context.subjects.is_main(product["name"])
                and names.kind_of(product["name"]) == "unknown"
            ):
                return "segment:" + product["name"]
            told = _SEGMENT_AFTER.match(sentence.text, at_end)
            if told and told.end() <= money.start:
                return "segment:" + told["name"]
        elif predicate == "revenue" and (division := _A_DIVISION.search(sentence.text, 0, money.start)):
            return "segment:" + division["name"]
        if rx(r"\sin (?:expected|projected) ").match(lower, money.end):
            return "planned"
        if "combined" in lower and rx(r"\bcombined\s(?:annual\s|net\s|total\s)?$").search(
            lower, 0, at + 9 if lower.startswith("combined", at) else at
        ):
            return "combined"  # of two firms, not of one
        if rx(
            r"\b(?:will|would|plans? to|intends? to|aims? to)\s(?:\w+\s){0,2}(?:continue to\s)?(?:invest|spend|generate|reach|earn|post|report|be)\b"
        ).search(
            left[-90:],
        ):
            return "planned"
        if _GUIDANCE.search(left[-80:]) and rx(
            r"\b(?:expects?|forecasts?|guidance|outlook|projects|anticipates?|sees|guided|aims for|targets?|(?:is|are) (?:expected|projected|forecast|anticipated) to be)\b"
        ).search(
            left[-80:],
        ):
            return "planned"
        return None
    if predicate == "ipo_amount":
        if rx(r"\bnet proceeds\b[^;]{0,70}$").search(left[-100:]):
            return "net"
        if rx(
            r"over-?allotment|green[\s-]?shoe|\boption of the (?:underwriters|banks)|underwriters[’'] option"
        ).search(lower):
            return (
                "with_overallotment"
                if rx(r"includ|with|exercis|full").search(lower)
                and not rx(r"exclud|without|before").search(lower)
                else "actual"
            )
        if rx(r"\b(?:had sold|sold|has priced|priced)\b[^;]{0,120}\bto raise\s$").search(left):
            return "actual"
        planned, actual = list(_PLANNED.finditer(left)), list(_ACTUAL.finditer(lower))
        near_actual = [m for m in actual if abs(m.start() - money.start) < 60]
        if planned and not (
            near_actual
            and planned[-1].end() < near_actual[-1].start()
            and money.start - planned[-1].end() > 30
        ):
            return "planned"
        if near_actual:
            return "actual"
        return "planned" if planned or _PLANNED.search(lower) else "actual"
    if predicate == "offer_price":
        ahead = rx(
            r"\b(?:anticipat\w+|expects?|estimat\w+|price range|range of|target (?:range )?of|indicative|plans? to|(?:will|to|would) be between|set (?:a|its|the) (?:price )?range|aims? to)\b[^;]{0,50}$"
        ).search(
            left[-90:],
        )
        if money.bound in ("min", "max") and (
            (i + 1 < len(moneys) and moneys[i + 1].bound == "max")
            or (i and moneys[i - 1].bound == "min")
            or _PRICE_RANGE.search(left[-40:])
        ):
            return "planned"  # a range comes before the price
        return "planned" if ahead and "than expect" not in left[-90:] else None
    if predicate == "raised_amount":
        if "cornerstone" in lower:
            return "cornerstone"
        if rx(r"lifeline|rescue|bail").search(lower[max(0, money.start - 80) : money.end + 60]):
            return "rescue"
        if rx(r"debt and equity|equity and debt").search(lower[money.end : money.end + 40]):
            return "debt_and_equity"
        if rx(
            r"in total|total of|to date|so far|altogether|\bin all\b|has now raised|total (?:funding|raised)|brings? (?:its |the )?total|rounds of (?:financing|funding)|since (?:its|it was)|overall"
        ).search(
            lower,
        ):
            return "total"
        return None
    if predicate == "valuation":
        if i and rx(
            r"\b(?:up|down|compared with|compared to|against|versus)\s(?:from\s)?(?:about |around |just |roughly )*$"
        ).search(
            left[-40:],
        ):
            return "before"
        if rx(
            r"\s(?:that\s)?(?:it|the company|the firm)\s(?:was|had been)\s(?:worth|valued at)\b[^;,.]{0,30}\b(?:ago|earlier|before)\b"
        ).match(lower, money.end):
            return "before"
        pair = rx(r"\bfrom\s(?:about |around |as much as |nearly |a (?:peak|high) of )*$").search(left)
        if (
            pair
            and i + 1 < len(moneys)
            and rx(
                r"\s(?:[\w-]+\s){0,3}?(?:to|down to|up to)\s(?:about |around |just |less than |under |as (?:low|little) as )*"
            ).fullmatch(
                lower[money.end : moneys[i + 1].start],
            )
        ):
            return "before"
        if (
            i
            and rx(r"\bto\s(?:about |around |just |less than |under |as (?:low|little) as )*$").search(left)
            and rx(r"\bfrom\b").search(left[max(0, moneys[i - 1].start - 30) :])
        ):
            return "after"
        if _HOPED.search(left[-110:]) and not rx(
            r"\b(?:was|were|had been|last) valued\b|\bvalued\b[^;]{0,30}$"
        ).search(left[-60:]):
            return "planned"
        return None
    return None


# ------------------------------------------------------------------------------------------ proceeds


def proceeds(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """Shares of an offering's proceeds and what they are for."""
    lower = sentence.lower
    if "proceeds" not in lower and not rx(r"capital raised|money raised|funds raised|amount raised").search(
        lower
    ):
        return
    anchor = rx(r"proceeds|capital raised|money raised|funds raised|amount raised").search(lower)
    assert anchor
    figures: list[Number | Money] = [*sentence.percents, *sentence.moneys]
    for figure in figures:
        after = sentence.text[figure.end : figure.end + 160]
        m = rx(
            r"(?:\s\([^)]*\))?,?\s(?:from (?:the |its )(?:ipo|IPO|listing|offering|share sale|flotation)\s)?(?:of (?:the |its |our )?(?:total |net |gross |aggregate )*(?:proceeds|capital raised|money raised|funds raised|amount raised)[^.;]{0,60}?\s)?"
            r"(?:(?:will|would|is|are|to|be|expected|intended|planned|used|allocated|spent|go|goes|invested|put|earmarked|primarily|mainly)\s){0,6}(?:for|on|in|into|to|toward|towards)\s(?:the\s|its\s|our\s)?(?P<what>[^,;.()]{4,80})"
        ).match(
            after,
        )
        if not m or abs(figure.start - anchor.start()) > 140:
            continue
        what = (
            rx(
                r"\s(?:and\s(?:about\s|approximately\s|some\s|another\s)?\d?\d%?|and the rest|Chief|over|within|according)\b"
            )
            .split(
                m["what"],
            )[0]
            .strip()
        )
        if what:
            linked = context.subjects.focus(sentence)
            value: dict[str, Any] = (
                {"kind": "money", "amount": figure.amount, "currency": figure.currency}
                if isinstance(figure, Money)
                else {"kind": "percent", "number": figure.number}
            )
            yield Claim(
                sentence,
                "use_of_proceeds",
                linked.name,
                value,
                figure.start,
                figure.end,
                0.8,
                bound=figure.bound,
                object=what,
            )


# ------------------------------------------------------------------------------------------ counts

_AT_A_SITE = rx(
    r"\b(?:site|plant|factory|works|bakery|store|shop|office|mill|mine|smelter|refinery|unit|division|depot|yard|terminal|brewery|warehouse|cent(?:re|er)|branch|hub|operation)s?(?:,|\s(?:in|at|near|outside)\s[^,;]{2,30},?)?\s(?:which\s|that\s|where\s)?(?:it\s|the company\s)?(?:currently\s|now\s)?(?:employ|ha)[a-z]*\s(?:about |around |some |nearly |roughly |more than |over )*$"
)
_STAFF = r"(?:employees|workers|staff(?: members)?|staffers|people|associates|team members|personnel|full-time (?:employees|staff)|men and women)"
_CUT = rx(
    r"\b(?:cut(?:s|ting)?|eliminat\w+|lay(?:s|ing)? off|laid off|shed(?:s|ding)?|slash\w*|ax(?:e|es|ed|ing)|trim(?:s|med|ming)?|reduc\w+|dismiss\w*|let(?:ting)? go|"
    r"slic(?:e|es|ed|ing)|scrap(?:s|ped|ping)?|layoffs?|lay-offs?|redundanc\w+|job (?:cuts|losses)|headcount reduction|fire[ds]?|firing|los(?:e|t|ing) their jobs|receive notice|cull\w*)\b"
)
_CUTS_OF = rx(
    r"(?:\bloss of|layoffs? of|job cuts (?:of|to|totaling|totalling)|cuts? of|redundancies to)\s(?:about |some |up to |around |nearly |as many as |more than )*$"
)
_JOBS = rx(
    r"^(?:\sof\s(?:its|their|the|the company[’']s|our)\s(?:[\d,]+\s)?(?:[a-z]+\s)?(?:jobs|positions|employees|workers|staff)\b)|^(?:\sof\s[\d,]+\s(?:[a-z]+\s)?(?:jobs|positions|employees|workers|staff)\b)"
    r"|^(?:\sof\s(?:its|their|the company[’']s|our)\s(?:[\d,]+\s)?(?:[a-z]+\s)?(?:jobs|positions|employees|workers|staff)\b)|^(?:[\s-](?:[a-z]+[\s-]){0,3}?)(?:jobs?|positions?|roles?|posts|employees|workers|staff|people|layoffs|redundancies|job cuts|associates|jobs worldwide)\b"
)


_REDUCES_BY = rx(
    r"\b(?:reduc\w+|cut(?:s|ting)?|shrink\w*|trim\w*|slash\w*|lower\w*)\s(?:its|the|their|our)\s(?:[a-z]+\s)?(?:workforce|headcount|staff|payroll)\s(?:[a-z]+\s)?by\s(?:about |some |around |up to |as many as |between |roughly )*(?:[\d,]+\sand\s)?$"
)
_TRIMMED = rx(
    r"\b(?:workforce|headcount|staff|payroll)\b[^;.]{0,40}?\b(?:from|to)\s(?:about |some |around )?(?:[\d,]+\sto\s(?:about |some |around )?)?$"
)
_HAS_STAFF = rx(
    r"\b(?:has|have|had|employs?|employed|employing|with)\s(?:about |some |around |nearly |more than |over |roughly |approximately |a staff of |a workforce of )*$"
)
_IN_BRACKETS = rx(r"\((?P<when>[^():;]{2,24}):\s$")
_AND_ANOTHER = rx(
    r"\b(?:and|while)\s(?P<name>[A-Z][\w&.’-]*(?:\s[A-Z][\w&.’-]*){0,2}),?\s(?:has\s|employs\s|about\s|some\s)*$"
)


def _staff_again(sentence: Sentence, seen: list[tuple[str, float]], number: Number) -> Claim | None:
    """A staff number told by the one before: "2,310 people (30 June 2023: 2,420)", "7,400 employees and Merrow 3,200"."""
    if not seen or seen[-1][0] != "employs_count" or number.number < 10:
        return None
    text = sentence.text
    value = {"kind": "number", "number": number.number}
    held = _IN_BRACKETS.search(text, 0, number.start)
    if held and text[number.end : number.end + 1] in (")", ",", ";"):
        when = next((d.iso for d in sentence.dates if held.start() < d.start < number.start), None)
        return Claim(
            sentence,
            "employs_count",
            "",
            value,
            number.start,
            number.end,
            0.8,
            period=when,
            bound=number.bound,
        )
    other = _AND_ANOTHER.search(text, 0, number.start)
    if other and rx(r"[.,;]|$|\s(?:at|in|people|staff)\b").match(text, number.end):
        return Claim(
            sentence,
            "employs_count",
            other["name"],
            value,
            number.start,
            number.end,
            0.75,
            bound=number.bound,
        )
    return None


def counts(sentence: Sentence, context: Context) -> Iterator[Claim]:
    """Claims about people and shares: staff, job cuts, customers, shares offered."""
    if not sentence.has(Flag.COUNT):
        return
    lower = sentence.lower
    seen: list[tuple[str, float]] = []
    for number in sentence.numbers:
        if number.number < 2 or (
            number.number < 10
            and rx(r"[A-Z]\w+\s$").search(sentence.text[max(0, number.start - 12) : number.start])
        ):
            continue  # "the News 4 staff"
        after = lower[number.end : number.end + 70]
        before = lower[max(0, number.start - 90) : number.start]
        if again := _staff_again(sentence, seen, number):
            linked = context.subjects.at(sentence, number.start)
            name = context.subjects.canonical(again.subject) if again.subject else linked.name
            yield again._replace(subject=name)
            continue
        claim = (
            _more_cuts(sentence, seen, number, before, after)
            or _owned(before, after)
            or _shares(sentence, number, before, after)
            or (None if _TRIMMED.search(before) else _cuts(sentence, context, number, before, after))
            or _staff(sentence, context, number, before, after)
            or _customers(sentence, number, before, after)
        )
        if claim is None:
            continue
        predicate, sure, variant = claim
        if predicate == "employs_count" and _AT_A_SITE.search(before):
            sure *= 0.7  # of a works, not of the firm
        seen.append((predicate, number.number))
        linked = context.subjects.at(sentence, number.start)
        period = None
        if (
            predicate == "shares_offered"
            and "ipo" in context.topics
            and not context.subjects.is_main(linked.name)
        ):
            linked = context.subjects.focus(sentence)
        if predicate in ("employs_count", "customer_count"):
            period = _as_of(sentence)
            alone_in = rx(
                r"\s[a-z]+(?:\s[a-z]+)?\sin\s(?:the\s)?(?P<place>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)(?P<alone>\salone)?"
            ).match(sentence.text, number.end)
            if alone_in and predicate == "employs_count":
                sure *= 0.9  # "employs 620 people in Clonmel": there, or in all
                variant = "segment:" + alone_in["place"] if alone_in["alone"] else variant
            where = rx(
                r"\bin\s(?:the\s)?(?P<place>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?),?\swhere\s[^,;]{2,60}$"
            ).search(sentence.text[: number.start])
            if where and predicate == "employs_count":
                variant = "segment:" + where["place"]
        if (
            predicate == "employs_count"
            and variant is None
            and (lower.startswith("together ") or "combined" in before)
        ):
            variant = "combined"  # of two firms, not of one
        if predicate == "job_cuts":
            period, variant = _when_cut(sentence, number, variant)
        yield Claim(
            sentence, predicate, linked.name, {"kind": "number", "number": number.number}, number.start, number.end,
            sure * (0.5 + 0.5 * linked.sure), period=period, variant=variant, bound=number.bound,
        )  # fmt: skip


def _more_cuts(
    sentence: Sentence, seen: list[tuple[str, float]], number: Number, before: str, after: str
) -> tuple[str, float, str | None] | None:
    """A further number of the same cuts, its noun left out: "of which 3,000", "3,000 of them", "the 4,000 it announced"."""
    if not any(k == "job_cuts" for k, _ in seen):
        return None
    if rx(r"\band (?:then )?another (?:about |some |around )?$").search(before) and rx(
        r"[.,;]|$|\s(?:in|last|on)\b"
    ).match(after):
        return "job_cuts", 0.75, None
    if rx(r"\bof (?:which|them|these|those)\s(?:about |some |around )?$").search(before) or rx(
        r"\sof (?:them|these|those|the cuts|which)\b"
    ).match(after):
        return "job_cuts", 0.75, None
    if rx(r"\bthe\s$").search(before) and rx(r"\s(?:it|that|already|announced|made public|jobs)\b").match(
        after
    ):
        return "job_cuts", 0.75, None
    return None


def _when_cut(sentence: Sentence, number: Number, variant: str | None) -> tuple[str | None, str | None]:
    """(the month cuts were announced in, planned or reported or None) of a number of job cuts."""
    lower = sentence.lower
    told = rx(r"^[^,;]{0,60}?\b(?:announced|made public|disclosed|unveiled|revealed|it announced)\b").search(
        lower[number.end : number.end + 70],
    )
    at_once = rx(r"[^,;]{0,30}?\s(?:in|last)\s").match(lower, number.end)
    if at_once and rx(r"\b(?:announced|unveiled|disclosed|follow(?:s|ed|ing))\b[^;.]{0,60}$").search(
        lower, 0, number.start
    ):
        when = next((d for d in sentence.dates if d.start == at_once.end() and len(d.iso) >= 7), None)
        if when:
            return when.iso[:7], None if variant == "planned" else variant
    if rx(r"^(?:together with|altogether|in all|in total)\b").match(lower):
        return None, "total"
    earlier = rx(r"\b(?:already |previously |earlier )(?:announced|said|disclosed)").search(
        lower[: number.start]
    )
    done = rx(
        r"\b(?:cut|laid off|let go(?: of)?|eliminated|shed|axed|dismissed|fired|slashed)\b[^;]{0,25}$"
    ).search(
        lower[: number.start],
    )
    if done:
        ahead = next((d for d in reversed(sentence.dates) if d.end <= done.start() and len(d.iso) >= 7), None)
        if (
            ahead
            and rx(r"(?:^|[,;]\s|\band\s|\bonly\s)(?:in|on|last)\s(?:early |late )?$").search(
                lower[: ahead.start]
            )
            and rx(r",?\s[^,;]{2,50}").fullmatch(lower, ahead.end, done.start())
        ):
            return ahead.iso[:7], variant  # "In April it had cut 150 jobs"
        when = next((d for d in sentence.dates if 0 < d.start - number.end < 60), None)
        if when and rx(r"[^,;]{3,40},?\s(?:in|on|last)\s").fullmatch(lower[number.end : when.start]):
            return when.iso[:7], variant
    cut_in = rx(
        r"\s(?:[a-z]+\s){0,2}(?:cut|eliminated|shed|axed|lost|made redundant|laid off)\s(?:in|during|last)\s"
    ).match(lower[number.end : number.end + 60])
    if cut_in:
        when = next((d for d in sentence.dates if d.start == number.end + cut_in.end()), None)
        if when:
            return when.iso[:7], None if variant == "planned" else variant
    for date in sentence.dates:
        near = told and number.end < date.start < number.end + told.end() + 30
        if (near or (earlier and date.start < number.start)) and len(date.iso) >= 7:
            return date.iso[:7], variant
    if told or earlier:
        return None, variant
    if variant is None and rx(
        r"\b(?:will|would|to|plans?|planning|planned|wants?|aims?|intends?|expects? to|set to|going to|are to|is to|proposed)\b"
    ).search(
        lower[max(0, number.start - 70) : number.end + 40],
    ):
        return None, "planned"
    return None, variant


def _owned(before: str, after: str) -> tuple[str, float, str | None] | None:
    """ "its 12,000 employees", "WeWork’s 12,000 employees": whoever has them, has that many."""
    if rx(
        r"(?:[’']s?|\b(?:its|our|their))\s(?:[a-z]+\s)?(?:about |approximately |roughly |nearly |some |more than |estimated |total of )?$"
    ).search(
        before,
    ) and rx(rf"\s(?:full-time |current |global |total |worldwide )?(?:{_STAFF}|jobs|positions)\b").match(
        after
    ):
        return "employs_count", 0.85, None
    return None


def _day_before(sentence: Sentence) -> str | None:
    """The last full day named before: what "as of that date" means."""
    for i in range(sentence.index - 1, max(-1, sentence.index - 4), -1):
        days = [d.iso for d in sentence.reading.sentences[i].dates if len(d.iso) == 10]
        if days:
            return days[-1]
    return None


def _closing_day(sentence: Sentence) -> str | None:
    """The last day of the document's period, when its company's year is the calendar's."""
    reading = sentence.reading
    told = rx(r"(\d{4})(?:-(Q[1-4]|H[12]|FY|9M))?").fullmatch(reading.period)
    if not told or reading.fiscal_end not in (None, 12):
        return None
    month = {"Q1": 3, "Q2": 6, "Q3": 9, "H1": 6, "9M": 9}.get(told[2] or "", 12)
    return f"{told[1]}-{month:02d}-{monthrange(int(told[1]), month)[1]}"


def _as_of(sentence: Sentence) -> str | None:
    """The day a count holds for: "as of June 30, 2021", "at the end of fiscal year 2025"."""
    for p in sentence.periods:
        if len(p.key) >= 7 and p.key[4] == "-" and p.key[5:7].isdigit():
            return p.key
    counted = rx(r"\b(?:employees|staff|people|workers)\s(?:last|in|at the end of)\s").search(sentence.lower)
    if counted and (
        told_on := next((d for d in sentence.dates if d.start == counted.end() and len(d.iso) == 7), None)
    ):
        return told_on.iso
    if rx(r"\b(?:as of|at|on) that (?:date|day)\b").search(sentence.lower):
        return _day_before(sentence)
    if rx(r"\bat (?:the )?(?:period|year|half)[\s-]end\b|\bat the end of the (?:period|half|year)\b").search(
        sentence.lower
    ):
        return _closing_day(sentence)
    if rx(r"\bend of last year\b").search(sentence.lower) and sentence.reading.published:
        return f"{sentence.reading.published.year - 1}-12-31"
    year_only = rx(r"(?:Back )?[Ii]n ((?:19|20)\d\d),? ").match(sentence.text)
    first = sentence.dates[0] if sentence.dates else None
    if first and len(first.iso) == 7 and sentence.text[: first.start] in ("In ", "Back in "):
        return first.iso  # "In December 2013, the group had"
    if year_only:
        return year_only[1]
    month = rx(rf"\b(?:at|by|as of) (?:the )?end of ({MONTH})(?:,? (?:of )?((?:19|20)\d\d))?").search(
        sentence.text
    )
    if month:
        number = MONTHS[month[1].lower()[:3]]
        at = next((d.iso for d in sentence.dates if month.start() <= d.start < month.end()), "")
        held = sentence.reading.published
        year = int(month[2] or at[:4] or (held.year - (number > held.month) if held else 0))
        return f"{year}-{number:02d}-{monthrange(year, number)[1]}" if year else None
    m = rx(r"\bend of (?P<own>fiscal|the fiscal|its fiscal|our fiscal)?\s?(?:year )?((?:19|20)\d{2})").search(
        sentence.lower,
    )
    if m:
        year = int(m[2])
        reading = sentence.reading
        closes = [d for d in reading.year_ends if int(d[:4]) == year + (1 - reading.fiscal_names_end_year)]
        calendar = reading.fiscal_end == 12 or (reading.fiscal_end is None and not m["own"])
        return closes[0] if closes else (f"{year}-12-31" if calendar else None)
    return None


def _shares(
    sentence: Sentence, number: object, before: str, after: str
) -> tuple[str, float, str | None] | None:
    if not rx(
        r"\s(?:new |existing |ordinary |common |class [a-z] |of its |primary |global |offer |million |american depositary |h |a )*(?:shares|adss?|american depositary shares|units)\b"
    ).match(
        after,
    ):
        return None
    if not rx(
        r"\b(?:s[eo]l(?:l|ls|d|ling)|offer(?:s|ed|ing)?|issu(?:e|ed|ing)|market(?:ed|ing)|ipo|price[ds]?|float\w*)\b[^.;]{0,40}$"
    ).search(
        before,
    ):
        return None
    if rx(r"repurchas|bought back|buy back|outstanding").search(before + after[:30]):
        return None
    lower = sentence.lower
    variant = None
    if rx(
        r"\b(?:plans? to|planning to|will|intends? to|expects? to|aims? to|proposes? to|hopes? to|seeks? to|would|looking to|set to|wants to)\s(?:sell|offer|issue|float)\b|\b(?:is|are) offering\b|\bmarket(?:ed|ing)\s"
    ).search(before):
        variant = "planned"
    if rx(r"over-?allotment|green[\s-]?shoe").search(lower) and rx(r"includ|with|exercis").search(lower):
        variant = "with_overallotment"
    return "shares_offered", 0.85, variant


def _cuts(
    sentence: Sentence, context: Context, number: object, before: str, after: str
) -> tuple[str, float, str | None] | None:
    if _REDUCES_BY.search(before) and not rx(r"\s?(?:%|per)").match(after):
        return "job_cuts", 0.8, None
    if rx(
        r"\s(?:jobs|roles|positions|posts)\s(?:will|would|are to|were|are being|are going to|could)\s(?:be\s)?(?:lost|cut|go|disappear|eliminated|axed|shed)\b"
    ).match(after):
        return "job_cuts", 0.85, None
    if rx(
        r"\b(?:of|among)\s(?:the|its|their)\s[\d,]+\s(?:jobs|roles|positions|employees|workers|staff)\b[^;.]{0,30}?\s(?:about |some |around )?$"
    ).search(before) and rx(
        r"\s(?:are to be|will be|would be|were|are being|will|are to)\s(?:cut|go|lost|eliminated|laid off|shed|axed)\b"
    ).match(after):
        return "job_cuts", 0.8, None
    if rx(r"\bletting\s(?:about |some |around )?$").search(before) and rx(
        r"\sof\s(?:its|their|the)\s[\d,]+\s(?:employees|workers|staff|people)\sgo\b"
    ).match(after):
        return "job_cuts", 0.85, None
    if rx(r"\b(?:laying|lay|laid) off\s(?:about |some |around |up to )?$").search(before) and rx(
        r"\sof\s(?:them|these|those)\b"
    ).match(after):
        return "job_cuts", 0.8, None
    if rx(r"\s(?:open|vacant|unfilled)\s(?:positions|roles|jobs|posts)\b").match(after):
        return None
    if _HAS_STAFF.search(before):
        return None  # "the group, which has some 2,300 staff, is to shed 180 jobs"
    if rx(r"\d\sof\s(?:its |their |the |our )?(?:about |some |roughly )?$").search(before):
        return None  # "140 of 610 jobs": how many there are
    jobs = _JOBS.match(after)
    near = sentence.lower
    if not jobs and not _CUTS_OF.search(before):
        return None
    noun = jobs.group().strip() if jobs else "jobs"
    cut = (
        _CUTS_OF.search(before)
        or _CUT.search(before)
        or _CUT.search(after[:60])
        or rx(r"\b(?:would|will|to) (?:go|disappear|be lost)\b").search(after[:40])
        or (
            rx(r"\blet(?:ting)?\s(?:about |some |another |around )?$").search(before)
            and rx(r"\s(?:people|workers|employees|staff)\s(?:go)\b").match(after)
        )
    )
    if not cut:
        return None
    if rx(r"(?:job|role|position|layoff|redundanc|post)").search(noun) or rx(
        r"lay|laid|cut|eliminat|shed|slash|dismiss|let|\bgo\b|ax|fire|notice|redundan|trim|los[et]|slic|scrap|reduc"
    ).search(
        cut.group(),
    ):
        if (
            not _CUT.search(before)
            and "job cut" not in after[:10]
            and rx(r"\s[a-z]+,?\s[^;]{0,40}?\d").match(after)
        ):
            return None  # "some 2,300 staff, is to shed 180 jobs"
        variant = None
        if rx(r"\breported\b|\breports?\b(?! (?:net|third|first|second|fourth))").search(
            near[: max(0, near.find(cut.group()))],
        ) and rx(r"\b(?:times|reuters|bloomberg|journal|post|sources|media)\b").search(near):
            variant = "reported"
        return "job_cuts", 0.85 if "employ" in noun or "job" in noun or "position" in noun else 0.75, variant
    return None


def _staff(
    sentence: Sentence, context: Context, number: object, before: str, after: str
) -> tuple[str, float, str | None] | None:
    if _TRIMMED.search(before) and not rx(r"\s?(?:%|per)").match(after):
        return "employs_count", 0.72, None
    if rx(r"\speople\s(?:now\s)?work\s(?:for|at)\s(?:it|the (?:company|firm|group)|them|[a-z]+)\b").match(
        after
    ):
        return "employs_count", 0.8, None
    if rx(r"-strong\s(?:[a-z]+\s){0,2}(?:workforce|staff|headcount|team|payroll)\b").match(after):
        return "employs_count", 0.82, None
    if rx(
        rf"\s(?:(?:full-time|part-time|permanent|regular|total|global|worldwide|active|dedicated|salaried|u\.s\.)[\s,]+(?:and part-time |equivalent )?){{0,3}}(?:{_STAFF}|full-time equivalents)\b"
    ).match(
        after,
    ):
        noun_people = rx(r"\s(?:\w+\s)?(?:people|associates|personnel)\b").match(after)
        if noun_people and rx(r"\bwe (?:now |currently )?have\s(?:about |some |around |over )?$").search(
            before
        ):
            return "employs_count", 0.75, None
        if noun_people and not rx(r"\b(?:employ\w*|workforce|staff|headcount)\b").search(before + after):
            return None
        if _CUT.search(before[-45:]):
            return None
        if rx(r"\b(?:hire|hired|hiring|recruit|add|adding|added|train\w*)\b[^.]{0,25}$").search(before):
            return None
        if rx(
            r"\s(?:[a-z-]+\s){1,3}?(?:were|are|who|went|walked|voted|joined|struck|will|would|have|took|face|could|may|and their)\b"
        ).match(after) and not rx(
            r"\b(?:employ\w*|has|had|have|with|workforce|headcount|payroll)\b[^,;]{0,30}$"
        ).search(before):
            return "employs_count", 0.6, None  # "45,000 workers were on strike"
        return "employs_count", 0.85, None
    if rx(
        r"\b(?:employ(?:s|ed|ing)|workforce of|headcount of|staff of|headcount (?:of [\w.&’-]+ )?(?:worldwide |globally |totall?ed )?(?:was|of|stood at|rose to|grew to)?|(?:number of employees|staff count) (?:was|is|of|stood at|totall?ed)|workforce (?:was|stood at|totaled))\s(?:about |approximately |some |around |nearly |more than |over |roughly |almost |at least )*$"
    ).search(
        before,
    ):
        return "employs_count", 0.85, None
    m = rx(
        r"\s(?:of (?:them|these|whom) )?(?:were|are|worked|work) (?:engaged|employed|working)? ?in (?P<what>[a-z&, ]{4,80}?)(?= positions| and \d| roles|[.;]|$)"
    ).match(
        after,
    )
    if m and rx(r"employees").search(sentence.lower[: max(0, len(sentence.lower))]):
        return "employs_count", 0.75, "segment:" + m["what"].strip()
    return None


def _customers(
    sentence: Sentence, number: object, before: str, after: str
) -> tuple[str, float, str | None] | None:
    if rx(
        r"\s(?:(?:active|paying|corporate|business|enterprise|commercial|total|individual|retail|institutional|different|global|paid|registered|monthly)\s){0,3}(?:customers|clients|subscribers|users|(?:client|customer) (?:relationships|accounts))\b"
    ).match(
        after,
    ):
        if rx(r"\s(?:customers|clients)\s(?:accounted|account|represented)").match(after):
            return None
        return "customer_count", 0.75, None
    if rx(
        r"\s[a-z]+\suse\s(?:its|our|the)\s(?:machines?|robots?|tools?|software|products?|services?|platform|technology|systems?)\b"
    ).match(after):
        return "customer_count", 0.75, None
    if rx(r"\bserv(?:es|ing|ed)\s(?:about |some |around |nearly |more than |over |roughly )*$").search(
        before
    ) and rx(
        r"\s(?:[a-z-]+\s){0,2}(?:merchants|utilities|operators|carriers|cities|airlines|retailers|manufacturers|grocers|hotels|institutions|organi[sz]ations|firms|stores|businesses|companies|clients|customers|households|families|brands|restaurants|hospitals|schools|shops|farmers|banks)\b"
    ).match(
        after,
    ):
        return "customer_count", 0.75, None
    if rx(
        r"\b(?:customer|client|subscriber|user) base (?:to|of|has|reached|stood at|is|was|grew to)\s(?:about |approximately |some |around |more than |over |nearly )*$"
    ).search(before):
        return "customer_count", 0.75, None
    return None
