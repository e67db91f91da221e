import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

/**
 * A drawing by Chart.js. It says nothing that a table or a list beside it does not say as well,
 * so it is one picture to who hears the page, with a sentence.
 */
export class CockpitChart extends Component {
    static template = "cchc_reform.CockpitChart";
    static props = {
        config: Object,
        label: String,
        name: String,
    };

    setup() {
        this.canvasRef = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (config) => {
                this.chart?.destroy();
                // Chart.js writes into what it is given; reactive values would loop.
                this.chart = new Chart(this.canvasRef.el, JSON.parse(JSON.stringify(config)));
            },
            () => [this.props.config]
        );
        onWillUnmount(() => this.chart?.destroy());
    }
}
