from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, periods, posts, staffing
from ..models.staff_quota import STAFF_KINDS
from .staff_strength_query import strength_query

QUARTERS = 8


class StaffStrength(models.Model):
    """Assigned and actual numbers of staff of each unit and kind, as of a day.

    The day is ``cchc_as_of`` of the context, or today; ``cchc_days`` lays several side by side.
    Actual numbers follow from the posts: each person once, in the unit whose post is neither
    concurrent nor a secondment. Civil servants are biên chế; public employees are a number of
    people working; contract workers are neither. A missing number is said and never zero.

    What is assigned to a unit is assigned again to its parts, so over levels only what is *not
    divided* and the staff *in the unit itself* add up. ``kernel.staffing`` defines the figures;
    tests hold this SQL against it on random data.
    """

    _name = "cchc.staff.strength"
    _description = "Numbers of staff"
    _inherit = ["cchc.as.of.mixin"]
    _auto = False
    _order = "parent_path, id"
    _rec_name = "unit_id"
    _depends = {
        "hr.department": [
            "active", "date_start", "date_end", "parent_id", "parent_path", "unit_type_id",
        ],
        "cchc.staff.appointment": [
            "employee_id", "unit_id", "mode", "staff_kind", "date_from", "date_to",
        ],
        "cchc.staff.quota": [
            "unit_id", "kind", "date_from", "number", "year", "decision_number", "decision_date",
        ],
    }  # fmt: skip

    day = fields.Date(readonly=True)
    unit_id = fields.Many2one("hr.department", readonly=True)
    superior_id = fields.Many2one("hr.department", string="Superior unit", readonly=True)
    unit_type_id = fields.Many2one("cchc.unit.type", readonly=True)
    parent_path = fields.Char(readonly=True)
    kind = fields.Selection(STAFF_KINDS, string="Kind of staff", readonly=True)
    staff_group = fields.Selection(
        [
            (staffing.PAYROLL, "Payroll (biên chế)"),
            (staffing.EMPLOYEES, "Public employees"),
            (staffing.WORKERS, "Contract workers (never biên chế)"),
        ],
        string="Counted as",
        readonly=True,
    )
    status = fields.Selection(
        [
            (staffing.EXCESS, "Excess"),
            (staffing.FULL, "Fits"),
            (staffing.VACANCY, "Vacancy"),
            (staffing.UNASSIGNED, "No number assigned"),
        ],
        readonly=True,
    )
    quota_id = fields.Many2one("cchc.staff.quota", string="Number in force", readonly=True)
    year = fields.Integer(string="Year of the number", readonly=True, aggregator=None)
    date_from = fields.Date(string="In force from", readonly=True)
    decision_number = fields.Char(readonly=True)
    decision_date = fields.Date(readonly=True)
    assigned = fields.Integer(readonly=True, aggregator=None)
    has_number = fields.Boolean(string="Number assigned", readonly=True)
    divided = fields.Integer(
        string="Assigned to units below",
        readonly=True,
        aggregator=None,
        help="Sum of the numbers of the nearest units below that have one.",
    )
    has_divided = fields.Boolean(string="Units below have a number", readonly=True)
    undivided = fields.Integer(
        string="Not yet divided",
        readonly=True,
        help="Assigned to the unit and not to units below; negative where more was divided than "
        "is assigned. Over all levels it adds up to what is assigned to the topmost units.",
    )
    is_overdivided = fields.Boolean(string="More divided than assigned", readonly=True)
    headcount = fields.Integer(
        string="Actual",
        readonly=True,
        aggregator=None,
        help="People in the unit and below, each once, by the posts in force on the day.",
    )
    own_headcount = fields.Integer(
        string="In the unit itself", readonly=True, help="It adds up over all levels."
    )
    vacancy = fields.Integer(readonly=True, aggregator=None)
    excess = fields.Integer(readonly=True, aggregator=None)
    assigned_text = fields.Char(string="Assigned in words", compute="_compute_assigned_text")

    # -- the table -----------------------------------------------------------------------------

    @property
    def _table_query(self):
        return strength_query(self._as_of_days())

    @api.depends("assigned", "has_number")
    def _compute_assigned_text(self):
        for row in self:
            row.assigned_text = (
                str(row.assigned) if row.has_number else self.env._("no number assigned")
            )

    # -- what is behind the figures -------------------------------------------------------------

    def _posts_domain(self):
        """Posts that are counted in the unit and below."""
        self.ensure_one()
        Post = self.env["cchc.staff.appointment"]
        unit_open = self.env["hr.department"]._domain_open_on(self.day)
        return (
            Domain("unit_id", "child_of", self.unit_id.id)
            & Domain("unit_id", "any", unit_open & Domain("active", "=", True))
            & Domain("staff_kind", "=", self.kind)
            & Domain("mode", "not in", posts.BESIDES)
            & Post._domain_on(self.day)
        )

    def action_open_people(self):
        """Open the posts of the people who are counted in the unit and below."""
        return self._open_people(self._posts_domain())

    def action_open_own_people(self):
        """Open the posts of the people who are counted in the unit itself."""
        return self._open_people(self._posts_domain() & Domain("unit_id", "=", self.unit_id.id))

    def _open_people(self, domain):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(kind)s of %(unit)s on %(date)s",
                kind=self._kind_label(),
                unit=self.unit_id.name,
                date=dates.format_date(self.day),
            ),
            "res_model": "cchc.staff.appointment",
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
        }

    def action_open_quotas(self):
        """Open the assigned numbers of the unit, the latest first, and those of units below."""
        self.ensure_one()
        return self.env["cchc.staff.quota"]._window(
            [("unit_id", "child_of", self.unit_id.id), ("kind", "=", self.kind)],
            self.unit_id,
            self.day,
        )

    def action_open_below(self):
        """Open the numbers of the units right below."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(kind)s below %(unit)s", kind=self._kind_label(), unit=self.unit_id.name
            ),
            "res_model": self._name,
            "views": [[False, "list"], [False, "form"]],
            "domain": [("superior_id", "=", self.unit_id.id), ("kind", "=", self.kind)],
            "context": {"cchc_as_of": fields.Date.to_string(self.day)},
        }

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    # -- over time -------------------------------------------------------------------------------

    @api.model
    def _quarter_ends(self):
        """Ends of the latest quarters, as texts for ``cchc_days`` of a context."""
        return [str(day) for day in periods.quarter_ends(dates.today(), QUARTERS)]

    # -- as plain values -------------------------------------------------------------------------

    @api.model
    def _plain_units(self, day):
        """All units that exist on ``day`` as ``kernel.staffing.Unit``, read as the system."""
        env = self.sudo().env
        units = env["hr.department"].search(env["hr.department"]._domain_open_on(day), order="id")
        numbers = {}
        for (unit_id, kind), quota in env["cchc.staff.quota"]._in_force(units, day).items():
            numbers.setdefault(unit_id, {})[kind] = quota.number
        Post = env["cchc.staff.appointment"]
        held = Post.search(Post._domain_on(day)).grouped("unit_id")
        return [
            staffing.Unit(
                unit.id,
                tuple(unit._ancestors_and_self()[:-1]),
                numbers.get(unit.id, {}),
                tuple(
                    (post.employee_id.id, post.staff_kind, post.mode) for post in held.get(unit, ())
                ),
            )
            for unit in units
        ]
