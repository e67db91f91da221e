import unicodedata

from odoo import api, models

from .api_rows import MAX_KEY, TASK_FIELDS, PushedTasks, checked_rows, digest, refuse


class Api(models.AbstractModel):
    """Tasks that another system pushes in, each under a key of its own."""

    _inherit = "cchc.api"

    @api.model
    def push_tasks(self, plan, rows, assign=False):
        """Take in tasks of a plan: all rows or none; the same push again changes nothing.

        Each row is the whole definition of a task. A key that is new makes a draft; a row that
        differs from a draft of its key changes it; one that differs from a task that is assigned
        is refused.

        :param plan: number of a plan, or ``{"unit", "year"}``
        :param list rows: at most 1,000; fields in ``docs/api.md``. ``key`` is the caller's own
            and hidden from others; ``parent`` the key of the task of which this is a part
        :param bool assign: whether the tasks that are drafts are assigned as well
        :return: ``{"tasks": [{key, code, status, state}]}``; status is created, updated or
            unchanged
        :raises UserError: naming the first faulty row and field
        """
        self = self._for_call()
        if not isinstance(assign, bool):
            refuse(self.env, None, "assign", self.env._("True or false is expected."))
        rows = checked_rows(self.env, rows, {"key", "parent", "document", *TASK_FIELDS})
        keys = self._keys(rows)
        plan = self._plan(plan)
        plan._check_takes_in()
        plan._take_turns()
        # One entry of the history tells of the push, instead of a message a row.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        tasks, status = quiet._take_in(plan, rows, keys)
        done = [tasks[key] for key in keys]
        if assign:
            drafts = self.env["cchc.task"].union(*done).filtered(lambda one: one.state == "draft")
            drafts.action_assign()
        if set(status.values()) != {"unchanged"}:
            self._record_push(plan, status)
        return {
            "tasks": [
                {"key": key, "code": task.code, "status": status[key], "state": task.state}
                for key, task in zip(keys, done, strict=True)
            ]
        }

    def _keys(self, rows):
        """Key of each row, in order; no two are the same."""
        keys = {}
        for number, row in enumerate(rows, 1):
            key = self._key(number, "key", row.get("key"))
            if key in keys:
                message = self.env._("Row %s has the same key.", keys[key])
                refuse(self.env, number, "key", message)
            keys[key] = number
        return list(keys)

    def _key(self, number, name, value):
        key = value if isinstance(value, str) else ""
        key = unicodedata.normalize("NFC", key).strip()
        if not key or len(key) > MAX_KEY or not key.isprintable():
            message = self.env._("A text of 1 to %s characters is expected.", MAX_KEY)
            refuse(self.env, number, name, message)
        return key

    def _links(self, keys):
        """The caller's own signs among ``keys``, by key."""
        return {
            link.key: link
            for link in self.env["cchc.api.link"].search(
                [("user_id", "=", self.env.uid), ("key", "in", list(keys))]
            )
        }

    def _take_in(self, plan, rows, keys):
        """Make or change the tasks of ``rows``.

        :return: dictionaries of the task and of the status, by key
        """
        parents = [
            row.get("parent") and self._key(number, "parent", row["parent"])
            for number, row in enumerate(rows, 1)
        ]
        links = self._links({*keys, *filter(None, parents)})
        tasks = {key: link.task_id for key, link in links.items()}
        readable = self.env["cchc.task"].union(*tasks.values())._filtered_access("read")
        for number, key in enumerate(keys, 1):
            if key in tasks and (tasks[key] not in readable or tasks[key].plan_id != plan):
                message = self.env._("It is the key of a task of another plan.")
                refuse(self.env, number, "key", message)
        digests = dict(zip(keys, map(digest, rows), strict=True))
        # A row that was taken in before is not read again: since then its unit may have ended,
        # its deadline may have been extended.
        to_read = [
            (number, row, key)
            for number, (row, key) in enumerate(zip(rows, keys, strict=True), 1)
            if key not in links or links[key].digest != digests[key]
        ]
        status = dict.fromkeys(keys, "unchanged")
        if not to_read:
            return tasks, status
        importer = PushedTasks(self.env, plan)
        values = importer.values([(number, row) for number, row, _key in to_read])
        read = {key: one for (_number, _row, key), one in zip(to_read, values, strict=True)}
        fresh = [key for key in read if key not in links]
        created = self.env["cchc.task"].create([read[key] for key in fresh])
        tasks.update(zip(fresh, created, strict=True))
        for number, _row, key in to_read:
            parent = self._parent(number, parents[number - 1], tasks, tasks[key])
            read[key]["parent_id"] = parent.id
            if self._change(importer, number, tasks[key], read[key]):
                status[key] = "updated"
        status.update(dict.fromkeys(fresh, "created"))
        self._keep_links(links, tasks, {key: digests[key] for key in read})
        return tasks, status

    def _parent(self, number, key, tasks, task):
        """The task of which ``task`` is to be a part; empty where it is none."""
        if not key:
            return task.browse()
        if key not in tasks:
            refuse(self.env, number, "parent", self.env._("No task has this key."))
        # Read past the rules: it is only asked whether the one lies below the other.
        if tasks[key].sudo().parent_path.startswith(task.sudo().parent_path):
            message = self.env._("A task cannot be a part of itself.")
            refuse(self.env, number, "parent", message)
        return tasks[key]

    def _change(self, importer, number, task, values):
        """Make a draft what its row says; whether there was anything to change."""
        differing = importer.differing(task, values)
        if not differing:
            return False
        if task.state != "draft":
            labels = task.fields_get(differing, attributes=("string",))
            message = self.env._(
                "“%(task)s” is “%(state)s” already and its %(fields)s cannot be changed.",
                task=task.name,
                state=task._state_label(),
                fields=", ".join(labels[name]["string"] for name in differing),
            )
            refuse(self.env, number, "key", message)
        task.write({name: values[name] for name in differing})
        return True

    def _keep_links(self, links, tasks, digests):
        # Signs are the caller's own: whose they are comes from the session, and the tasks were
        # made or read under the caller's rights.
        Link = self.env["cchc.api.link"].sudo()
        Link.create(
            [
                {"user_id": self.env.uid, "key": key, "task_id": tasks[key].id, "digest": one}
                for key, one in digests.items()
                if key not in links
            ]
        )
        for key, one in digests.items():
            if key in links:
                links[key].sudo().digest = one

    def _record_push(self, plan, status):
        counts = list(status.values())
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": plan._name,
                    "res_id": plan.id,
                    "res_name": plan.display_name,
                    "action": "push_tasks",
                    "unit_id": plan.sudo().unit_id.id,
                    "new": {one: counts.count(one) for one in ("created", "updated")},
                }
            ]
        )
