/** hydrogen-view-sdk ships no types: of its surface what the page uses. */
declare module 'hydrogen-view-sdk' {
  interface SessionInfo {
    readonly id: string;
  }
  export class Platform {
    constructor(options: { container: HTMLElement; assetPaths: object; config: object; options: object });
    readonly history: object;
    readonly settingsStorage: object;
    readonly sessionInfoStorage: { getAll(): Promise<readonly SessionInfo[]> };
    init(): Promise<void>;
    setNavigation(navigation: Navigation): void;
  }
  interface Navigation {
    push(type: string, value: unknown): void;
  }
  export function createNavigation(): Navigation;
  export function createRouter(options: { navigation: Navigation; history: object }): { attach(): void };
  export class FeatureSet {
    static load(settingsStorage: object): Promise<FeatureSet>;
  }
  export const LoadStatus: { readonly Ready: string; readonly Error: string };
  export const KeyType: { readonly RecoveryKey: number };
  export class Client {
    constructor(platform: Platform, features: FeatureSet);
    readonly sessionId: string;
    readonly loadError: Error | null;
    readonly loadStatus: { waitFor(predicate: (status: string) => boolean): { readonly promise: Promise<void> } };
    readonly session: { enableSecretStorage(type: number, credential: string): Promise<unknown> };
    startWithExistingSession(sessionId: string): Promise<void>;
  }
  export class SessionViewModel {
    constructor(options: object);
    start(): void;
  }
  export class SessionView {
    constructor(viewModel: SessionViewModel);
    mount(): HTMLElement;
  }
}
