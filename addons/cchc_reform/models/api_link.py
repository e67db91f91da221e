from odoo import fields, models


class ApiLink(models.Model):
    """The sign under which another system knows a task that it pushed in.

    The system is the user whose key it calls with: each sees its own signs and no others. Only
    ``cchc.api`` writes them.
    """

    _name = "cchc.api.link"
    _description = "Sign of a task in another system"
    _rec_name = "key"
    _order = "id"

    user_id = fields.Many2one("res.users", string="System", required=True, ondelete="restrict")
    key = fields.Char(required=True)
    task_id = fields.Many2one("cchc.task", required=True, ondelete="cascade", index=True)
    digest = fields.Char(required=True, help="SHA-256 of the row as it was last taken in.")

    _key_unique = models.UniqueIndex(
        "(user_id, key)", "This key is being pushed by another call at this moment: push it again."
    )
    _task_unique = models.UniqueIndex("(user_id, task_id)", "A task has one key in each system.")
