from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, posts

COUNTED = {"employee_id", "unit_id", "capacity", "mode", "date_from", "date_to"}


#: A post is public, what was said about it is for those who answer for staff.
READING_ROLES = ("hr", "head", "standing_office", "leader", "auditor")
STAFF_READERS = ",".join(f"cchc_reform.group_cchc_{role}" for role in (*READING_ROLES, "admin"))


class StaffAppointment(models.Model):
    """A post of deputy against the limit of its unit.

    Facts are always recorded: a deputy who holds the post is entered, and counted as too many.
    A proposal, a post of deputy that starts only later, needs a reason where it goes beyond.
    """

    _inherit = "cchc.staff.appointment"

    kept_change_reason = fields.Char(
        string="Why it was last changed, as kept", groups=fields.NO_ACCESS, copy=False
    )
    kept_ceiling_reason = fields.Char(
        string="Reason for going beyond, as kept", groups=fields.NO_ACCESS, copy=False
    )
    # Not stored, so that nobody searches or groups by what he may not read.
    last_change_reason = fields.Char(
        compute="_compute_reasons",
        inverse="_inverse_last_change_reason",
        compute_sudo=True,
        store=False,
        groups=STAFF_READERS,
    )
    ceiling_warning = fields.Text(
        string="Limit", compute="_compute_ceiling_warning", groups=STAFF_READERS
    )
    ceiling_reason = fields.Char(
        string="Reason for going beyond the limit",
        compute="_compute_reasons",
        inverse="_inverse_ceiling_reason",
        compute_sudo=True,
        groups=STAFF_READERS,
        help="Needed for a proposal that exceeds the limit; it is kept with the post.",
        copy=False,
    )

    @api.depends("kept_change_reason", "kept_ceiling_reason", "unit_id")
    @api.depends_context("uid")
    def _compute_reasons(self):
        """What was said about a post, for who answers for staff of its unit."""
        user = self.env.user
        everywhere = user._is_superuser() or user.has_group("cchc_reform.group_cchc_admin")
        grants = [] if everywhere else self.env["cchc.unit.role"]._scope(READING_ROLES)
        for post in self:
            seen = everywhere or any(grant.covers(post.unit_id) for grant in grants)
            post.last_change_reason = seen and post.kept_change_reason
            post.ceiling_reason = seen and post.kept_ceiling_reason

    def _inverse_last_change_reason(self):
        for post in self:
            post.sudo().kept_change_reason = post.last_change_reason  # hidden, not protected

    def _inverse_ceiling_reason(self):
        for post in self:
            post.sudo().kept_ceiling_reason = post.ceiling_reason  # hidden, not protected

    @api.depends("unit_id", "capacity", "mode", "date_from", "date_to")
    def _compute_ceiling_warning(self):
        """The limit and its rule, where this post of deputy exceeds it."""
        for post in self:
            post.ceiling_warning = False
            if post.capacity != posts.DEPUTY or not post.unit_id or not post.date_from:
                continue
            day = max(post.date_from, dates.today())
            row = post._ceiling_on(day)
            if not row:
                continue
            mine = 0 if post._origin and post._is_counted(row) else 1
            over = row._would_exceed(mine) if post._counts_by(row.rule_id) else 0
            if over > 0:
                post.ceiling_warning = row._excess_sentence(over)

    def _ceiling_on(self, day):
        """Row of the unit's count on ``day``; counts are public to who enters a post there.

        Empty where the unit has ended by then.
        """
        self.ensure_one()
        ceilings = (
            self.env["cchc.staff.ceiling"]
            .sudo()
            .with_context(cchc_as_of=day, cchc_unit_ids=self.unit_id.ids)
        )
        return ceilings.search(
            Domain("unit_id", "=", self.unit_id.id) & Domain("tested", "in", ("own", "member")),
            limit=1,
        )

    def _counts_by(self, rule):
        """Whether a deputy held in this mode is counted in the unit by ``rule``."""
        self.ensure_one()
        if self.mode == posts.CONCURRENT:
            return rule.count_concurrent
        return rule.count_seconded if self.mode == posts.SECONDED else True

    def _is_counted(self, row):
        """Whether the saved post is one of those that ``row`` counted."""
        saved = self._origin
        return (
            saved.unit_id == self.unit_id
            and saved.capacity == posts.DEPUTY
            and saved._counts_by(row.rule_id)
            and saved.date_from <= row.day
            and (not saved.date_to or saved.date_to >= row.day)
        )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        created._after_counted_change()
        return created

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & COUNTED:
            self._after_counted_change()
        return result

    def unlink(self):
        concerned = self.filtered(lambda post: post.capacity == posts.DEPUTY)
        result = super().unlink()
        if concerned:
            self.env["cchc.staff.surplus"]._follow_soon()
        return result

    def _after_counted_change(self):
        held = self.filtered(lambda post: post.capacity == posts.DEPUTY)
        held._refuse_unfounded_proposals()
        if self:
            self.env["cchc.staff.surplus"]._follow_soon()

    def _refuse_unfounded_proposals(self):
        """A deputy proposed beyond the limit needs a reason; the rule is named.

        :raises UserError: naming limit and rule
        """
        today = dates.today()
        for post in self:
            if post.date_from <= today or (post.ceiling_reason or "").strip():
                continue
            row = post._ceiling_on(post.date_from)
            over = row._would_exceed(0)
            if over > 0 and post._counts_by(row.rule_id):
                raise UserError(
                    self.env._(
                        "%(warning)s Give the reason for proposing %(person)s all the same.",
                        warning=row._excess_sentence(over),
                        person=post.employee_id.name,
                    )
                )
