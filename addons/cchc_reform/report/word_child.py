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


def fill(content, environment, fields, properties):
    """Bytes of the document of a template.

    :param bytes content: the template
    :param Fields environment: what it may show, made for this document
    :param dict fields: what it shows
    :param dict properties: of the file, by the names of python-docx, and when it was ``made_at``
    :raises RefusedError: the template does what none may, or names what reports do not have
    """
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.render(fields, environment, autoescape=True)
    except TemplateError as error:
        raise RefusedError("syntax", str(error)[:80]) from error
    if fields["mark"] and "mark" not in environment.shown:
        marked = template.docx.add_paragraph(fields["mark"])
        template.docx.element.body.insert(0, marked._p)
    kept = template.docx.core_properties
    for name in ("title", "author", "last_modified_by"):
        setattr(kept, name, properties[name])
    kept.created = kept.modified = datetime.fromisoformat(properties["made_at"])
    filled = io.BytesIO()
    template.save(filled)
    return filled.getvalue()


def main():
    """Answer the request of the standard input."""
    request = json.load(sys.stdin.buffer)
    limit(request["seconds"], request["megabytes"])
    try:
        content = base64.b64decode(request["template"])
        environment = Fields(request["shape"])
        answer = fill(content, environment, request["context"], request["properties"])
        code = 0
    except RefusedError as refused:
        answer, code = json.dumps(refused.args).encode(), REFUSED
    sys.stdout.buffer.write(answer)
    return code


if __name__ == "__main__":
    sys.exit(main())
