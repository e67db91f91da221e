import { localization } from "@web/core/l10n/localization";

/** Steps that the tours of this application share; they read no label, so no language. */

/** A figure of the landing page shows ``value``. */
export function figure(key, value) {
    return {
        content: `the landing page counts ${value} for ${key}`,
        trigger: `.cchc_landing[aria-busy=false] [data-figure="${key}"] .cchc_figure_value:text("${value}")`,
    };
}

/** The landing page shows ``value`` percent completed; ``null`` is "no data", never 0. */
export function completion(value) {
    return {
        content: `the landing page shows a completion of ${value}`,
        trigger: `.cchc_landing[aria-busy=false] [data-rate=completion][data-value="${value}"]`,
    };
}

export function menu(name) {
    return {
        content: `open the menu ${name}`,
        trigger: `.o_menu_sections [data-menu-xmlid="cchc_reform.menu_cchc_${name}"]`,
        run: "click",
    };
}

/** An entry below the menu that was just opened. */
export function submenu(name) {
    return {
        content: `choose ${name}`,
        trigger: `.o-dropdown--menu [data-menu-xmlid="cchc_reform.menu_cchc_${name}"]`,
        run: "click",
    };
}

/** Choose a record by what a person would type: without diacritics. */
export function choose(field, typed, shown) {
    return [
        {
            content: `type “${typed}” for ${field}`,
            trigger: `.o_field_widget[name="${field}"] input`,
            run: `edit ${typed}`,
        },
        {
            content: `choose “${shown}”`,
            trigger: `.o-autocomplete--dropdown-item a:text("${shown}")`,
            run: "click",
        },
        {
            trigger: `.o_field_widget[name="${field}"] input:value("${shown}")`,
        },
    ];
}

export function lastDayOfYear() {
    return luxon.DateTime.local().endOf("year").toFormat(localization.dateFormat);
}

/** Press a button of the form by the step that it does. */
export function press(step) {
    return {
        content: `press ${step}`,
        trigger: `.o_statusbar_buttons button[name=action_${step}]`,
        run: "click",
    };
}

export function state(value) {
    return {
        content: `the document is ${value}`,
        trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${value}]`,
    };
}

/** Nothing of the page scrolls sideways, neither the document nor what scrolls inside it. */
export function fitsThePhone(what) {
    return {
        content: `${what} does not scroll sideways`,
        trigger: "body",
        run() {
            const page = document.documentElement;
            if (window.innerWidth !== 390) {
                throw new Error(`The screen is ${window.innerWidth} wide, not 390.`);
            }
            if (page.scrollWidth > window.innerWidth) {
                throw new Error(`${what}: the page is ${page.scrollWidth} wide.`);
            }
            for (const el of document.querySelectorAll(
                ".cchc_landing, .o_action_manager > .o_action, .o_content, .o_form_sheet_bg, .o_form_sheet"
            )) {
                if (el.scrollWidth > el.clientWidth + 1) {
                    throw new Error(`${what}: .${el.className} is ${el.scrollWidth} wide.`);
                }
            }
        },
    };
}

/** The address of the page bears ``text``: what is shown is kept there. */
export function address(text) {
    return {
        content: `the address bears ${text}`,
        trigger: "body",
        async run() {
            for (let turn = 0; turn < 50 && !location.search.includes(text); turn++) {
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
            if (!location.search.includes(text)) {
                throw new Error(`${location.search} does not bear ${text}.`);
            }
        },
    };
}
