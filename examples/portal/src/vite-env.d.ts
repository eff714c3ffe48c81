/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_HOMESERVER?: string;
  readonly VITE_HOMESERVER_BASE_URL?: string;
}
