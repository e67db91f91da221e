import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, reporting

#: States in which the report of a committee is out, and its snapshot the one that is issued.
ISSUED_STATES = ("submitted", "accepted", "consolidated")


class ReportIndicator(models.Model):
    """Which figures of an outline may be shown to the public."""

    _inherit = "cchc.report.indicator"

    is_public = fields.Boolean(
        string="Public",
        help="Shown to everybody when the province publishes the figures of a period. Mark only "
        "what may be known outside.",
    )


class Period(models.Model):
    """The figures of the province's own report, shown to everybody once a person says so.

    What is public is a table of its own, made of the snapshot of the submitted report when a
    person publishes it. Readers from outside get that table and nothing else; it is not shown
    while the report that it was made of is not the one that is out.
    """

    _inherit = "cchc.period"

    published_on = fields.Date(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    published_table = fields.Text(string="Published figures", readonly=True, copy=False)
    published_hash = fields.Char(
        string="SHA-256 of the published report", readonly=True, copy=False
    )
    is_public = fields.Boolean(string="Figures are public", compute="_compute_is_public")

    unit_level = fields.Selection(related="unit_id.level", string="Level of the committee")

    # Their address on the public page.
    _one_published = models.UniqueIndex(
        "(year, kind) WHERE published_on IS NOT NULL",
        "Figures of such a period of the year are already public: take those back first.",
    )

    @api.depends("published_hash", "report_ids.state", "report_ids.snapshot_hash")
    def _compute_is_public(self):
        # Whether what was published still stands is no secret.
        reports = self.sudo()._own_reports()
        issued = {(one.period_id.id, one.unit_id.id, one.snapshot_hash) for one in reports}
        for period in self:
            key = (period._origin.id, period.unit_id.id, period.published_hash)
            period.is_public = bool(period.published_on) and key in issued

    def _own_reports(self):
        """Submitted reports of the committees themselves; their text is not fetched."""
        return self.env["cchc.report"].search_fetch(
            Domain("period_id", "in", self.ids)
            & Domain("receiver_id", "=", False)
            & Domain("state", "in", ISSUED_STATES)
            & Domain("snapshot_hash", "!=", False),
            ["period_id", "unit_id", "snapshot_hash"],
        )

    def _own_report(self):
        return self._own_reports().filtered(lambda one: one.unit_id == self.unit_id)

    # -- steps ---------------------------------------------------------------------------------

    def action_publish(self):
        """Show the public figures of the committee's submitted report to everybody."""
        for period in self:
            period.check_access("read")
            # What would be shown; the step asks whether the user may before it is written.
            period._transition("publish", period.sudo()._publication())

    def action_unpublish(self, reason):
        """Show them no longer, with the reason."""
        self._transition(
            "unpublish",
            dict.fromkeys(
                ("published_on", "published_by_id", "published_table", "published_hash"), False
            ),
            reason,
        )

    def _guard_publish(self, on, reason):
        for period in self:
            if period.kind == reporting.AD_HOC or period.unit_id.level != "province":
                raise UserError(
                    self.env._(
                        "“%s”: only the figures of the regular periods of the province are "
                        "published.",
                        period.name,
                    )
                )
            if period._shows_present_figures():
                raise UserError(self.env._("The figures of “%s” are public already.", period.name))
            if not period._own_report():
                raise UserError(
                    self.env._(
                        "“%(period)s”: the report of %(unit)s has not been submitted.",
                        period=period.name,
                        unit=period.unit_id.name,
                    )
                )
            if not period._public_figures(period._own_report()):
                raise UserError(
                    self.env._("“%s”: no figure of the outline is marked as public.", period.name)
                )

    def _guard_unpublish(self, on, reason):
        for period in self:
            if not period.published_on:
                raise UserError(self.env._("The figures of “%s” are not public.", period.name))

    def _publication(self):
        """Values with which the period's figures are public as of now; empty if nothing is out."""
        self.ensure_one()
        report = self._own_report()
        if not report:
            return {}
        table = {
            "format": 1,
            "unit": self.unit_id.name,
            "period": self.name,
            "kind": self.kind,
            "year": self.year,
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "as_of": fields.Date.to_string(report.day or self.date_to),
            "source_document": self._source_document(report),
            "mark": report._read_snapshot()["mark"],
            "figures": self._public_figures(report),
        }
        return {
            "published_on": dates.today(),
            "published_by_id": self.env.uid,
            "published_table": json.dumps(table, ensure_ascii=False),
            "published_hash": report.snapshot_hash,
        }

    def _public_figures(self, report):
        """Figures of the report's snapshot that its outline marks as public, without more."""
        public = {
            line.code: {
                "as_of": fields.Date.to_string(line._counted_on()),
                # A final figure takes the place of the estimate that was submitted.
                **({"value": line.value, "is_estimate": False} if line.final else {}),
            }
            for line in report.line_ids.filtered("indicator_id.is_public")
        }
        shown = ("code", "name", "unit_of_measure", "value", "decimals", "is_estimate")
        return [
            {**{name: line[name] for name in shown}, **public[line["code"]]}
            for line in report._read_snapshot()["lines"]
            if line["code"] in public
        ]

    def _shows_present_figures(self):
        """Whether what is public is what would be published now."""
        self.ensure_one()
        shown = self._public_table()["figures"] if self.published_table else None
        return self.is_public and shown == self._public_figures(self._own_report())

    def _source_document(self, report):
        """The document that the figures are taken from, as others cite it."""
        if not report.number:
            return f"{report.title} ({self.unit_id.name})"
        day = f" ngày {dates.format_date(report.document_date)}" if report.document_date else ""
        return f"Báo cáo số {report.number}{day} của UBND {self.unit_id.name}"

    def _audit_values(self, names):
        """The history tells which report was published, by its hash, and holds no second table."""
        return super()._audit_values([name for name in names if name != "published_table"])

    # -- readers -------------------------------------------------------------------------------

    @api.model
    def _published(self, within=Domain.TRUE):
        """Periods whose figures are public, the last first; a fixed number of queries.

        Called for people who may read no period at all: what is asked is this alone, and no more
        than the published table is shown of what is found.
        """
        periods = self.sudo().search_fetch(
            Domain("published_on", "!=", False) & within,
            ["name", "kind", "year", "unit_id", "published_on", "published_hash"],
            order="date_to desc, id desc",
        )
        return periods.filtered("is_public")

    def _public_table(self):
        """The published table of a period."""
        self.ensure_one()
        return json.loads(self.published_table)

    # -- screens -------------------------------------------------------------------------------

    def action_open_public_figures(self):
        """The figures that are public or would be, as far as the user may read them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Public figures: %s", self.name),
            "res_model": "cchc.report.line",
            "views": [(self.env.ref("cchc_reform.view_report_line_compare").id, "list")],
            "domain": list(
                Domain("period_id", "=", self.id)
                & Domain("unit_id", "=", self.unit_id.id)
                & Domain("indicator_id.is_public", "=", True)
            ),
        }
