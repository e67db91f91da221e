from odoo import fields, models


class EvidenceType(models.Model):
    """Class of evidence (loại tài liệu kiểm chứng), by which it is filed and found."""

    _name = "cchc.evidence.type"
    _description = "Evidence type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex("((name->>'en_US'))", "There is such a type already.")
