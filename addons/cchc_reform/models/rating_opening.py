from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import posts, staffing


class Rating(models.Model):
    """What follows from who is rated, where and for which year, when a rating is opened."""

    _inherit = "cchc.rating"

    head_ids = fields.Many2many(
        "hr.employee",
        "cchc_rating_head_rel",
        string="Headed in the year by",
        readonly=True,
        help="To whom the result of the unit belongs.",
    )
    scheme_to_verify = fields.Boolean(compute="_compute_of_scheme")
    verify_note = fields.Char(related="scheme_id.verify_note")
    is_other_kind = fields.Boolean(string="Another kind of staff", compute="_compute_of_scheme")

    @api.depends("scheme_id", "employee_id", "unit_id", "year")
    def _compute_of_scheme(self):
        """What is to be known of the scheme: its rules may be others, or not for this person."""
        doubtful = self.filtered(
            lambda one: (
                one.scheme_id.civil_servants_only
                and one.subject == "person"
                and 1900 <= one.year <= 2999  # on the screen anything may stand there
            )
        )
        # Who reads the rating learns of the posts their kind of staff only.
        held = doubtful.sudo()._posts_held()
        for one in self:
            scheme, kinds = (
                one.scheme_id,
                set(held[one].mapped("staff_kind") if one in held else ()),
            )
            one.scheme_to_verify = "to_verify" in (scheme.confirmation, scheme.dates_confirmation)
            one.is_other_kind = bool(kinds) and staffing.CIVIL_SERVANT not in kinds

    def _open(self):
        """Set scheme, heads, who decides, and the criteria; the same queries for any number."""
        self.flush_recordset()  # the constraints speak first: of a wild year there is no last day
        held = self._posts_held()
        # These are of the system: who enters the rating chooses none of them.
        mine = self.sudo()
        mine.line_ids.unlink()
        lines, settings = [], {}
        for (subject, year), ratings in self.grouped(lambda one: (one.subject, one.year)).items():
            scheme = self.env["cchc.rating.scheme"]._in_force(subject, date(year, 12, 31))
            if not scheme:
                raise ValidationError(
                    self.env._("No rating scheme is in force at the end of %(year)s.", year=year)
                )
            lines += [
                {"rating_id": one.id, "criterion_id": criterion.id, "most_points": criterion.points}
                for one in ratings
                for criterion in scheme.criterion_ids
            ]
            for one in ratings:
                is_head = one._check_held(held[one])
                key = (
                    scheme.id,
                    is_head,
                    one._nearest_deciding_unit(is_head).id,
                    tuple(held[one].employee_id.ids) if subject == "unit" else (),
                )
                settings[key] = settings.get(key, self.browse()) | one
        for (scheme_id, is_head, deciding_id, head_ids), ratings in settings.items():
            ratings.sudo().write(
                {
                    "scheme_id": scheme_id,
                    "is_head": is_head,
                    "deciding_unit_id": deciding_id,
                    "head_ids": [fields.Command.set(head_ids)],
                }
            )
        mine.env["cchc.rating.line"].create(lines)
        mine._take_figures()

    def _posts_held(self):
        """Dict of each rating -> the posts in its year: of the person there, or of unit's heads."""
        Post = self.env["cchc.staff.appointment"]
        years = self.mapped("year") or [1]
        found = Post.search(
            (
                Domain("employee_id", "in", self.employee_id.ids)
                | Domain("unit_id", "in", self.filtered(lambda o: o.subject == "unit").unit_id.ids)
            )
            & Domain("date_from", "<=", date(max(years), 12, 31))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date(min(years), 1, 1))),
            order="date_from, id",
        )
        people, places = found.grouped("employee_id"), found.grouped("unit_id")
        held = {}
        for one in self:
            first, last = date(one.year, 1, 1), date(one.year, 12, 31)
            if one.subject == "unit":
                mine = places.get(one.unit_id, Post).filtered(heads)
            else:
                mine = people.get(one.employee_id, Post).filtered(
                    lambda post, unit=one.unit_id: post.unit_id._is_within(unit)
                )
            held[one] = mine.filtered(
                lambda post, first=first, last=last: (
                    post.date_from <= last and (not post.date_to or post.date_to >= first)
                )
            )
        return held

    def _check_held(self, held):
        """Whether the person headed the unit; refuse who held no post there."""
        self.ensure_one()
        if self.subject == "unit":
            return False
        names = {"person": self._rated_name(), "unit": self.unit_id.name, "year": self.year}
        if not held:
            raise ValidationError(
                self.env._("%(person)s held no post in %(unit)s in %(year)s.", **names)
            )
        is_head = any(post.unit_id == self.unit_id and heads(post) for post in held)
        if self.subject == "head" and not is_head:
            raise ValidationError(
                self.env._("%(person)s was not the head of %(unit)s in %(year)s.", **names)
            )
        return is_head


def heads(post):
    """Whether who holds the post answers for its unit."""
    return post.capacity == posts.HEAD or post.mode == posts.IN_CHARGE
