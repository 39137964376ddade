"""Arguments to one call to an exit status.

Exit status: 0 done, 1 could not be done, 2 wrong usage, 3 done but something was left
out (the report says what), 130 interrupted. Every command takes `--json`; then the
answer, errors included, is one JSON value on standard output.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from typing import Any, NoReturn

import typer

from tipsheet.cli.console import emit_json
from tipsheet.errors import TipsheetError

# Typer carries its own copy of click, which has no public name; all misuse derives from this.
_UsageError: Any = typer.BadParameter.__mro__[1]


def build_app() -> typer.Typer:
    """The application with the commands of every module here that has `register`."""
    app = typer.Typer(
        help="Turn a topic into a living, sourced publication.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        if not module.ispkg and not module.name.startswith("_"):
            register = getattr(importlib.import_module(f"{__name__}.{module.name}"), "register", None)
            if register:
                register(app)
    return app


def main() -> NoReturn:
    """Run the command line; never returns."""
    status: object = 0
    try:
        status = build_app()(standalone_mode=False)
    except typer.Exit as error:
        status = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        _fail("interrupted; what was finished is kept", 130)
    except _UsageError as error:
        _misused(error)
    except TipsheetError as error:
        _fail(str(error), 1)
    except BrokenPipeError:  # the reader went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 141
    sys.exit(status if isinstance(status, int) else 0)


def _misused(error: Any) -> NoReturn:
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # the help itself
        sys.exit(2)
    _fail(error.format_message(), 2, error.ctx.command_path if error.ctx else "tipsheet")


def _fail(message: str, status: int, command: str = "") -> NoReturn:
    line = " ".join(message.split())
    if "--json" in sys.argv[1:]:
        emit_json({"error": line})
    else:
        hint = f" (try: {command} --help)" if command else ""
        print(f"tipsheet: error: {line}{hint}", file=sys.stderr)
    sys.exit(status)
