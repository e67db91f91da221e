import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/** What people type in the rows of a report -> the field that says what stood there before. */
const BASES = {
    line_ids: { typed: "typed_base" },
    text_ids: { text: "text_base" },
};
const { Controller } = formView;

/**
 * A report is written by several people at once: with each entry goes what was seen before it, so
 * that the server refuses to type over what somebody else has entered meanwhile.
 */
class ReportFormController extends Controller {
    async onWillSaveRecord(record, changes) {
        for (const [rows, bases] of Object.entries(BASES)) {
            for (const [command, id, values] of changes[rows] || []) {
                // 1: change of a row that is there
                const row = command === 1 && record.data[rows].records.find((one) => one.resId === id);
                for (const [entered, base] of Object.entries(row ? bases : {})) {
                    if (entered in values) {
                        values[base] = row._values[entered] || "";
                    }
                }
            }
        }
        return super.onWillSaveRecord(...arguments);
    }
}

registry.category("views").add("cchc_report_form", {
    ...formView,
    Controller: ReportFormController,
});
