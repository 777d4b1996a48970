// What Linkerd 1.x is like where its versions differ.

export interface LinkerdFacts {
  /** The image that is installed. */
  readonly image: string;
  /** Reports to Mixer: `loggers` of a router up to 1.3, `requestAuthorizers` of its client from 1.4 on; each is fatal in the other. */
  readonly reporting: 'loggers' | 'requestAuthorizers';
}

const facts = (tag: string, reporting: LinkerdFacts['reporting']): LinkerdFacts => ({
  image: `buoyantio/linkerd:${tag}`,
  reporting,
});

/** By the version that programs name, oldest first. */
export const LINKERD_VERSIONS: Readonly<Record<string, LinkerdFacts>> = {
  '1.1.1': facts('1.1.1', 'loggers'),
  '1.3': facts('1.3.7', 'loggers'),
  '1.4': facts('1.4.6', 'requestAuthorizers'),
  '1.5': facts('1.5.2', 'requestAuthorizers'),
  '1.6': facts('1.6.4', 'requestAuthorizers'),
  '1.7': facts('1.7.4', 'requestAuthorizers'),
};
