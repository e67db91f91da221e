from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .entered_values import refuse_derived

ANSWERS = [
    ("met", "Met"),
    ("partly", "Partly met"),
    ("not_met", "Not met"),
    ("not_applicable", "Not applicable"),
]
#: States of the inspection in which its checklist is worked on.
OPEN_STATES = ("planned", "announced", "under_way")
ANSWERED = frozenset({"answer", "note", "evidence_ids"})


class InspectionAnswer(models.Model):
    """What an inspection found on one item of its checklist."""

    _name = "cchc.inspection.answer"
    _description = "Answer in an inspection"
    _order = "inspection_id, domain_id, item_id, id"
    _rec_name = "item_id"

    inspection_id = fields.Many2one(
        "cchc.inspection", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "cchc.inspection.item", string="What is checked", required=True, ondelete="restrict"
    )
    domain_id = fields.Many2one(
        related="item_id.domain_id", string="Reform domain", store=True, index=True
    )
    answer = fields.Selection(ANSWERS, string="Result")
    note = fields.Char()
    evidence_ids = fields.Many2many("cchc.evidence", "cchc_inspection_answer_evidence_rel")

    _once_an_inspection = models.UniqueIndex(
        "(inspection_id, item_id)", "The item stands in this checklist already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("The checklist follows from the catalogue of items."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            refuse_derived(self, vals, vals.keys() - ANSWERED)
            self.sudo().inspection_id.sudo(False)._require_inspector()
            self._check_open()
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            raise AccessError(self.env._("The checklist follows from the catalogue of items."))
        return super().unlink()

    def _check_open(self):
        for one in self.sudo().inspection_id:
            if one.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "The checklist cannot be changed while the inspection is “%s”.",
                        one._state_label(),
                    )
                )
