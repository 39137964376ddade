"""A page as a sequence of text blocks, each with the boxes it stands in.

The tree is written out once by lexbor, which closes and quotes everything, and read back as a
flat list of tags and texts: one regular expression and one loop cost a tenth of a walk over
tree nodes. A block is the text between two block-level tags; a box is a block-level element.
Boxes are numbered as they open, so the blocks inside one are a range of numbers.
"""

from __future__ import annotations

import html as entities
import re

import ahocorasick
from selectolax.lexbor import LexborHTMLParser

MAX_BLOCKS = 20_000
MAX_BOXES = 60_000

Token = tuple[str, str, str, str]  # "/" or "", tag, attributes, text that follows

_TOKEN = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:\s[^\s=>]++(?:=\"[^\"]*+\")?)*+)\s*+/?>([^<]*+)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ATTRIBUTE = re.compile(
    r'(class|id|role|itemprop|style|hidden|aria-hidden|data-component|data-testid)="([^"]*)"'
)
_SPACE = re.compile(r"\s+")

_MIN_FALLBACK_CHARS = 1_500
_UNREAD = [
    "script", "style", "svg", "template", "iframe", "select", "textarea", "object", "embed",
    "video", "audio", "canvas", "math", "map", "dialog", "datalist", "head",
]  # fmt: skip
INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb rp rt rtc ruby s samp
    small span strike strong sub sup time tt u var wbr picture source img br o:p
    """.split()  # noqa: SIM905
)
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_STRONG = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em", "cite"})

# What the names of classes and ids tell, one bit each. The needles are looked for in the lower-case
# names with "-" for everything that is no letter or digit and at both ends.
BOX_WORDS: dict[str, str] = {
    "body": "articlebody article-body storybody story-body post-body postbody entry-content post-content "
    "article-content articlecontent content-body contentbody body-copy bodycopy article-text articletext "
    "story-text bodytext body-text main-content maincontent page-content richtext rich-text paragraph prose "
    "wysiwyg markdown -post-text story-content article__body c-entry",
    "article": "article -story- -post- -entry- hentry blog news-item -detail",
    "content": "content -main- -text- -copy- -body-",
    "lead": "-lead -lede intro standfirst -dek -deck- subtitle subhead -teaser-text summary abstract kicker strapline",
    "title": "title headline heading -hed-",
    "nav": "-nav navi menu navbar topbar -skip- toolbar breadcrumb crumbs pager pagination -toc- table-of-contents",
    "footer": "footer -foot- copyright colophon legal disclaimer imprint",
    "header": "header masthead -banner-",
    "side": "sidebar side-bar -aside- -rail- -side- right-col rightcol left-col secondary widget",
    "comment": "comment disqus -reply respond discussion livefyre",
    "related": "related recommend readmore read-more -more- more-from see-also similar also-like -next- -prev- "
    "trending popular most-read mostread latest teaser outbrain taboola promoted -recirc further-reading -upnext",
    "share": "share sharing social -follow facebook twitter whatsapp -email- -print- addthis",
    "ad": "-ad- -ads- -adv- advert sponsor promo -dfp- -gpt- banner-ad affiliate adslot -ad_",
    "signup": "newsletter subscri signup sign-up -login paywall regist optin -cta- donat -offer- membership",
    "caption": "caption -credit photo-credit image-credit attribution figcaption",
    "byline": "byline author -bio- contributor writer -by- vcard",
    "meta": "-meta -date- dateline timestamp -time- published -tags -tag- category categories taxonomy keywords "
    "post-info entry-meta postmetadata -info-",
    "cookie": "onetrust -ot- -cmp -qc-cmp didomi sp_message cookie consent gdpr privacy -modal popup pop-up overlay -notice lightbox",
    "list": "listing -list- -items- -item- -grid- -card -cards- -tile carousel slider gallery slideshow",
    "quote": "quote pullquote blockquote",
    "embed": "embed tweet instagram -video player youtube",
    "forum": "-message -thread -topic- forum -answer- -question- postbody -reply-",
    "product": "product -price- -cart -buy- -sku- spec-",
    "hidden": "-hidden- display-none visually-hidden sr-only screen-reader -d-none- -hide-",
    "faq": "-faq accordion -tab- -tabs- -tabpanel",
    "factbox": "infobox factbox fact-box -box- sidebox boxout -note- callout highlight key-points takeaway",
}
BOX_BIT = {name: 1 << i for i, name in enumerate(BOX_WORDS)}

# What a block's own words tell: phrases of furniture in some languages.
# "^" stands for the block's beginning.
PHRASES: dict[str, str] = {
    "more": "read more|read also|also read|related:|see also|more on|more from|click here|continue reading|weiterlesen|mehr zum thema|lesen sie auch|lire aussi|à lire|leer más|lea también|leia mais|leia também|leggi anche|lees ook|читайте также|read next|you may also|recommended|you might|most read|trending|most popular|続きを読む|関連記事|相关阅读|mehr lesen|zum thema|czytaj|les også|læs også|läs mer|läs också|lue myös|lisää aiheesta|více čtěte|přečtěte|ayrıca oku|ilgili haber|également|voir aussi|ver también|saiba mais|hier lesen|auch interessant|das könnte",
    "starts_more": "^read|^also on|^also read|^see also|^related|^more:|^more from|^more on|^mehr |^lesen|^les også|^läs|^lees|^lire|^leia|^lea |^leggi|^watch|^video:|^listen|^click|^here are|^check out|^find out|^view|^see |^explore|^learn more|^discover|^get |^join |^follow|^like this|^don't miss|^next|^previous|^continue|^up next|^in other news|^photos:|^gallery|^czytaj|^zobacz|^siehe|^hier |^jetzt",
    "share": "share this|share on|^share|tweet|facebook|whatsapp|teilen|partager|compartir|condividi|delen|поделиться|follow us|follow me|folgen|linkedin|instagram|pinterest|email this|print this|drucken|imprimir|^print|^email|^save|copy link|telegram|reddit|youtube|podcast",
    "signup": "subscribe|sign up|newsletter|log in|login|sign in|register|abonn|anmelden|suscr|inscri|iscriviti|подпис|create an account|join now|become a member|free trial|your inbox|your email|e-mail address|subscriber|exclusive|unlimited|support us|donat|spende|prenumer|membership",
    "legal": "all rights reserved|copyright|©|terms of|privacy|datenschutz|impressum|alle rechte|derechos reservados|tous droits|tutti i diritti|права защищены|disclaimer|may not be published|cannot be reproduced|affiliate|opt-out|opt out|personal information|personal data|third part|community guidelines|house rules|user comment",
    "cookie": "cookie|consent|externen inhalt|externer inhalt|personenbezogene|gdpr|ccpa|advertising partner|tracking|einwilligung|drittanbieter|legitimate interest|javascript|ad blocker|your browser",
    "ad": "advertisement|sponsored|anzeige|publicidad|publicité|pubblicità|advertising|реклама|werbung|promoted|story continues below|scroll to continue|article continues|article content|^ad$|annonse|annons|reklam|^ad ",
    "comment": "comment|kommentar|comentario|commentaire|commenti|комментар|^reply|antworten|permalink|leave a reply|add your|コメント|trackback|pingback|join the conversation|moderat",
    "credit": "photo:|photo by|image:|credit:|getty|foto:|bild:|reuters|afp|ap photo|(ap)|shutterstock|photograph|fotografie|image credit|picture:|unsplash|courtesy|file photo|picture alliance|/dpa|imago|image source|image copyright|image caption|media caption|photo credit|[photo|(photo|(foto|istock|wikimedia|pexels|screenshot|illustration|^pictured|^photo|^image|^foto|^bild|^caption|pictured",
    "byline": "^by |^von |^par |^por |^di |^af |^av |^text:|written by|author|posted by|contributor|reporter|correspondent|@|editor|autor|^staff|^written|^words",
    "date": "published|updated|posted on|last modified|uhr|minutes ago|hours ago|days ago|min read|minute read|january|february|march|april|june|july|august|september|october|november|december|januar|februar|märz|juli|oktober|dezember|enero|janvier| ago|lesezeit|aktualisiert|veröffentlicht|publicado|publié",
    "tags": "tags:|tagged|filed under|topics:|categor|keywords|schlagwörter|etiquetas|posted in|labels:|in this story|themen|stichwort|^tags|^topics|^filed",
    "nav": "^home|^menu|^search|suche|skip to|back to|previous|^next|^contact|about us|sitemap|^close|loading|show more|view all|see all|load more|toggle|advertise|careers|view comments|table of contents|in this article|jump to|on this page|inhaltsverzeichnis",
    "bio": "is a freelance|is a writer|is an author|is a reporter|is a senior|is the author|about the author|has written|he writes|she writes|follow her|follow him|is a contributing|is editor|contact the|can be reached|you can follow|lives in|über den autor|is a journalist|is a staff|is the founder|email me|on twitter|his work|her work",
    "shop": "add to cart|add to basket|buy now|in stock|in den warenkorb|free shipping|out of stock|sku|quantity|customer review|write a review|shop now|best seller|sale price|book now|get started|request a quote|free consultation|call us",
    "corr": "editor's note|this article|this story|originally published|correction|contributed to this|this post|reporting by|editing by|first appeared|was updated|the associated press|more information:|provided by|source:|quelle:|sources:|references|ap reporting|dpa-infocom|(dpa|(afp|(reuters",
}  # fmt: skip
PHRASE_BIT = {name: 1 << i for i, name in enumerate(PHRASES)}


def _automaton(words: dict[str, str], bits: dict[str, int], split: str | None) -> ahocorasick.Automaton:
    needles: dict[str, int] = {}
    for name, listed in words.items():
        for needle in listed.split(split):
            needles[needle] = needles.get(needle, 0) | bits[name]
    made = ahocorasick.Automaton()
    for needle, mask in needles.items():
        made.add_word(needle, mask)
    made.make_automaton()
    return made


_BOX_FINDER = _automaton(BOX_WORDS, BOX_BIT, None)
_PHRASE_FINDER = _automaton(PHRASES, PHRASE_BIT, "|")
_NOT_NAME = re.compile(r"[^a-z0-9]+")


class Blocks:
    """Parallel lists: one entry a block, and one entry a box. Box 0 is the body."""

    __slots__ = (
        "box_attributes", "box_depth", "box_end", "box_first", "box_look", "box_mask", "box_parent", "box_path",
        "box_seen", "box_tag", "boxes", "ends", "images", "links", "italic_chars", "link_chars", "starts", "strong_chars",
        "texts", "tokens", "truncated",
    )  # fmt: skip

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.texts: list[str] = []  # squeezed; line breaks inside are "\n"
        self.boxes: list[int] = []  # the innermost box of each block
        self.starts: list[int] = []  # first token of each block
        self.ends: list[int] = []  # one past its last token
        self.link_chars: list[int] = []
        self.links: list[int] = []
        self.strong_chars: list[int] = []
        self.italic_chars: list[int] = []
        self.images: list[int] = []  # images met before the block since the last one
        self.box_parent: list[int] = []
        self.box_tag: list[str] = []
        self.box_mask: list[int] = []  # BOX_BIT of its own names
        self.box_seen: list[int] = []  # BOX_BIT of itself and all around it
        self.box_first: list[int] = []  # first block inside
        self.box_end: list[int] = []  # one past the last block inside
        self.box_depth: list[int] = []
        self.box_path: list[int] = []  # a number for (path of tags and classes)
        self.box_attributes: list[str] = []
        self.box_look: list[int] = []  # a number for (tag, class)
        self.truncated = False

    def __len__(self) -> int:
        return len(self.texts)


def read_blocks(tree: LexborHTMLParser) -> Blocks:
    """The blocks of the page's body. The tree loses what is never read (scripts, frames, forms' choices)."""
    tree.strip_tags(_UNREAD)
    for node in tree.css("noscript"):
        # A fallback for an image says nothing; some forums put the whole page there.
        if len(node.text()) < _MIN_FALLBACK_CHARS:
            node.decompose()
    body = tree.body
    written = body.html if body is not None else None
    return from_markup(written or "")


def from_markup(written: str) -> Blocks:
    """The blocks of well-formed markup as lexbor writes it."""
    if "<!--" in written:
        written = _COMMENT.sub("", written)
    blocks = Blocks()
    blocks.tokens = tokens = _TOKEN.findall(written)
    paths: dict[tuple[int, str, str], int] = {}
    looks: dict[tuple[str, str], int] = {}
    box_parent, box_tag, box_mask, box_seen = (
        blocks.box_parent, blocks.box_tag, blocks.box_mask, blocks.box_seen,
    )  # fmt: skip
    box_first, box_end, box_depth, box_path = (
        blocks.box_first, blocks.box_end, blocks.box_depth, blocks.box_path,
    )  # fmt: skip
    box = -1
    pieces: list[str] = []
    began = 0
    in_link = strong = italic = 0
    link_chars = links = strong_chars = italic_chars = images = 0
    inline = INLINE

    def flush(end: int) -> None:
        nonlocal link_chars, links, strong_chars, italic_chars, images, began
        text = "".join(pieces)
        pieces.clear()
        if "&" in text:
            text = entities.unescape(text)
        text = _SPACE.sub(" ", text).strip(" \u200b\ufeff")
        if "\x1e" in text:
            text = re.sub(r" *\x1e[ \x1e]*", "\n", text).strip("\n")
        if text:
            blocks.texts.append(text)
            blocks.boxes.append(box)
            blocks.starts.append(began)
            blocks.ends.append(end)
            blocks.link_chars.append(min(link_chars, len(text)))
            blocks.links.append(links)
            blocks.strong_chars.append(min(strong_chars, len(text)))
            blocks.italic_chars.append(min(italic_chars, len(text)))
            blocks.images.append(images)
            images = 0
        link_chars = links = strong_chars = italic_chars = 0

    number = 0
    broke = False  # the last thing was a line break
    for number, (close, tag, attributes, text) in enumerate(tokens):
        if tag in inline:
            if tag == "a":
                if close:
                    in_link = 0
                else:
                    in_link = 1
                    links += 1
            elif tag == "br":
                if broke:
                    if pieces:
                        flush(number)
                else:
                    pieces.append("\x1e")
                broke = not text or text.isspace()
                if not pieces:
                    began = number + 1
            elif tag == "img":
                images += 1
            elif tag in _STRONG:
                strong += -1 if close else 1
            elif tag in _ITALIC:
                italic += -1 if close else 1
        else:
            if pieces:
                flush(number)
            broke = False
            began = number + 1
            if close:
                if box > 0 and box_tag[box] == tag:
                    box_end[box] = len(blocks.texts)
                    box = box_parent[box]
            elif tag not in VOID:
                if len(box_tag) >= MAX_BOXES or len(blocks.texts) >= MAX_BLOCKS:
                    blocks.truncated = True
                    break
                # the body's classes speak of the whole site
                mask, klass = _mask(attributes) if attributes and tag != "body" else (0, "")
                parent = box
                box = len(box_tag)
                box_parent.append(max(parent, 0))
                box_tag.append(tag)
                box_mask.append(mask)
                box_seen.append(mask | (box_seen[parent] if parent >= 0 else 0))
                box_first.append(len(blocks.texts))
                box_end.append(-1)
                box_depth.append(box_depth[parent] + 1 if parent >= 0 else 0)
                key = (box_path[parent] if parent >= 0 else -1, tag, klass)
                box_path.append(paths.setdefault(key, len(paths)))
                blocks.box_look.append(looks.setdefault((tag, klass), len(looks)))
                blocks.box_attributes.append(attributes)
        if text:
            if pieces or not text.isspace():
                if not pieces:
                    began = min(began, number) if tag in inline and not close else number
                pieces.append(text)
                if in_link:
                    link_chars += len(text)
                if strong > 0:
                    strong_chars += len(text)
                if italic > 0:
                    italic_chars += len(text)
                if broke and not text.isspace():
                    broke = False
    if pieces:
        flush(number + 1)
    for i, end in enumerate(box_end):
        if end < 0:
            box_end[i] = len(blocks.texts)
    return blocks


_SEEN: dict[str, tuple[int, str]] = {}


def _mask(attributes: str) -> tuple[int, str]:
    """The box bits of a tag's names, and its class; remembered, since a site repeats itself."""
    known = _SEEN.get(attributes)
    if known is not None:
        return known
    mask = 0
    klass = ""
    names = []
    for name, value in _ATTRIBUTE.findall(attributes):
        if name == "style":
            if "display:none" in value.replace(" ", "").lower():
                mask |= BOX_BIT["hidden"]
        elif name == "hidden" or (name == "aria-hidden" and value == "true"):
            mask |= BOX_BIT["hidden"]
        else:
            names.append(value[:300])
            if name == "class":
                klass = value
    if " hidden" in attributes and re.search(r"\shidden(?=[\s>]|$)", attributes):
        mask |= BOX_BIT["hidden"]
    if names:
        written = "-" + _NOT_NAME.sub("-", "-".join(names).lower()) + "-"
        for _, bits in _BOX_FINDER.iter(written):
            mask |= bits
    if len(_SEEN) > 20_000:
        _SEEN.clear()
    _SEEN[attributes] = (mask, klass)
    return mask, klass


def phrases(text: str) -> int:
    """The PHRASE_BITs of a block's first 200 and last 80 characters."""
    mask = 0
    looked = "^" + (text if len(text) <= 280 else text[:200] + "\n" + text[-80:]).lower()
    for _, bits in _PHRASE_FINDER.iter(looked):
        mask |= bits
    return mask
