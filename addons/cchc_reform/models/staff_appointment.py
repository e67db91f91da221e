from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import dates, posts, staffing, vietnamese
from .staff_quota import STAFF_KINDS

CAPACITIES = [
    (posts.HEAD, "Head"),
    (posts.DEPUTY, "Deputy"),
    (posts.STAFF, "Staff"),
]
MODES = [
    (posts.REGULAR, "Regular"),
    (posts.ACTING, "Acting"),
    (posts.IN_CHARGE, "In charge"),
    (posts.CONCURRENT, "Concurrent"),
    (posts.SECONDED, "Seconded"),
]
# Fields of a plain post that say who was what, where and when.
POST_FIELDS = ("employee_id", "unit_id", "capacity", "mode", "date_from", "date_to")


class StaffAppointment(models.Model):
    """One person in one post of one unit, from a day to a day (both inclusive).

    This is the fact that is counted and to whom a unit's result belongs; the manager of a unit
    follows from it, while the personnel card (``hr.version``) holds one post and is overwritten.
    Days that have passed change only with a reason, which is kept with the old and new values.
    """

    _name = "cchc.staff.appointment"
    _description = "Post"
    _inherit = ["cchc.dated.mixin"]
    _order = "unit_id, sort_key, date_from desc, id"

    employee_id = fields.Many2one(
        "hr.employee", string="Person", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    job_id = fields.Many2one("hr.job", string="Job position", ondelete="restrict")
    title = fields.Char(
        string="Post title",
        compute="_compute_title",
        store=True,
        precompute=True,
        readonly=False,
        help="As the decision calls it, for instance “Phó Giám đốc”.",
    )
    capacity = fields.Selection(
        CAPACITIES,
        required=True,
        default=posts.STAFF,
        help="As what the person is counted in this unit.",
    )
    mode = fields.Selection(
        MODES,
        string="Held as",
        required=True,
        default=posts.REGULAR,
        help="Acting: counts as the head. In charge: counts by its capacity and answers for the "
        "unit while it has no head. Concurrent and seconded: the person is counted elsewhere.",
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until", help="The last day, inclusive. Empty: open-ended.")
    end_decision_number = fields.Char(
        string="Decision that ends it", copy=False, help="As printed. The system invents none."
    )
    staff_kind = fields.Selection(
        STAFF_KINDS,
        compute="_compute_staff_kind",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="As what the person is counted against the assigned numbers of staff.",
    )
    note = fields.Char()
    is_current = fields.Boolean(
        string="In force", compute="_compute_is_current", search="_search_is_current"
    )
    name_folded = fields.Char(
        compute="_compute_person_keys", store=True, precompute=True, index="trigram"
    )
    sort_key = fields.Char(compute="_compute_person_keys", store=True, precompute=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A post cannot end before the day it starts.",
    )
    _mode_fits_capacity = models.Constraint(
        "CHECK ((mode <> 'acting' OR capacity = 'head')"
        " AND (mode <> 'in_charge' OR capacity <> 'head'))",
        "Only a head can be acting, and only who is not the head can be in charge instead.",
    )
    # The same rules are checked with the names of both people before writing; these hold when
    # two sessions write at the same moment.
    _one_head = models.Constraint(
        """EXCLUDE USING gist (
            unit_id WITH =, daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (capacity = 'head')""",
        "The unit already has a head on some of these days.",
    )
    _one_in_charge = models.Constraint(
        """EXCLUDE USING gist (
            unit_id WITH =, daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (mode = 'in_charge')""",
        "Somebody is already in charge of the unit on some of these days.",
    )
    _counted_once = models.Constraint(
        """EXCLUDE USING gist (
            employee_id WITH =, daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (mode NOT IN ('concurrent', 'seconded'))""",
        "The person already holds a post on some of these days that is neither concurrent"
        " nor a secondment.",
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("job_id")
    def _compute_title(self):
        for post in self:
            post.title = post.job_id.name or post.title

    @api.depends("unit_id")
    def _compute_staff_kind(self):
        """Staff of a public service unit are public employees unless entered otherwise."""
        for post in self:
            if not post.staff_kind:
                post.staff_kind = (
                    staffing.PUBLIC_STATE
                    if post.unit_id.unit_type_id.code == "public_service_unit"
                    else staffing.CIVIL_SERVANT
                )

    @api.depends("employee_id.name", "title", "capacity")
    def _compute_person_keys(self):
        """Search and order by the person's name; in a unit the head and deputies come first."""
        rank = [capacity for capacity, _label in CAPACITIES]
        for post in self:
            name = post.employee_id.name or ""
            post.name_folded = vietnamese.fold(f"{name} {post.title or ''}")
            place = rank.index(post.capacity) if post.capacity else len(rank)
            post.sort_key = f"{place} {vietnamese.person_sort_key(name)}"

    @api.depends("employee_id.name", "title", "unit_id.name")
    def _compute_display_name(self):
        for post in self:
            if not (post.employee_id and post.unit_id):
                post.display_name = post.title or ""
                continue
            person = post.employee_id.display_name
            if post.title:
                person = f"{person}, {post.title}"
            post.display_name = self.env._(
                "%(person)s (%(unit)s)", person=person, unit=post.unit_id.name
            )

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return Domain("name_folded", "ilike", vietnamese.fold(value))
        return super()._search_display_name(operator, value)

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = dates.today()
        for post in self:
            post.is_current = bool(
                post.date_from
                and post.date_from <= today
                and (not post.date_to or post.date_to >= today)
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_on(dates.today())

    # -- who answers for a unit ----------------------------------------------------------------

    @api.model
    def _domain_on(self, day):
        """Domain of the posts in force on ``day``."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    @api.model
    def _places_of(self, people, day=None):
        """Dict of person -> units in which they are in post on ``day``; without a day, ever were."""
        held = Domain("employee_id", "in", people.ids)
        if day:
            held &= self._domain_on(day)
        return dict(self._read_group(held, ["employee_id"], ["unit_id:recordset"]))

    @api.model
    def _heading(self, units, day):
        """Posts that answer for ``units`` on ``day``: the head (acting included), else in charge.

        :return: dict of unit id -> post, an empty recordset where nobody does
        """
        rows = self.search(
            Domain("unit_id", "in", units.ids)
            & self._domain_on(day)
            & (Domain("capacity", "=", posts.HEAD) | Domain("mode", "=", posts.IN_CHARGE))
        )
        by_unit = rows.grouped("unit_id")
        return {unit.id: posts.heading(by_unit.get(unit, ())) or self.browse() for unit in units}

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("unit_id", "date_from")
    def _check_unit_exists(self):
        for post in self:
            if not post.unit_id._is_open_on(post.date_from):
                raise ValidationError(
                    self.env._(
                        "%(unit)s does not exist on %(date)s, when the post of %(person)s starts.",
                        unit=post.unit_id.name,
                        date=dates.format_date(post.date_from),
                        person=post.employee_id.name,
                    )
                )

    @api.model
    def _clashes(self, planned, replaced_ids=()):
        """Clashes of planned posts with each other and with those that are kept.

        :param planned: ``kernel.posts.Post``, units and people given by id
        :param replaced_ids: ids of kept posts that the planned ones replace
        :return: list of ``kernel.posts.Clash``; the ``ref`` of a kept post is its record
        """
        # Whoever writes a post must see all that exclude it; only ids and dates are compared.
        kept = self.sudo().search(
            Domain("id", "not in", list(replaced_ids))
            & (
                Domain("unit_id", "in", list({post.unit for post in planned}))
                & (Domain("capacity", "=", posts.HEAD) | Domain("mode", "=", posts.IN_CHARGE))
                | Domain("employee_id", "in", [p.person for p in planned if _is_id(p.person)])
            )
        )
        return list(posts.clashes([post._plain(post) for post in kept] + list(planned)))

    def _plain(self, ref, **changes):
        """This post as a plain value, with ``changes`` to its fields."""
        value = {name: changes.get(name, self[name]) for name in POST_FIELDS}
        return _plain_post(ref, value)

    @api.model
    def _refuse_clashes(self, planned, replaced_ids=()):
        for clash in self._clashes(planned, replaced_ids):
            raise ValidationError(self._clash_sentence(clash))

    @api.model
    def _clash_sentence(self, clash, name_of=None):
        """One sentence that names both posts of a clash.

        :param name_of: function of a planned person's key, for people not yet entered
        """

        def person(post):
            if _is_id(post.person):
                return self.env["hr.employee"].sudo().browse(post.person).name
            return name_of(post.person)

        units = self.env["hr.department"].sudo()
        values = {
            "first": person(clash.first),
            "second": person(clash.second),
            "unit": units.browse(clash.second.unit).name,
            "other_unit": units.browse(clash.first.unit).name,
            "date": dates.format_date(clash.day),
        }
        if clash.rule == posts.TWO_HEADS:
            return self.env._(
                "%(unit)s would have two heads on %(date)s: %(first)s and %(second)s.", **values
            )
        if clash.rule == posts.TWO_IN_CHARGE:
            return self.env._(
                "Two people would be in charge of %(unit)s on %(date)s: %(first)s and %(second)s.",
                **values,
            )
        return self.env._(
            "%(second)s would be counted twice on %(date)s, in %(other_unit)s and in %(unit)s: "
            "end one post, or mark one as concurrent or as a secondment.",
            **values,
        )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(list(POST_FIELDS))
        planned = [
            _plain_post(("new", position), {**defaults, **vals})
            for position, vals in enumerate(vals_list)
        ]
        self._refuse_clashes([post for post in planned if post])
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys().isdisjoint(POST_FIELDS):
            planned = [post._plain(("row", post.id), **vals) for post in self]
            self._refuse_clashes([post for post in planned if post], self.ids)
        return super().write(vals)

    # -- the past ------------------------------------------------------------------------------

    def _dated_values(self):
        self.ensure_one()
        return {
            "person": self.employee_id.id,
            "unit": self.unit_id.id,
            "title": self.title,
            "capacity": self.capacity,
            "mode": self.mode,
            "staff_kind": self.staff_kind,
        }

    def _audit_values(self):
        self.ensure_one()
        return {
            "person": self.employee_id.name,
            "unit": self.unit_id.name,
            "title": self.title,
            "capacity": self.capacity,
            "mode": self.mode,
            "staff_kind": self.staff_kind,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "end_decision": self.end_decision_number,
            "decision": self.decision_number or self.decision_id.display_name,
            "decision_date": self.decision_date,
        }

    def _past_sentence(self, is_change):
        self.ensure_one()
        values = {
            "person": self.employee_id.name,
            "unit": self.unit_id.name,
            "date": dates.format_date(self.date_from),
        }
        if is_change:
            return self.env._(
                "Give the reason for changing past days in the post of %(person)s in %(unit)s.",
                **values,
            )
        return self.env._(
            "Name the decision, or give the reason, for the post of %(person)s in %(unit)s, "
            "which starts in the past, on %(date)s.",
            **values,
        )

    def _kept_sentence(self):
        self.ensure_one()
        return self.env._(
            "The post of %(person)s in %(unit)s has been in force and stays in the "
            "records: set its last day instead.",
            person=self.employee_id.name,
            unit=self.unit_id.name,
        )


def _is_id(key):
    return isinstance(key, int)


def _plain_post(ref, value):
    """``kernel.posts.Post`` of the fields of an appointment; None if a needed one is missing."""
    person, unit = value.get("employee_id"), value.get("unit_id")
    start = fields.Date.to_date(value.get("date_from"))
    person, unit = (key.id if isinstance(key, models.BaseModel) else key for key in (person, unit))
    if not (person and unit and start):
        return None
    return posts.Post(
        ref,
        person,
        unit,
        value.get("capacity"),
        value.get("mode"),
        start,
        fields.Date.to_date(value.get("date_to")) or None,
    )
