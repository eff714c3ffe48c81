import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/thread/thread.define.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { threadId, threadItems } from './conversation.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { story } from './stage.ts';

const meta: Meta = { title: 'bm-thread', component: 'bm-thread' };
export default meta;

const thread = (changes: Changes = {}): StoryObj =>
  story(
    () => html`<bm-thread .store=${storeOf(changes)} .roomId=${roomId} .threadId=${threadId}></bm-thread>`,
    'column',
  );

export const Answers = thread();
export const Begun = thread({ thread: { items: threadItems.slice(0, 1) } });
export const Loading = thread({ thread: { status: 'loading', items: [] } });
