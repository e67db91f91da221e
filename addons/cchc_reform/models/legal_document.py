from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import dates, vietnamese

KINDS = [
    ("directive", "Directive"),
    ("decision", "Decision"),
    ("resolution", "Resolution"),
    ("decree", "Decree"),
    ("law", "Law"),
    ("circular", "Circular"),
    ("conclusion", "Conclusion"),
    ("plan", "Plan"),
    ("programme", "Programme"),
    ("report", "Report"),
    ("letter", "Official letter"),
    ("notice", "Notice"),
    ("minutes", "Minutes"),
    ("submission", "Submission"),
    ("other", "Other document"),
]
SECRECY_LEVELS = [
    ("none", "Not secret"),
    ("confidential", "Confidential (Mật)"),
    ("secret", "Secret (Tối mật)"),
    ("top_secret", "Top secret (Tuyệt mật)"),
]
SIGNER_CAPACITIES = [
    ("self", "Signed as head"),
    ("tm", "TM. (on behalf of the collective)"),
    ("kt", "KT. (deputy for the head)"),
    ("tl", "TL. (by order)"),
    ("tuq", "TUQ. (by authorisation)"),
    ("q", "Q. (acting head)"),
]
#: As documents print them before the title of who signs.
CAPACITY_ABBREVIATIONS = {"tm": "TM.", "kt": "KT.", "tl": "TL.", "tuq": "TUQ.", "q": "Q."}
#: Whether something was read in a published text; what was not is marked "to verify".
CONFIRMATIONS = [("confirmed", "Confirmed"), ("to_verify", "To verify")]


class LegalDocument(models.Model):
    """A document that orders, founds or proves something, kept by its reference.

    Number and date may be unknown; then nothing is invented and nothing is printed for them.
    From "Mật" up only the reference is kept: such a file has no place on a networked machine.
    """

    _name = "cchc.legal.document"
    _description = "Legal document"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "summary", "summary_folded"]

    kind = fields.Selection(KINDS, required=True, default="decision")
    number = fields.Char(tracking=True, help="As printed, for instance 336/QĐ-UBND.")
    date = fields.Date(tracking=True)
    issuer = fields.Char()
    issuing_unit_id = fields.Many2one(
        "hr.department",
        string="Issued in the name of",
        ondelete="restrict",
        help="Unit of the province whose head or leaders signed it: they decide whether a "
        "deadline it sets is extended.",
    )
    signer = fields.Char()
    signer_capacity = fields.Selection(SIGNER_CAPACITIES)
    summary = fields.Char(required=True)
    summary_folded = fields.Char(
        compute="_compute_summary_folded", store=True, index="trigram", precompute=True
    )
    secrecy = fields.Selection(SECRECY_LEVELS, required=True, default="none", tracking=True)
    date_from = fields.Date(string="In force from")
    date_to = fields.Date(string="In force until")
    confirmation = fields.Selection(
        CONFIRMATIONS,
        required=True,
        default="to_verify",
        tracking=True,
        help="Confirmed: read in a published text, named as the source.",
    )
    source = fields.Char(help="Where the text was read.")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    active = fields.Boolean(default=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A document cannot cease to be in force before it comes into force.",
    )

    @api.depends("summary", "number")
    def _compute_summary_folded(self):
        for document in self:
            document.summary_folded = vietnamese.fold(
                f"{document.number or ''} {document.summary or ''}"
            )

    @api.depends("kind", "number", "date", "summary")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            parts = [kinds.get(document.kind, "")]
            if document.number:
                parts.append(document.number)
            if document.date:
                parts.append(self.env._("of %(date)s", date=dates.format_date(document.date)))
            reference = " ".join(part for part in parts if part)
            document.display_name = f"{reference}: {document.summary or ''}"

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return [("summary_folded", "ilike", vietnamese.fold(value))]
        return super()._search_display_name(operator, value)

    @api.constrains("secrecy", "file")
    def _check_secret_has_no_file(self):
        for document in self:
            if document.secrecy != "none" and document.file:
                raise ValidationError(
                    self.env._(
                        "“%(document)s” is a state secret: keep its number and date only, "
                        "not its file.",
                        document=document.display_name,
                    )
                )
