from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import reporting
from ..kernel.reporting import from_text
from .report_workflow import STATES

ENTERED = frozenset({"text", "with_figures"})
LONGEST = 200_000


class ReportText(models.Model):
    """The text of one section of a report: free words, and sentences that the figures make.

    The sentences follow the figures until the report is submitted, so that text and annex never
    differ; the free text begins with that of the last report.
    """

    _name = "cchc.report.text"
    _description = "Text of a report"
    _inherit = ["cchc.report.part.mixin"]
    _order = "report_id, sequence, id"

    report_id = fields.Many2one("cchc.report", required=True, index=True, ondelete="cascade")
    unit_id = fields.Many2one(related="report_id.unit_id", store=True, index=True)
    section_id = fields.Many2one("cchc.report.section", index=True, ondelete="restrict")
    sequence = fields.Integer()
    number = fields.Char()
    name = fields.Char(string="Section", required=True)
    level = fields.Integer(default=1)
    guide = fields.Text(string="What belongs here")
    lead_unit_id = fields.Many2one(
        "hr.department", string="Written by", index=True, ondelete="restrict"
    )
    state = fields.Selection(STATES, string="State of the report", related="report_id.state")
    text = fields.Text()
    text_base = fields.Text(
        store=False, help="What stood there before it was typed over: nobody's words get lost."
    )
    figures_text = fields.Text(string="Sentences of the figures", compute="_compute_figures_text")
    with_figures = fields.Boolean(string="Print the sentences", default=True)

    @api.depends("report_id.line_ids.value", "report_id.line_ids.year_ago")
    def _compute_figures_text(self):
        for text in self:
            lines = text.report_id.line_ids.filtered(
                lambda line, number=text.number: line.section_number == number
            )
            sentences = []
            for line in lines:
                compared = line.year_ago or line.last
                sentences.append(
                    reporting.sentence(
                        reporting.Figure(
                            line.name,
                            line.unit_of_measure or "",
                            from_text(line.value),
                            line.decimals,
                            from_text(compared),
                        ),
                        "cùng kỳ năm trước" if line.year_ago else "kỳ trước",
                    )
                )
            text.figures_text = "\n".join(filter(None, sentences))

    def _printed(self):
        """The text as documents print it: free words, then the sentences of the figures."""
        self.ensure_one()
        parts = [(self.text or "").strip(), self.with_figures and self.figures_text or ""]
        return "\n".join(filter(None, parts))

    def action_open(self):
        """Open the section on a page of its own, where it is saved as one types."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _check_base(self, base):
        """Refuse to type over what somebody else has written meanwhile."""
        for text in self:
            if (text.text or "") != (base or ""):
                raise UserError(
                    self.env._(
                        "%(person)s has written in “%(section)s” meanwhile: copy your words, load "
                        "the page again, and add them there.",
                        person=text.sudo().write_uid.name,
                        section=text.name,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            vals = dict(vals)
            if "text_base" in vals:
                self._check_base(vals.pop("text_base"))
            if vals.keys() - ENTERED:
                raise AccessError(self.env._("Only the text of a section is written here."))
            self.report_id._check_being_written()
        if len(vals.get("text") or "") > LONGEST:
            raise UserError(
                self.env._("The text of a section has %s characters at most.", f"{LONGEST:,}")
            )
        return super().write(vals)
