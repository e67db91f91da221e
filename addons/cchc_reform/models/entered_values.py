"""What callers send, checked before it is stored: no wild figures, no derived fields."""

from decimal import Decimal
from math import isfinite

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

#: Beyond this no figure of a province lies; within it a double keeps each whole number exactly.
LARGEST = 10**15
#: The smallest step in which figures are compared.
STEP = Decimal("0.000001")


def refuse_wild(model, vals, names):
    """Refuse a figure that is no number, infinite or absurdly large, naming its field.

    JSON as Python reads it holds NaN and 1e308. The database refuses them as well; this sentence
    comes before rounding, which would fail on them without one.

    :param model: model whose fields ``names`` are
    :param dict vals: values to create or write
    :raises ValidationError: naming the field
    """
    for name in names & vals.keys():
        try:
            number = float(vals[name] or 0.0)
        except (TypeError, ValueError, OverflowError):
            number = float("nan")
        if not isfinite(number) or abs(number) > LARGEST:
            raise ValidationError(
                model.env._(
                    "“%(field)s” must be a number between -%(largest)s and %(largest)s.",
                    field=model._fields[name]._description_string(model.env),
                    largest=f"{LARGEST:,}".replace(",", " "),
                )
            )


def entered_day(env, value):
    """Day that a caller gave as text (ISO) or date; None where none was given.

    :raises UserError: what was given is no day of our times
    """
    if not value:
        return None
    try:
        day = fields.Date.to_date(value)
    except (TypeError, ValueError):
        day = None
    if not day or not 1900 <= day.year <= 2999:
        raise UserError(env._("“%(value)s” is no date between 1900 and 2999.", value=value))
    return day


def entered_reason(env, value):
    """Reason that a caller gave, stripped; empty where none was given.

    :raises UserError: what was given is no text
    """
    if value and not isinstance(value, str):
        raise UserError(env._("A reason is given as text."))
    return (value or "").strip()


def exact(number):
    """``number`` (a float as stored) as the Decimal that a person reads in it."""
    return Decimal(repr(number)).quantize(STEP)


def derived_fields(model):
    """Names of the stored fields that follow from others.

    ``readonly`` binds the screen only: a remote ``write`` reaches the column of such a field, and
    the value stays until something else makes it follow again.
    """
    return {
        name
        for name, field in model._fields.items()
        if field.store and field.compute and field.readonly and not field.inverse
    }


def label_of(model):
    """What records of ``model`` are called, in the language of the reader."""
    return model.env["ir.model"].sudo()._get(model._name).name  # a name is no secret


def refuse_derived(model, vals, others=frozenset()):
    """Refuse values for fields that follow from others, or for ``others``, which the server sets.

    :raises AccessError: naming the fields
    """
    refused = vals.keys() & (derived_fields(model) | others)
    if refused:
        raise AccessError(
            model.env._(
                "%(fields)s of %(document)s is kept by the system and not entered.",
                fields=", ".join(
                    sorted(model._fields[name]._description_string(model.env) for name in refused)
                ),
                document=label_of(model),
            )
        )


def check_references(records, names=None):
    """Refuse links to documents and files that the user may not read: they would show a name.

    A many2one can be written with any number, and reading it back gives the display name.

    :param records: just created or written by the user
    :param names: fields that were written, or None for all
    :raises AccessError: as for reading the document itself
    """
    if records.env.su:
        return
    for name, field in records._fields.items():
        if (
            field.type == "many2one"
            and field.store
            and field.comodel_name.startswith(("cchc.", "ir.attachment"))
            and (names is None or name in names)
        ):
            linked = records.sudo()[name].sudo(False)
            if linked:  # of no record even the model could be closed to the user
                linked.check_access("read")
