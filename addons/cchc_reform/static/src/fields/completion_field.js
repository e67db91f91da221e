import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { barWidth, formatRate } from "@cchc_reform/core/format";

/** Completion of a plan against 100%, with a mark where it should be by today. */
export class CompletionField extends Component {
    static template = "cchc_reform.CompletionField";
    static props = { ...standardFieldProps, large: { type: Boolean, optional: true } };

    get rate() {
        const { data } = this.props.record;
        return data.has_figures ? data[this.props.name] : null;
    }

    get text() {
        return formatRate(this.rate);
    }

    get width() {
        return barWidth(this.rate);
    }

    get expected() {
        const { data } = this.props.record;
        return data.has_figures && data.expected_rate ? barWidth(data.expected_rate) : null;
    }

    get title() {
        return this.expected === null
            ? this.text
            : _t("%(rate)s done; %(expected)s was due by today", {
                  rate: this.text,
                  expected: formatRate(this.props.record.data.expected_rate),
              });
    }
}

registry.category("fields").add("cchc_completion", {
    component: CompletionField,
    displayName: _t("Completion against 100%"),
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "has_figures", type: "boolean", readonly: true },
        { name: "expected_rate", type: "float", readonly: true },
    ],
    extractProps: ({ options }) => ({ large: Boolean(options.large) }),
});
