"""Templates and assets of a publication, and the shell that renders its pages.

A theme is two folders of text: `templates/` and `assets/`. A publication may replace any
file or add its own; all else comes from the default theme (docs/theming.md).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib import resources
from types import MappingProxyType
from typing import Any

import jinja2
import msgspec
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.runtime import Macro
from markupsafe import Markup

from tipsheet.errors import ConfigError
from tipsheet.publish.plan import digest
from tipsheet.publish.site import safe
from tipsheet.publish.site.fast import PARTS, FastCode
from tipsheet.publish.site.view import TopicView, View, Views

_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+\Z")
HOT = (
    "base.html",
    "record.html",
    "_parts.html",
    "story.html",
    "topic.html",
    "provider.html",
    "day.html",
    "month.html",
    "front.html",
)  # compiled for views
OWN_CSS = "own.css"
NAV_TOPICS = 9  # in the masthead; all stand on /topics/


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """Templates by name and assets by name; a frozen value, so a build is a function of it."""

    templates: dict[str, str]
    assets: dict[str, bytes]

    def with_files(self, files: Mapping[str, bytes]) -> Theme:
        """This theme with files laid over it: `templates/NAME.html` and `assets/NAME`.

        `assets/own.css` is added to the style sheet instead: enough for other colours and sizes.
        Raises ConfigError for a path outside the two folders or a template that is not UTF-8.
        """
        templates, assets = dict(self.templates), dict(self.assets)
        for path, body in sorted(files.items(), key=lambda item: item[0].endswith(OWN_CSS)):
            folder, _, name = path.replace("\\", "/").partition("/")
            if not name or ".." in name or folder not in ("templates", "assets"):
                raise ConfigError(
                    f"{path}: a theme holds templates/… and assets/… only; move or remove the file"
                )
            if folder == "assets":
                if name == OWN_CSS:
                    body = assets["site.css"] + b"\n" + body
                    name = "site.css"
                assets[name] = body
                continue
            try:
                templates[name] = body.decode("utf-8")
            except UnicodeDecodeError:
                raise ConfigError(f"{path}: not UTF-8 text; save the template as UTF-8") from None
        return Theme(templates=templates, assets=assets)

    def digest(self) -> bytes:
        """A key that changes with any byte of the theme."""
        parts = [name.encode() + b"\0" + self.templates[name].encode() for name in sorted(self.templates)]
        parts += [name.encode() + b"\0" + self.assets[name] for name in sorted(self.assets)]
        return digest(b"theme", *parts)


class Feed(View, frozen=True, kw_only=True):
    """A feed a page points to."""

    type: str
    title: str
    href: str
    label: str


class PageView(View, frozen=True, kw_only=True):
    """What the frame needs to know of a page."""

    title: str
    url: str  # absolute, canonical
    description: str = ""
    kind: str = "website"  # OpenGraph type
    image: str = ""  # absolute
    published: str = ""
    amp: str = ""
    feeds: tuple[Feed, ...] = ()
    noindex: bool = False
    home: bool = False
    data: Markup = Markup("")


class SiteView(View, frozen=True, kw_only=True):
    """The publication as the templates see it."""

    title: str
    description: str
    url: str
    base: str
    locale: str
    direction: str
    contact: str
    issues: bool  # a newsletter went out
    topics: tuple[TopicView, ...]  # of the masthead
    all_topics: tuple[TopicView, ...]


class ShellView(View, frozen=True, kw_only=True):
    """Finished markup that is the same on every page."""

    head: Markup
    top: Markup
    bottom: Markup


@lru_cache(maxsize=1)
def default() -> Theme:
    """The theme of the package."""
    here = resources.files("tipsheet.publish.site")
    templates = {
        f.name: f.read_text("utf-8") for f in (here / "templates").iterdir() if f.name.endswith(".html")
    }
    assets = {f.name: f.read_bytes() for f in (here / "assets").iterdir() if f.is_file()}
    return Theme(templates=templates, assets=assets)


class Shell:
    """Renders templates of a theme inside the frame of one publication."""

    def __init__(self, views: Views, theme: Theme | None = None) -> None:
        self.views = views
        self.theme = theme or default()
        self._theme_key = self.theme.digest()
        self.assets, self._named = _built_assets(self.theme, self._theme_key)
        site = views.edition.site
        topics = tuple(views.topics.values())
        top = [t for t in topics if not t.parent or t.parent not in views.topics]
        if len(top) == 1:  # a single root says what the title says already: show its children
            top = [t for t in topics if t.parent == top[0].name] or top
        self.site = SiteView(
            title=safe.line(site.title),
            description=safe.line(site.description),
            url=views.url,
            base=views.base,
            locale=views.locale,
            direction=views.direction,
            contact=site.contact if _MAIL.match(site.contact) else "",
            issues=bool(views.edition.issues),
            topics=tuple(top[:NAV_TOPICS]),
            all_topics=topics,
        )
        self.env = environment(self.theme, self._theme_key)
        self.env.globals["site"] = self.site
        self._know_parts()
        early = _minify_js(self.theme.assets["early.js"].decode()).strip()
        context: dict[str, Any] = {
            "csp": policy(early),
            "early": Markup(early),
            "css": f"{views.base}/{self._named['site.css']}",
            "js": f"{views.base}/{self._named['site.js']}",
        }
        parts = {name: self.fragment(f"_{name}.html", **context) for name in ("head", "top", "bottom")}
        self.parts = ShellView(**parts)
        self.env.globals["shell"] = self.parts

    @cached_property
    def key(self) -> bytes:
        """Changes with the theme, the publication's own words and its navigation: then every page does."""
        s, p = self.site, self.parts
        told = (s.title, s.description, s.url, s.locale, s.direction, s.contact, s.issues)
        finished = (str(p.head), str(p.top), str(p.bottom))
        return digest(self._theme_key, msgspec.msgpack.encode((told, finished)))

    def _know_parts(self) -> None:
        """Make the macros of `_parts.html` known to every template, the fast ones by their arguments."""
        try:
            self.env.macros = _macros(self.theme.templates[PARTS])
            parts = vars(self.env.get_template(PARTS).module)
        except jinja2.TemplateError as error:
            raise ConfigError(f"templates/{PARTS}: {error.message}") from None
        self.env.globals.update({name: part for name, part in parts.items() if isinstance(part, Macro)})

    def is_plain(self, template: str) -> bool:
        """Whether a template of ours, its frame and the parts of pages are those of the default theme."""
        return self.env.fast.issuperset(("base.html", PARTS, template))

    def part(self, name: str, *arguments: Any) -> Markup:
        """What a macro of `_parts.html` makes of its arguments."""
        macro: Any = self.env.globals[name]
        try:
            return Markup(macro._func(*arguments) if PARTS in self.env.fast else macro(*arguments))
        except jinja2.UndefinedError as error:
            raise ConfigError(f"templates/{PARTS}, {name}: {error.message}") from None

    def render(self, template: str, page: PageView, **context: Any) -> bytes:
        """A whole page. Raises ConfigError that names a template which cannot be used."""
        return self._filled(template, page=page, **context).encode()

    def fragment(self, template: str, **context: Any) -> Markup:
        """A piece of a page, escaped already. Raises ConfigError as `render` does."""
        return Markup(self._filled(template, **context))

    def _filled(self, template: str, **context: Any) -> str:
        try:
            found = self.env.get_template(template)
            # `Template.render` would look each of the globals up in a chain of maps, for every page
            frame = found.new_context({**self.env.globals, **context}, shared=True)
            return "".join(found.root_render_func(frame))
        except jinja2.TemplateNotFound as error:
            raise ConfigError(
                f"templates/{error.name}: there is no such template; add it to the theme"
            ) from None
        except jinja2.TemplateSyntaxError as error:
            raise ConfigError(f"templates/{error.name or template}: {error.message}") from None
        except jinja2.UndefinedError as error:
            raise ConfigError(f"templates/{template} or one it includes: {error.message}") from None


