import { BmError, type PassphraseStrength } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { RecoveryFlow } from './recovery-flow.ts';

const key = 'EsTc 9HwY 3mXq Kd7N';

interface Stage {
  readonly flow: RecoveryFlow;
  readonly store: FakeStore;
  readonly sent: () => readonly string[];
  readonly closed: () => number;
}

/** A flow in an element that shows nothing. */
function begin({ showsDone = true } = {}): Stage {
  const store = createFakeStore();
  store.answer({ setUpRecovery: () => ({ recoveryKey: key }) });
  const host = {
    store,
    addController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
    renderRoot: document.createElement('div'),
  } as unknown as ConstructorParameters<typeof RecoveryFlow>[0];
  let closed = 0;
  const flow = new RecoveryFlow(host, { showsDone: () => showsDone, close: () => void closed++ });
  return { flow, store, sent: () => store.commands.map(({ type }) => type), closed: () => closed };
}

/** A command that waits until the test answers it. */
function pending<T>(): { readonly answer: () => Promise<T>; readonly with: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { answer: () => promise, with: (value) => resolve(value) };
}

describe('the way through recovery', () => {
  it('leads from a new key over its check to the end', async () => {
    const { flow, store } = begin();
    expect(flow.isUnderWay).toBe(false);
    await flow.setUp('', '');
    expect(flow.state).toMatchObject({ step: { kind: 'key', key }, busy: false });
    expect(store.commands.at(-1)).toEqual({ type: 'setUpRecovery' });
    await flow.go({ kind: 'check', key });
    await flow.check('Kd7N');
    expect(store.commands.at(-1)).toEqual({ type: 'confirmRecovery', recoveryKey: key });
    expect(flow.state.step).toEqual({ kind: 'done' });
  });

  it('goes back to what the state asks for where the end is not shown', async () => {
    const { flow } = begin({ showsDone: false });
    await flow.create();
    await flow.go({ kind: 'check', key });
    await flow.check(key);
    expect(flow.isUnderWay).toBe(false);
  });

  it('confirms no key whose end is not known', async () => {
    const { flow, sent } = begin();
    await flow.create();
    await flow.go({ kind: 'check', key });
    await flow.check('kd7n');
    expect(flow.state.fault).toEqual({ field: 'check', word: 'checkWrong' });
    expect(sent()).toEqual(['setUpRecovery']);
  });

  it('says what was done with the key, also when it is shown again, but not of the next one', async () => {
    const { flow } = begin();
    await flow.create();
    flow.say('keyCopied');
    expect(flow.state.step).toEqual({ kind: 'key', key, said: 'keyCopied' });
    await flow.create();
    expect(flow.state.step).toEqual({ kind: 'key', key });
    flow.restart();
    flow.say('keyCopied');
    expect(flow.state.step).toEqual({ kind: 'prompt' });
  });

  it('takes a passphrase where one is wanted, and twice the same', async () => {
    const { flow, store, sent } = begin();
    flow.usePassphrase(true);
    await flow.setUp('', '');
    expect(flow.state.fault).toEqual({ field: 'passphrase', word: 'passphraseMissing' });
    await flow.setUp('sieben', 'acht');
    expect(flow.state.fault).toEqual({ field: 'repeat', word: 'passphrasesDiffer' });
    expect(sent()).toEqual([]);
    await flow.setUp('sieben', 'sieben');
    expect(store.commands).toEqual([{ type: 'setUpRecovery', passphrase: 'sieben' }]);
  });

  it('shows the strength of what was typed last, and none of a passphrase that is no longer wanted', async () => {
    const { flow, store } = begin();
    const slow = pending<PassphraseStrength>();
    store.answer({
      ratePassphrase: ({ passphrase }) => (passphrase === 'kurz' ? slow.answer() : 'strong'),
    });
    flow.usePassphrase(true);
    const first = flow.rate('kurz');
    await flow.rate('sieben blaue Regenschirme');
    slow.with('weak');
    await first;
    expect(flow.state.passphrase).toEqual({ strength: 'strong' });
    const last = flow.rate('noch etwas');
    flow.usePassphrase(false);
    await last;
    expect(flow.state.passphrase).toBeUndefined();
  });

  it('unlocks with what was typed, without the spaces around it, and closes', async () => {
    const { flow, store, closed } = begin();
    await flow.unlock('recoveryKey', '  ');
    expect(flow.state.fault).toEqual({ field: 'key', word: 'recoveryKeyMissing' });
    await flow.unlock('passphrase', '');
    expect(flow.state.fault).toEqual({ field: 'key', word: 'passphraseMissing' });
    await flow.unlock('recoveryKey', ` ${key} `);
    expect(store.commands).toEqual([{ type: 'unlock', secret: { recoveryKey: key } }]);
    expect(flow.state.fault).toBeUndefined();
    expect(closed()).toBe(1);
  });

  it('puts a refusal at the field that was judged; all others are of the whole form', async () => {
    const { flow, store, closed } = begin();
    store.answer({ unlock: () => Promise.reject(new BmError('RECOVERY_KEY_WRONG', '')) });
    await flow.unlock('recoveryKey', key);
    expect(flow.state).toMatchObject({ busy: false, fault: { field: 'key', code: 'RECOVERY_KEY_WRONG' } });
    store.answer({ unlock: () => Promise.reject(new BmError('OFFLINE', '')) });
    await flow.unlock('recoveryKey', key);
    expect(flow.state.fault).toEqual({ code: 'OFFLINE' });
    expect(closed()).toBe(0);
  });

  it('forgets a fault when the user goes another way', async () => {
    const { flow } = begin();
    await flow.unlock('recoveryKey', '');
    await flow.useMethod('passphrase');
    expect(flow.state).toMatchObject({ method: 'passphrase', fault: undefined });
    await flow.unlock('passphrase', '');
    await flow.go({ kind: 'reset' });
    expect(flow.state.fault).toBeUndefined();
  });

  it('sends one command at a time', async () => {
    const { flow, store, sent } = begin();
    const slow = pending<undefined>();
    store.answer({ resetIdentity: slow.answer });
    await flow.go({ kind: 'reset' });
    const first = flow.reset();
    await flow.reset();
    await flow.create();
    expect(flow.state.busy).toBe(true);
    slow.with(undefined);
    await first;
    expect(sent()).toEqual(['resetIdentity']);
    expect(flow.isUnderWay).toBe(false);
  });

  it('may be left, but not with a key that nobody has confirmed, and not while a command is under way', async () => {
    const { flow, store } = begin();
    expect(flow.mayBeLeft).toBe(true);
    await flow.create();
    expect(flow.mayBeLeft).toBe(false);
    await flow.go({ kind: 'check', key });
    expect(flow.mayBeLeft).toBe(false);
    await flow.check(key);
    expect(flow.mayBeLeft).toBe(true);
    const slow = pending<undefined>();
    store.answer({ requestVerification: slow.answer });
    const asked = flow.askOtherDevice();
    expect(flow.mayBeLeft).toBe(false);
    slow.with(undefined);
    await asked;
  });

  it('forgets the key when it is closed, and when its element leaves the page', async () => {
    const { flow } = begin();
    for (const leave of [() => flow.restart(), () => flow.hostDisconnected()]) {
      await flow.create();
      leave();
      expect(JSON.stringify(flow.state)).not.toContain(key);
    }
  });
});
