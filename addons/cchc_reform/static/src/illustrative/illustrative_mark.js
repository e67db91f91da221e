import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** Says on every screen that the figures are invented ones; only the demo addon switches it on. */
export class IllustrativeMark extends Component {
    static template = "cchc_reform.IllustrativeMark";
    static props = {};
}

if (session.cchc_illustrative) {
    registry
        .category("systray")
        .add("cchc_reform.illustrative", { Component: IllustrativeMark }, { sequence: 1000 });
}
