import { BmError, type EncryptionState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/recovery/recovery.define.ts';
import type { BmRecovery } from '../src/components/recovery/recovery.ts';
import { recoveryKey } from '../src/testing/trust-snapshots.ts';
import { storeOf } from './snapshots.ts';
import { press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-recovery', component: 'bm-recovery' };
export default meta;

const safety = { backup: { status: 'off' }, logoutRisk: 'noRecovery' } as const;
const setUp: EncryptionState = {
  status: 'setUpNeeded',
  mandatory: true,
  notConfirmed: false,
  keeper: 'user',
  ...safety,
};
const locked: EncryptionState = {
  status: 'unlockNeeded',
  methods: ['recoveryKey', 'passphrase', 'otherDevice'],
  ...safety,
};

const recovery = (encryption: EncryptionState, mode: BmRecovery['mode'], play?: () => Promise<unknown>): StoryObj =>
  story(
    () => {
      const store = storeOf({ encryption });
      store.answer({
        setUpRecovery: () => ({ recoveryKey }),
        ratePassphrase: ({ passphrase }) =>
          passphrase.length > 24 ? 'strong' : passphrase.length > 12 ? 'medium' : 'weak',
        unlock: () => Promise.reject(new BmError('RECOVERY_KEY_WRONG', '')),
        resetIdentity: () => {
          store.show(
            { type: 'reauthentication' },
            { status: 'needed', purpose: 'resetIdentity', methods: [{ type: 'password' }] },
          );
          return new Promise<undefined>(() => undefined);
        },
      });
      return html`<bm-recovery .store=${store} .mode=${mode}></bm-recovery>`;
    },
    mode === 'page' ? 'page' : 'column',
    play,
  );

export const Notice = recovery({ ...setUp, mandatory: false }, 'notice');
export const UnlockNotice = recovery(locked, 'notice');
export const ResetNotice = recovery({ status: 'resetNeeded', ...safety }, 'notice');
export const Restoring = recovery(
  { status: 'ready', recovery: 'set', ...safety, restoring: { done: 412, total: 1_830 } },
  'notice',
);
export const SetUp = recovery(setUp, 'page');
export const PassphraseStrong = recovery(setUp, 'page', async () => {
  await press('input[type="checkbox"]');
  await type('#passphrase', 'sieben blaue Regenschirme');
});
export const PassphraseWeak = recovery(setUp, 'page', async () => {
  await press('input[type="checkbox"]');
  await type('#passphrase', 'kurz');
});
export const Key = recovery(setUp, 'page', () => press('.flow .primary'));
export const Check = recovery(setUp, 'page', () => press('.flow .primary', '.flow > .actions .primary'));
export const CheckWrong = recovery(setUp, 'page', async () => {
  await press('.flow .primary', '.flow > .actions .primary');
  await type('#check', 'xxxx');
  await press('.flow form .primary');
});
export const NotConfirmed = recovery({ ...setUp, notConfirmed: true, mandatory: false }, 'notice', () =>
  press('.bar .primary'),
);
export const Unlock = recovery(locked, 'notice', () => press('.bar .primary'));
export const UnlockWrong = recovery(locked, 'notice', async () => {
  await press('.bar .primary');
  await type('#secret', 'EsTc 9HwY 3mXq');
  await press('.flow form .primary');
});
export const OtherDevice = recovery(
  { ...locked, methods: ['otherDevice', 'recoveryKey'] } as EncryptionState,
  'notice',
  () => press('.bar .primary'),
);
export const BeginAnew = recovery({ status: 'resetNeeded', ...safety }, 'notice', () => press('.bar .primary'));
export const SignInAgain = recovery({ status: 'resetNeeded', ...safety }, 'notice', () =>
  press('.bar .primary', '.flow .danger'),
);
export const DeadEnd = recovery({ status: 'deadEnd', reason: 'noReauthentication', ...safety }, 'notice', () =>
  press('.bar .primary'),
);
