"""Activities with which a step asks the next person to act; each step closes the earlier ones."""

from ..kernel import dates


def ask(records, summary, user_ids, days=None):
    """Ask one person a record, in one go; records whose person is None are left out.

    No mail a piece: what waits is on the landing page and in the activity menu.

    :param dict user_ids: id of a record -> id of the user who is to act, or None
    :param dict days: id of a record -> day by which; today at the earliest, as what is just
        asked is not late
    """
    env = records.env
    todo = env.ref("mail.mail_activity_data_todo")
    model_id = env["ir.model"]._get_id(records._name)
    today = dates.today()
    activities = env["mail.activity"].sudo()  # the step checked who may ask
    activities.with_context(mail_activity_quick_update=True).create(
        [
            {
                "res_model_id": model_id,
                "res_id": record.id,
                "activity_type_id": todo.id,
                "summary": summary,
                "user_id": user_ids[record.id],
                "date_deadline": max((days or {}).get(record.id) or today, today),
                "automated": True,
            }
            for record in records
            if user_ids.get(record.id)
        ]
    )


def close_asked(records):
    """Drop what earlier steps asked for; the history keeps who did them."""
    records.env["mail.activity"].sudo().search(
        [
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
            ("automated", "=", True),
        ]
    ).unlink()
