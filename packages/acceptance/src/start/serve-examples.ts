/** Serves both examples as they are built, under the strict policy, each on an origin of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pagePolicy, workerPolicy } from '../sites/content-security-policy.ts';
import { serveSite, type Site } from '../sites/serve-site.ts';
import { choosePort } from './choose-port.ts';

/** The homeserver that the files of both examples name. */
export const homeserverPort = 8008;
/** Where the server name `localhost` is asked for its well-known file. Mostly nobody answers there. */
const discoveryOrigin = 'http://localhost';
const portalPort = 8080;
const intranetPort = 8081;

const folder = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

export interface Examples {
  readonly portal: Site;
  readonly intranet: Site;
  stop(): Promise<void>;
}

export interface ExampleOptions {
  /** `http://localhost:<port>`. */
  readonly homeserverBaseUrl: string;
  /** Where browsers report violations of the policy to. */
  readonly reportUri?: string;
  readonly log: (line: string) => void;
}

export async function serveExamples(options: ExampleOptions): Promise<Examples> {
  const { homeserverBaseUrl, reportUri, log } = options;
  const port = Number(new URL(homeserverBaseUrl).port);
  if (port !== homeserverPort) log(`Port ${homeserverPort} is taken: the pages are served with ${port} in its place.`);
  const reporting = reportUri ? `; report-uri ${reportUri}` : '';

  const serve = async (site: { root: string; port: number; trustedTypes: string[] }): Promise<Site> => {
    const policy = { homeserverOrigins: [homeserverBaseUrl, discoveryOrigin], trustedTypes: site.trustedTypes };
    return serveSite({
      folders: { '/bm/': folder('packages/elements/dist/drop-in'), '/': site.root },
      ...(port !== homeserverPort && rewritten(site.root, port)),
      headers: (path) => ({
        'Content-Security-Policy':
          (/\/worker[^/]*\.js$/.test(path) ? workerPolicy(policy) : pagePolicy(policy)) + reporting,
      }),
      port: await choosePort(site.port),
    });
  };

  const portal = await serve({
    root: folder('examples/portal/dist'),
    port: portalPort,
    trustedTypes: ['lit-html', 'bm-sdk', 'bm-html'],
  });
  const intranet = await serve({
    root: folder('examples/intranet/site'),
    port: intranetPort,
    trustedTypes: ['bm-lit', 'bm-sdk', 'bm-html'],
  });
  return {
    portal,
    intranet,
    async stop() {
      await Promise.all([portal.stop(), intranet.stop()]);
    },
  };
}

/** The pages and scripts that name the homeserver, with another port. */
function rewritten(root: string, port: number): { pages: Record<string, string>; scripts: Record<string, string> } {
  const made = { pages: {} as Record<string, string>, scripts: {} as Record<string, string> };
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const kind = { '.html': made.pages, '.js': made.scripts }[extname(file)];
    if (!kind) continue;
    const text = readFileSync(join(root, file), 'utf8');
    if (!text.includes(`localhost:${homeserverPort}`)) continue;
    const path = `/${relative('', file).split(sep).join('/')}`;
    kind[path.replace(/\/index\.html$/, '/')] = text.replaceAll(`localhost:${homeserverPort}`, `localhost:${port}`);
  }
  return made;
}
