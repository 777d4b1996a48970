// The project of generate.mjs in CUE, for comparison: node bench/cue.mjs N DIR. Services are values of a definition, which checks them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const library = `package shop

import "encoding/yaml"

#Duration: =~"^[0-9]+(ms|s|m|h)$"
#Service: {
	name:     =~"^[a-z][a-z0-9-]*$"
	max:      int & >0
	timeout:  #Duration
	attempts: int & >0
}
services: [...#Service]

#Destination: {
	of:      string
	version: "v1" | "v2" | "v3"
	at:      *null | int
	out: {
		host:   "\\(of).shop.svc.cluster.local"
		subset: version
		if at != null {port: number: at}
	}
}
#Rules: {
	service: #Service
	port:    *null | int
	out: [for rule in [
		{name: "api", match: [{uri: prefix: "/\\(service.name)/api/"}], to: [{v: "v1", weight: 90}, {v: "v2", weight: 10}]},
		{name: "canary", match: [{headers: "x-canary": exact: "true"}], to: [{v: "v3"}]},
		{name: "default", to: [{v: "v1"}]},
	] {
		name: rule.name
		if rule.match != _|_ {match: rule.match}
		route: [for one in rule.to {
			destination: (#Destination & {of: service.name, version: one.v, at: port}).out
			if one.weight != _|_ {weight: one.weight}
		}]
		timeout: service.timeout
		retries: {attempts: service.attempts, perTryTimeout: "2s", retryOn: "5xx,connect-failure"}
	}]
}
objects: [for s in services for each in [
	{
		apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: {name: s.name, namespace: "shop"}
		spec: {hosts: ["\\(s.name).shop.svc.cluster.local"], gateways: ["mesh"], http: (#Rules & {service: s}).out}
	},
	{
		apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: {name: "\\(s.name)-example-com", namespace: "shop"}
		spec: {hosts: ["\\(s.name).example.com"], gateways: ["istio-ingress/shop-gateway"], http: (#Rules & {service: s, port: 8080}).out}
	},
	{
		apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: {name: s.name, namespace: "shop"}
		spec: {
			host: "\\(s.name).shop.svc.cluster.local"
			trafficPolicy: {
				loadBalancer: simple: "LEAST_REQUEST"
				connectionPool: {tcp: maxConnections: s.max, http: {http1MaxPendingRequests: 64, maxRequestsPerConnection: 10}}
				outlierDetection: {consecutive5xxErrors: 5, interval: "10s", baseEjectionTime: "30s"}
			}
			subsets: [for v in ["v1", "v2", "v3"] {name: v, labels: version: v}]
		}
	},
] {each}]
text: yaml.MarshalStream(objects)
`;

const service = (i) =>
  `\t{name: "svc-${String(i).padStart(5, '0')}", max: ${100 + (i % 50)}, timeout: "${10 + (i % 8)}s", attempts: ${1 + (i % 4)}},`;

const [count, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'library.cue'), library);
writeFileSync(
  join(folder, 'services.cue'),
  `package shop\n\nservices: [\n${Array.from({ length: Number(count) }, (_, i) => service(i)).join('\n')}\n]\n`,
);
