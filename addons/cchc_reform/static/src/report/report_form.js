import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";
import { formView } from "@web/views/form/form_view";
import { useEffect } from "@odoo/owl";

/** What people type in the rows of a report -> the field that says what stood there before. */
const LINES = { typed: "typed_base" };
const TEXTS = { text: "text_base" };
const SAVE_DELAY = 2000;
const { Controller } = formView;

/**
 * With each entry goes what was seen before it: several people write one report at once, and the
 * server refuses to type over what somebody else has entered meanwhile.
 */
function addBases(record, changes, bases) {
    for (const [entered, base] of Object.entries(bases)) {
        if (entered in changes) {
            changes[base] = record._values[entered] || "";
        }
    }
}

class ReportFormController extends Controller {
    async onWillSaveRecord(record, changes) {
        for (const [command, id, values] of changes.line_ids || []) {
            // 1: change of a row that is there
            const row =
                command === 1 && record.data.line_ids.records.find((one) => one.resId === id);
            if (row) {
                addBases(row, values, LINES);
            }
        }
        return super.onWillSaveRecord(...arguments);
    }
}

/** The text of a section, saved shortly after each pause in typing. */
class TextFormController extends Controller {
    setup() {
        super.setup();
        const save = useDebounced(() => this.saveTyped(), SAVE_DELAY);
        useEffect(
            (el) => {
                el.addEventListener("input", save);
                return () => el.removeEventListener("input", save);
            },
            () => [this.rootRef.el]
        );
    }

    async saveTyped() {
        const { root } = this.model;
        if (root.isInEdition && (await root.isDirty())) {
            await root.save();
        }
    }

    async onWillSaveRecord(record, changes) {
        addBases(record, changes, TEXTS);
        return super.onWillSaveRecord(...arguments);
    }
}

registry.category("views").add("cchc_report_form", {
    ...formView,
    Controller: ReportFormController,
});
registry.category("views").add("cchc_saved_as_typed", {
    ...formView,
    Controller: TextFormController,
});
