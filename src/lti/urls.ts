/** `/scores` and `/results` go on the path, before a query (AGS 2.0, section 3.3.1): Moodle's line items have one. */
export function below(lineItemUrl: string, name: 'scores' | 'results'): string {
  const url = new URL(lineItemUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${name}`;
  return url.href;
}
