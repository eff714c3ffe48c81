/** What the homeserver's operator says of the deployment, cleaned: links are absolute https URLs or absent. */
export interface Deployment {
  readonly imprintUrl?: string;
  readonly privacyUrl?: string;
}
