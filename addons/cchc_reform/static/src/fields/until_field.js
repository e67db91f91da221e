import { Component } from "@odoo/owl";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const END_OF_TIME = 9999;

/** Last day of a dated fact; a fact that still holds shows "until now". */
export class UntilField extends Component {
    static template = "cchc_reform.UntilField";
    static props = { ...standardFieldProps };

    get text() {
        const day = this.props.record.data[this.props.name];
        return day && day.year < END_OF_TIME ? formatDate(day) : _t("until now");
    }
}

registry.category("fields").add("cchc_until", {
    component: UntilField,
    displayName: _t("Last day of a fact"),
    supportedTypes: ["date"],
});
