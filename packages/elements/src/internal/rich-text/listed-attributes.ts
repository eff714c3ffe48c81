/**
 * A first pass over markup, before it is parsed: attributes that will go anyway are left out. It keeps nobody safe and
 * need not: that is the sanitiser's work. But browsers report every handler and every inline style to the page's
 * Content Security Policy as soon as they parse it, even where it can never run, and each such report would be an alarm.
 */

const tagStart = /<[a-z][^\t\n\f\r />]*/giu;
/** As the HTML standard cuts attributes: name, then perhaps a value in double, single or no quotes. */
const attribute =
  /[\t\n\f\r /]*(=?[^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"[^"]*"|'[^']*'|[^\t\n\f\r >"'][^\t\n\f\r >]*)?)?/uy;

/** @param names in lower case */
export function withListedAttributes(markup: string, names: ReadonlySet<string>): string {
  // Style sheets are reported too. Scripts are parsed alike, are not reported, and go in the same way.
  const html = markup.replace(/<(\/?)style(?=[\t\n\f\r />])/giu, '<$1script');
  let kept = '';
  let at = 0;
  tagStart.lastIndex = 0;
  for (let tag = tagStart.exec(html); tag; tag = tagStart.exec(html)) {
    kept += html.slice(at, tagStart.lastIndex);
    at = tagStart.lastIndex;
    for (let next = attributeAt(html, at); next?.[1]; next = attributeAt(html, at)) {
      if (names.has(next[1].toLowerCase())) kept += ` ${next[0].replace(/^[\t\n\f\r /]+/u, '')}`;
      at = attribute.lastIndex;
    }
    tagStart.lastIndex = at;
  }
  return kept + html.slice(at);
}

function attributeAt(html: string, at: number): RegExpExecArray | null {
  attribute.lastIndex = at;
  return attribute.exec(html);
}
