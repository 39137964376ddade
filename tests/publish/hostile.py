"""An edition whose every free string attacks: what a hostile press would send, and worse."""

from __future__ import annotations

import msgspec
from press import edition

from tipsheet.records import Edition, Image, Part, Provider, Source, Topic

replace = msgspec.structs.replace

MARK = "pwn3d"  # every attack would leave this in `window` or ask this host
ATTACKS = (
    f"<script>window.{MARK}=1</script>",
    f"</title></head><script>window.{MARK}=1</script>",
    f'"><img src=x onerror=window.{MARK}=1>',
    f"'><svg onload=window.{MARK}=1>",
    f"<iframe srcdoc='<script>parent.{MARK}=1</script>'></iframe>",
    f"</script><script>window.{MARK}=1</script>",
    "{{ 7*7 }}{% raw %}{{ ''.__class__ }}{% endraw %}{% include '/etc/passwd' %}",
    f"[click](javascript:window.{MARK}=1) ![x](https://{MARK}.example/x.png)",
    f"---\nlayout: evil\nredirect_to: https://{MARK}.example\n---\n",
    f"line\r\nBcc: victim@{MARK}.example\r\n\r\nbody\x00\x0b\x1b[31m",
    f"]]><script>window.{MARK}=1</script><![CDATA[",
    f"<!-- --!><script>window.{MARK}=1</script> -->",
    "\u202egnp.exe\u202c \u2066x\u2069",
    f"&lt;script&gt;window.{MARK}=1&lt;/script&gt;",
    f"<math><mtext></p><mglyph><style><img src=x onerror=window.{MARK}=1>",
    f"!!python/object/apply:os.system ['touch {MARK}']",
    f"<base href=https://{MARK}.example/><meta http-equiv=refresh content='0;url=https://{MARK}.example'>",
)
URLS = (
    f"javascript:window.{MARK}=1",
    f" java\tscript:window.{MARK}=1",
    f"data:text/html,<script>window.{MARK}=1</script>",
    f'https://ok.example/"onmouseover=window.{MARK}=1 x="',
    f"https:\\\\{MARK}.example\\x",
    f"https://user:secret@{MARK}.example/",
    f"//{MARK}.example/x",
    f"vbscript:{MARK}",
    f"https://ok.example/a?b=<script>window.{MARK}=1</script>&c=')",
    f"https://ok.example/\r\nSet-Cookie: {MARK}=1",
    f"file:///etc/passwd#{MARK}",
)
PATHS = (
    "../../../etc/passwd",
    "images/../../x.jpg",
    "//evil.example/x.jpg",
    "https://evil.example/x.jpg",
    "images/x.svg",
    'images/"onerror="x.jpg',
    "C:\\x.jpg",
)


def hostile_edition(stories: int = 40) -> Edition:
    """Attacks in titles, excerpts, names, addresses, pictures, topics, ids, paths, sources, the site."""
    base = edition(stories, seed=3)
    turn = iter(range(10**9))

    def bad() -> str:
        return "A story " + ATTACKS[next(turn) % len(ATTACKS)]

    def url() -> str:
        return URLS[next(turn) % len(URLS)]

    def picture() -> tuple[Image, ...]:
        at = next(turn)
        return (
            Image(url=url(), title=bad(), attribution=bad(), is_cached=True, path=PATHS[at % len(PATHS)]),
            Image(
                url="https://ok.example/x.jpg",
                width_px=640,
                height_px=360,
                title=bad(),
                attribution=bad(),
                is_cached=True,
                path="images/aa/aabbccddeeff00112233-640x360.jpg",
            ),
        )

    def provider(at: int) -> Provider:
        domains = (
            '"><script>.example',
            "../../etc",
            f"evil{at}.example/..",
            "e\r\nvil.example",
            "plain.example",
            "",
        )
        return Provider(name=bad(), domain=domains[at % len(domains)], images=picture())

    articles = {
        key: replace(
            a,
            title=bad(),
            excerpt=bad(),
            url=url(),
            amp_url=url(),
            images=picture(),
            provider=provider(at),
            text=bad(),
            authors=(bad(),),
            site_name=bad(),
            language=("en", '"><script>', "ar", "x" * 400)[at % 4],
            type=bad(),
            quality_parts=(Part(name=bad(), value=1, why=bad()),),
            featured_content=bad(),
        )
        for at, (key, a) in enumerate(base.articles.items())
    }
    topics = (
        *base.topics,
        *(
            Topic(id=bad(), name=f"Topic {i} {a}", slug=a, shortname=a, parent=ATTACKS[i - 1], order=9)
            for i, a in enumerate(ATTACKS)
        ),
    )
    names = [t.name for t in topics]
    stories_ = tuple(
        replace(
            s,
            title=bad() if at % 2 else s.title,
            why=bad(),
            topics=(*s.topics, names[at % len(names)]),
            id=s.id if at % 5 else f'../{at}"><script>',
            heat_parts=(Part(name=bad(), value=1, why=bad()),),
        )
        for at, s in enumerate(base.stories)
    )
    news = tuple(
        replace(
            n,
            title=bad(),
            excerpt=bad(),
            web_url=url(),
            original_url=url(),
            amp_url=url(),
            amp_cache_url=url(),
            type=bad(),
            images=picture(),
            provider=provider(at),
            topics=(*n.topics, names[at % len(names)]),
            featured_content=bad(),
            path=n.path if at % 7 else f'_news/2026-11-01-{at}"><script>/..',
            category=bad(),
            secured=bad(),
            related=(
                replace(n, path="", title=bad(), web_url=url(), provider=provider(at + 1), images=picture()),
            ),
        )
        for at, n in enumerate(base.news)
    )
    sheets = tuple(
        replace(
            s,
            subject=bad(),
            aliases=(bad(),),
            facts=tuple(
                replace(
                    f,
                    subject=bad(),
                    predicate=bad(),
                    value_text=bad(),
                    quote=bad(),
                    source_url=url(),
                    provider=bad(),
                )
                for f in s.facts
            ),
        )
        for s in base.sheets
    )
    return replace(
        base,
        site=replace(
            base.site,
            title="Desk " + ATTACKS[2],
            description=ATTACKS[0],
            contact=f"a@b.example?bcc=x@{MARK}.example",
        ),
        topics=topics,
        articles=articles,
        stories=stories_,
        news=news,
        providers=tuple(provider(at) for at in range(6)),
        sources=tuple(
            Source(id=str(i), url=u, name=ATTACKS[i], kind=("feed", "page")[i % 2])
            for i, u in enumerate(URLS)
        ),
        sheets=sheets,
    )
