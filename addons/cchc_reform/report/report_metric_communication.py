from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain


class ReportMetric(models.AbstractModel):
    """Figures of communication and dialogue, and of contributions and their answers."""

    _inherit = "cchc.report.metric"

    # -- communication and dialogue ------------------------------------------------------------

    @api.model
    def _domain_of_communications(self, name, date_from, day):
        def within(field):
            return Domain(field, ">=", date_from) & Domain(field, "<=", day)

        if name == "people_reached":
            return within("done_on") & Domain("state", "=", "done")
        what, about = name.split("_", 1)
        if what == "dialogues":
            of_kind = Domain("kind", "=", "dialogue")
        elif name == "communication_done":
            of_kind = Domain("kind", "=", "information")
        else:
            about, audience = about.split("_")
            of_kind = Domain("kind", "=", "information") & Domain("audience", "=", audience)
        if about == "planned":
            return of_kind & within("due_on") & Domain("state", "in", ("planned", "done"))
        return of_kind & within("done_on") & Domain("state", "=", "done")

    @api.model
    def _count_communications(self, paths, date_from, day, names):
        model = "cchc.communication"
        counted = [name for name in names if name != "people_reached"]
        values = self._count_rows(
            model, paths, counted, self._domain_of_communications, date_from, day
        )
        if "people_reached" not in names:
            return values
        rows = self.env[model]._read_group(
            self._domain_of_communications("people_reached", date_from, day),
            ["unit_id"],
            ["reached:sum"],
        )
        numbers = [(unit.id, "people_reached", Decimal(number)) for unit, number in rows]
        reached = self._add_up(paths, numbers)["people_reached"]
        return {**{name: values[name] for name in counted}, "people_reached": reached}

    @api.model
    def _behind_communications(self, name, unit, date_from, day):
        domain = self._domain_of_communications(name, date_from, day) & self._within(unit)
        return "cchc.communication", domain

    # -- contributions and questions -----------------------------------------------------------

    @api.model
    def _domain_of_contributions(self, name, date_from, day):
        def within(field):
            return Domain(field, ">=", date_from) & Domain(field, "<=", day)

        if name == "contributions_received":
            return within("received_on")
        if name in ("contributions_in_time", "contributions_late"):
            late = Domain("answered_late", "=", name == "contributions_late")
            return within("answered_on") & late
        # As of the day: not answered by then, and still to be answered.
        still_open = (
            Domain("received_on", "<=", day)
            & Domain("state", "!=", "dropped")
            & (Domain("answered_on", "=", False) | Domain("answered_on", ">", day))
        )
        overdue = name == "contributions_overdue"
        return still_open & Domain("due_on", "<", day) if overdue else still_open

    @api.model
    def _count_contributions(self, paths, date_from, day, names):
        return self._count_rows(
            "cchc.contribution", paths, names, self._domain_of_contributions, date_from, day
        )

    @api.model
    def _behind_contributions(self, name, unit, date_from, day):
        domain = self._domain_of_contributions(name, date_from, day) & self._within(unit)
        return "cchc.contribution", domain
