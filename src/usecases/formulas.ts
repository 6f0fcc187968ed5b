import type { Element, ElementContent, Nodes } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { type Schema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import katex from 'katex';
import { element } from './inlineHtml.ts';

/** Browsers lay out nested roots and fractions again and again: what is deeper than this is shown as typed. */
const DEEPEST = 24;

const NUMBERED =
  'width height depth lspace voffset rspace minsize maxsize linethickness rowspacing columnspacing mathsize';
const NAMED =
  'display displaystyle scriptlevel mathvariant mathcolor mathbackground stretchy fence separator accent accentunder movablelimits largeop symmetric form notation columnalign columnlines rowlines';

/** What KaTeX makes its MathML of, without classes, styles, links and pictures. */
const SCHEMA: Schema = {
  tagNames:
    'math mrow mi mn mo ms mtext mspace mstyle mpadded mphantom menclose mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd'.split(
      ' ',
    ),
  attributes: {
    '*': [
      ...NUMBERED.split(' ').map((name): [string, RegExp] => [
        name,
        /^[+-]?[\d.]{1,9}[a-z%]*( [\d.]{1,9}[a-z%]*)*$/,
      ]),
      ...NAMED.split(' ').map((name): [string, RegExp] => [name, /^[#\w -]{1,200}$/]),
    ],
    math: [['xmlns', 'http://www.w3.org/1998/Math/MathML']],
  },
  strip: ['annotation'],
};

/**
 * A formula in LaTeX as MathML, by KaTeX: its HTML would need inline styles. What it cannot read stands as typed.
 * Nothing in a formula reaches out of it: no links, pictures, attributes, no macros without end.
 */
export function formulaElement(latex: string, display: boolean): Element {
  const math = mathOf(latex, display);
  const content = math ?? element('code', [{ type: 'text', value: latex }]);
  const className = math ? ['formula'] : ['formula', 'unread'];
  return element(display ? 'div' : 'span', [content], { className, dataLatex: latex });
}

/** The same by itself; empty where it cannot be read. */
export function formulaHtml(latex: string, display: boolean): string {
  const math = mathOf(latex, display);
  return math ? toHtml(math) : '';
}

/** Null where it is no formula that can be read. */
function mathOf(latex: string, display: boolean): Element | null {
  try {
    const made = katex.renderToString(latex, {
      ...{ output: 'mathml', displayMode: display, throwOnError: true, trust: false, strict: 'ignore' },
      ...{ maxSize: 10, maxExpand: 200, macros: {} },
    });
    const math = mathIn(fromHtml(made, { fragment: true }));
    if (!math || depthOf(math) > DEEPEST) return null;
    return sanitize(math, SCHEMA) as Element;
  } catch {
    return null;
  }
}

function mathIn(node: Nodes): Element | null {
  if (node.type === 'element' && node.tagName === 'math') return node;
  if (!('children' in node)) return null;
  for (const child of node.children) {
    const found = mathIn(child);
    if (found) return found;
  }
  return null;
}

function depthOf(node: ElementContent): number {
  if (node.type !== 'element') return 0;
  return 1 + node.children.reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0);
}
