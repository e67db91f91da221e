from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import dates
from ..kernel.comparison import COUNT_BOUNDS, MEASURES, RATE_BOUNDS
from .comparison_matrix import ComparisonMatrix
from .entered_values import entered_day


class Comparison(models.AbstractModel):
    """Units side by side: by reform domain, clause of a document, period or year.

    Rows are the units directly below one unit, each with all that lies below it; every figure is
    a sum over a sum. A cell names the domain of the very tasks that it counts, in two parts that
    the client joins: that of its row and that of its column.
    """

    _inherit = "cchc.metrics"

    @api.model
    @api.readonly
    def comparison(
        self,
        columns="domains",
        measure="completion",
        unit_id=False,
        plan_id=False,
        as_of=False,
        document_id=False,
        gathered=False,
    ):
        """One figure of the units below one of the user's units, by ``columns``.

        :param columns: "domains", "clauses", "months", "quarters" or "years"
        :param measure: one of ``kernel.comparison.MEASURES``
        :param unit_id: a unit within the user's roles, or False for the first
        :param plan_id: as for :meth:`landing`
        :param as_of: ISO date the figures describe, or False for today in Vietnam
        :param document_id: for "clauses": the document; False for the one with most tasks
        :param gathered: figures of units that ended stand under their successors
        :return: plain values; a cell without data has a value of None
        :raises AccessError: a unit outside the user's roles
        :raises UserError: columns, measure, day or document that do not exist
        """
        labels = self._comparison_labels()
        for value, known in ((columns, labels["columns"]), (measure, labels["measures"])):
            if not isinstance(value, str) or value not in known:
                raise UserError(self.env._("“%(value)s” cannot be compared.", value=value))
        day = entered_day(self.env, as_of) or dates.today()
        units = self._landing_units()
        unit = self._landing_unit(units, unit_id)
        if not unit:
            return {"units": [], "unit": False, "day": fields.Date.to_string(day)}
        gathered = bool(gathered) and unit._has_gathered()
        unit = unit._gathered() if gathered else unit
        plans = self._landing_plans(unit, day, gathered)
        plan = self._landing_plan(plans, plan_id)
        shown = plan or plans.filtered(lambda one: one.year == plans[:1].year)
        matrix = ComparisonMatrix(self, MEASURES[measure], unit, shown, day, gathered)
        documents = []
        if columns == "clauses":
            documents = matrix.by_clauses(self._comparison_document(document_id))
        else:
            getattr(matrix, f"by_{columns}")()
        return {
            "illustrative": bool(self._parameter("illustrative_note")),
            "as_of": as_of and fields.Date.to_string(day),
            "day": fields.Date.to_string(day),
            "units": self._named(units),
            "unit": {"id": unit.id, "name": unit._named_on(day, gathered)},
            "gathered": gathered,
            "can_gather": unit._has_gathered(),
            "path": self._named(self._comparison_path(units, unit, gathered)),
            "plans": self._named(plans),
            "plan": plan and self._named(plan)[0],
            "columns": columns,
            "measure": measure,
            "weighed": MEASURES[measure].weighed,
            "choices": {
                name: [{"key": key, "label": label} for key, label in choice.items()]
                for name, choice in labels.items()
            },
            "documents": [{"id": one.id, "name": one.display_name} for one in documents],
            "legend": self._comparison_legend(MEASURES[measure]),
            **matrix.as_values(),
        }

    def _comparison_document(self, document_id):
        """The document asked for, or an empty one for the document with most tasks."""
        Document = self.env["cchc.legal.document"]
        if not document_id:
            return Document
        # A number or nothing: whatever else a caller sends is no document.
        document = Document.browse(document_id if type(document_id) is int else ()).exists()
        if not document:
            raise UserError(self.env._("There is no such document."))
        return document

    def _named(self, records):
        return [{"id": one.id, "name": one.name} for one in records]

    def _comparison_path(self, units, unit, gathered=False):
        """Units from the widest one of the user's that holds ``unit`` down to it."""
        path = unit._path(gathered).rstrip("/").split("/")
        above = self.env["hr.department"].browse(map(int, path))
        return above.filtered(lambda one: any(one._is_within(scope) for scope in units))

    def _comparison_labels(self):
        return {
            "columns": {
                "domains": self.env._("Reform domains"),
                "clauses": self.env._("Clauses"),
                "months": self.env._("Months"),
                "quarters": self.env._("Quarters"),
                "years": self.env._("Years"),
            },
            "measures": {
                "completion": self.env._("Completion of the plan"),
                "due_completion": self.env._("Completion of what is due"),
                "on_time_rate": self.env._("Done on time, of what is due"),
                "on_time_first_rate": self.env._("On time by the first deadline"),
                "overdue": self.env._("Overdue tasks"),
                "awaiting": self.env._("Tasks awaiting confirmation"),
            },
        }

    def _comparison_legend(self, measure):
        """Bands with their thresholds in words, the lowest first."""

        def bounds(pairs):
            return [
                self.env._("%(low)s to under %(high)s", low=f"{low}%", high=f"{high}%")
                for low, high in pairs
            ]

        if measure.is_count:
            labels = [
                self.env._("none"),
                self.env._("under %(high)s of the tasks", high=f"{COUNT_BOUNDS[0]}%"),
                *bounds(pairwise(COUNT_BOUNDS)),
                self.env._("%(low)s and more", low=f"{COUNT_BOUNDS[-1]}%"),
            ]
        else:
            labels = [
                self.env._("under %(high)s", high=f"{RATE_BOUNDS[0]}%"),
                *bounds(pairwise(RATE_BOUNDS)),
                f"{RATE_BOUNDS[-1]}%",
            ]
        return [{"band": band, "label": label} for band, label in enumerate(labels)]
