/** Markdown as people write it in messages: CommonMark with strikethrough and bare addresses. Loaded when somebody writes. */
import { micromark, type Options } from 'micromark';
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal';
import { gfmStrikethrough, gfmStrikethroughHtml } from 'micromark-extension-gfm-strikethrough';

const options: Options = {
  extensions: [
    gfmAutolinkLiteral(),
    gfmStrikethrough({ singleTilde: false }),
    // Who indents a line means no code.
    { disable: { null: ['codeIndented'] } },
  ],
  htmlExtensions: [gfmAutolinkLiteralHtml(), gfmStrikethroughHtml()],
};

const fence = /^ {0,3}(?:```|~~~)/u;
/** A link whose text is its address: every client makes one of the plain text too. */
const bareLink = /<a href="(?:https?:\/\/|mailto:)?([^"]*)">(?:https?:\/\/)?\1<\/a>/gu;

/** @returns `undefined` where the text has nothing that formatting would add. Markup in the text comes out as text. */
export function markdownToHtml(text: string): string | undefined {
  const html = micromark(withLineBreaks(text), options);
  const formatted = html.replace(bareLink, '$1');
  if (!/<(?!\/?p>|br \/>)/u.test(formatted)) return undefined;
  const single = /^<p>((?:(?!<\/?p>)[\s\S])*)<\/p>$/u.exec(html);
  return single?.[1] ?? html;
}

/** In a message a new line is a new line; in Markdown alone it would be a space. */
function withLineBreaks(text: string): string {
  const lines = text.split('\n');
  let inCode = false;
  return lines
    .map((line, at) => {
      if (fence.test(line)) inCode = !inCode;
      const goesOn = (lines[at + 1] ?? '').trim() !== '';
      return inCode || line.trim() === '' || !goesOn ? line : `${line}  `;
    })
    .join('\n');
}
