from odoo import api, fields, models

from ..models.task_parts import FAN_OUT_BLOCKS
from .import_plan import TaskImporter

#: Hours that an annex under review is kept: a person may finish it days later.
KEPT_HOURS = 24 * 14


class AnnexTerm(models.TransientModel):
    """A name in an annex that means a group of units, or is not known: asked once for all rows."""

    _name = "cchc.annex.term"
    _description = "Name in an annex"
    _inherit = ["cchc.dialog.mixin"]
    _rec_name = "text"
    _order = "is_settled, id"
    _transient_max_hours = KEPT_HOURS

    annex_id = fields.Many2one("cchc.annex.import", required=True, ondelete="cascade", index=True)
    text = fields.Char(string="As written", readonly=True)
    places = fields.Char(string="In rows", readonly=True)
    candidates = fields.Char(string="It could be", readonly=True)
    unit_id = fields.Many2one("hr.department", string="Is the unit", ondelete="cascade")
    block = fields.Selection(FAN_OUT_BLOCKS, string="Is all units of")
    is_ignored = fields.Boolean(string="Leave out", help="It names no unit of this plan.")
    keep = fields.Boolean(
        string="Keep as other name",
        default=True,
        help="From now on this name means the unit. The standing office keeps names.",
    )
    is_settled = fields.Boolean(compute="_compute_is_settled", store=True)

    @api.depends("unit_id", "block", "is_ignored")
    def _compute_is_settled(self):
        for term in self:
            term.is_settled = bool(term.unit_id or term.block or term.is_ignored)

    def _units(self):
        """Units that these terms mean today."""
        units = self.env["hr.department"]
        for term in self.filtered(lambda term: not term.is_ignored):
            plan = term.annex_id.plan_id
            day = TaskImporter.day_of(plan)
            units |= term.unit_id or plan._units_of_block(term.block, day)
        return units

    def _keep_aliases(self):
        """Keep what was learnt as other names of units that the user's standing office covers."""
        grants = self.env["cchc.unit.role"]._scope(("standing_office",))
        Unit = self.env["hr.department"]
        learnt = [
            {"unit_id": term.unit_id.id, "name": term.text}
            for term in self
            if term.keep
            and term.unit_id
            and not term.is_ignored
            and any(grant.covers(term.unit_id) for grant in grants)
            and not Unit._resolve(term.text, TaskImporter.day_of(term.annex_id.plan_id))
        ]
        # Names are the administrator's to change; that one is only added, and only where it means
        # nothing yet and the user answers for the unit, was checked above.
        self.env["cchc.unit.alias"].sudo().create(learnt)
