import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Where a task stands today, as a coloured label: the four cells that officials read, and a fifth
 * for what was reported in time and waits for its confirmation. Only what is overdue is red.
 */
export class CellField extends Component {
    static template = "cchc_reform.CellField";
    static props = { ...standardFieldProps };

    get cell() {
        const { data } = this.props.record;
        return data.awaits_confirmation ? "awaiting" : data[this.props.name];
    }

    get label() {
        return {
            done_on_time: _t("Done on time"),
            done_late: _t("Done late"),
            in_progress: _t("Within the deadline"),
            awaiting: _t("Awaiting confirmation"),
            overdue: _t("Overdue"),
        }[this.cell];
    }
}

export const cellField = {
    component: CellField,
    displayName: _t("Progress of a task"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "awaits_confirmation", type: "boolean", readonly: true }],
};

registry.category("fields").add("cchc_cell", cellField);
