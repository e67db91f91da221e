from odoo import api, fields, models
from odoo.exceptions import UserError


class InitiativeAuthor(models.Model):
    """An author of an initiative, with the share in it; somebody of the staff or from outside."""

    _name = "cchc.initiative.author"
    _description = "Author of an initiative"
    _inherit = ["cchc.draft.part.mixin"]
    _order = "initiative_id, share desc, id"

    initiative_id = fields.Many2one(
        "cchc.initiative", required=True, index=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Person", index="btree_not_null", ondelete="restrict"
    )
    outside_name = fields.Char(string="Or name from outside")
    share = fields.Float(string="Share (%)", digits=(5, 2), required=True, default=100)

    _share_in_range = models.Constraint(
        "CHECK (share > 0 AND share <= 100)", "The share of an author lies between 0 and 100%."
    )
    _one_name = models.Constraint(
        "CHECK ((employee_id IS NULL) <> (COALESCE(outside_name, '') = ''))",
        "An author is either somebody of the staff or a name from outside.",
    )
    _once = models.UniqueIndex(
        "(initiative_id, employee_id)", "This person is an author of it already."
    )

    @api.depends("employee_id.name", "outside_name")
    def _compute_display_name(self):
        for author in self:
            author.display_name = author.sudo()._full_name()  # names of staff are public inside

    @api.model_create_multi
    def create(self, vals_list):
        # Before: with this line its author would have the right that is asked here.
        default = self.default_get(["initiative_id"]).get("initiative_id")
        documents = {vals.get("initiative_id", default) for vals in vals_list}
        self.env["cchc.initiative"].browse(filter(None, documents)).check_access("write")
        return super().create(vals_list)

    def write(self, vals):
        if "initiative_id" in vals:
            raise UserError(self.env._("An author stays with the initiative."))
        return super().write(vals)

    def _full_name(self):
        return self.employee_id.name or self.outside_name or ""

    def _document_path(self):
        return "initiative_id"
