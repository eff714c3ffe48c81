/** The clients that are compared, and where the rig finds in each of them what it looks for. */
import type { Page } from 'playwright';
import type { DeepSelector } from '../browser/probe.ts';
import type { Preparations } from '../pages/prepare.page.ts';

export type ClientName = 'floor' | 'bundesmessenger' | 'js-sdk' | 'hydrogen';

export interface BenchClient {
  readonly name: ClientName;
  readonly pagePath: string;
  readonly preparation: keyof Preparations;
  /** The floor does not decrypt. */
  readonly encrypts: boolean;
  /** Rows of the room list. */
  readonly rooms: DeepSelector;
  /** Messages of the open room. */
  readonly messages: DeepSelector;
  readonly composer: DeepSelector;
  /** After the first list of a fresh device, unmeasured: gives it the room keys it could not be prepared with. */
  readonly openKeyBackup?: (page: Page, recoveryKey: string) => Promise<void>;
}

const plainPage = { rooms: '#rooms > li', messages: '#timeline > li', composer: '#composer' } as const;
const messenger = 'bm-chat >>> bm-messenger >>> ';

export const floor: BenchClient = {
  name: 'floor',
  pagePath: '/floor/index.html',
  preparation: 'floor',
  encrypts: false,
  ...plainPage,
};

export const bundesmessenger: BenchClient = {
  name: 'bundesmessenger',
  pagePath: '/bundesmessenger/index.html',
  preparation: 'bundesmessenger',
  encrypts: true,
  rooms: `${messenger}bm-room-list >>> [data-room]`,
  messages: `${messenger}bm-room >>> bm-timeline >>> article`,
  composer: `${messenger}bm-room >>> bm-composer >>> textarea`,
};

export const jsSdk: BenchClient = {
  name: 'js-sdk',
  pagePath: '/js-sdk/index.html',
  preparation: 'jsSdk',
  encrypts: true,
  ...plainPage,
};

export const hydrogen: BenchClient = {
  name: 'hydrogen',
  pagePath: '/hydrogen/index.html',
  preparation: 'hydrogen',
  encrypts: true,
  rooms: '.RoomList > li',
  messages: '.Timeline .Timeline_message',
  composer: '.MessageComposer textarea',
  openKeyBackup: (page, recoveryKey) =>
    page.evaluate(async (key) => {
      await (globalThis as unknown as { openKeyBackup(key: string): Promise<unknown> }).openKeyBackup(key);
    }, recoveryKey),
};

export const allClients: readonly BenchClient[] = [floor, bundesmessenger, jsSdk, hydrogen];
