import { registry } from "@web/core/registry";
import { address, fitsThePhone } from "./steps";

const tours = registry.category("web_tour.tours");
const PAGE = ".cchc_cockpit[aria-busy=false]";
const REACHABLE = "button, select, input, summary";

/** axe-core, which the test brought along, finds nothing serious on the page as it stands. */
function noBarrier(what) {
    return {
        content: `axe-core looks at ${what}`,
        trigger: PAGE,
        async run() {
            // The menu bar is that of the web client.
            const { violations, passes } = await window.axe.run({ exclude: [".o_navbar"] });
            const grave = violations.filter((one) => ["serious", "critical"].includes(one.impact));
            if (!passes.length) {
                throw new Error("axe-core looked at nothing.");
            }
            if (grave.length) {
                const told = grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
                throw new Error(`${what}: ${told.join("\n")}`);
            }
        },
    };
}

tours.add("cchc_cockpit", {
    steps: () => [
        {
            content: "four tasks, one of them done late and one overdue",
            trigger: `${PAGE} [data-figure=assigned]:contains("4")`,
        },
        {
            trigger: `${PAGE} [data-rate=completion][data-value="50"]`,
        },
        {
            content: "printed as it stands",
            trigger: PAGE,
            async run() {
                const printed = new Promise((resolve) =>
                    window.addEventListener("afterprint", resolve, { once: true })
                );
                console.log("cchc-print");
                await printed;
            },
        },
        {
            content: "each drawing has its numbers beside it",
            trigger: `${PAGE} .cchc_cockpit_trend summary`,
            run: "click",
        },
        {
            trigger: `${PAGE} .cchc_cockpit_trend details[open] table`,
        },
        noBarrier("the cockpit"),
        {
            trigger: `${PAGE} select[name=block]`,
            run: "select agency",
        },
        address("block=agency"),
        {
            trigger: `${PAGE} [data-figure=assigned]:contains("3")`,
        },
        noBarrier("the departments"),
        {
            content: "the overdue task",
            trigger: `${PAGE} [data-figure=overdue]`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_pager_limit:text(1)",
        },
        {
            content: "back by the breadcrumb: the same page",
            trigger: ".o_control_panel .breadcrumb-item:last a",
            run: "click",
        },
        {
            trigger: `${PAGE} select[name=block]:value(agency)`,
        },
        {
            content: "into a department",
            trigger: `${PAGE} .cchc_cockpit_behind li .cchc_link:first`,
            run: "click",
        },
        {
            trigger: `${PAGE} .cchc_path [data-up]`,
        },
    ],
});

/** Press a key as a hand does: the browser moves the focus, or acts, by its own rules. */
async function press(key) {
    const pressed = new Promise((resolve) =>
        window.addEventListener("keyup", resolve, { once: true, capture: true })
    );
    console.log(`cchc-key ${key}`);
    await pressed;
    await new Promise((resolve) => setTimeout(resolve));
}

async function tabTo(selector) {
    for (let turn = 0; turn < 200; turn++) {
        if (document.activeElement.matches(selector)) {
            return;
        }
        await press("Tab");
    }
    throw new Error(`The keyboard does not reach ${selector}.`);
}

tours.add("cchc_cockpit_keyboard", {
    steps: () => [
        {
            content: "everything that acts is reached, and shows that it is",
            trigger: PAGE,
            async run() {
                const all = [...document.querySelectorAll(`${PAGE} :is(${REACHABLE})`)];
                const left = new Set(all.filter((el) => !el.closest("details:not([open]) table")));
                const count = left.size;
                await tabTo(`${PAGE} *`);
                while (document.activeElement.closest(PAGE)) {
                    const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
                    if (outlineStyle === "none" && boxShadow === "none") {
                        throw new Error(`Nothing tells the focus of ${document.activeElement.outerHTML}`);
                    }
                    left.delete(document.activeElement);
                    await press("Tab");
                }
                if (!count || left.size) {
                    throw new Error(`Not reached: ${[...left].map((el) => el.outerHTML).join("\n")}`);
                }
            },
        },
        {
            content: "choose a block",
            trigger: PAGE,
            async run() {
                await tabTo("select[name=block]");
                await press("ArrowDown");
            },
        },
        address("block=agency"),
        {
            trigger: `${PAGE} [data-figure=assigned]:contains("3")`,
        },
        {
            content: "open the numbers of the trend, then the overdue tasks",
            trigger: PAGE,
            async run() {
                await tabTo(".cchc_cockpit_trend summary");
                await press("Enter");
            },
        },
        {
            trigger: `${PAGE} .cchc_cockpit_trend details[open] table`,
        },
        {
            trigger: PAGE,
            async run() {
                await tabTo("[data-figure=overdue]");
                await press("Enter");
            },
        },
        {
            trigger: ".o_list_view .o_pager_limit:text(1)",
        },
    ],
});

tours.add("cchc_cockpit_phone", {
    steps: () => [
        {
            trigger: `${PAGE} [data-figure=assigned]:contains("4")`,
        },
        fitsThePhone("The cockpit"),
        {
            trigger: `${PAGE} .cchc_cockpit_trend summary`,
            run: "click",
        },
        {
            trigger: `${PAGE} .cchc_cockpit_trend details[open] table`,
        },
        fitsThePhone("The cockpit with the numbers of the trend"),
        noBarrier("the cockpit on a phone"),
    ],
});
