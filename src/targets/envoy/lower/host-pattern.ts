// Names of hosts and servers, with `*.` wildcards for one or more labels in front and `*` for any: which covers which.

/** Whether every name of `inner` is one of `outer`. */
export const covers = (outer: string, inner: string): boolean =>
  outer === inner || outer === '*' || (outer.startsWith('*.') && inner.endsWith(outer.slice(1)) && inner !== outer);
