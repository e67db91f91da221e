from odoo import fields, models


class ReportSection(models.Model):
    """A section of an outline: its number and title, what belongs there, and its figures."""

    _name = "cchc.report.section"
    _description = "Section of an outline"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "cchc.report.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    number = fields.Char(required=True, help="As printed, for instance II.1.")
    name = fields.Char(string="Title", required=True)
    level = fields.Integer(default=1, required=True, help="1 for a part, 2 for what lies in it.")
    domain_id = fields.Many2one("cchc.plan.domain", string="Reform domain", ondelete="restrict")
    lead_unit_id = fields.Many2one(
        "hr.department",
        string="Written by",
        ondelete="restrict",
        help="Department that writes this part of the report of the province.",
    )
    guide = fields.Text(string="What belongs here")
    indicator_ids = fields.One2many(
        "cchc.report.indicator", "section_id", string="Figures", copy=True
    )

    _level_in_range = models.Constraint(
        "CHECK (level BETWEEN 1 AND 3)", "A section has level 1, 2 or 3."
    )

    def _text_values(self, gathers):
        """Values of the text that a report has of this section.

        :param gathers: whether it is the report of the period's own committee, of which
            departments write parts; the reports of others are not theirs to see
        """
        self.ensure_one()
        return {
            "section_id": self.id,
            "sequence": self.sequence,
            "number": self.number,
            "name": self.name,
            "level": self.level,
            "guide": self.guide,
            "lead_unit_id": gathers and self.lead_unit_id.id,
        }
