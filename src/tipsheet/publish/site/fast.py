"""Jinja2 compiled for views: the same templates and the same bytes in less than half the time.

Our page templates see views (structs), text and finished markup, never dictionaries, and call
the macros of `_parts.html` with plain arguments. Knowing that, attributes can be read straight,
text escaped by the C function underneath, and macros called as the functions they are. Only the
templates of the package are compiled so; a theme's own templates get plain Jinja2
(docs/decisions/050-the-build.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import escape

escape_text: Callable[[str], str]
try:
    from markupsafe._speedups import _escape_inner as escape_text
except ImportError:  # a markupsafe without its C part
    from markupsafe._native import _escape_inner as escape_text


PARTS = "_parts.html"  # its macros are known by name in every template


def quick(value: Any) -> str:
    """`escape` without the cost of wrapping the answer: templates join it at once."""
    if value.__class__ is str:
        return escape_text(value)
    return escape(value)


class FastCode(CodeGenerator):
    """Generates the shorter code; `macros` maps the names in `PARTS` to their argument counts."""

    macros: Mapping[str, int] = MappingProxyType({})

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Bring `quick` into the template's module."""
        self.writeline("from tipsheet.publish.site.fast import quick")
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """`view.name` is an attribute, never an item."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A macro is called as its function; anything else as Jinja2 does it."""
        if not self._is_macro(node):
            super().visit_Call(node, frame, forward_caller)
            return
        assert isinstance(node.node, nodes.Name)
        self.visit(node.node, frame)
        self.write("._func(")
        missing = self.macros[node.node.name] - len(node.args)
        for at, argument in enumerate(node.args):
            self.write(", " if at else "")
            self.visit(argument, frame)
        self.write(", missing" * missing + ")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(" if self._is_macro(node) else "quick(")  # a macro's text is finished markup

    def _is_macro(self, node: nodes.Node) -> bool:
        return (
            isinstance(node, nodes.Call)
            and isinstance(node.node, nodes.Name)
            and node.node.name in self.macros
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        )
