import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { press, state } from "./steps";

const tours = registry.category("web_tour.tours");

/** The period that these tours are about, in the list of periods. */
function openPeriod() {
    return {
        content: "the six months",
        trigger: ".o_data_row:contains('6 tháng thử nghiệm') .o_data_cell[name=name]",
        run: "click",
    };
}

/** The report of a unit, in a list of reports. */
function openReport(unit) {
    return {
        content: `the report of ${unit}`,
        trigger: `.o_data_row:contains('${unit}') .o_data_cell[name=unit_id]`,
        run: "click",
    };
}

/** Press a button that sends a file, and read the file as the browser would. */
function download(kind, type) {
    return [
        {
            content: `read what is sent as ${kind}`,
            trigger: ".o_form_view",
            run() {
                browser.open = async (url) => {
                    const answer = await browser.fetch(url);
                    const content = await answer.arrayBuffer();
                    document.body.dataset.sent = `${answer.headers.get("content-type")} ${
                        content.byteLength > 1000 ? "whole" : "empty"
                    }`;
                };
            },
        },
        press(kind),
        { trigger: `body[data-sent^="${type}"][data-sent$=" whole"]` },
    ];
}

// The standing office opens the six months for all units.
tours.add("cchc_report_open", {
    steps: () => [openPeriod(), press("open"), state("opening")],
});

// It urges who is missing, returns one report and accepts the others in one go.
tours.add("cchc_report_receive", {
    steps: () => [
        openPeriod(),
        press("urge"),
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=action_open_reports]", run: "click" },
        openReport("Sở Giao thông"),
        state("submitted"),
        { trigger: ".o_statusbar_buttons .cchc_return", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Thiếu thuyết minh số liệu",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        state("draft"),
        { trigger: ".o_breadcrumb .breadcrumb-item:last-child a", run: "click" },
        {
            content: "only what was submitted",
            trigger: ".o_data_row:contains('Sở Y tế') .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Sở Nội vụ') .o_list_record_selector input",
            run: "click",
        },
        { trigger: "button[name=action_accept]", run: "click" },
        { trigger: ".o_data_row:contains('Sở Y tế') .badge.text-bg-success" },
        { trigger: ".o_data_row:contains('Sở Nội vụ') .badge.text-bg-success" },
    ],
});

// It puts the province's report together and has its files.
tours.add("cchc_report_consolidate", {
    steps: () => [
        openPeriod(),
        { trigger: "button[name=action_open_reports]", run: "click" },
        openReport("Tỉnh Thử Nghiệm"),
        {
            content: "who is not in the sums is named",
            trigger: ".o_field_widget[name=missing_text]:contains('Huyện Nam Sách')",
        },
        press("refresh"),
        {
            content: "the sum of what was accepted",
            trigger: ".o_data_row:contains('Chỉ tiêu tiep_nhan') [name=automatic_shown]:contains('300')",
        },
        ...download("word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ...download("excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ...download("pdf", "application/pdf"),
        press("propose"),
        state("for_approval"),
    ],
});

// The chairman approves it: it is frozen.
tours.add("cchc_report_approve", {
    steps: () => [
        state("for_approval"),
        press("submit"),
        { trigger: ".modal .btn-primary", run: "click" },
        state("submitted"),
    ],
});
