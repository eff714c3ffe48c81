/**
 * What the session knows of its deployment, put together from all who tell: the operator's well-known files and maintenance,
 * the homeserver for the user who is logged in, and the whitelist's warnings. Asks beside the start, never before it.
 */
import type { AccountFacts } from '../discovery/ask-operator.ts';
import type { AnnouncedDeployment } from '../discovery/deployment.ts';
import type { MaintenanceFollower } from '../discovery/follow-maintenance.ts';
import { withMaintenanceGate } from '../discovery/maintenance-gate.ts';
import type { Maintenance } from '../discovery/maintenance.ts';
import type { ErrorData } from '../errors.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import type { ContentScanning } from '../media/content-scanner.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { writable, type Readable } from '../readable.ts';
import type { Deployment, SyncState } from '../types.ts';
import type { SecondStageModule } from './second-stage-module.ts';
import type { Federation } from '../whitelist/rooms.ts';

export interface DeploymentWatchOptions {
  /** Through the door. */
  readonly fetch: GuardedFetch;
  /** Of the session: what a server says may narrow it, never widen it. */
  readonly federation: Federation;
  /** The approved base URL, as long as the approval counts. */
  readonly baseUrl: () => string | undefined;
  readonly supportUrl: string;
  readonly scanning: ContentScanning | undefined;
  /** In the user's name. @throws {BmError} NOT_LOGGED_IN */
  readonly request: AuthenticatedRequest;
  /** Maintenance that blocked is over: now requests can leave again. */
  readonly onUnblocked: () => void;
  readonly now?: () => number;
  readonly loadOperator: () => Promise<SecondStageModule['operator']>;
}

export interface DeploymentWatch {
  readonly deployment: Readable<Deployment>;
  /** The same door; while maintenance blocks it makes no request to the homeserver. */
  readonly fetch: GuardedFetch;
  /** What discovery has found. */
  announce(found: AnnouncedDeployment): void;
  warn(warnings: readonly ErrorData[]): void;
  /** From now on maintenance is followed and the support contact asked for. May be called again. */
  follow(): void;
  /** Somebody is logged in, and the sync says how it goes. */
  onSync(sync: SyncState): void;
  /** Nobody is logged in any more: what was told for that account is forgotten. */
  forgetAccount(): void;
  /** Asks for maintenance at once: something fails. */
  check(): void;
  stop(): void;
}

export function createDeploymentWatch(options: DeploymentWatchOptions): DeploymentWatch {
  const { federation, baseUrl, supportUrl, request, onUnblocked, loadOperator, now } = options;
  const ended = new AbortController();
  let announced: AnnouncedDeployment = {};
  let found: Pick<Deployment, 'warnings' | 'supportContact'> = {};
  let account: AccountFacts | undefined;
  let askingAccount: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  let follower: MaintenanceFollower | undefined;
  let maintenance: Maintenance = { status: 'none' };
  const deployment = writable<Deployment>({ federation });

  const show = (): void => {
    const closed = announced.announcedFederation?.enabled === false;
    deployment.set({
      ...announced,
      ...found,
      ...account,
      federation: closed ? 'internal' : federation,
      ...(maintenance.status !== 'none' && { maintenance }),
    });
  };
  const onMaintenance = (next: Maintenance): void => {
    const wasBlocking = isBlocking(maintenance);
    maintenance = next;
    show();
    if (wasBlocking && !isBlocking(next)) onUnblocked();
  };
  const follow = (): void => {
    following ??= begin().catch(() => {
      following = undefined; // tried again with what the sync says next
    });
  };
  const begin = async (): Promise<void> => {
    const { askMaintenance, askSupportContact, followMaintenance } = await loadOperator();
    if (ended.signal.aborted) return;
    const ask = async (signal: AbortSignal) => {
      const base = baseUrl();
      return base === undefined ? ({ status: 'failed' } as const) : askMaintenance(options.fetch, base, signal);
    };
    follower = followMaintenance({ ask, ...(now && { now }) });
    follower.state.subscribe(onMaintenance);
    const supportContact = await askSupportContact(options.fetch, supportUrl, ended.signal).catch(() => undefined);
    if (!supportContact || ended.signal.aborted) return; // nobody to ask is no reason to stop
    found = { ...found, supportContact };
    show();
  };
  const askAccount = (): void => {
    const asking = loadOperator()
      .then(({ askAccountFacts }) => askAccountFacts(request, options.scanning))
      .then(
        (facts) => {
          if (askingAccount !== asking || ended.signal.aborted) return;
          account = facts;
          show();
        },
        () => {
          if (askingAccount === asking) askingAccount = undefined; // asked again with the next answer of the sync
        },
      );
    askingAccount = asking;
  };

  return {
    deployment,
    fetch: withMaintenanceGate(options.fetch, () => maintenance, now),
    announce(next) {
      announced = next;
      show();
    },
    warn(warnings) {
      found = { ...found, warnings };
      show();
    },
    follow,
    onSync({ status }) {
      if (status === 'catchingUp') return;
      follow();
      if (status === 'offline') follower?.check();
      if (status === 'live' && !askingAccount) askAccount();
    },
    forgetAccount() {
      askingAccount = undefined;
      account = undefined;
      show();
    },
    check: () => follower?.check(),
    stop() {
      ended.abort();
      follower?.stop();
    },
  };
}

const isBlocking = (maintenance: Maintenance): boolean => maintenance.status === 'running' && maintenance.blocking;
