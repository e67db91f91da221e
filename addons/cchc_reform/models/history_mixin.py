from odoo import api, models


class HistoryMixin(models.AbstractModel):
    """A rule on which figures hang: what is changed in it is kept in the history."""

    _name = "cchc.history.mixin"
    _description = "Rule whose changes are kept"

    #: Field by which the history names the record.
    _history_name = "name"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._record_change("create", [{} for _rule in rules])
        return rules

    def write(self, vals):
        before = [rule._values_for_history() for rule in self]
        result = super().write(vals)
        self._record_change("change", before)
        return result

    def _values_for_history(self):
        """Plain values of the rule by name, readable without the database."""
        raise NotImplementedError

    def _record_change(self, action, before):
        """Append to the history what changed.

        :param list[dict] before: of each rule, its values before
        """
        rows = []
        for rule, old in zip(self, before, strict=True):
            new = rule._values_for_history()
            changed = [name for name, value in new.items() if old.get(name) != value]
            if changed:
                rows.append(
                    rule._history_row(
                        action,
                        {name: old.get(name) for name in changed},
                        {name: new[name] for name in changed},
                    )
                )
        self.env["cchc.audit.entry"]._append(rows)

    def _history_row(self, action, old, new):
        """Row of the history, as ``cchc.audit.entry._append`` takes it."""
        self.ensure_one()
        return {
            "model": self._name,
            "res_id": self.id,
            "res_name": self[self._history_name],
            "action": action,
            "unit_id": self._audit_unit().id,
            "old": old,
            "new": new,
            "reason": "",
        }

    def _audit_unit(self):
        """Unit under which the history files the record."""
        return self.env["hr.department"]
