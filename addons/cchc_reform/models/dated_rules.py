from odoo.exceptions import ValidationError
from odoo.fields import Domain


def refuse_same_days(rules):
    """Refuse two active rules of one kind that are in force on the same days, naming both."""
    for rule in rules.filtered("active"):
        other = rule.search(
            Domain("id", "!=", rule.id)
            & Domain("kind", "=", rule.kind)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", rule.date_from))
            & (Domain("date_from", "<=", rule.date_to) if rule.date_to else Domain.TRUE),
            limit=1,
        )
        if other:
            raise ValidationError(
                rule.env._(
                    "“%(rule)s” and “%(other)s” are in force on the same days.",
                    rule=rule.name,
                    other=other.name,
                )
            )
