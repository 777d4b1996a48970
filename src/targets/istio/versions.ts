// What differs between the versions of Istio that this target writes for, as facts; every decision by version asks here.

/** Oldest first. */
export const versions: readonly string[] = [
  '1.22',
  '1.23',
  '1.24',
  '1.25',
  '1.26',
  '1.27',
  '1.28',
  '1.29',
  '1.30',
  '1.31',
];

export interface Features {
  /**
   * `:path`, `:method` and `:authority` among `headers` and `withoutHeaders` of a match. Envoy always matched them; Istio's validation
   * refused such names from 1.23 until patches of 1.25.
   */
  readonly pseudoHeaders: boolean;
  /** `ServerTLSSettings.caCertCredentialName`: a secret of its own for the authority of clients' certificates (1.28). */
  readonly caCertCredentialName: boolean;
  /** `HTTPRedirect.prefixRewrite` (1.31). */
  readonly redirectPrefix: boolean;
}

/** The features of one of `versions`. */
export function featuresOf(version: string): Features {
  const minor = Number(version.split('.')[1]);
  return { pseudoHeaders: minor >= 26, caCertCredentialName: minor >= 28, redirectPrefix: minor >= 31 };
}
