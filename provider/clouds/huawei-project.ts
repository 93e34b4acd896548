import type { HuaweiSettings } from "../core/settings.ts";

/** The project that is meant in a region where none is named: what is configured holds for the configured region. */
export function mainProject(
  { region: own, projectId, projectName }: HuaweiSettings,
  region: string,
): { readonly name: string } | { readonly id: string } {
  const isOwn = own === undefined || own === region;
  if (isOwn && projectId !== undefined) return { id: projectId };
  return { name: isOwn && projectName !== undefined ? projectName : region };
}
