from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import reporting
from ..report.report_metric import CLAUSES
from .legal_document import CONFIRMATIONS

METHODS = [
    ("metric", "Figure of the system"),
    ("sum", "Sum of the units below"),
    ("lead", "Figure of the source agency"),
    ("last", "Last value"),
    ("entered", "Entered"),
    ("formula", "Formula of other figures"),
]
CHECK_METHODS = [METHODS[0], METHODS[1], METHODS[2]]
CUT_OFFS = [
    ("period", "Cut-off of the period"),
    ("month_end", "End of the month of the cut-off"),
    ("january", "31 January after the cut-off"),
]


def check_formula(env, formula, figure):
    """Refuse what is no formula of figures.

    :param str figure: what the formula is for, to be named
    :raises ValidationError: it is none
    """
    try:
        reporting.parse_formula(formula)
    except ValueError as error:
        raise ValidationError(
            env._(
                "“%(formula)s” is no formula for “%(figure)s”: write codes, numbers, "
                "+ - * / and brackets.",
                formula=formula or "",
                figure=figure,
            )
        ) from error


class ReportIndicator(models.Model):
    """A figure of an outline: its meaning, who reports it, and where it comes from.

    ``method`` says where a figure comes from: the system counts it, the reports of the units
    below add up to it, the source agency gives it, the last value stands until another one, it
    is entered, or a formula makes it of others. ``check_method`` is a second source, whose
    difference is shown.
    """

    _name = "cchc.report.indicator"
    _description = "Figure of reports"
    _order = "template_id, section_sequence, sequence, id"

    section_id = fields.Many2one(
        "cchc.report.section", required=True, index=True, ondelete="cascade"
    )
    section_sequence = fields.Integer(related="section_id.sequence", store=True)
    template_id = fields.Many2one(related="section_id.template_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    number = fields.Char(help="As printed in the annex, for instance 1.2.")
    code = fields.Char(required=True, help="By which formulas and workbooks name it.")
    name = fields.Char(required=True)
    unit_of_measure = fields.Char()
    decimals = fields.Integer(default=0)
    clause = fields.Char(help="Clause of the directive that asks for it, for instance 2d.")
    method = fields.Selection(METHODS, required=True, default="entered")
    metric = fields.Selection("_selection_metric", string="Figure of the system")
    formula = fields.Char(help="Of codes, for instance 100 * done / given.")
    source_unit_id = fields.Many2one(
        "hr.department",
        string="Source agency",
        ondelete="restrict",
        help="It alone reports the figure, which stands in the report of the province. Empty: the "
        "province enters it.",
    )
    check_method = fields.Selection(CHECK_METHODS, string="Second source")
    check_metric = fields.Selection("_selection_metric", string="Second figure of the system")
    cut_off = fields.Selection(CUT_OFFS, required=True, default="period")
    for_province = fields.Boolean(string="Province", default=True)
    for_agency = fields.Boolean(string="Departments", default=True)
    for_district = fields.Boolean(string="Districts", default=True)
    for_commune = fields.Boolean(string="Communes", default=True)
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")

    _decimals_in_range = models.Constraint(
        f"CHECK (decimals BETWEEN 0 AND {reporting.MOST_DECIMALS})",
        "A figure has between 0 and 6 decimals.",
    )
    _code_unique = models.UniqueIndex(
        "(template_id, code)", "Two figures of an outline cannot have the same code."
    )

    @api.model
    def _selection_metric(self):
        return self.env["cchc.report.metric"]._names()

    @api.constrains("clause", "code", "method", "metric", "formula", "check_method", "check_metric")
    def _check_source(self):
        for indicator in self:
            try:
                _tree, codes = reporting.parse_formula(indicator.code)
                sound = codes == {indicator.code}
            except ValueError:
                sound = False
            if not sound:
                raise ValidationError(
                    self.env._(
                        "The code “%s” must be of small letters, digits and “_”, a letter first.",
                        indicator.code,
                    )
                )
            if indicator.method == "formula":
                check_formula(self.env, indicator.formula, indicator.name)
            counted = {indicator.metric, indicator.check_metric} & CLAUSES.keys()
            if counted and not (indicator.clause or "").strip():
                raise ValidationError(
                    self.env._("Give the clause whose tasks “%s” counts.", indicator.name)
                )
            if (indicator.method == "metric" and not indicator.metric) or (
                indicator.check_method == "metric" and not indicator.check_metric
            ):
                raise ValidationError(
                    self.env._("Choose the figure of the system for “%s”.", indicator.name)
                )

    def _is_for(self, unit, body, committee):
        """Whether the report of ``unit`` has this figure.

        :param str body: which of ``kernel.reporting.BODIES`` the unit is
        :param committee: unit of the period, which gathers the figures of source agencies
        """
        self.ensure_one()
        if self.method == "lead":
            return unit in (committee, self.source_unit_id)
        return bool(self[f"for_{body}"])

    def _metric_key(self, metric, period):
        """How the figure ``metric`` of the system is asked for this indicator, in a period.

        The clause is one of the document that asks for the report, where one is named.
        """
        return self.env["cchc.report.metric"]._key(metric, self.clause, period.document_id)

    def _line_values(self):
        """Values of the figure that a report has of this indicator."""
        self.ensure_one()
        return {
            "indicator_id": self.id,
            "section_number": self.section_id.number,
            "sequence": 1000 * self.section_id.sequence + self.sequence,
            "number": self.number,
            "code": self.code,
            "name": self.name,
            "unit_of_measure": self.unit_of_measure,
            "decimals": self.decimals,
        }
