from odoo import api, fields, models
from odoo.exceptions import UserError

from .entered_values import refuse_derived


class AwardNominationPart(models.AbstractModel):
    """A line that the emulation office keeps on an appraised nomination until the council votes."""

    _name = "cchc.award.nomination.part"
    _description = "Part of a nomination"

    nomination_id = fields.Many2one(
        "cchc.award.nomination", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals)
        parts = super().create(vals_list)
        parts._check_open()
        return parts

    def write(self, vals):
        refuse_derived(self, vals)
        self._check_open()
        result = super().write(vals)
        if "nomination_id" in vals:
            self._check_open()
            self.check_access("write")
        return result

    def unlink(self):
        self._check_open()
        return super().unlink()

    def _check_open(self):
        nominations = self.sudo().nomination_id
        nominations._lock_for_step()  # or a step would count while a line changes
        for one in nominations:
            nomination = one.sudo(self.env.su)
            nomination.check_access("read")
            if not self.env.su:
                nomination._require_office()
            if one.state != "appraised":
                raise UserError(
                    self.env._(
                        "“%(document)s” is “%(state)s”: its lines cannot be changed.",
                        document=one.display_name,
                        state=one._state_label(),
                    )
                )
