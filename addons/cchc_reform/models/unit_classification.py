from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import classes, dates
from .legal_document import CONFIRMATIONS
from .unit_class import KINDS


class UnitClassification(models.Model):
    """A unit is in a class from a day to a day (both inclusive), by a decision.

    So the class of the province, the merger that a unit came from, and the financial autonomy of
    a public service unit over a period are data with their own source.
    """

    _name = "cchc.unit.classification"
    _description = "Class of a unit"
    _inherit = ["cchc.dated.mixin"]
    _order = "unit_id, kind, date_from desc, id"

    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    class_id = fields.Many2one("cchc.unit.class", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, compute="_compute_kind", store=True, precompute=True)
    is_financial = fields.Boolean(compute="_compute_is_financial", search="_search_is_financial")
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until", help="The last day, inclusive. Empty: open-ended.")
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    source = fields.Char(help="Where it was read.")
    deputy_number = fields.Integer(
        string="Deputies of the approved scheme",
        help="Where the approved scheme of a public service unit fixes their number. "
        "Empty: not known.",
    )
    note = fields.Char()

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A class cannot end before the day it starts.",
    )
    _deputies_not_negative = models.Constraint(
        "CHECK (deputy_number >= 0 AND deputy_number <= 100)",
        "The number of deputies of a scheme lies between 0 and 100.",
    )
    _one_class_a_kind = models.Constraint(
        """EXCLUDE USING gist (
            unit_id WITH =, kind WITH =, daterange(date_from, date_to, '[]') WITH &&
        )""",
        "The unit already has a class of this kind on some of these days.",
    )

    @api.depends("class_id.kind")
    def _compute_kind(self):
        for row in self:
            row.kind = row.class_id.kind

    @api.depends("kind")
    def _compute_is_financial(self):
        for row in self:
            row.is_financial = row.kind in classes.FINANCIAL

    def _search_is_financial(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("kind", "in", classes.FINANCIAL)

    @api.depends("unit_id.name", "class_id.name", "date_from")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(unit)s: %(class)s from %(date)s",
                unit=row.unit_id.name or "",
                **{"class": row.class_id.name or ""},
                date=dates.format_date(row.date_from) if row.date_from else "",
            )

    @api.constrains("unit_id", "date_from")
    def _check_unit_exists(self):
        for row in self:
            if row.unit_id.date_end and row.date_from > row.unit_id.date_end:
                raise ValidationError(
                    self.env._(
                        "%(unit)s has ended on %(date)s and gets no class after that.",
                        unit=row.unit_id.name,
                        date=dates.format_date(row.unit_id.date_end),
                    )
                )

    # -- the past ------------------------------------------------------------------------------

    def _dated_values(self):
        self.ensure_one()
        return {
            "unit": self.unit_id.id,
            "class": self.class_id.id,
            "confirmation": self.confirmation,
            "deputies": self.deputy_number,
        }

    def _audit_values(self):
        self.ensure_one()
        return {
            "unit": self.unit_id.name,
            "class": self.class_id.name,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "confirmation": self.confirmation,
            "deputies": self.deputy_number,
            "decision": self.decision_number or self.decision_id.display_name,
            "decision_date": self.decision_date,
        }
