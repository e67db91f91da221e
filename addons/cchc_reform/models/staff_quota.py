from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import dates, staffing
from .entered_values import entered_day

STAFF_KINDS = [
    (staffing.CIVIL_SERVANT, "Cadres and civil servants"),
    (staffing.PUBLIC_STATE, "Public employees paid by the state budget"),
    (staffing.PUBLIC_REVENUE, "Public employees paid from own revenue"),
    (staffing.CONTRACT, "Contract workers"),
]
MOST = 1_000_000


class StaffQuota(models.Model):
    """Number of staff of one kind that a decision assigns to a unit, from a day on.

    It holds until the next number of the same unit and kind. The province gets its number from
    above, a department from the province, a division from its director: each step is a row of
    the unit that receives, with the decision. Civil servants are biên chế; public employees are
    a number of people working, by who pays them; contract workers are neither.
    """

    _name = "cchc.staff.quota"
    _description = "Assigned number of staff"
    _inherit = ["cchc.dated.mixin"]
    _order = "date_from desc, unit_id, kind, id"

    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        STAFF_KINDS, string="Kind of staff", required=True, default=staffing.CIVIL_SERVANT
    )
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    date_from = fields.Date(
        string="From",
        compute="_compute_date_from",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="First day of the number; it holds until the next one of the same kind.",
    )
    number = fields.Integer(required=True)
    note = fields.Char()

    _number_not_negative = models.Constraint(
        f"CHECK (number >= 0 AND number <= {MOST})",
        "An assigned number of staff lies between 0 and 1,000,000.",
    )
    _one_a_day = models.UniqueIndex(
        "(unit_id, kind, date_from)",
        "The unit already has an assigned number of this kind from this day on.",
    )

    @api.depends("year")
    def _compute_date_from(self):
        for quota in self:
            if not quota.date_from and 1900 <= quota.year <= 2999:
                quota.date_from = f"{quota.year}-01-01"

    @api.depends("unit_id.name", "kind", "year", "number")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for quota in self:
            quota.display_name = self.env._(
                "%(unit)s, %(year)s: %(number)s (%(kind)s)",
                unit=quota.unit_id.name or "",
                year=quota.year,
                number=quota.number,
                kind=kinds.get(quota.kind, ""),
            )

    @api.constrains("year", "date_from", "unit_id")
    def _check_dates(self):
        for quota in self:
            entered_day(self.env, quota.date_from)
            if quota.date_from.year != quota.year:
                raise ValidationError(
                    self.env._(
                        "The number of %(unit)s for %(year)s must start in that year, "
                        "not on %(date)s.",
                        unit=quota.unit_id.name,
                        year=quota.year,
                        date=dates.format_date(quota.date_from),
                    )
                )
            if quota.unit_id.date_end and quota.date_from > quota.unit_id.date_end:
                raise ValidationError(
                    self.env._(
                        "%(unit)s has ended on %(date)s and gets no number of staff after that.",
                        unit=quota.unit_id.name,
                        date=dates.format_date(quota.unit_id.date_end),
                    )
                )

    # -- CRUD: a limit of deputies may hang on the number ----------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        quotas = super().create(vals_list)
        self.env["cchc.staff.surplus"]._follow_soon()
        return quotas

    def write(self, vals):
        result = super().write(vals)
        self.env["cchc.staff.surplus"]._follow_soon()
        return result

    # -- the past ------------------------------------------------------------------------------

    def _dated_values(self):
        self.ensure_one()
        return {"unit": self.unit_id.id, "kind": self.kind, "number": self.number}

    def _audit_values(self):
        self.ensure_one()
        return {
            "unit": self.unit_id.name,
            "kind": self.kind,
            "year": self.year,
            "number": self.number,
            "date_from": self.date_from,
            "decision": self.decision_number or self.decision_id.display_name,
            "decision_date": self.decision_date,
        }

    @api.model
    def _window(self, domain, unit, day):
        """Action that opens the numbers of ``domain`` up to ``day``, the latest first.

        :param unit: the unit that the window is named after
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assigned numbers of %(unit)s", unit=unit.name),
            "res_model": self._name,
            "views": [[False, "list"], [False, "form"]],
            "domain": [*domain, ("date_from", "<=", fields.Date.to_string(day))],
        }

    # -- in force ------------------------------------------------------------------------------

    @api.model
    def _in_force(self, units, day):
        """Numbers in force on ``day``, within what the user may read.

        :return: dict of (unit id, kind) -> row; a unit or kind without a number is not in it
        """
        rows = self.search(
            Domain("unit_id", "in", units.ids) & Domain("date_from", "<=", day),
            order="date_from, id",
        )
        return {(row.unit_id.id, row.kind): row for row in rows}
