from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import discipline
from .discipline_workflow import check_days

GROUNDS = [
    ("illness", "Illness"),
    ("maternity", "Pregnancy, or a child under 12 months"),
    ("prosecution", "Prosecution"),
]


class DisciplineHold(models.Model):
    """A time in which a case is not considered, with the ground; read as the case is."""

    _name = "cchc.discipline.hold"
    _description = "Ground to hold a case"
    _inherit = ["cchc.closed.mixin"]
    _order = "date_from, id"
    _rec_name = "ground"

    case_id = fields.Many2one(
        "cchc.discipline.case",
        string="Discipline case",
        required=True,
        index=True,
        ondelete="cascade",
    )
    ground = fields.Selection(GROUNDS, required=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", help="The last day, inclusive. Empty: it lasts.")
    asked_in_writing = fields.Boolean(
        string="Asked to be considered",
        help="The person asked in writing that the case is considered nevertheless.",
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A hold does not end before it starts."
    )

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        check_days(self, ("date_from", "date_to"))

    def _lines(self):
        """Those that hold, as plain values for :mod:`kernel.discipline`."""
        return [
            discipline.Line(hold.id, hold.date_from, hold.date_to or None)
            for hold in self
            if hold.date_from and not (hold.ground == "maternity" and hold.asked_in_writing)
        ]

    def _plain(self):
        return [discipline.Hold(line.first, line.last) for line in self._lines()]

    # -- CRUD: as long as the case is open, by who handles it -------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["case_id"]).get("case_id")
        for vals in vals_list:
            self._check_case(vals.get("case_id", default))
        holds = super().create(vals_list)
        holds._check_hand()
        return holds

    def write(self, vals):
        self.check_access("write")
        self._check_hand()
        if "case_id" in vals:
            self._check_case(vals["case_id"])
        result = super().write(vals)
        if "case_id" in vals:
            self.check_access("write")
            self._check_hand()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_hand()
        return super().unlink()

    def _check_case(self, case_id):
        """Refused alike, whether there is no such case or it is closed to the user."""
        case_id = self._fields["case_id"].convert_to_cache(case_id, self)
        self.env["cchc.discipline.case"].browse(case_id or ()).check_access("read")

    def _check_hand(self):
        # Asked as the user, but first whether there is a case at all that the user handles.
        self.case_id._check_hand()
        for case in self.sudo().case_id:
            if case.state not in ("draft", "open"):
                raise UserError(
                    self.env._("Grounds to hold change only while the case is considered.")
                )
