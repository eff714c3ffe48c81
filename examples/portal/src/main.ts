/** The chat of the portal: which homeserver it may talk to, and the number of unread rooms in the title of the page. */
import '@bundesmessenger/elements/define';
import { allowInsecureLocalhost, type StoreOptions } from '@bundesmessenger/store';
import { baseUrl, homeserver } from './homeserver.ts';

const options: StoreOptions = {
  homeserver,
  whitelist: { servers: [{ serverName: homeserver, baseUrl }] },
  // For this example, whose homeserver runs on localhost. A portal in production has no such line.
  [allowInsecureLocalhost]: true,
};

const { title } = document;
for (const chat of document.querySelectorAll('bm-chat')) {
  chat.options = options;
  chat.addEventListener('bm-unread', ({ detail }) => {
    document.title = detail.rooms > 0 ? `(${detail.rooms}) ${title}` : title;
  });
}
