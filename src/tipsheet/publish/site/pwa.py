"""What makes the publication an app that reads offline: manifest, worker, headers."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tipsheet.publish.plan import Job, digest
from tipsheet.publish.site.safe import clip
from tipsheet.publish.site.theme import Shell, _minify_js


def jobs(shell: Shell) -> Iterator[Job]:
    """`manifest.webmanifest`, `sw.js`, every asset and `_headers` (for hosts that read it)."""
    for path, body in sorted(shell.assets.items()):
        yield _held(path, body)
    yield _held("manifest.webmanifest", _manifest(shell))
    yield _held("sw.js", _worker(shell))
    yield _held("_headers", _headers(shell))
    yield _held(".nojekyll", b"")


def _held(path: str, body: bytes) -> Job:
    return Job(path, digest(body), lambda: body)


def _manifest(shell: Shell) -> bytes:
    site = shell.site
    base = site.base
    icon = [
        {"src": f"{base}/assets/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": f"{base}/assets/icon-512.png", "sizes": "512x512", "type": "image/png"},
        {
            "src": f"{base}/assets/icon-maskable.png",
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "name": site.title,
                "short_name": clip(site.title, 20),
                "description": site.description,
                "id": f"{base}/",
                "start_url": f"{base}/",
                "scope": f"{base}/",
                "display": "standalone",
                "lang": site.locale,
                "dir": site.direction,
                "background_color": "#fbfaf8",
                "theme_color": "#b3320e",
                "icons": icon,
                "shortcuts": [{"name": "Search", "url": f"{base}/search/"}],
            }
        ),
        indent=2,
    )


def _worker(shell: Shell) -> bytes:
    base = shell.site.base
    named = [path for path in shell.assets if path.endswith((".css", ".js"))]
    files = [*sorted(f"{base}/{path}" for path in named), f"{base}/assets/icon.svg", f"{base}/offline/"]
    version = digest(shell.key, *(shell.assets[path] for path in named)).hex()[:10]
    head = (
        f"const VERSION = {_text(version)}, OFFLINE = {_text(base + '/offline/')};\n"
        f"const SHELL = {msgspec.json.encode(files).decode()};\n"
    )
    return (head + _minify_js(shell.theme.assets["sw.js"].decode())).encode()


def _headers(shell: Shell) -> bytes:
    base = shell.site.base
    return (
        f"{base}/*\n"
        "  X-Content-Type-Options: nosniff\n"
        "  X-Frame-Options: DENY\n"
        "  Referrer-Policy: no-referrer\n"
        "  Permissions-Policy: camera=(), geolocation=(), microphone=()\n"
        "  Cross-Origin-Opener-Policy: same-origin\n"
        f"{base}/images/*\n"
        "  Cache-Control: public, max-age=31536000, immutable\n"
        "  Content-Security-Policy: default-src 'none'; sandbox\n"
    ).encode()


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()
