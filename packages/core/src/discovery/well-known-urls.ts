/** Where a server name's well-known files are. */

/** Where discovery asks: https, or plain http for a server name that is localhost in development mode. */
export function wellKnownUrl(serverName: string, insecureLocalhost: boolean): string {
  const local = insecureLocalhost && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(serverName);
  return `${local ? 'http' : 'https'}://${serverName}/.well-known/matrix/client`;
}

/** The file beside it that names whom to ask for help (client-server API, "Getting server administrator contacts"). */
export function supportUrl(serverName: string, insecureLocalhost: boolean): string {
  return new URL('support', wellKnownUrl(serverName, insecureLocalhost)).href;
}
