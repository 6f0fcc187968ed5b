import type { Lms } from '../lms.ts';
import type { LaunchContext } from './launch.ts';

/**
 * Custom fields of tool, message and activity with their substitution variables replaced [Core 1.3 App. B].
 * A variable the platform does not know, or has no value for and leaves alone, arrives as `$Name`.
 */
export function substituted(lms: Lms, context: LaunchContext): Record<string, string | null> {
  const fields = { ...context.tool.custom, ...context.launch.custom, ...context.activity?.custom };
  const replace = (value: string) => {
    const variable = value.startsWith('$') ? lms.preset.variables[value.slice(1)] : undefined;
    const found = variable?.(lms, context);
    return found === undefined ? value : found;
  };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, replace(value)]));
}
