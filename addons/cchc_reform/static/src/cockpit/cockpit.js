import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { FigurePage, TODAY } from "@cchc_reform/core/figure_page";
import { barWidth, formatDay, formatRate } from "@cchc_reform/core/format";
import { byBlock } from "@cchc_reform/core/unit_blocks";
import { CockpitChart } from "./chart";

const CELLS = ["done_on_time", "done_late", "in_progress", "overdue"];
const CELL_ICONS = {
    done_on_time: "fa-check-circle",
    done_late: "fa-clock-o",
    in_progress: "fa-hourglass-half",
    overdue: "fa-exclamation-triangle",
};
// The colours of static/src/core/colours.scss.
const COLOURS = {
    done_on_time: "#22703c",
    done_late: "#8a5a00",
    in_progress: "#4a5a6a",
    overdue: "#b3261e",
    completion: "#174e7a",
    expected: "#1f2a37",
    line: "#dde3ea",
};
const UNITS_SHOWN = 40;
const UNITS_SHOWN_ON_PHONE = 8;
const LIST_FORM = [
    [false, "list"],
    [false, "form"],
];
const VIEWS = {
    "cchc.task": [
        [false, "list"],
        [false, "kanban"],
        [false, "form"],
    ],
    "cchc.staff.ceiling": [
        [false, "list"],
        [false, "form"],
    ],
    "cchc.task.wait.analysis": [
        [false, "list"],
        [false, "pivot"],
    ],
};

/**
 * One page for those who steer: completion against 100% and against what was expected to date, the
 * four cells, the trend, who is behind and why, and what waits. Every figure opens its records.
 */
export class Cockpit extends FigurePage {
    static template = "cchc_reform.Cockpit";
    static components = { CockpitChart, DateTimeInput };
    static path = "cchc-cockpit";
    static displayName = _t("Cockpit");
    static KEY = "cchc_cockpit";
    static METHOD = ["cchc.cockpit", "figures"];
    static FIRST = {
        as_of: false,
        period_id: false,
        level: false,
        block: false,
        domain_id: false,
        unit_id: false,
    };

    setup() {
        super.setup();
        this.barWidth = barWidth;
        this.cells = CELLS;
        this.cellIcons = CELL_ICONS;
    }

    // -- what is shown -----------------------------------------------------------------------

    get hasDay() {
        return super.hasDay || Boolean(this.scope.period_id);
    }

    take(data) {
        this.charts = data.unit ? this.drawings(data) : {};
        super.take(data);
    }

    get asOfDate() {
        return deserializeDate(this.data.day);
    }

    get isToday() {
        return !this.data.as_of;
    }

    /** What the page is about in one line, for the head and for the printed page. */
    get scopeLine() {
        const { day, choices, level, block, domain, period } = this.data;
        const chosen = [
            [choices.periods, period],
            [choices.levels, level],
            [choices.blocks, block],
            [choices.domains, domain],
        ].map(([among, id]) => id && among.find((one) => one.id === id)?.name);
        return [_t("Figures as of %(day)s", { day: formatDay(day) }), ...chosen.filter(Boolean)].join(
            " · "
        );
    }

    /** The choices of the page beside the day, as they stand in its head. */
    get controls() {
        const { choices, level, block, domain, period } = this.data;
        return [
            {
                name: "period_id",
                label: _t("Reporting period"),
                none: _t("All open periods"),
                options: choices.periods,
                value: period,
            },
            {
                name: "level",
                label: _t("Level"),
                none: _t("All levels"),
                options: choices.levels,
                value: level,
            },
            {
                name: "block",
                label: _t("Block"),
                none: _t("All blocks"),
                options: choices.blocks,
                value: block,
            },
            {
                name: "domain_id",
                label: _t("Reform domain"),
                none: _t("All domains"),
                options: choices.domains,
                value: domain,
            },
        ].filter((control) => control.options.length);
    }

    // -- figures of tasks --------------------------------------------------------------------

    get gapLine() {
        const { completion, gap } = this.data.rates;
        if (completion === null) {
            return _t("No task has been assigned yet, so there is nothing to measure.");
        }
        return gap
            ? _t("%(gap)s still missing to reach 100%", { gap: formatRate(gap) })
            : _t("All tasks are done.");
    }

    get expectedLine() {
        const { completion, expected } = this.data.rates;
        const shown = {
            expected: formatRate(expected),
            points: formatFloat(Math.abs(expected - completion), { digits: [16, 1] }),
        };
        return completion < expected
            ? _t("Expected to date: %(expected)s; %(points)s percentage points short", shown)
            : _t("Expected to date: %(expected)s; %(points)s percentage points ahead", shown);
    }

    get barLabel() {
        const { completion, expected } = this.data.rates;
        return _t("%(completion)s completed, %(expected)s expected", {
            completion: formatRate(completion),
            expected: formatRate(expected),
        });
    }

    share(cell) {
        const { figures } = this.data.rates;
        return figures.assigned ? formatRate((100 * figures[cell]) / figures.assigned) : "";
    }

    get rowsShown() {
        return this.env.isSmall ? UNITS_SHOWN_ON_PHONE : UNITS_SHOWN;
    }

    get unitGroups() {
        const { by_unit } = this.data;
        // What one printed page does not hold is for the screen alone.
        const rows = this.state.all ? by_unit : by_unit.slice(0, this.rowsShown);
        return byBlock(rows.map((row, place) => ({ ...row, beyond: place >= UNITS_SHOWN })));
    }

    get hiddenUnits() {
        return this.state.all ? 0 : Math.max(0, this.data.by_unit.length - this.rowsShown);
    }

