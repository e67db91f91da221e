import { registry } from "@web/core/registry";
import { DateTimeField } from "@web/views/fields/datetime/datetime_field";

/**
 * Dates as officials write them, 10/03/2023, unless a view asks for another form.
 */
DateTimeField.defaultProps.numeric = true;

for (const type of ["date", "datetime"]) {
    const formatter = registry.category("formatters").get(type);
    const { extractOptions } = formatter;
    formatter.extractOptions = (field) => ({
        ...extractOptions(field),
        numeric: field.options?.numeric ?? true,
    });
}
