from odoo import models

from .ir_attachment import EVIDENCE


class IrBinary(models.AbstractModel):
    """Files of evidence are served to who may read the evidence, and to nobody else."""

    _inherit = "ir.binary"

    def _find_record(
        self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None
    ):
        record = super()._find_record(xmlid, res_model, res_id, access_token, field)
        evidence = record.sudo(False) if record._name == EVIDENCE else self.env[EVIDENCE]
        if record._name == "ir.attachment" and record.sudo().res_model == EVIDENCE:
            evidence = evidence.browse(record.sudo().res_id)
        if evidence:
            # Neither a token nor a flag of the attachment replaces the right to read.
            evidence.check_access("read")
        return record
