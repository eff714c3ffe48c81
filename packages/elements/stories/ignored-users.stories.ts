import { BmError, type Sender } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/ignored-users/ignored-users.define.ts';
import { anna, cem } from '../src/testing/snapshots.ts';
import { portrait } from './conversation.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story } from './stage.ts';

const meta: Meta = { title: 'bm-ignored-users', component: 'bm-ignored-users' };
export default meta;

const people: readonly Sender[] = [
  { ...anna, avatarUrl: portrait('anna') },
  cem,
  { userId: '@presse.extern:land.example', displayName: '@presse.extern:land.example' },
];

const ignored = (users: readonly Sender[], changes: Changes = {}, ...pressed: readonly string[]): StoryObj =>
  story(
    () => html`<bm-ignored-users .store=${storeOf({ ...changes, ignored: users })}></bm-ignored-users>`,
    'panel',
    () => press(...pressed),
  );

export const Several = ignored(people);
export const Nobody = ignored([]);
export const LongName = ignored([
  {
    userId: '@johanna-charlotte.hohenstein-wallersdorf:ministerium-fuer-digitales.example',
    displayName: 'Dr. Johanna-Charlotte Freifrau von und zu Hohenstein-Wallersdorf',
  },
]);
export const Failed = ignored(
  people,
  { answers: { setIgnored: () => Promise.reject(new BmError('OFFLINE', 'a story of a failure')) } },
  '.person button',
);
