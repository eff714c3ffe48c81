import type { EncryptionState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { BmError } from '@bundesmessenger/store';
import { html } from 'lit';
import '../src/components/recovery/recovery.define.ts';
import type { BmRecovery } from '../src/components/recovery/recovery.ts';
import { recoveryKey } from '../src/testing/trust-snapshots.ts';
import { storeOf } from './snapshots.ts';
import { press, stage, type } from './stage.ts';

const meta: Meta = { title: 'Sicherung', component: 'bm-recovery' };
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

const recovery = (state: EncryptionState, mode: BmRecovery['mode'], play?: StoryObj['play']): StoryObj => ({
  render: () => {
    const store = storeOf();
    store.show({ type: 'encryption' }, state);
    store.answer({
      setUpRecovery: () => ({ recoveryKey }),
      ratePassphrase: ({ passphrase }) => ({
        strength: passphrase.length > 24 ? 'strong' : passphrase.length > 12 ? 'medium' : 'weak',
      }),
      unlock: () => Promise.reject(new BmError('RECOVERY_KEY_WRONG', '')),
      resetIdentity: () => {
        store.show(
          { type: 'reauthentication' },
          { status: 'needed', purpose: 'resetIdentity', methods: [{ type: 'password' }] },
        );
        return new Promise<undefined>(() => undefined);
      },
    });
    return stage(html`<bm-recovery .store=${store} .mode=${mode}></bm-recovery>`, mode === 'page' ? 'page' : 'column');
  },
  ...(play && { play }),
});

export const Hinweis = recovery({ ...setUp, mandatory: false }, 'notice');
export const HinweisEntsperren = recovery(locked, 'notice');
export const Fortschritt = recovery(
  { status: 'ready', recovery: 'set', ...safety, restoring: { done: 412, total: 1_830 } },
  'notice',
);
export const Einrichten = recovery(setUp, 'page');
export const Passphrase = recovery(setUp, 'page', async () => {
  await press('input[type="checkbox"]');
  await type('#passphrase', 'sieben blaue Regenschirme');
});
export const PassphraseZuSchwach = recovery(setUp, 'page', async () => {
  await press('input[type="checkbox"]');
  await type('#passphrase', 'kurz');
});
export const Schluessel = recovery(setUp, 'page', () => press('.flow .primary'));
export const Kontrolle = recovery(setUp, 'page', async () => {
  await press('.flow .primary');
  await press('.flow > .actions .primary');
});
export const KontrolleFalsch = recovery(setUp, 'page', async () => {
  await press('.flow .primary');
  await press('.flow > .actions .primary');
  await type('#check', 'xxxx');
  await press('.flow form .primary');
});
export const NichtBestaetigt = recovery({ ...setUp, notConfirmed: true, mandatory: false }, 'notice', () =>
  press('.bar .primary'),
);
export const Entsperren = recovery(locked, 'notice', () => press('.bar .primary'));
export const EntsperrenFalsch = recovery(locked, 'notice', async () => {
  await press('.bar .primary');
  await type('#secret', 'EsTc 9HwY 3mXq');
  await press('.flow form .primary');
});
export const AnderesGeraet = recovery(
  { ...locked, methods: ['otherDevice', 'recoveryKey'] } as EncryptionState,
  'notice',
  () => press('.bar .primary'),
);
export const NeuBeginnen = recovery({ status: 'resetNeeded', ...safety }, 'notice', () => press('.bar .primary'));
export const NochmalsAnmelden = recovery({ status: 'resetNeeded', ...safety }, 'notice', async () => {
  await press('.bar .primary');
  await press('.flow .danger');
});
export const Sackgasse = recovery({ status: 'deadEnd', reason: 'noReauthentication', ...safety }, 'notice', () =>
  press('.bar .primary'),
);
