import type { Fields, Form, Read } from "./form.ts";
import type { Places } from "./places.ts";

/** The fields of a structured setting, each from the first place that has it. */
export function withFields<Of extends Fields>(
  places: Places,
  key: string,
  {
    form,
    environment,
  }: {
    readonly form: Form<{ readonly [Key in keyof Of]?: Read<Of[Key]> }> & { readonly fields: Of };
    readonly environment: { readonly [Key in keyof Of]: readonly string[] };
  },
): { readonly [Key in keyof Of]?: Read<Of[Key]> } {
  const inEnvironment = Object.entries(form.fields).flatMap(([field, fieldForm]) => {
    const found = places.inEnvironment(environment[field] ?? [], fieldForm);
    return found === undefined ? [] : [[field, found.value]];
  });
  return { ...Object.fromEntries(inEnvironment), ...places.configured(key, form)?.value };
}
