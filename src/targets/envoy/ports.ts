// Ports that every proxy opens besides those of the mesh.

export const ADMIN_PORT = 15000;
/** Where redirected calls of the workload arrive. */
export const OUTBOUND_PORT = 15001;
/** Where redirected requests for the workload arrive. */
export const INBOUND_PORT = 15006;
/** Of `metrics prometheus` where the program names none. */
export const METRICS_PORT = 15090;
