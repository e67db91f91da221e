"""Fills a Word template, in a process of its own whose time and memory are limited.

``word_template.py`` runs this file. It reads one request as JSON and writes the document; a
template that it refuses it answers with exit code :data:`REFUSED` and why. What a template may do
is listed here, the rest is refused before anything of it runs: it shows fields, repeats lists and
asks conditions. Nothing of Odoo is imported.
"""

import base64
import io
import json
import re
import sys
from contextlib import suppress
from datetime import datetime

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

REFUSED = 3
FILTERS = ("length", "lower", "upper")
#: What Word knows of a loop: whether this is its first or last round, and the number of it.
LOOP = {"first": "", "last": "", "index": "", "length": ""}


class RefusedError(Exception):
    """A template that is not filled: the kind of reason and the place."""


class Fields(SandboxedEnvironment):
    """Templates that show the fields of ``shape``: a text, or a dict or list of shapes."""

    def __init__(self, shape):
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.shape = shape
        self.shown = set()
        self.globals = {}
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {}

    def _parse(self, source, name, filename):
        # Every piece of the document comes by here before it is compiled.
        self.lines = source.splitlines()
        try:
            tree = super()._parse(source, name, filename)
        except TemplateSyntaxError as error:
            raise RefusedError("syntax", self._line(error.lineno)) from error
        self._check(tree.body, self.shape)
        return tree

    def _line(self, number):
        """The paragraph of a line, as one reads it."""
        line = self.lines[number - 1] if number and number <= len(self.lines) else ""
        return " ".join(re.sub("<[^>]*>", " ", line).split())[:80]

    def _check(self, statements, scope):
        for node in statements:
            if isinstance(node, nodes.Output):
                for shown in node.nodes:
                    if not isinstance(shown, nodes.TemplateData):
                        self._expect(shown, scope, str)
            elif isinstance(node, nodes.If):
                self._shape(node.test, scope)
                self._check([*node.body, *node.elif_, *node.else_], scope)
            elif isinstance(node, nodes.For):
                if node.recursive or node.test or not isinstance(node.target, nodes.Name):
                    raise RefusedError("forbidden", self._line(node.lineno))
                item = self._expect(node.iter, scope, list)[0]
                self._check(node.body, {**scope, node.target.name: item, "loop": LOOP})
                self._check(node.else_, scope)
            else:
                raise RefusedError("forbidden", self._line(node.lineno))

    def _expect(self, node, scope, kind):
        shape = self._shape(node, scope)
        if not isinstance(shape, kind):
            raise RefusedError("kind", self._line(node.lineno))
        return shape

    def _shape(self, node, scope):
        """What an expression is: one text, or a dict or list of such."""
        if isinstance(node, nodes.Name) and node.name in scope:
            self.shown.add(node.name)
            return scope[node.name]
        if isinstance(node, nodes.Name):
            raise RefusedError("unknown", node.name)
        if isinstance(node, nodes.Getattr):
            shape = self._shape(node.node, scope)
            if not isinstance(shape, dict) or node.attr not in shape:
                raise RefusedError("unknown", node.attr)
            return shape[node.attr]
        if isinstance(node, nodes.Const):
            return ""
        plain = (nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand)
        filtered = isinstance(node, nodes.Filter) and node.name in FILTERS and not node.args
        if not filtered and not isinstance(node, plain):
            raise RefusedError("forbidden", self._line(node.lineno))
        for inner in node.iter_child_nodes():
            self._shape(inner, scope)
        return ""


def limit(seconds, megabytes):
    """Let this process have so much of the processor and of memory, and write no file."""
    with suppress(ImportError):  # a system without limits: the one who waits ends the process
        import resource

        for name, most in (
            ("RLIMIT_CPU", seconds),
            ("RLIMIT_AS", megabytes * 2**20),
            ("RLIMIT_FSIZE", 0),
        ):
            with suppress(AttributeError, OSError, ValueError):
                resource.setrlimit(getattr(resource, name), (most, most))


def fill(request):
    """Bytes of the document of a request.

    :raises RefusedError: the template does what none may, or names what reports do not have
    """
    environment, context = Fields(request["shape"]), request["context"]
    template = DocxTemplate(io.BytesIO(base64.b64decode(request["template"])))
    try:
        template.render(context, environment, autoescape=True)
    except TemplateError as error:
        raise RefusedError("syntax", str(error)[:80]) from error
    if context["mark"] and "mark" not in environment.shown:
        body = template.docx.element.body
        marked = template.docx.add_paragraph(context["mark"])
        body.insert(0, marked._p)
    properties = template.docx.core_properties
    for name, value in request["properties"].items():
        setattr(properties, name, value)
    properties.created = properties.modified = datetime.fromisoformat(request["made_at"])
    content = io.BytesIO()
    template.save(content)
    return content.getvalue()


def main():
    """Answer the request of the standard input."""
    request = json.load(sys.stdin.buffer)
    limit(request["seconds"], request["megabytes"])
    try:
        answer, code = fill(request), 0
    except RefusedError as refused:
        answer, code = json.dumps(refused.args).encode(), REFUSED
    sys.stdout.buffer.write(answer)
    return code


if __name__ == "__main__":
    sys.exit(main())
