/** An attribute of an element as one of a document's part, by its name without `data-`; null where there is none. */
export function attribute(name: string) {
  return {
    default: null,
    parseHTML: (element: HTMLElement) => element.getAttribute(name),
    renderHTML: (attributes: Record<string, string | null>) => {
      const value = attributes[name.replace('data-', '')] ?? null;
      return value === null ? {} : { [name]: value };
    },
  };
}
