import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import reporting
from ..report.periodic_docx import standard_template
from ..report.word_template import check_template
from .legal_document import CONFIRMATIONS


class ReportTemplate(models.Model):
    """Outline of reports, in force for some time: sections, figures, and checks between figures.

    A report copies what it is made of when its period is opened, so that editing the outline
    moves no report that exists. A new version is a copy with its own first day.
    """

    _name = "cchc.report.template"
    _description = "Outline of reports"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    use = fields.Selection(
        [("regular", "Regular reports"), ("ad_hoc", "Reports on request")],
        required=True,
        default="ad_hoc",
    )
    unit_id = fields.Many2one(
        "hr.department",
        string="Outline of",
        ondelete="restrict",
        help="The committee that asks for such reports. Empty: for the whole province, kept by the "
        "administrator.",
    )
    title = fields.Char(
        required=True,
        default="Kết quả công tác cải cách hành chính",
        help="As reports bear it, before the name of the period.",
    )
    symbol = fields.Char(
        required=True, default="BC", help="Kind of document in its number, for instance BC."
    )
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    date_from = fields.Date(
        string="In force from", required=True, help="The first cut-off to which it applies."
    )
    date_to = fields.Date(
        string="In force until", help="The last day, inclusive. Empty: open-ended."
    )
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified")
    jump_percent = fields.Integer(
        string="Change that asks for a word (%)",
        default=50,
        help="A figure that changes by more than this share of what it was a year before needs "
        "an explanation. 0: none does.",
    )
    section_ids = fields.One2many("cchc.report.section", "template_id", copy=True)
    indicator_ids = fields.One2many("cchc.report.indicator", "template_id", string="Figures")
    check_ids = fields.One2many("cchc.report.check", "template_id", string="Checks", copy=True)
    active = fields.Boolean(default=True)
    # In the table, where no attachment can be put in its place; it runs on the server.
    file = fields.Binary(
        string="Word template",
        attachment=False,
        copy=False,
        groups="base.group_system",
        help="A Word document whose fields are filled with each report. Empty: the layout of "
        "decree 30/2020 that comes with the system.",
    )
    file_name = fields.Char(
        string="Name of the Word template", groups="base.group_system", copy=False
    )
    sample = fields.Binary(
        string="Sample to begin with", compute="_compute_sample", groups="base.group_system"
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An outline cannot end before the day it comes into force.",
    )
    _jump_in_range = models.Constraint(
        "CHECK (jump_percent BETWEEN 0 AND 10000)",
        "The change that asks for a word lies between 0 and 10,000 percent.",
    )

    def _compute_sample(self):
        self.sample = base64.b64encode(standard_template())

    @api.constrains("file")
    def _check_file(self):
        for template in self:
            if content := template._word_template():
                check_template(self.env, content)

    def _word_template(self):
        """Bytes of the Word template, None where reports are laid out as the system does it."""
        # What is filled into it the user may read; the file itself is the administrator's.
        content = self.sudo().with_context(bin_size=False, bin_size_file=False).file
        return base64.b64decode(content) if content else None

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._require_keeper()
        return templates

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals:
            self._require_keeper()
        return result

    def _require_keeper(self):
        """Outlines for all are the administrator's; a committee keeps those of its own requests."""
        if self.env.su or self.env.user.has_group("cchc_reform.group_cchc_admin"):
            return
        for template in self:
            self.env["cchc.unit.role"]._require(
                ("standing_office", "leader"), template.unit_id, exact=True
            )

    @api.model
    def _in_force(self, cut_off):
        """The outline of regular reports on ``cut_off``; empty if there is none, or several."""
        found = self.search(
            Domain("use", "=", "regular")
            & Domain("date_from", "<=", cut_off)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", cut_off)),
            limit=2,
        )
        return found if len(found) == 1 else self.browse()

    def _check_ready(self):
        """Refuse an outline from which no report can be made, saying what is wrong."""
        self.ensure_one()
        if not self.section_ids:
            raise UserError(self.env._("The outline “%s” has no section yet.", self.name))
        codes = set(self.indicator_ids.mapped("code"))
        formulas = {}
        for indicator in self.indicator_ids.filtered(lambda one: one.method == "formula"):
            _tree, read = reporting.parse_formula(indicator.formula)
            if unknown := read - codes:
                raise UserError(
                    self.env._(
                        "The formula of “%(figure)s” reads %(codes)s, which the outline does not "
                        "have.",
                        figure=indicator.name,
                        codes=", ".join(sorted(unknown)),
                    )
                )
            formulas[indicator.code] = read
        try:
            reporting.order_formulas(formulas)
        except ValueError as error:
            raise UserError(
                self.env._("The formula of “%s” reads itself over others.", error.args[0])
            ) from error
        for check in self.check_ids:
            check._check_codes(codes)

    def action_new_version(self):
        """Copy the outline as its next version, to be put in force on a later day."""
        self.ensure_one()
        version = self.copy({"name": self.env._("%s (new version)", self.name), "active": False})
        # The file was checked when it was put there, and who copies the outline does not choose it.
        if content := self._word_template():
            version.sudo().write(
                {"file": base64.b64encode(content), "file_name": self.sudo().file_name}
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "views": [(False, "form")],
        }
