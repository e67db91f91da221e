from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, posts
from .entered_values import check_references, refuse_derived

RESULTS = [
    ("enrolled", "Enrolled"),
    ("completed", "Completed"),
    ("failed", "Not completed"),
    ("absent", "Absent"),
]


class StaffTrainingParticipant(models.Model):
    """One person in one course; the unit is that of the person's post on the first day.

    It is the unit of the person that answers for the entry, so each unit sees its own people.
    """

    _name = "cchc.staff.training.participant"
    _description = "Participant of a training course"
    _order = "training_id, unit_id, id"
    _rec_name = "employee_id"

    training_id = fields.Many2one(
        "cchc.staff.training", string="Course", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="training_id.kind", store=True)
    date_to = fields.Date(related="training_id.date_to", store=True, string="Ended on")
    state = fields.Selection(related="training_id.state", store=True)
    employee_id = fields.Many2one(
        "hr.employee", string="Person", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "hr.department", compute="_compute_unit_id", store=True, index=True, precompute=True
    )
    result = fields.Selection(RESULTS, required=True, default="enrolled")
    grade = fields.Char()
    certificate_number = fields.Char(help="As printed. The system invents none.")
    certificate_date = fields.Date()
    note = fields.Char()

    _once = models.UniqueIndex(
        "(training_id, employee_id)", "This person is in the course already."
    )

    @api.depends("employee_id", "training_id.date_from")
    def _compute_unit_id(self):
        """Unit of the post under which the person is counted on the first day of the course."""
        Post = self.env["cchc.staff.appointment"]
        held = Post.search(
            Domain("employee_id", "in", self.employee_id.ids)
            & Domain("mode", "not in", posts.BESIDES),
            order="date_from",
        )
        by_person = held.grouped("employee_id")
        for one in self:
            day = one.training_id.date_from
            on_day = [
                post
                for post in by_person.get(one.employee_id, ())
                if day and post.date_from <= day and (not post.date_to or post.date_to >= day)
            ]
            one.unit_id = on_day[-1].unit_id if on_day else False

    @api.constrains("employee_id", "training_id")
    def _check_has_unit(self):
        for one in self:
            if not one.unit_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s holds no post on %(date)s, when the course starts: no unit "
                        "answers for the entry.",
                        person=one.employee_id.name,
                        date=dates.format_date(one.training_id.sudo().date_from),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals)
        names = ["employee_id", "training_id"]
        defaults = self.default_get(names)
        self._require_own_people([{**defaults, **vals} for vals in vals_list])
        participants = super().create(vals_list)
        check_references(participants)
        participants._require_open()
        # The unit was found from the person: the rules are checked on it.
        participants.check_access("create")
        return participants

    def write(self, vals):
        refuse_derived(self, vals)
        self._require_open()
        if vals.keys() & {"employee_id", "training_id"}:
            self.check_access("write")
            self._require_own_people(
                [
                    {"employee_id": one.employee_id.id, "training_id": one.training_id.id, **vals}
                    for one in self
                ]
            )
        result = super().write(vals)
        check_references(self, vals.keys())
        self.check_access("write")
        self._require_open()
        return result

    def unlink(self):
        self._require_open()
        return super().unlink()

    @api.model
    def _require_own_people(self, vals_list):
        """Refuse people of other units before the database says whether they are in the course.

        :raises AccessError: naming the unit
        """
        if self.env.su:
            return
        for vals in vals_list:
            one = self.new({name: vals.get(name) for name in ("employee_id", "training_id")})
            if one.unit_id:
                self.env["cchc.unit.role"]._require(("hr", "standing_office"), one.unit_id)

    def _require_open(self):
        for one in self:
            if one.training_id.sudo().state == "cancelled":
                raise UserError(
                    self.env._(
                        "“%(course)s” was cancelled: its list stays as it is.",
                        course=one.training_id.sudo().name,
                    )
                )
