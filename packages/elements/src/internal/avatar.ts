/** Initials on a colour that stays the same for the same id. Decorative: the name always stands beside it. */
import { css, html, type TemplateResult } from 'lit';

/** Each carries white text at 4.5:1 or more. */
const colourCount = 8;

export function avatar(id: string, name: string): TemplateResult {
  return html`<span class="avatar colour-${colourOf(id)}" part="avatar" aria-hidden="true">${initialsOf(name)}</span>`;
}

/** A number from 0 to 7, the same on every device. */
export function colourOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % colourCount;
}

/** The first letters of the first and the last word; of a user id, of its localpart. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/^[@#!]([^:]*):.*$/u, '$1')
    .split(/[\s.:_-]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = (word: string | undefined): string => /[\p{L}\p{N}]/u.exec(word ?? '')?.[0] ?? '';
  const last = words.length > 1 ? first(words.at(-1)) : '';
  return (first(words[0]) + last).toLocaleUpperCase() || '?';
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
    font-size: calc(var(--_avatar-size, 2.5rem) * 0.36);
    font-weight: 600;
    letter-spacing: 0.02em;
    user-select: none;
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
