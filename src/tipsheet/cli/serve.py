"""`tipsheet serve [DIR]`: the site and its live API."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from tipsheet.cli.console import Folder, Json, emit_json, out
from tipsheet.errors import TipsheetError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    folder: Folder = Path("."),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8000,
    json: Json = False,
) -> None:
    """Serve the built site with search; stop with Ctrl-C."""
    import uvicorn

    from tipsheet.publication import open_publication
    from tipsheet.serve.http import create_app
    from tipsheet.store import open_store

    publication = open_publication(folder)
    if not (publication.public / "index.html").is_file():
        raise TipsheetError(
            f"{publication.public}: there is no site yet; make it with `tipsheet run {folder}`"
        )
    listening = _listen(host, port)
    address = f"http://{host}:{listening.getsockname()[1]}/"
    with listening, open_store(publication.database) as store:
        if json:
            emit_json({"url": address})
        else:
            out.print(f"[bold]{address}[/bold]  (stop with Ctrl-C)")
        config = uvicorn.Config(
            create_app(store, publication.public), log_level="warning", server_header=False
        )
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise TipsheetError(
            f"{host}:{port}: cannot listen there ({error.strerror}); choose another with --port"
        ) from None
    return listening
