import type { Deployment } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/maintenance/maintenance.define.ts';
import { morningMs } from '../src/testing/snapshots.ts';
import { storeOf } from './snapshots.ts';
import { story } from './stage.ts';

const meta: Meta = { title: 'bm-maintenance', component: 'bm-maintenance' };
export default meta;

const hourMs = 3_600_000;

const maintenance = (changes: Partial<NonNullable<Deployment['maintenance']>>): StoryObj =>
  story(
    () =>
      html`<bm-maintenance
        .store=${storeOf({
          deployment: {
            maintenance: {
              status: 'announced',
              kind: 'maintenance',
              blocking: false,
              description: 'Die Server werden aktualisiert.',
              announcedAtMs: morningMs,
              startsAtMs: morningMs + 8 * hourMs,
              endsAtMs: morningMs + 10 * hourMs,
              ...changes,
            },
          },
        })}
      ></bm-maintenance>`,
    'panel',
  );

export const Announced = maintenance({});
export const AnnouncedAndBlocking = maintenance({ blocking: true });
export const Running = maintenance({ status: 'running', startsAtMs: morningMs });
export const RunningAndBlocking = maintenance({ status: 'running', startsAtMs: morningMs, blocking: true });
export const OverNight = maintenance({ endsAtMs: morningMs + 20 * hourMs });
export const Message = maintenance({
  kind: 'message',
  status: 'running',
  description:
    'Ab Montag gilt die neue Dienstvereinbarung zur mobilen Arbeit.\nSie liegt im Intranet unter „Personal“.',
});
