/** For development: `<bm-chat>` and `<bm-session>` accept http on localhost in their attributes. */
import { allowInsecureLocalhostInAttributes } from '../components/session/session-options.ts';

allowInsecureLocalhostInAttributes();
