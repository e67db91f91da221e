from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates
from .discipline_workflow import check_days


class DisciplineAccess(models.Model):
    """A named decision by which an auditor reads the discipline cases of a unit and below.

    A leader of the unit gives it. It counts as long as the user is an auditor of the unit, ends
    on its last day without a job, and is never changed but to end it.
    """

    _name = "cchc.discipline.access"
    _description = "Decision to open discipline cases"
    _inherit = ["cchc.closed.mixin"]
    _order = "date_to desc, id desc"
    _rec_name = "decision_number"

    user_id = fields.Many2one(
        "res.users", string="Auditor", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        ondelete="restrict",
        help="Its cases and those of the units below are opened.",
    )
    decision_number = fields.Char(required=True, help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision", required=True)
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until", required=True, help="The last day, inclusive.")
    granted_by_id = fields.Many2one("res.users", string="Given by", readonly=True)
    revoked = fields.Boolean(string="Ended", readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "Access does not end before the day it starts."
    )

    @api.constrains("user_id", "unit_id")
    def _check_auditor(self):
        for access in self:
            if not access._scope_of_auditor():
                raise ValidationError(
                    self.env._("Access is opened to an auditor of the unit, and to nobody else.")
                )

    @api.constrains("decision_date", "date_from", "date_to")
    def _check_days(self):
        check_days(self, ("decision_date", "date_from", "date_to"), ("decision_date",))

    def _scope_of_auditor(self):
        self.ensure_one()
        grants = self.env["cchc.unit.role"]._scope(["auditor"], user=self.user_id)
        return any(grant.covers(self.unit_id) for grant in grants)

    @api.model
    def _unit_ids_of(self, user):
        """Ids of the units whose cases are open to ``user`` today."""
        today = dates.today()
        # Asked by the rules for any user, who need not read other people's decisions.
        opened = self.sudo().search(
            Domain("user_id", "=", user.id)
            & Domain("revoked", "=", False)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
        )
        return opened.filtered(lambda access: access._scope_of_auditor()).unit_id.ids

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("granted_by_id") or vals.get("revoked"):
                raise AccessError(self.env._("Who gives access is kept by the system."))
        granted = super().create(
            [{**vals, "granted_by_id": self.env.uid, "revoked": False} for vals in vals_list]
        )
        for access in granted:
            access._check_leader()
            if access.user_id == self.env.user:
                raise AccessError(self.env._("Nobody opens access to himself or herself."))
        granted._after("access_grant")
        return granted

    def write(self, vals):
        if not self.env.su or vals.keys() != {"revoked"}:
            raise UserError(self.env._("A decision is not changed: end it and enter another."))
        return super().write(vals)

    def unlink(self):
        raise UserError(self.env._("A decision is not deleted: end it, so that it is kept."))

    def _check_leader(self):
        self.ensure_one()
        if not self.env.su:
            grant = self.env["cchc.unit.role"]._require(("leader",), self.unit_id)
            if grant.domain_ids:
                raise AccessError(
                    self.env._("Who leads some reform domains only opens no discipline cases.")
                )

    def action_end(self):
        """End the access at once."""
        self.check_access("read")
        for access in self:
            access._check_leader()
        # The decision itself stays as it was entered; who ends it was checked.
        self.sudo().write({"revoked": True})
        self._after("access_end")

    def _after(self, action):
        self.env.registry.clear_cache()  # rules are cached by user
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": self._name,
                    "res_id": access.id,
                    "res_name": access.user_id.name,
                    "action": action,
                    "unit_id": access.unit_id.id,
                    "new": {
                        "number": access.decision_number,
                        "date": access.decision_date,
                        "from": access.date_from,
                        "until": access.date_to,
                    },
                }
                for access in self.sudo()
            ]
        )
