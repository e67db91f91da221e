import io

import polib

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    """Officials read Vietnamese: no term of the source is left untranslated or uncertain."""

    # Source terms that are the same in Vietnamese: numbers, symbols, names.
    SAME = {"%", "-"}

    def check_complete(self, module):
        exported = io.BytesIO()
        self.assertTrue(trans_export(False, [module], exported, "po", self.env))
        source = polib.pofile(exported.getvalue().decode())
        translated = polib.pofile(f"{get_module_path(module)}/i18n/vi.po")
        done = {
            entry.msgid: entry.msgstr
            for entry in translated
            if entry.msgstr and not entry.fuzzy and not entry.obsolete
        }
        missing = sorted(
            entry.msgid
            for entry in source
            if entry.msgid not in done and entry.msgid not in self.SAME
        )
        self.assertFalse(missing, f"{module}: not translated: {missing}")
        self.assertFalse([entry.msgid for entry in translated if entry.fuzzy])
        # Sentences of code are read from the file by the mark that says where they stand.
        marks = {entry.msgid: entry.comment for entry in translated}
        unmarked = sorted(
            entry.msgid
            for entry in source
            for mark in ("odoo-python", "odoo-javascript")
            if mark in entry.comment and mark not in marks.get(entry.msgid, mark)
        )
        self.assertFalse(unmarked, f"{module}: not loaded where code uses it: {unmarked}")
        # Labels of the database get their text by the place that the file names.
        places = {
            entry.msgid: {place for place, _line in entry.occurrences} for entry in translated
        }
        unplaced = sorted(
            place
            for entry in source
            for place, _line in entry.occurrences
            if place.startswith("model") and place not in places.get(entry.msgid, {place})
        )
        self.assertFalse(unplaced, f"{module}: shown in English: {unplaced}")
        stale = sorted(set(done) - {entry.msgid for entry in source})
        self.assertFalse(stale, f"{module}: translated, but no longer in the source: {stale}")
        for entry in translated:
            for placeholder in ("%(", "%s", "%d"):
                self.assertEqual(
                    entry.msgid.count(placeholder), entry.msgstr.count(placeholder), entry.msgid
                )

    def test_application(self):
        self.check_complete("cchc_reform")
