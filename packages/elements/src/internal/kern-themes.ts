/**
 * KERN's themes name colours, but not whether they are light or dark: native controls and `light-dark()` of the page would
 * stay as the page around is. One style sheet of the document says it, by inheritance, so that the nearest area counts.
 */

let sheet: CSSStyleSheet | undefined;

/** A sheet for the page, because an element cannot ask what is around it. A page's own `--bm-color-scheme` goes first. */
export function followKernThemes({ adoptedStyleSheets }: Document): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(
      `:where([data-kern-theme=light],.kern-light){--bm-color-scheme:light}
      :where([data-kern-theme=dark],.kern-dark){--bm-color-scheme:dark}`,
    );
  }
  if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
}
