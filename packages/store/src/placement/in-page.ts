/** Placement three: the host in this page. Not shared with other tabs; the Web Lock of the session keeps them apart. */
import type { Host } from '../host/host.ts';
import type { HostLink } from './page-connection.ts';

/** The prebuilt worker file, imported as a module, is the host of the page: one for all stores of the page. */
export function createInPageLink(url: string): HostLink {
  return {
    open(onFailure) {
      const { port1: near, port2: far } = new MessageChannel();
      import(/* @vite-ignore */ /* webpackIgnore: true */ url).then(
        ({ host }: { host: Host }) => host.serve(far),
        onFailure,
      );
      return near;
    },
    close: () => undefined,
  };
}
