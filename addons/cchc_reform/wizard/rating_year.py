import base64
from datetime import date
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, rating, staffing
from ..models.rating_workflow import DECIDERS, HANDLERS
from ..report.rating_documents import rating_list, rating_notice


class RatingYear(models.TransientModel):
    """The ratings of a unit for a year: begun for all its people at once, and on paper."""

    _name = "cchc.rating.year"
    _description = "Ratings of a year"
    _inherit = ["cchc.dialog.mixin"]

    unit_id = fields.Many2one(
        "hr.department", required=True, default=lambda self: self._default_unit_id()
    )
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    part_ids = fields.Many2many(
        "hr.department",
        string="Whose people",
        compute="_compute_part_ids",
        store=True,
        readonly=False,
        precompute=True,
        help="The unit itself, and the parts of it that do not rate their people themselves.",
    )
    content = fields.Binary(attachment=False, readonly=True)

    @api.model
    def _default_unit_id(self):
        """The highest unit for which the user handles or decides ratings."""
        return self.env["cchc.unit.role"]._highest_unit({*HANDLERS, *DECIDERS})

    @api.depends("unit_id", "year")
    def _compute_part_ids(self):
        Unit = self.env["hr.department"]
        for dialog in self:
            unit, year = dialog.unit_id, dialog.year
            if not unit or not 1900 <= year <= 2999:
                dialog.part_ids = False
                continue
            parts = Unit.search(
                Unit._domain_divisions(unit.ids) & Unit._domain_open_on(self._last_day(year))
            )
            dialog.part_ids = unit | parts

    @api.model
    def _last_day(self, year):
        return min(date(year, 12, 31), dates.today())

    @api.constrains("year")
    def _check_year(self):
        for dialog in self:
            if not 1945 <= dialog.year <= dates.today().year:
                raise UserError(self.env._("A year is rated once it has begun."))

    # -- beginning -----------------------------------------------------------------------------

    def action_start(self):
        """Open a rating for each person in post who has none; who starts them has another do
        the own one.

        A scheme of civil servants is for these alone: of whom it does not speak is said, and
        opened by hand where the person is rated all the same.
        """
        self.ensure_one()
        people, others = self._people()
        ratings = self.env["cchc.rating"].create(
            [
                {
                    "employee_id": person.id,
                    "unit_id": self.unit_id.id,
                    "year": self.year,
                    "months": months,
                }
                for person, months in people.items()
            ]
        )
        if not ratings and not others:
            raise UserError(self.env._("Everybody in post there is rated for this year already."))
        action = self.env["ir.actions.act_window"]._for_xml_id("cchc_reform.action_cchc_rating")
        action["domain"] = [("unit_id", "=", self.unit_id.id), ("year", "=", self.year)]
        if not others:
            return action
        message = self.env._(
            "%(opened)s ratings are opened. %(others)s people hold posts of another kind of staff, "
            "of which the scheme does not speak: open their ratings by hand.",
            opened=len(ratings),
            others=len(others),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "warning", "sticky": True, "next": action},
        }

    def _people(self):
        """Dict of each person in post and not rated -> months of service in the year.

        :return: that dict, and the people of whom the scheme of the year does not speak
        """
        Post = self.env["cchc.staff.appointment"]
        in_post = Post.search(
            Domain("unit_id", "in", self.part_ids.ids) & Post._domain_on(self._last_day(self.year)),
            order="unit_id, sort_key",
        )
        # Whether a person is rated elsewhere for the year, and nothing of that rating.
        rated = (
            self.env["cchc.rating"]
            .sudo()
            .search(
                Domain("employee_id", "in", in_post.employee_id.ids)
                & Domain("year", "=", self.year)
                & Domain("subject", "=", "person")
            )
        )
        own = self.env["hr.employee"].sudo().search([("user_id", "=", self.env.uid)])
        people = in_post.employee_id - rated.employee_id - own
        posts = Post.search(
            Domain("employee_id", "in", people.ids)
            & Domain("date_from", "<=", date(self.year, 12, 31))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date(self.year, 1, 1)))
        )
        held = posts.grouped("employee_id")
        scheme = self.env["cchc.rating.scheme"]._in_force("person", date(self.year, 12, 31))
        others = self.env["hr.employee"]
        if scheme.civil_servants_only:
            others = people.filtered(
                lambda person: staffing.CIVIL_SERVANT not in held[person].mapped("staff_kind")
            )
        return {
            person: rating.months_of_service(
                [(post.date_from, post.date_to or None) for post in held[person]], self.year
            )
            for person in people - others
        }, others

    # -- on paper ------------------------------------------------------------------------------

    def action_list(self):
        """Download the list of the ratings that the user may read."""
        self.ensure_one()
        ratings = self._ratings(
            Domain("unit_id", "=", self.unit_id.id)
            | Domain("deciding_unit_id", "=", self.unit_id.id)
        )
        return self._download(ratings, rating_list, "export_ratings", "xlsx")

    def action_notice(self):
        """Download the draft of the notice of what the unit decided."""
        self.ensure_one()
        ratings = self._ratings(
            Domain("deciding_unit_id", "=", self.unit_id.id)
            & Domain("state", "in", ("decided", "announced"))
        )
        return self._download(ratings, rating_notice, "export_rating_notice", "docx")

    def _ratings(self, domain):
        ratings = self.env["cchc.rating"].search(
            domain & Domain("year", "=", self.year), order="subject, unit_id, id"
        )
        if not ratings:
            raise UserError(self.env._("There is no such rating that you may read."))
        return ratings

    def _download(self, ratings, write, action, kind):
        """Ratings are personal data: that they went out stays in the history."""
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": "cchc.rating",
                    "res_id": 0,
                    "res_name": self.env._("Ratings of a year"),
                    "action": action,
                    "unit_id": self.unit_id.id,
                    "effective_on": False,
                    "old": {},
                    "new": {"count": len(ratings), "ids": sorted(ratings.ids)},
                    "reason": False,
                    "on_behalf_of_id": False,
                }
            ]
        )
        mark = self.env["cchc.metrics"]._parameter("illustrative_note") or ""
        self.content = base64.b64encode(write(ratings, self.unit_id, self.year, mark))
        name = self.env._("Ratings %(year)s, %(unit)s", year=self.year, unit=self.unit_id.name)
        if mark:
            name = f"{mark} - {name}"
        name = quote(name)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content?filename={name}.{kind}"
            "&download=true",
            "target": "self",
        }
