import type { SessionState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/connection-banner/connection-banner.define.ts';
import { loggedIn } from '../src/testing/snapshots.ts';
import { storeOf } from './snapshots.ts';
import { stage } from './stage.ts';

const meta: Meta = { title: 'Verbindung', component: 'bm-connection-banner' };
export default meta;

type Sync = Extract<SessionState, { status: 'loggedIn' }>['sync'];

const banner = (sync: Sync): StoryObj => ({
  render: () =>
    stage(html`<bm-connection-banner .store=${storeOf(loggedIn({ sync }))}></bm-connection-banner>`, 'panel'),
});

export const Offline = banner({ status: 'offline', error: { code: 'OFFLINE', message: '' } });
export const ServerFehler = banner({ status: 'offline', error: { code: 'SERVER_ERROR', message: '' } });
export const HoltAuf = banner({ status: 'catchingUp' });
