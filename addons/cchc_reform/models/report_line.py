from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates, reporting
from ..kernel.reporting import format_figure, from_text, to_text
from .report_workflow import RECEIVED_STATES, STATES

#: What people enter on a figure; all else follows from the outline and is counted.
ENTERED = frozenset({"typed", "reason", "is_estimate"})
#: What is entered still when the report was submitted, for a figure that was an estimate.
ENTERED_LATER = frozenset({"final"})
#: Who says that a figure is final: those who approved the report with the estimate.
APPROVERS = ("head",)
#: Where a figure is read as a number and shown as text.
SHOWN = ("value", "automatic", "last", "year_ago", "check_value")


class ReportLine(models.Model):
    """One figure of a report: as the system counts it, as a person entered it, as it stands.

    Figures are kept as decimal texts: they are exact, and an unknown one is empty and never zero.
    ``amount`` is the same as a number, for pivots and charts; it means nothing unless ``is_known``.
    """

    _name = "cchc.report.line"
    _description = "Figure of a report"
    _inherit = ["cchc.report.part.mixin"]
    _order = "report_id, sequence, id"
    _rec_name = "name"

    report_id = fields.Many2one("cchc.report", required=True, index=True, ondelete="cascade")
    unit_id = fields.Many2one(related="report_id.unit_id", store=True, index=True)
    period_id = fields.Many2one(
        string="Reporting period", related="report_id.period_id", store=True, index=True
    )
    body = fields.Selection(related="report_id.body", store=True)
    state = fields.Selection(STATES, string="State of the report", related="report_id.state")
    indicator_id = fields.Many2one(
        "cchc.report.indicator", string="Figure", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer()
    section_number = fields.Char(string="Section")
    number = fields.Char()
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    unit_of_measure = fields.Char()
    decimals = fields.Integer()
    automatic = fields.Char(string="Counted")
    typed = fields.Char(string="Entered", help="As typed, for instance 1.234,5.")
    is_estimate = fields.Boolean(
        string="Estimate", help="Ước thực hiện: the final figure replaces it later."
    )
    typed_base = fields.Char(
        store=False, help="What stood there before it was typed over: nobody's entry gets lost."
    )
    final = fields.Char(
        string="Final figure", help="In place of the estimate that was submitted. Write 1.234,5."
    )
    reason = fields.Char(string="Why it differs, or changed so much")
    value = fields.Char(compute="_compute_value", store=True)
    # A group of several shows none, see ``_read_group_select``; "avg" makes it a measure.
    amount = fields.Float(
        compute="_compute_value", store=True, min_display_digits=0, aggregator="avg"
    )
    is_known = fields.Boolean(compute="_compute_value", store=True)
    last = fields.Char(string="Last period")
    year_ago = fields.Char(string="A year before")
    check_value = fields.Char(string="Second source")
    value_shown = fields.Char(string="Value", compute="_compute_shown")
    automatic_shown = fields.Char(string="Counted", compute="_compute_shown")
    last_shown = fields.Char(string="Last period", compute="_compute_shown")
    year_ago_shown = fields.Char(string="A year before", compute="_compute_shown")
    check_value_shown = fields.Char(string="Second source", compute="_compute_shown")
    source = fields.Char(string="Where it comes from", compute="_compute_source")
    fault = fields.Char(string="To be looked at", compute="_compute_fault")
    is_outlier = fields.Boolean(string="Far from the others", compute="_compute_is_outlier")

    # -- values --------------------------------------------------------------------------------

    @api.depends("typed", "automatic", "final")
    def _compute_value(self):
        for line in self:
            text = line.automatic
            if entered := line.final or line.typed:
                text = to_text(reporting.parse_figure(entered))
            line.value = text or False
            line.amount = float(text or 0)
            line.is_known = bool(text)

    @api.depends("decimals", *SHOWN)
    def _compute_shown(self):
        for line in self:
            for name in SHOWN:
                line[f"{name}_shown"] = format_figure(from_text(line[name]), line.decimals)

    @api.depends("indicator_id", "report_id.day", "report_id.counted_on")
    def _compute_source(self):
        described = self.env["cchc.report.indicator"]._fields
        labels, cut_offs = (
            dict(described[name]._description_selection(self.env)) for name in ("method", "cut_off")
        )
        sums = self.filtered(lambda line: line.indicator_id.sudo().method == "sum")
        # Reports come up to committees alone.
        gathering = sums.report_id.filtered(lambda report: report.sudo().unit_id.is_committee)
        given = {report: report._givers() for report in gathering}
        for line in self:
            indicator = line.indicator_id.sudo()  # how a figure of a readable report is made
            words = [labels.get(indicator.method, "")]
            if indicator.method == "lead":
                words.append(indicator.source_unit_id.name or self.env._("not named: entered"))
            elif indicator.method == "formula":
                words.append(indicator.formula or "")
            elif indicator.method == "sum" and (givers := given.get(line.report_id)):
                words.append(
                    self.env._(
                        "%(given)s of %(all)s units gave a figure",
                        given=givers.get(line.code, 0),
                        all=givers[""],
                    )
                )
            if indicator.cut_off != "period":
                words.append(cut_offs[indicator.cut_off])
            if indicator.method == "metric" and line.report_id.day:
                words.append(self.env._("as of %s", dates.format_date(line._counted_on())))
            line.source = ", ".join(filter(None, words))

    @api.depends("value", "automatic", "typed", "year_ago", "last", "reason", "check_value")
    def _compute_fault(self):
        checks = {
            template: template.check_ids for template in self.report_id.period_id.template_id.sudo()
        }
        broken = {}
        for report in self.report_id:
            template = report.period_id.template_id.sudo()
            values = {line.code: from_text(line.value) for line in report.line_ids}
            for check in checks.get(template, ()):
                if check._broken(values):
                    _tree, codes = reporting.parse_formula(check.left)
                    for code in codes:
                        broken.setdefault((report, code), check.message)
        for line in self:
            line.fault = "; ".join(line._faults(broken.get((line.report_id, line.code)))) or False

    def _faults(self, broken):
        """Sentences about what asks for a look or a word, the checks of the outline first."""
        if broken:
            yield broken
        value, counted = from_text(self.value), from_text(self.automatic)
        if counted is not None and value != counted and not self.reason:
            yield self.env._("Differs from what is counted: say why")
        percent = self.report_id.period_id.template_id.sudo().jump_percent
        before = from_text(self.year_ago) if self.year_ago else None
        if reporting.jumps(before, value, percent) and not self.reason:
            yield self.env._("More than %s%% from a year before: say why", percent)
        second = from_text(self.check_value)
        if second is not None and value is not None and second != value:
            yield self.env._("The second source says %s", format_figure(second, self.decimals))

    def _check_explained(self):
        """Refuse to submit a figure that a person changed without saying why."""
        for line in self:
            counted = from_text(line.automatic)
            if counted is not None and from_text(line.value) != counted and not line.reason:
                raise UserError(
                    self.env._(
                        "“%(figure)s” is counted as %(counted)s and entered as %(entered)s: say why.",
                        figure=line.name,
                        counted=format_figure(counted, line.decimals),
                        entered=line.value_shown,
                    )
                )

    def _compute_is_outlier(self):
        keys = {(line.period_id, line.body, line.code) for line in self}
        far = set()
        for period, body, code in keys:
            peers = self.sudo().search(
                Domain("period_id", "=", period.id)
                & Domain("body", "=", body)
                & Domain("code", "=", code)
                & Domain("report_id.state", "in", RECEIVED_STATES)
            )
            far |= reporting.outliers({line.id: from_text(line.value) for line in peers})
        for line in self:
            line.is_outlier = line._origin.id in far

    def _apply_formulas(self):
        """Count the figures that are formulas of others, each after those that it reads."""
        for report in self.report_id:
            formulas, trees = {}, {}
            by_code = {line.code: line for line in report.line_ids}
            for line in report.line_ids:
                if line.indicator_id.method == "formula":
                    trees[line.code], formulas[line.code] = reporting.parse_formula(
                        line.indicator_id.formula
                    )
            for code in reporting.order_formulas(formulas):
                values = {
                    name: from_text(by_code[name].value)
                    for name in formulas[code]
                    if name in by_code
                }
                by_code[code].automatic = to_text(reporting.evaluate(trees[code], values))

    def _read_group_select(self, aggregate_spec, query):
        """The one figure of a group; of several none: rates are no sums, figures of different
        indicators add up to nothing, and a committee's row holds those of its units."""
        if aggregate_spec.split(":")[0] != "amount":
            return super()._read_group_select(aggregate_spec, query)
        amount, known = (
            self._field_to_sql(self._table, name, query) for name in ("amount", "is_known")
        )
        return SQL(
            "CASE WHEN COUNT(*) FILTER (WHERE %(known)s) = 1"
            " THEN MAX(%(amount)s) FILTER (WHERE %(known)s) END",
            amount=amount,
            known=known,
        )

    # -- CRUD ----------------------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            vals = dict(vals)
            if "typed_base" in vals:
                self._check_base(vals.pop("typed_base"))
            if vals.keys() - ENTERED - ENTERED_LATER:
                raise AccessError(
                    self.env._("Of a figure only what is entered and its reason are written.")
                )
            if vals.keys() & ENTERED:
                self.report_id._check_being_written()
            if "final" in vals:
                self._check_takes_final(vals["final"])
            for name in ("typed", "final"):
                if name in vals:
                    self._check_typed(vals[name])
        result = super().write(vals)
        if not self.env.su and vals.keys() & {"typed", "final"}:
            self.sudo()._apply_formulas()  # follows from what was just entered
        if not self.env.su and "final" in vals:
            self._tell_final()
        return result

    def _check_base(self, base):
        """Refuse to type over what somebody else has entered meanwhile."""
        for line in self:
            if (line.typed or "") != (base or ""):
                raise UserError(
                    self.env._(
                        "%(person)s has entered “%(typed)s” for “%(figure)s” meanwhile: load the "
                        "page again, and change that.",
                        person=line.sudo().write_uid.name,
                        typed=line.typed or "",
                        figure=line.name,
                    )
                )

    def _check_takes_final(self, final):
        """A final figure takes the place of an estimate, once the report is out; it is recorded."""
        self.check_access("write")
        for line in self:
            unit = line.report_id.sudo().unit_id
            Role = self.env["cchc.unit.role"]
            if not Role._find_grant(APPROVERS, unit):
                Role._require(("standing_office", "leader"), unit, exact=True)
            if not line.is_estimate or line.report_id.state not in RECEIVED_STATES:
                raise UserError(
                    self.env._(
                        "“%(figure)s” of %(unit)s is no estimate of a submitted report: no final "
                        "figure takes its place.",
                        figure=line.name,
                        unit=line.unit_id.name,
                    )
                )
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": "cchc.report",
                    "res_id": line.report_id.id,
                    "res_name": line.report_id.display_name,
                    "action": "final_figure",
                    "unit_id": line.unit_id.id,
                    "effective_on": False,
                    "old": {line.code: line.value or ""},
                    "new": {line.code: final or ""},
                    "reason": "",
                    "on_behalf_of_id": False,
                }
                for line in self
            ]
        )

    def _tell_final(self):
        """Say on the report, to who follows it and who took it up, which figure is final by now."""
        for report, lines in self.grouped("report_id").items():
            told = report.sudo()  # who took it up may be of a unit above
            told.message_post(
                body=self.env._(
                    "Final figures: %s",
                    "; ".join(f"{line.name}: {line.value_shown}" for line in lines),
                ),
                partner_ids=told.accepted_by_id.partner_id.ids,
                author_id=self.env.user.partner_id.id,
            )

    def _check_typed(self, typed):
        try:
            reporting.parse_figure(typed or "")
        except (ValueError, AttributeError, TypeError) as error:
            raise UserError(
                self.env._(
                    "“%(typed)s” is no figure for “%(figure)s” of %(unit)s: write it like 1.234,5 "
                    "and leave it empty where there is none.",
                    typed=str(typed)[:40],
                    figure=self[:1].name,
                    unit=self[:1].unit_id.name,
                )
            ) from error

    # -- explanation ---------------------------------------------------------------------------

    def _counted_on(self):
        """Day whose end the counted figure describes: that of the report, or of its own cut-off."""
        self.ensure_one()
        report, cut_off = self.report_id, self.indicator_id.sudo().cut_off
        unit = report.sudo().unit_id  # of a readable report
        return report.period_id._day_of(unit, report.counted_on or report.day, cut_off)

    def _plain_values(self):
        """What the files print of this figure."""
        self.ensure_one()
        return {
            "code": self.code,
            "section": self.section_number or "",
            "number": self.number or "",
            "name": self.name,
            "unit_of_measure": self.unit_of_measure or "",
            "value": self.value or None,
            "decimals": self.decimals,
            "is_estimate": self.is_estimate,
            "automatic": self.automatic or None,
            "reason": self.reason or "",
            "check": self.check_value or None,
            "last": self.last or None,
            "year_ago": self.year_ago or None,
            "source": self.source or "",
        }

    def action_open(self):
        """Open the records behind the figure, as far as the user may read them."""
        self.ensure_one()
        self.check_access("read")
        indicator, report = self.indicator_id.sudo(), self.report_id
        action = False
        if indicator.method == "metric":
            action = self.env["cchc.report.metric"]._action(
                indicator._metric_key(indicator.metric, report.period_id.sudo()),
                report.unit_id,
                report.date_from,
                self._counted_on(),
            )
        elif indicator.method in ("sum", "lead"):
            below = Domain("report_id.receiver_id", "=", report.unit_id.id)
            action = {
                "type": "ir.actions.act_window",
                "name": self.name,
                "res_model": self._name,
                "views": [[self.env.ref("cchc_reform.view_report_line_compare").id, "list"]],
                "domain": list(
                    Domain("period_id", "=", self.period_id.id)
                    & Domain("code", "=", self.code)
                    & below
                ),
            }
        elif indicator.method == "formula":
            _tree, codes = reporting.parse_formula(indicator.formula)
            action = {
                "type": "ir.actions.act_window",
                "name": f"{self.name}: {indicator.formula}",
                "res_model": self._name,
                "views": [[self.env.ref("cchc_reform.view_report_line_compare").id, "list"]],
                "domain": [("report_id", "=", report.id), ("code", "in", sorted(codes))],
            }
        if not action:
            raise UserError(
                self.env._("“%(figure)s”: %(origin)s.", figure=self.name, origin=self.source)
            )
        return action
