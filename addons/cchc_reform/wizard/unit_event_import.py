from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..models.unit_type import LEVELS
from .import_successors import SuccessorImporter


class UnitEventImport(models.TransientModel):
    """Import of the links of a rearrangement from a table: all rows or none."""

    _name = "cchc.unit.event.import"
    _description = "Import of which unit goes where"
    _inherit = ["cchc.table.import.mixin", "cchc.dialog.mixin"]

    event_id = fields.Many2one(
        "cchc.unit.event",
        string="Rearrangement",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    level = fields.Selection(LEVELS, required=True, default="commune")
    new_parent_id = fields.Many2one(
        "hr.department",
        string="New units lie under",
        help="Units that take over and are not there yet are made below this one.",
    )
    issue_ids = fields.One2many("cchc.import.issue", "unit_event_import_id", readonly=True)

    def _title(self):
        return self.env._("Import which unit goes where")

    def _check(self):
        if not self.env.user.has_group("cchc_reform.group_cchc_admin"):
            raise AccessError(self.env._("Units and people are imported by the administrator."))
        event = self.event_id
        event.check_access("write")
        if event.state != "draft":
            raise UserError(
                self.env._(
                    "“%(event)s” is “%(state)s”: its units cannot be changed.",
                    event=event.name,
                    state=event._state_label(),
                )
            )
        importer = SuccessorImporter(self.env, event, self.level, self.new_parent_id)
        importer.check(self._rows())
        return importer

    def _recorded(self):
        event = self.event_id
        return {
            "action": "import_links",
            "model": event._name,
            "res_id": event.id,
            "res_name": event.name,
            "unit_id": event.unit_id.id,
            "effective_on": event.effective_on,
            "new": {"file": self.file_name},
        }
