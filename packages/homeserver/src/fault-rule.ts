/** Which request meets which fault. */

export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly hasAuthorization: boolean;
  /** Came over TLS. */
  readonly isSecure: boolean;
}

/** A text matches as the whole path; a pattern anywhere in it. A CORS preflight matches only `method: 'OPTIONS'`. */
export type RequestMatch =
  { readonly method?: string; readonly path?: string | RegExp } | ((request: RecordedRequest) => boolean);

export type Fault =
  /** Answers in place of the server, which does not see the request. An object is sent as JSON. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string | object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Forwards after this time. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Cuts the connection; the server does not see the request. */
  | { readonly kind: 'dropRequest' }
  /** Cuts the connection after the server has done its work: the client cannot know that it did. */
  | { readonly kind: 'dropAnswer' }
  /** Forwards; for an exception to an earlier rule, or to another server on this machine. */
  | { readonly kind: 'pass'; readonly toBaseUrl?: string };

interface Rule {
  readonly match: RequestMatch;
  readonly fault: Fault;
  /** How many requests it still applies to. */
  remaining: number;
}

export interface FaultRules {
  /** @returns takes the rule out */
  add(match: RequestMatch, fault: Fault, options?: { readonly times?: number }): () => void;
  /** What happens to this request; counts it against the rule. */
  take(request: RecordedRequest): Fault;
  clear(): void;
}

export function createFaultRules(): FaultRules {
  let rules: readonly Rule[] = []; // the newest first
  const remove = (rule: Rule) => {
    rules = rules.filter((other) => other !== rule);
  };
  return {
    add(match, fault, { times = Infinity } = {}) {
      const rule: Rule = { match, fault, remaining: times };
      rules = [rule, ...rules];
      return () => remove(rule);
    },
    take(request) {
      const rule = rules.find((candidate) => matches(candidate.match, request));
      if (!rule) return { kind: 'pass' };
      if (--rule.remaining <= 0) remove(rule);
      return rule.fault;
    },
    clear() {
      rules = [];
    },
  };
}

function matches(match: RequestMatch, request: RecordedRequest): boolean {
  if (typeof match === 'function') return request.method !== 'OPTIONS' && match(request);
  if (match.method === undefined ? request.method === 'OPTIONS' : match.method !== request.method) return false;
  if (match.path === undefined) return true;
  return typeof match.path === 'string' ? match.path === request.path : match.path.test(request.path);
}
