import { render, type ReactiveControllerHost } from 'lit';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../internal/language.ts';
import { FileInput } from './file-input.ts';

interface Stage {
  readonly input: FileInput;
  readonly box: HTMLElement;
  readonly names: () => readonly string[];
}

function begin(): Stage {
  const added: File[] = [];
  const box = document.createElement('div');
  const host = { requestUpdate: () => render(input.render(), box) } as unknown as ReactiveControllerHost;
  const language = { term: (word: string) => word } as unknown as Language;
  const input = new FileInput(host, language, (files) => void added.push(...files));
  render(input.render(), box);
  return { input, box, names: () => added.map(({ name }) => name) };
}

function dragEvent(type: string, ...names: readonly string[]): DragEvent {
  const dataTransfer = new DataTransfer();
  for (const name of names) dataTransfer.items.add(new File(['x'], name));
  if (names.length === 0) dataTransfer.setData('text/plain', 'Text');
  const event = new DragEvent(type, { cancelable: true });
  // Firefox makes no event with a transfer of the caller's.
  Object.defineProperty(event, 'dataTransfer', { value: dataTransfer });
  return event;
}

describe('files', () => {
  it('may be dropped where the element says so while they are held over it', () => {
    const { input, box, names } = begin();
    const over = dragEvent('dragover', 'a.txt');
    input.onDragOver(over);
    expect(over.defaultPrevented).toBe(true);
    expect(box.textContent).toContain('dropFiles');
    input.onDrop(dragEvent('drop', 'a.txt', 'b.txt'));
    expect(names()).toEqual(['a.txt', 'b.txt']);
    expect(box.textContent).not.toContain('dropFiles');
  });

  it('that are dragged away again are not taken', () => {
    const { input, box, names } = begin();
    input.onDragOver(dragEvent('dragover', 'a.txt'));
    input.onDragLeave();
    expect(box.textContent).not.toContain('dropFiles');
    expect(names()).toEqual([]);
  });

  it('are all that is taken: a text that is dropped goes where the browser puts it', () => {
    const { input, box, names } = begin();
    const [over, drop] = [dragEvent('dragover'), dragEvent('drop')];
    input.onDragOver(over);
    input.onDrop(drop);
    expect([over, drop].some(({ defaultPrevented }) => defaultPrevented)).toBe(false);
    expect(box.textContent).not.toContain('dropFiles');
    expect(names()).toEqual([]);
  });

  it('may be picked, the same one twice', () => {
    const { box, names } = begin();
    const field = box.querySelector('input')!;
    const pick = (): void => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'a.txt'));
      field.files = transfer.files;
      field.dispatchEvent(new Event('change'));
    };
    pick();
    expect(field.value).toBe('');
    pick();
    expect(names()).toEqual(['a.txt', 'a.txt']);
  });
});
