from odoo import api, fields, models
from odoo.fields import Domain

from .legal_document import CONFIRMATIONS
from .staff_quota import STAFF_KINDS


class StaffStreamliningTarget(models.Model):
    """At least how many percent of a kind of staff are to be cut in a period, and by which text."""

    _name = "cchc.staff.streamlining.target"
    _description = "Target of streamlining"
    _order = "year_from desc, kind, id"

    kind = fields.Selection(STAFF_KINDS, string="Kind of staff", required=True)
    year_from = fields.Integer(string="From year", required=True)
    year_to = fields.Integer(string="To year", required=True)
    percent = fields.Float(string="At least (%)", digits=(5, 2), required=True)
    document_id = fields.Many2one("cchc.legal.document", string="Legal basis", ondelete="restrict")
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified", translate=True)
    active = fields.Boolean(default=True)

    _years_ordered = models.Constraint(
        "CHECK (year_from >= 1900 AND year_to >= year_from AND year_to <= 2999)",
        "A period goes from a year to a later one, or to the same.",
    )
    _percent_between = models.Constraint(
        "CHECK (percent > 0 AND percent <= 100)",
        "The percent of a target lies above 0 and not above 100.",
    )
    _one_a_period = models.Constraint(
        "EXCLUDE USING gist (kind WITH =, int4range(year_from, year_to, '[]') WITH &&)"
        " WHERE (active)",
        "There is a target of this kind of staff already for some of these years.",
    )

    @api.depends("kind", "year_from", "year_to", "percent")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for target in self:
            target.display_name = self.env._(
                "%(from)s–%(to)s: at least %(percent)s%% (%(kind)s)",
                **{"from": target.year_from},
                to=target.year_to,
                percent=f"{target.percent:g}".replace(".", ","),
                kind=kinds.get(target.kind, ""),
            )

    @api.model
    def _of(self, kind, year_from, year_to):
        """Target that holds for ``kind`` over all the years; empty where none is known."""
        return self.search(
            Domain("kind", "=", kind)
            & Domain("year_from", "<=", year_from)
            & Domain("year_to", ">=", year_to),
            limit=1,
        )
