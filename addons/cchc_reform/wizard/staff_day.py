from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates

#: Roles that read the figures of staff, for their unit and what is below.
READ_ROLES = ("hr", "head", "standing_office", "leader", "auditor")
CEILING, STRENGTH, CHART = "ceiling", "strength", "chart"
ACTIONS = {
    CEILING: "cchc_reform.action_cchc_staff_ceiling",
    STRENGTH: "cchc_reform.action_cchc_staff_strength",
    CHART: "cchc_reform.action_cchc_unit_chart",
}
MEASURES = {
    CEILING: ["limit", "deputies", "surplus"],
    STRENGTH: ["undivided", "own_headcount"],
}


class StaffDay(models.TransientModel):
    """Which day, which unit: opens the tables of staff as of that day, or prints them."""

    _name = "cchc.staff.day"
    _description = "Staff as of a day"
    _inherit = "cchc.dialog.mixin"

    day = fields.Date(required=True, default=lambda self: dates.today())
    table = fields.Selection(
        [
            (CEILING, "Deputy heads against their limit"),
            (STRENGTH, "Numbers of staff"),
            (CHART, "Organisation chart"),
        ],
        required=True,
        default=CEILING,
    )
    document = fields.Selection(
        [("organisation", "Organisation report"), ("surplus", "List of surplus deputies")],
        required=True,
        default="organisation",
    )
    unit_id = fields.Many2one(
        "hr.department",
        default=lambda self: self._default_unit_id(),
        help="The unit and what is below, as far as you may see it. Empty: all that you may see.",
    )

    @api.model
    def _default_unit_id(self):
        """The highest unit for which the user holds a role that reads figures of staff."""
        return self.env["cchc.unit.role"]._highest_unit(READ_ROLES)

    # -- as of another day -----------------------------------------------------------------------

    def action_open(self):
        """Open the table as it was, or will be, on the day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTIONS[self.table])
        day = fields.Date.to_string(self.day)
        context = {"cchc_as_of": day}
        if self.table == CHART:
            action["domain"] = list(
                Domain("unit_type_id", "!=", False)
                & self.env["hr.department"]._domain_open_on(self.day)
            )
        else:
            context[_default_filter(self.table)] = 1
            if self.unit_id:
                action["domain"] = [
                    ("unit_type_id", "!=", False),
                    ("unit_id", "child_of", self.unit_id.id),
                ]
        title = self.env._(
            "%(table)s on %(date)s", table=action["name"], date=dates.format_date(self.day)
        )
        return {**_titled(action, title), "context": context}

    # -- over time -------------------------------------------------------------------------------

    @api.model
    def _over_time(self, table):
        """Pivot and graph of a table at the ends of the latest quarters."""
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTIONS[table])
        views = [view for view in action["views"] if view[1] in ("pivot", "graph", "list", "form")]
        views.sort(key=lambda view: ("pivot", "graph", "list", "form").index(view[1]))
        rows = ["unit_type_id"] if table == CEILING else ["staff_group", "kind"]
        title = self.env._(
            "%(table)s over the last quarters (totals: of the latest)", table=action["name"]
        )
        return {
            **_titled(action, title),
            "views": views,
            "view_mode": ",".join(kind for _id, kind in views),
            "context": {
                "cchc_days": self.env["cchc.staff.strength"]._quarter_ends(),
                _default_filter(table): 1,
                "pivot_measures": MEASURES[table],
                "pivot_row_groupby": rows,
                "pivot_column_groupby": ["day:day"],
                "graph_groupbys": ["day:day", rows[-1]],
                "graph_measure": MEASURES[table][-1],
                "graph_mode": "bar",
            },
        }

    # -- on paper --------------------------------------------------------------------------------

    def action_word(self):
        """Download the document as a Word file."""
        return self._download("docx")

    def action_excel(self):
        """Download the document as a workbook."""
        return self._download("xlsx")

    def _download(self, kind):
        self.ensure_one()
        unit = f"&unit_id={self.unit_id.id}" if self.unit_id else ""
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/staff/{self.document}/{kind}?day={self.day}{unit}",
            "close": True,
        }


def _titled(action, title):
    """The action under another title, and without its address.

    A page that is loaded again by the address would show another day under the same title.
    """
    kept = {key: value for key, value in action.items() if key not in ("id", "path", "xml_id")}
    return {**kept, "name": title, "display_name": title}


def _default_filter(table):
    """Filter with which the table opens: without the rows that say nothing."""
    return f"search_default_{'with_rule' if table == CEILING else 'with_figures'}"
