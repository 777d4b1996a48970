export * from './condition.ts';
export * from './discovery.ts';
export * from './mesh.ts';
export * from './protocol.ts';
export * from './rule.ts';
export * from './settings.ts';
export * from './test.ts';
export * from './units.ts';
