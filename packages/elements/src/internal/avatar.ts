/**
 * Initials on a colour that stays the same for the same id, and over them the picture, once it is there. Decorative: the
 * name always stands beside it.
 */
import { css, html, type TemplateResult } from 'lit';
import { picture, type PictureSource } from './picture.ts';

/** Each carries white text at 4.5:1 or more. */
const colourCount = 8;

/** @param url `mxc:` URI of the picture, if there is one @param pictures who loads it */
export function avatar(id: string, name: string, url?: string, pictures?: PictureSource): TemplateResult {
  if (url !== undefined && pictures) {
    const face = picture({ media: pictures, mediaId: url, variant: 'thumbnail' });
    return html`<span class="avatar colour-${colourOf(id)}" part="avatar" aria-hidden="true"
      >${initialsOf(name)}<img alt="" ${face}
    /></span>`;
  }
  return html`<span class="avatar colour-${colourOf(id)}" part="avatar" aria-hidden="true">${initialsOf(name)}</span>`;
}

/** A number from 0 to 7, the same on every device. */
export function colourOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % colourCount;
}

/** The first letters of the first and the last word; of a user id, of its localpart. A number such as `2026-0815` is one word. */
export function initialsOf(name: string): string {
  const words = name.replace(/^[@#!]([^:]*):.*$/u, '$1').matchAll(/([\p{L}\p{N}])(?:[^\s.:_-]|(?<=\d)-(?=\d))*/gu);
  const [first = '?', ...others] = [...words].map(([, letter]) => letter);
  return (first + (others.at(-1) ?? '')).toLocaleUpperCase();
}

export const avatarStyles = css`
  .avatar {
    flex: none;
    display: inline-grid;
    place-items: center;
    inline-size: var(--_avatar-size, 2.5rem);
    block-size: var(--_avatar-size, 2.5rem);
    border: 1px solid transparent;
    border-radius: 50%;
    color: #fff;
    font-size: var(--_small);
    font-weight: 600;
    letter-spacing: 0.02em;
    user-select: none;
  }
  .avatar:has(> img) {
    position: relative;
  }
  .avatar > img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 50%;
    object-fit: cover;
  }
  .avatar > img:not([data-state='loaded']) {
    visibility: hidden;
  }
  .colour-0 {
    background: #2c5a8c;
  }
  .colour-1 {
    background: #7a4a1d;
  }
  .colour-2 {
    background: #1f6b5c;
  }
  .colour-3 {
    background: #6b3f86;
  }
  .colour-4 {
    background: #8a2f4e;
  }
  .colour-5 {
    background: #4a5d1e;
  }
  .colour-6 {
    background: #3d4a9c;
  }
  .colour-7 {
    background: #4d5966;
  }
`;
