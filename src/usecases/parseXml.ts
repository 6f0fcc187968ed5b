import { SaxesParser } from 'saxes';

/** An element by its local name: what namespaces and prefixes a cartridge uses differs between versions. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** Its own text, and not that of its children. */
  text: string;
}

/** Deeper than any cartridge, and no deeper than what looks through it can go. */
const DEEPEST = 50;
/** More than the manifest of any course. */
const MOST_ELEMENTS = 100_000;

/**
 * Reads XML that may be anything. Entities of a document type are never put in: the parser knows those of XML itself alone, and one
 * that it does not know is a mistake, as everything is that is not well-formed. @returns null for that
 */
export function parseXml(bytes: Uint8Array): Element | null {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let count = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (open.length > DEEPEST || count > MOST_ELEMENTS) throw new Error('too much');
    const element = { name: localName(name), attributes: { ...attributes }, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  const add = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => open.pop());
  try {
    parser.write(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).close();
  } catch {
    return null;
  }
  return root.children[0] ?? null;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Every element of that name below this one. */
export const within = ({ children }: Element, name: string): Element[] =>
  children.flatMap((child) => [...(child.name === name ? [child] : []), ...within(child, name)]);

/** The text of the first of them. */
export const textIn = (element: Element, name: string): string => within(element, name)[0]?.text ?? '';
