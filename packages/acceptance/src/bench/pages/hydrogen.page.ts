/** hydrogen-view-sdk as its README shows it, with its own session view in place of the single timeline. */
import {
  Client,
  createNavigation,
  createRouter,
  FeatureSet,
  KeyType,
  LoadStatus,
  Platform,
  SessionView,
  SessionViewModel,
} from 'hydrogen-view-sdk';

const assetPaths = {
  downloadSandbox: 'download-sandbox.html',
  worker: 'main.js',
  olm: { wasm: 'olm.wasm', legacyBundle: 'olm_legacy.js', wasmBundle: 'olm.js' },
  serviceWorker: 'sw.js',
};

const container = document.querySelector<HTMLDivElement>('#app')!;
const platform = new Platform({ container, assetPaths, config: {}, options: { development: false } });
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const features = await FeatureSet.load(platform.settingsStorage);
const client = new Client(platform, features);
const [stored] = await platform.sessionInfoStorage.getAll();
void client.startWithExistingSession(stored!.id);
await client.loadStatus.waitFor((status) => status === LoadStatus.Ready || status === LoadStatus.Error).promise;
if (client.loadError) throw client.loadError;

navigation.push('session', client.sessionId);
const viewModel = new SessionViewModel({ client, platform, navigation, urlRouter, features });
viewModel.start();
container.appendChild(new SessionView(viewModel).mount());

/** For the rig: what a person does by typing the recovery key into the settings. */
Object.assign(globalThis, {
  openKeyBackup: (recoveryKey: string) => client.session.enableSecretStorage(KeyType.RecoveryKey, recoveryKey),
});