class _Environment(jinja2.Environment):
    """Compiles the package's own templates with `FastCode`, all others plainly."""

    fast: frozenset[str] = frozenset()
    macros: Mapping[str, int] = MappingProxyType({})

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        if name not in self.fast:
            return super()._generate(source, name, filename, defer_init)
        code = FastCode(self, name, filename, defer_init=defer_init, optimized=self.optimized)
        code.macros = self.macros
        code.visit(source)
        return str(code.stream.getvalue())  # type: ignore[attr-defined]  # a StringIO when none is given


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates of one theme, kept for the next build of this process."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template, when it is known."""
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self.code[bucket.key] = bucket.bytecode_to_string()


@lru_cache(maxsize=8)
def _macros(source: str) -> dict[str, int]:
    """The macros of a template and how many arguments each takes."""
    return {macro.name: len(macro.args) for macro in jinja2.Environment().parse(source).find_all(nodes.Macro)}


@lru_cache(maxsize=8)
def _compiled(theme: bytes) -> _Compiled:
    return _Compiled()


def environment(theme: Theme, key: bytes = b"") -> _Environment:
    """Jinja2 with everything escaped, undefined names refused and indentation left out of the pages."""
    env = _Environment(
        loader=jinja2.FunctionLoader(
            lambda name: _minify_html(theme.templates[name]) if name in theme.templates else None
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_compiled(key or theme.digest()),
    )
    own = default().templates
    env.fast = frozenset(n for n in HOT if theme.templates.get(n) == own.get(n))
    return env


def policy(early: str) -> str:
    """The Content-Security-Policy of every page: our own files, and the one inline line by its digest."""
    mark = base64.b64encode(sha256(early.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{mark}'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types tipsheet"
    )


@lru_cache(maxsize=8)
def _built_assets_of(
    key: bytes, items: tuple[tuple[str, bytes], ...]
) -> tuple[dict[str, bytes], dict[str, str]]:
    out: dict[str, bytes] = {}
    named: dict[str, str] = {}
    for name, body in items:
        if name == "early.js" or name == "sw.js":
            continue
        if name.endswith(".css"):
            body = _minify_css(body.decode()).encode()
        elif name.endswith(".js"):
            body = _minify_js(body.decode()).encode()
        path = f"assets/{name}"
        if name.endswith((".css", ".js")):
            stem, _, suffix = name.rpartition(".")
            path = f"assets/{stem}-{digest(body).hex()[:10]}.{suffix}"
        named[name] = path
        out[path] = body
    return out, named


def _built_assets(theme: Theme, key: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    """Asset path -> bytes, and plain name -> path; sheets and scripts carry their digest in the name."""
    return _built_assets_of(key, tuple(sorted(theme.assets.items())))


def _minify_html(source: str) -> str:
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    return re.sub(r"\n\s+", "\n", source).strip() + "\n"


def _minify_css(source: str) -> str:
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r"\s+", " ", source)
    return re.sub(r" ?([{};,]) ?", r"\1", source).replace(";}", "}").replace(": ", ":").strip()


def _minify_js(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"
