import type { SyncState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/connection-banner/connection-banner.define.ts';
import { loggedIn } from '../src/testing/snapshots.ts';
import { storeOf } from './snapshots.ts';
import { story } from './stage.ts';

const meta: Meta = { title: 'bm-connection-banner', component: 'bm-connection-banner' };
export default meta;

const banner = (sync: SyncState): StoryObj =>
  story(
    () => html`<bm-connection-banner .store=${storeOf({ session: loggedIn({ sync }) })}></bm-connection-banner>`,
    'panel',
  );

export const Offline = banner({ status: 'offline', error: { code: 'OFFLINE', message: '' } });
export const ServerFails = banner({ status: 'offline', error: { code: 'SERVER_ERROR', message: '' } });
export const CatchingUp = banner({ status: 'catchingUp' });
