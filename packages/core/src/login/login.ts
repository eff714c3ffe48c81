/** Everything a login needs, as one module: whoever is logged in already does without it. */
export { checkLoginResponse } from '../whitelist/sign-in.ts';
export { loginFlows, loginWithPassword } from './password.ts';
