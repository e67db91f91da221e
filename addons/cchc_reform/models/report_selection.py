from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel.reporting import from_text, to_text
from ..report.selection_xlsx import selection_xlsx
from .entered_values import check_references, refuse_derived
from .report_workflow import RECEIVED_STATES

#: Roles that read figures of reports.
READERS = ("officer", "head", "standing_office", "verifier", "leader", "auditor")
#: What the system notes about sending, and whose table it is.
OWNED = frozenset({"user_id", "occasion", "sent_occasion", "muted_user_ids"})
MOST_PERIODS = 40


class ReportLine(models.Model):
    """A chart over time needs the days in their order, which the names of periods do not give."""

    _inherit = "cchc.report.line"

    date_to = fields.Date(related="report_id.date_to", store=True, string="Cut-off")


class ReportSelection(models.Model):
    """Figures that a person put together: which, of which units, over which periods.

    It holds no figure itself. On screen and in its file each reader gets the figures of those
    received reports that he may read, so that a table may be shared with people who see less, or
    more, than its owner.
    """

    _name = "cchc.report.selection"
    _description = "Own table of figures"
    _order = "name, id"

    name = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    unit_id = fields.Many2one(
        "hr.department",
        string="Shared within",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_unit_id(),
        help="A unit for which the owner holds a role, or one below it.",
    )
    indicator_ids = fields.Many2many(
        "cchc.report.indicator",
        string="Indicators",
        help="Taken by their code: those of earlier and later outlines go with them.",
    )
    unit_ids = fields.Many2many(
        "hr.department",
        "cchc_report_selection_unit_rel",
        string="Units",
        context={"active_test": False},
        help="Empty: all whose reports the reader may read.",
    )
    period_ids = fields.Many2many(
        "cchc.period", string="Reporting periods", help="Empty: the last ones."
    )
    last_periods = fields.Integer(string="Number of last periods", default=4)
    chart = fields.Selection(
        [("none", "No chart"), ("bar", "Bars"), ("line", "Lines")], required=True, default="bar"
    )
    share_officer = fields.Boolean(string="Officers")
    share_head = fields.Boolean(string="Unit heads")
    share_standing_office = fields.Boolean(string="Standing offices")
    share_verifier = fields.Boolean(string="Verifiers")
    share_leader = fields.Boolean(string="Leaders")
    share_auditor = fields.Boolean(string="Auditors")

    _periods_in_range = models.Constraint(
        f"CHECK (last_periods BETWEEN 1 AND {MOST_PERIODS})",
        "Choose between 1 and 40 last periods.",
    )

    @api.model
    def _default_unit_id(self):
        return self.env["cchc.unit.role"]._first_unit(READERS)

    # -- checks --------------------------------------------------------------------------------

    @api.constrains("unit_id", "user_id")
    def _check_unit(self):
        for selection in self:
            if not selection._is_in_scope_of_owner():
                raise ValidationError(
                    self.env._(
                        "“%(table)s” cannot be shared within %(unit)s: its owner holds no role "
                        "there.",
                        table=selection.name,
                        unit=selection.unit_id.sudo().name,
                    )
                )

    def _is_in_scope_of_owner(self):
        self.ensure_one()
        grants = self.env["cchc.unit.role"]._scope(READERS, user=self.user_id)
        return any(grant.covers(self.unit_id) for grant in grants)

    @api.constrains("indicator_ids")
    def _check_indicators(self):
        for selection in self:
            if not selection.indicator_ids:
                raise ValidationError(self.env._("Choose the indicators of “%s”.", selection.name))

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Defaults of the caller never say whose table it is, or what was sent."""
        defaults = super().default_get(fields)
        for name in OWNED & set(fields):
            defaults.pop(name, None)
        if "user_id" in fields:
            defaults["user_id"] = self.env.uid
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                refuse_derived(self, vals, OWNED)
        selections = super().create(vals_list)
        check_references(selections)
        return selections

    def write(self, vals):
        if not self.env.su:
            refuse_derived(self, vals, OWNED)
        return super().write(vals)

    # -- figures -------------------------------------------------------------------------------

    def _domain_of_figures(self):
        """The figures of received reports that the table is about; the reader's rules come on top."""
        self.ensure_one()
        within = (
            Domain("code", "in", self.indicator_ids.mapped("code"))
            & Domain("report_id.state", "in", RECEIVED_STATES)
            & Domain("is_known", "=", True)
        )
        if self.unit_ids:
            within &= Domain("unit_id", "in", self.unit_ids.ids)
        else:
            # The committee's own report holds the sums of the others, and would hide them.
            within &= Domain("report_id.receiver_id", "!=", False)
        if self.period_ids:
            return within & Domain("period_id", "in", self.period_ids.ids)
        days = self.env["cchc.report.line"]._read_group(
            within, ["date_to:day"], order="date_to:day desc", limit=self.last_periods
        )
        return within & Domain("date_to", "in", [day for (day,) in days])

    def _plain_table(self):
        """Table of plain values for the file, of what the user may read."""
        self.ensure_one()
        lines = self.env["cchc.report.line"].search(self._domain_of_figures())
        periods = lines.period_id.sorted(lambda one: (one.date_to, one.id))
        units = lines.unit_id.sorted(lambda one: (one.protocol_order, one.sort_key or "", one.id))
        values = {(line.code, line.unit_id, line.period_id): line for line in lines}
        groups = []
        for code, indicator in self.indicator_ids.grouped("code").items():
            of_code = lines.filtered(lambda line, code=code: line.code == code)
            if not of_code:
                continue
            rows = [
                (unit.display_name, [self._value(values.get((code, unit, one))) for one in periods])
                for unit in units & of_code.unit_id
            ]
            groups.append(
                {
                    "name": indicator[0].name,
                    "unit_of_measure": indicator[0].unit_of_measure or "",
                    "decimals": max(of_code.mapped("decimals")),
                    "rows": rows,
                }
            )
        return {
            "title": self.name,
            "about": self.env._(
                "Figures of the reports that %(person)s may read", person=self.env.user.name
            ),
            "heads": [
                self.env._("Indicators"),
                self.env._("Unit of measure"),
                self.env._("Unit"),
            ],
            "sheets": [self.env._("Figures"), self.env._("Charts")],
            "periods": periods.mapped("name"),
            "groups": groups,
            "chart": self.chart,
            "mark": self.env["cchc.metrics"]._parameter("illustrative_note") or "",
        }

    @staticmethod
    def _value(line):
        return to_text(from_text(line.value)) if line else ""

    def _workbook(self):
        """Name and bytes of the workbook of what the user may read."""
        return f"{self.name}.xlsx", selection_xlsx(self._plain_table())

    # -- screens -------------------------------------------------------------------------------

    def action_open_figures(self):
        """The figures as a table and a chart, of the reports that the user may read."""
        self.ensure_one()
        views = [(False, "pivot"), (False, "graph"), (False, "list")]
        if self.chart != "none":
            views[:2] = views[1::-1]
        over_time = self.chart == "line"
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "cchc.report.line",
            "views": views,
            "domain": list(self._domain_of_figures()),
            "context": {
                "pivot_row_groupby": ["name", "unit_id"],
                "pivot_column_groupby": ["period_id"],
                "graph_mode": "line" if over_time else "bar",
                # Down to the single figure: nothing is added up that should not be.
                "graph_groupbys": [
                    "date_to:day" if over_time else "unit_id",
                    "name",
                    "unit_id" if over_time else "period_id",
                ],
                "graph_stacked": False,
            },
        }

    def action_excel(self):
        """Download the figures with their charts as a workbook."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/report-selection/{self.id}/xlsx"}
