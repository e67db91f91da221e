from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import posts
from ..kernel.deputies import GROUP

SURPLUS, FITS, VACANCY, UNKNOWN = "surplus", "fits", "vacancy", "unknown"
READ_MODELS = ("cchc.staff.ceiling", "cchc.staff.strength")


class HrDepartment(models.Model):
    """Heads, deputies and numbers of staff of a unit, for its form and for the chart.

    The day is ``cchc_as_of`` of the context, or today. Who holds which post is a public directory;
    limits and numbers are shown to those who may read them for the unit, to others nothing.
    """

    _inherit = "hr.department"

    # Computed as the system, with rows that are searched as the reader: a value of rows that was
    # found under the rules is not checked against them a second time, unit by unit.
    open_child_ids = fields.One2many(
        "hr.department",
        string="Units below, in being",
        compute="_compute_open_child_ids",
        compute_sudo=True,
    )
    leading_post_ids = fields.Many2many(
        "cchc.staff.appointment",
        string="Head and deputies",
        compute="_compute_leading_posts",
        compute_sudo=True,
    )
    head_names = fields.Char(string="Head", compute="_compute_leading_posts", compute_sudo=True)
    deputy_names = fields.Char(
        string="Deputies", compute="_compute_leading_posts", compute_sudo=True
    )
    sees_staffing = fields.Boolean(
        string="Shows staffing", compute="_compute_staffing", compute_sudo=True
    )
    ceiling_ids = fields.Many2many(
        "cchc.staff.ceiling",
        string="Deputy heads against their limit",
        compute="_compute_staffing",
        compute_sudo=True,
    )
    strength_ids = fields.Many2many(
        "cchc.staff.strength",
        string="Numbers of staff",
        compute="_compute_staffing",
        compute_sudo=True,
    )
    deputy_status = fields.Selection(
        [
            (SURPLUS, "Surplus of deputies"),
            (FITS, "Deputies fit"),
            (VACANCY, "Vacancy of deputies"),
            (UNKNOWN, "Limit of deputies not known"),
        ],
        string="Deputies against the limit",
        compute="_compute_staffing",
        compute_sudo=True,
    )
    deputy_text = fields.Char(
        string="Deputies in words", compute="_compute_staffing", compute_sudo=True
    )
    deputy_why = fields.Text(
        string="Why this limit", compute="_compute_staffing", compute_sudo=True
    )

    @api.depends_context("cchc_as_of")
    @api.depends("child_ids.date_start", "child_ids.date_end", "child_ids.active")
    def _compute_open_child_ids(self):
        day = self._staffing_day()
        below = (
            self.sudo(False)
            .search(Domain("parent_id", "in", self.ids) & self._domain_open_on(day))
            .grouped("parent_id")
        )
        for unit in self:
            unit.open_child_ids = below.get(unit, False)

    @api.depends_context("cchc_as_of")
    @api.depends(
        "appointment_ids.employee_id.name",
        "appointment_ids.capacity",
        "appointment_ids.mode",
        "appointment_ids.date_from",
        "appointment_ids.date_to",
    )
    def _compute_leading_posts(self):
        leading = self._leading_posts(self._staffing_day())
        for unit in self:
            head, besides = leading[unit.id]
            unit.leading_post_ids = head + besides
            unit.head_names = _post_in_words(head) if head else False
            unit.deputy_names = ", ".join(map(_post_in_words, besides)) or False

    def _leading_posts(self, day):
        """Who leads each unit on ``day``: the post that answers for it, and those of deputies.

        :return: dict of unit id -> (post or none, posts of deputies who do not answer for it)
        """
        Post = self.env["cchc.staff.appointment"].sudo(False)
        held = Post.search(
            Domain("unit_id", "in", self.ids)
            & Post._domain_on(day)
            & (
                Domain("capacity", "in", (posts.HEAD, posts.DEPUTY))
                | Domain("mode", "=", posts.IN_CHARGE)
            ),
            order="date_from, sort_key, id",
        )
        held.mapped("employee_id.display_name")  # of all at once
        held = held.grouped("unit_id")
        found = {}
        for unit in self:
            own = held.get(unit._origin, Post)
            head = posts.heading(own) or Post
            found[unit.id] = (head, own.filtered(lambda p: p.capacity == posts.DEPUTY) - head)
        return found

    @api.depends_context("uid", "cchc_as_of", "lang")
    def _compute_staffing(self):
        rows = {}
        for name in READ_MODELS:
            model = self.env[name].sudo(False)
            model = model.with_context(cchc_days=None, cchc_unit_ids=self.ids)
            readable = model.has_access("read") and self.ids
            found = model.search([("unit_id", "in", self.ids)]) if readable else model
            rows[name] = found.grouped("unit_id")
        for unit in self:
            ceilings, strengths = (
                rows[name].get(unit._origin, self.env[name]) for name in READ_MODELS
            )
            unit.ceiling_ids = ceilings
            unit.strength_ids = strengths
            unit.sees_staffing = bool(ceilings or strengths)
            unit.deputy_status = _status(ceilings)
            unit.deputy_text = " · ".join(ceilings.mapped(self._ceiling_in_words)) or False
            unit.deputy_why = "\n".join(why for why in ceilings.mapped("why") if why) or False

    @api.model
    def _staffing_day(self):
        return self.env["cchc.as.of.mixin"]._as_of()

    def _ceiling_in_words(self, row):
        """One row of the deputies against their limit, in a few words."""
        values = {
            "deputies": row.group_deputies if row.tested == GROUP else row.deputies,
            "limit": row.limit_text,
            "units": row.group_units,
            "surplus": row.surplus,
        }
        if row.tested == GROUP:
            text = self.env._("%(units)s units together: deputies %(deputies)s/%(limit)s", **values)
        elif row.has_limit:
            text = self.env._("Deputies %(deputies)s, limit %(limit)s", **values)
        else:
            text = self.env._("Deputies %(deputies)s (%(limit)s)", **values)
        if row.surplus:
            text = self.env._("%(text)s, surplus %(surplus)s", text=text, surplus=row.surplus)
        return text


def _status(ceilings):
    """What the rows of one unit come to, its own and that of the units tested together below it."""
    found = set(ceilings.mapped("status"))
    for status, result in (("surplus", SURPLUS), ("vacancy", VACANCY), ("full", FITS)):
        if status in found:
            return result
    # Of a unit that is tested in total nothing is said by itself.
    return UNKNOWN if found == {"unknown"} else False


def _post_in_words(post):
    """The person, and the way the post is held where it is not the regular one."""
    person = post.employee_id.display_name
    if post.mode == posts.REGULAR:
        return person
    modes = dict(post._fields["mode"]._description_selection(post.env))
    return post.env._("%(person)s (%(mode)s)", person=person, mode=modes[post.mode].lower())
