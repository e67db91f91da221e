import { utils } from "@web/core/ui/ui_service";
import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** Kanban in columns on a desk, in one list on a phone: nothing scrolls sideways there. */
class OneColumnOnPhoneSearchModel extends SearchModel {
    async load(config) {
        const { defaultGroupBy, ...rest } = config;
        return super.load(utils.isSmall() ? rest : config);
    }
}

registry.category("views").add("cchc_kanban", {
    ...kanbanView,
    SearchModel: OneColumnOnPhoneSearchModel,
});
