from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import dates, vietnamese

GROUPS = [
    ("management", "Leadership and management"),
    ("specialised", "Specialised professional"),
    ("shared", "Shared professional"),
    ("support", "Support and service"),
]


class StaffPosition(models.Model):
    """A job position (vị trí việc làm) that was approved for a unit, from a day to a day.

    Approved again, it gets another version with its own decision, from the day after the last one
    on; who holds the position holds it in whatever version is in force. How many people do is
    read from the posts that name it; nobody enters it here.
    """

    _name = "cchc.staff.position"
    _description = "Approved job position"
    _inherit = ["cchc.dated.mixin"]
    _order = "unit_id, group, code, id"

    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    code = fields.Char(help="As in the approved scheme.")
    name = fields.Char(required=True)
    name_folded = fields.Char(
        compute="_compute_name_folded", store=True, precompute=True, index="trigram"
    )
    group = fields.Selection(GROUPS, required=True, default="specialised")
    number = fields.Integer(string="Approved", required=True, default=1)
    description = fields.Text(string="Job description")
    competency = fields.Text(string="Competency frame")
    qualification = fields.Char(string="Qualification required")
    share_ids = fields.One2many("cchc.staff.position.share", "position_id", string="Ranks")
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until", help="The last day, inclusive. Empty: open-ended.")
    note = fields.Char()
    origin_id = fields.Many2one(
        "cchc.staff.position",
        string="First approved as",
        index=True,
        ondelete="restrict",
        copy=False,
        readonly=True,
        help="The first version of the position; empty where this is it.",
    )
    review_due_on = fields.Date(
        string="Re-approval due",
        compute="_compute_review_due_on",
        search="_search_review_due_on",
        help="By when a newer rule asks for another approval; empty where none does.",
    )

    _number_makes_sense = models.Constraint(
        "CHECK (number BETWEEN 0 AND 10000)", "The approved number lies between 0 and 10,000."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A position cannot end before the day it starts.",
    )
    _code_once = models.Constraint(
        """EXCLUDE USING gist (
            unit_id WITH =, code WITH =, daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (code IS NOT NULL)""",
        "The unit already has a position of this code on some of these days.",
    )
    _one_version_a_day = models.Constraint(
        """EXCLUDE USING gist (
            (COALESCE(origin_id, id)) WITH =, daterange(date_from, date_to, '[]') WITH &&
        )""",
        "Two versions of a position would hold on the same day.",
    )

    @api.depends("name", "code")
    def _compute_name_folded(self):
        for position in self:
            position.name_folded = vietnamese.fold(f"{position.code or ''} {position.name or ''}")

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return Domain("name_folded", "ilike", vietnamese.fold(value))
        return super()._search_display_name(operator, value)

    @api.depends("name", "unit_id.name")
    def _compute_display_name(self):
        for position in self:
            position.display_name = self.env._(
                "%(position)s (%(unit)s)",
                position=position.name or "",
                unit=position.unit_id.name or "",
            )

    @api.depends("decision_date", "date_from", "date_to")
    def _compute_review_due_on(self):
        reviews = self.env["cchc.staff.position.review"].search([("active", "=", True)])
        today = dates.today()
        for position in self:
            day = position.decision_date or position.date_from
            ended = position.date_to and position.date_to < today
            due = [one.due_on for one in reviews if day and day < one.decided_before and not ended]
            position.review_due_on = min(due, default=False)

    def _search_review_due_on(self, operator, value):
        if operator not in ("in", "!=", "not in"):
            return NotImplemented
        reviews = self.env["cchc.staff.position.review"].search([("active", "=", True)])
        before = max(reviews.mapped("decided_before"), default=None)
        if not before:
            return Domain.FALSE
        today = dates.today()
        due = (Domain("date_to", "=", False) | Domain("date_to", ">=", today)) & (
            Domain("decision_date", "<", before)
            | (Domain("decision_date", "=", False) & Domain("date_from", "<", before))
        )
        empty = operator == "in" and set(value) == {False}
        return ~due if empty else due

    @api.constrains("origin_id", "unit_id")
    def _check_origin(self):
        """A version belongs to the unit of the first one: posts of one unit fill them all."""
        for version in self | self.search([("origin_id", "in", self.ids)]):
            origin = version.origin_id
            if origin and (origin.origin_id or origin.unit_id != version.unit_id):
                raise ValidationError(
                    self.env._(
                        "“%(position)s” can only be a version of a position of the same unit.",
                        position=version.name,
                    )
                )

    def _versions(self):
        """These positions with all their earlier and later versions."""
        origins = self.mapped(lambda one: one.origin_id or one)
        return origins | self.search([("origin_id", "in", origins.ids)])

    # -- the past ------------------------------------------------------------------------------

    def _dated_values(self):
        self.ensure_one()
        return {"unit": self.unit_id.id, "name": self.name, "number": self.number}

    def _audit_values(self):
        self.ensure_one()
        return {
            "unit": self.unit_id.name,
            "code": self.code,
            "name": self.name,
            "group": self.group,
            "number": self.number,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "decision": self.decision_number or self.decision_id.display_name,
            "decision_date": self.decision_date,
        }

    def action_open_people(self):
        """Open the posts in force today that hold the position."""
        self.ensure_one()
        Post = self.env["cchc.staff.appointment"]
        day = self.env["cchc.as.of.mixin"]._as_of()
        held = Post.search(Post._domain_holding(self, day))
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": Post._name,
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", held.ids)],
        }
