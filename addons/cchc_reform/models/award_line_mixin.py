from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import awards, dates
from .legal_document import CONFIRMATIONS


class AwardLineMixin(models.AbstractModel):
    """A figure or rule on awards that is in force from a day to a day, with its source.

    Of lines that say the same thing, no two are in force on one day. What was not read in a
    published text is marked "to verify".
    """

    _name = "cchc.award.line.mixin"
    _description = "Dated rule on awards"
    _inherit = ["cchc.history.mixin"]
    _order = "date_from desc, id"
    _history_name = "display_name"

    #: Fields of which no two lines have the same values on one day; none: one line at a time.
    _exclusive = ()
    #: What a line says, besides its days and its source.
    _said = ()

    date_from = fields.Date(string="In force from", required=True)
    date_to = fields.Date(string="In force until", help="The last day, inclusive.")
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    article = fields.Char(help="Article and clause of the document.")
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified", translate=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A rule cannot cease to be in force before it comes into force.",
    )

    def _line_name(self):
        """What the line says, in a few words."""
        raise NotImplementedError

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for line in self:
            first = dates.format_date(line.date_from) if line.date_from else "…"
            last = dates.format_date(line.date_to) if line.date_to else "…"
            line.display_name = f"{line._line_name()} ({first} – {last})"

    @api.constrains(lambda self: ["date_from", "date_to", *self._exclusive])
    def _check_overlap(self):
        for line in self:
            alike = Domain("date_from", "!=", False)
            for name in self._exclusive:
                value = line[name]
                alike &= Domain(name, "=", value.id if line._fields[name].relational else value)
            rivals = self.search(alike)
            both = awards.overlap(
                awards.Period(one, one.date_from, one.date_to or None) for one in rivals
            )
            if both:
                raise ValidationError(
                    self.env._(
                        "“%(first)s” and “%(second)s” would be in force on the same days.",
                        first=both[0].ref.display_name,
                        second=both[1].ref.display_name,
                    )
                )

    def _on(self, day):
        """Those in force on ``day``."""
        return self.filtered(
            lambda line: line.date_from <= day and (not line.date_to or line.date_to >= day)
        )

    def _basis(self):
        """Document and article, and whether they are still to be verified."""
        self.ensure_one()
        source = ", ".join(filter(None, (self.article, self.document_id.number)))
        source = source or self.env._("no document is entered")
        if self.confirmation == "to_verify":
            source = self.env._("%(basis)s; to verify", basis=source)
        return source

    # -- history -------------------------------------------------------------------------------

    def _values_for_history(self):
        self.ensure_one()
        names = (*self._said, "date_from", "date_to", "document_id", "article", "confirmation")
        return {
            name: self[name].display_name if self._fields[name].relational else self[name]
            for name in names
        }