    get showAllLabel() {
        return _t("Show %(count)s more", { count: this.hiddenUnits });
    }

    /** What a number says to somebody who hears it. */
    numberLabel(row, key) {
        return `${row.name}, ${this.data.labels[key]}: ${row.rates.figures[key]}`;
    }

    overdueLine(unit) {
        return _t("%(count)s overdue, %(share)s of the work", {
            count: unit.overdue,
            share: formatRate(unit.behind),
        });
    }

    get delaysLine() {
        const { late, days } = this.data.delays;
        return _t("%(late)s late answers, %(days)s working days of delay", { late, days });
    }

    get unknownLine() {
        return _t("%(count)s units whose limit is not known", { count: this.data.surplus.unknown });
    }

    /** Counts have no decimals, shares one. */
    formatNumber(value) {
        return formatFloat(value, { digits: [16, Number.isInteger(value) ? 0 : 1] });
    }

    moreLine(count) {
        return _t("and %(count)s more", { count });
    }

    surplusLine(row) {
        return _t("%(deputies)s deputies, limit %(limit)s", row);
    }

    // -- drawings ----------------------------------------------------------------------------

    drawings(data) {
        const { figures } = data.rates;
        const plain = {
            animation: false,
            responsive: true,
            maintainAspectRatio: false,
            font: { size: 13 },
        };
        const percent = {
            min: 0,
            max: 100,
            grid: { color: COLOURS.line },
            ticks: { stepSize: 25 },
        };
        return {
            cells: {
                type: "doughnut",
                data: {
                    labels: CELLS.map((cell) => data.labels[cell]),
                    datasets: [
                        {
                            data: CELLS.map((cell) => figures[cell]),
                            backgroundColor: CELLS.map((cell) => COLOURS[cell]),
                        },
                    ],
                },
                options: { ...plain, cutout: "58%", plugins: { legend: { display: false } } },
            },
            trend: {
                type: "line",
                data: {
                    labels: data.trend.map((point) => formatDay(point.day).slice(0, 5)),
                    datasets: [
                        {
                            label: _t("Completion"),
                            data: data.trend.map((point) => point.rates.completion),
                            borderColor: COLOURS.completion,
                            backgroundColor: COLOURS.completion,
                            borderWidth: 3,
                        },
                        {
                            label: _t("Expected"),
                            data: data.trend.map((point) => point.rates.expected),
                            borderColor: COLOURS.expected,
                            backgroundColor: "#fff",
                            borderDash: [6, 4],
                            pointStyle: "rectRot",
                            borderWidth: 2,
                        },
                    ],
                },
                options: {
                    ...plain,
                    scales: { y: percent, x: { grid: { display: false } } },
                    plugins: { legend: { position: "bottom", labels: { usePointStyle: true } } },
                },
            },
            domains: {
                type: "bar",
                data: {
                    labels: data.by_domain.map((row, place) => place + 1),
                    datasets: [
                        {
                            label: _t("Completion"),
                            data: data.by_domain.map((row) => row.rates.completion),
                            backgroundColor: COLOURS.completion,
                        },
                        {
                            label: _t("Expected"),
                            data: data.by_domain.map((row) => row.rates.expected),
                            backgroundColor: "#fff",
                            borderColor: COLOURS.expected,
                            borderWidth: 1.5,
                        },
                    ],
                },
                options: {
                    ...plain,
                    scales: { y: percent, x: { grid: { display: false } } },
                    plugins: { legend: { position: "bottom" } },
                },
            },
        };
    }

    // -- opening -----------------------------------------------------------------------------

    /**
     * The tasks of a figure: those of the page, of its row and of what it counts. A point of the
     * trend has a day of its own.
     */
    openTasks(scope, { name: of, facts = [], scopes = this.data.scopes, day = this.data.as_of } = {}) {
        const names = {
            ...this.data.labels,
            verified_due: _t("Confirmed, of what is due"),
            on_time: _t("Done on time, of what is due"),
        };
        const name = of ? `${of}: ${names[scope]}` : names[scope];
        return this.open({
            name: day ? _t("%(name)s as of %(day)s", { name, day: formatDay(day) }) : name,
            res_model: "cchc.task",
            domain: [["fact_ids", "any", [...this.data.facts, ...facts, ...scopes[scope]]]],
            context: { create: false, cchc_as_of: day },
        });
    }

    open(action) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            views: VIEWS[action.res_model] || LIST_FORM,
            mobile_view_mode: action.res_model === "cchc.task" ? "kanban" : "list",
            target: "current",
            ...action,
        });
    }

    openRecord(res_model, res_id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
            target: "current",
            context: res_model === "cchc.task" ? { cchc_as_of: this.data.as_of } : {},
        });
    }

    /** Open the figures of the unit, and not only a number of it. */
    drill(unit) {
        this.rootRef.el.scrollTop = 0;
        return this.show({ unit_id: unit.id, level: false, block: false });
    }

    // -- moving about ------------------------------------------------------------------------

    onChoice(control, ev) {
        const { value } = ev.target;
        const change = { [control.name]: control.name.endsWith("_id") ? Number(value) : value };
        if (control.name === "period_id" && value) {
            change.as_of = false; // the day of the period
        } else if (control.name === "period_id" && !this.scope.as_of) {
            change.as_of = TODAY;
        }
        return this.show(change);
    }

    onUnit(ev) {
        return this.show({ unit_id: Number(ev.target.value), level: false, block: false });
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("cchc_reform.cockpit", Cockpit);
