/**
 * Pages for tests, each with one chat: `/listed` may use its homeserver, `/unlisted` asks for one that is not on its list,
 * `/launcher` has its chat behind a button and its host in the page, where a driver can answer for discovery.
 */
import { fileURLToPath } from 'node:url';
import { pagePolicy, workerPolicy } from '../sites/content-security-policy.ts';
import { serveSite, type Site } from '../sites/serve-site.ts';

export type ChatPages = Site;

const dropIn = fileURLToPath(new URL('../../../elements/dist/drop-in', import.meta.url));

/**
 * The server name has the port of the base URL, so that discovery reaches the same server.
 * @param foreignOrigin the policy allows it: what keeps the chat away shall be the chat
 */
export async function serveChatPages(homeserverBaseUrl: string, foreignOrigin: string): Promise<ChatPages> {
  const policy = {
    homeserverOrigins: [homeserverBaseUrl, foreignOrigin],
    trustedTypes: ['bm-lit', 'bm-sdk', 'bm-html'],
  };
  const { host } = new URL(homeserverBaseUrl);
  const listed = `<bm-chat homeserver="${host}" base-url="${homeserverBaseUrl}"></bm-chat>`;
  return serveSite({
    folders: { '/bm/': dropIn },
    pages: {
      '/listed': page('Freigegeben', listed),
      '/launcher': page(
        'Hinter einem Knopf',
        `<bm-launcher><bm-chat homeserver="localhost" base-url="${homeserverBaseUrl}" placement="page"></bm-chat></bm-launcher>`,
      ),
      '/unlisted': page('Nicht freigegeben', `<bm-chat></bm-chat><script type="module" src="/unlisted.js"></script>`),
    },
    scripts: {
      '/unlisted.js': `document.querySelector('bm-chat').options = ${JSON.stringify({
        homeserver: new URL(foreignOrigin).host,
        whitelist: { servers: [{ serverName: 'behoerde.example', baseUrl: 'https://matrix.behoerde.example' }] },
      })};`,
    },
    headers: (path) => ({
      'Content-Security-Policy': path.endsWith('/worker.js')
        ? workerPolicy(policy)
        : pagePolicy({ ...policy, hostInPage: path === '/launcher' }),
    }),
  });
}

function page(title: string, chat: string): string {
  return `<!doctype html>
<html lang="de">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <script type="module" src="/bm/bm.dev.js"></script>
  </head>
  <body><main>${chat}</main></body>
</html>`;
}
