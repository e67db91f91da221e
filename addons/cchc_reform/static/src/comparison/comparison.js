import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { FigurePage } from "@cchc_reform/core/figure_page";
import { formatDay, formatRate } from "@cchc_reform/core/format";
import { byBlock } from "@cchc_reform/core/unit_blocks";

const ALL_PLANS = "all";
const COUNTS = ["overdue", "awaiting"];
const TASK_VIEWS = [
    [false, "list"],
    [false, "kanban"],
    [false, "form"],
];

/**
 * Units side by side: by reform domain, clause of a document, period or year. Each cell bears its
 * number, its band is told by colour as well, and it opens the very tasks behind it.
 */
export class Comparison extends FigurePage {
    static template = "cchc_reform.Comparison";
    static components = { DateTimeInput };
    static path = "cchc-comparison";
    static displayName = _t("Heat map and comparison");
    static KEY = "cchc_comparison";
    static METHOD = ["cchc.metrics", "comparison"];
    static FIRST = {
        columns: "domains",
        measure: "completion",
        unit_id: false,
        plan_id: false,
        document_id: false,
        as_of: false,
        gathered: false,
    };

    // -- what is shown -----------------------------------------------------------------------

    get asOfDate() {
        const { as_of } = this.arguments;
        return as_of ? deserializeDate(as_of) : false;
    }

    get asOfLine() {
        return _t("Figures as of %(day)s.", { day: formatDay(this.data.day) });
    }

    get document() {
        return this.data.documents[0];
    }

    get rowLabel() {
        return _t("Unit");
    }

    get withoutLine() {
        const { without } = this.data;
        return without === 1
            ? _t("1 unit below has no task here.")
            : _t("%(count)s units below have no task here.", { count: without });
    }

    get isCount() {
        return COUNTS.includes(this.data.measure);
    }

    get measureLabel() {
        return this.data.choices.measures.find((one) => one.key === this.data.measure).label;
    }

    get groups() {
        return byBlock(this.data.rows);
    }

    // -- cells -------------------------------------------------------------------------------

    cellText({ value }) {
        if (value === null) {
            return "";
        }
        return this.isCount ? value : formatFloat(value, { digits: [16, 1] });
    }

    cellCounts({ value, part, whole }) {
        return value === null || this.isCount ? "" : `${part}/${whole}`;
    }

    /** What a cell says to somebody who hears it, or points at it. */
    cellTitle(row, head, cell) {
        const place = `${row.name}, ${head.label}`;
        if (cell.value === null) {
            return _t("%(place)s: no data", { place });
        }
        const counts = { place, part: cell.part, whole: cell.whole };
        return this.isCount
            ? _t("%(place)s: %(part)s of %(whole)s tasks", counts)
            : _t("%(place)s: %(rate)s; %(part)s of %(whole)s tasks", {
                  ...counts,
                  rate: formatRate(cell.value),
              });
    }

    cellClass({ band }) {
        const kind = this.data.measure === "overdue" ? "overdue" : "rate";
        return band === null ? "cchc_heat_none" : `cchc_heat cchc_heat_${kind}_${band}`;
    }

    /** The tasks of a cell: those of its row and of its column. */
    open(row, head) {
        const { as_of, opened, day } = this.data;
        // A period that is over, or the day that was chosen; today's figures are about now.
        const shown = head.day === day ? as_of : head.day;
        const name = `${row.name} - ${head.label} - ${opened}`;
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cchc.task",
            name: shown ? _t("%(name)s as of %(day)s", { name, day: formatDay(shown) }) : name,
            views: TASK_VIEWS,
            mobile_view_mode: "kanban",
            target: "current",
            domain: [...head.tasks, ["fact_ids", "any", [...row.facts, ...head.facts]]],
            context: { create: false, cchc_as_of: shown },
        });
    }

    // -- moving about ------------------------------------------------------------------------

    drill(row) {
        this.rootRef.el.scrollTop = 0;
        return this.show({ unit_id: row.id });
    }

    onPlan(ev) {
        const { value } = ev.target;
        return this.show({ plan_id: value === ALL_PLANS ? value : Number(value) });
    }

    onUnit(ev) {
        return this.show({ unit_id: Number(ev.target.value), plan_id: false });
    }

    onGathered(ev) {
        return this.show({ gathered: Boolean(ev.target.value), plan_id: false });
    }

    onMeasure(ev) {
        return this.show({ measure: ev.target.value });
    }

    onDocument(ev) {
        return this.show({ document_id: Number(ev.target.value) });
    }

    download() {
        return download({ url: "/cchc/comparison/xlsx", data: this.arguments });
    }
}

registry.category("actions").add("cchc_reform.comparison", Comparison);
