// Generated from mesh-yaml.schema.json by scripts/gen-mesh-yaml.ts. Do not edit.
// @ts-nocheck
/* eslint-disable */
// In place: to copy all findings for each item of a list takes a minute for a large one.
function withAll(all, more) { for (const one of more) all.push(one); return all; }
"use strict";
export const isConfiguration = validate10;
const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"mesh-yaml.schema.json","title":"mesh.yaml","description":"The configuration of a mesh project. It stands at the project's root; all of it but `language` is optional.","type":"object","required":["language"],"additionalProperties":false,"properties":{"language":{"description":"The version of the language that the sources are written in.","const":1},"sources":{"description":"Files and folders whose .mesh files are the program, relative to this file. Default: this folder. A shared library is a folder, also of node_modules.","type":"array","items":{"$ref":"#/definitions/path"}},"exclude":{"description":"Files and folders that are left out, relative to this file; `*` stands for a part of a name, `**` for folders.","type":"array","items":{"$ref":"#/definitions/path"}},"namespace":{"description":"The Kubernetes namespace of files without a `namespace` line. Default: default.","$ref":"#/definitions/namespace"},"clusterDomain":{"description":"The DNS domain of the cluster. Default: cluster.local.","type":"string","pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"},"targets":{"description":"What is built: targets like istio@1.30, each with the folder it is written to.","$ref":"#/definitions/targets"},"dataPlane":{"description":"The proxies of services that choose none: envoy, or linkerd at a version (linkerd@1.1.1).","$ref":"#/definitions/dataPlane"},"discovery":{"description":"Where Linkerds of their own look up endpoints: kubernetes (the default), dns, fs:FOLDER or consul://HOST:PORT/DATACENTER.","$ref":"#/definitions/discovery"},"environments":{"description":"Named sets of inputs, chosen with --env.","type":"object","propertyNames":{"pattern":"^[A-Za-z][-A-Za-z0-9_.]*$"},"additionalProperties":{"$ref":"#/definitions/environment"}},"undeclared":{"description":"What happens to calls to hosts that nobody declared. Default: allow.","enum":["allow","deny"]},"include":{"description":"Folders and files of plain YAML that pass through untouched, checked only for conflicts.","type":"array","items":{"$ref":"#/definitions/path"}},"patches":{"description":"JSON merge patches, each on one emitted object, an error where they touch a field that the program writes; and objects that are not written.","type":"array","items":{"$ref":"#/definitions/patch"}}},"definitions":{"path":{"type":"string","pattern":"."},"namespace":{"type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},"target":{"type":"string","pattern":"^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"},"dataPlane":{"type":"string","pattern":"^(envoy|linkerd)(@[0-9]+(\\.[0-9]+)*)?$"},"discovery":{"type":"string","pattern":"^(dns|fs:.+|kubernetes(://[^:/]+(:[0-9]+)?)?|consul://[^:/]+(:[0-9]+)?/[A-Za-z0-9_.-]+)$"},"targets":{"type":"array","items":{"anyOf":[{"$ref":"#/definitions/target"},{"type":"object","required":["target"],"additionalProperties":false,"properties":{"target":{"description":"A platform at a version.","$ref":"#/definitions/target"},"output":{"description":"The folder that its files are written to, relative to this file.","$ref":"#/definitions/path"}}}]}},"scalar":{"type":["string","number","boolean"]},"environment":{"type":"object","additionalProperties":false,"properties":{"inputs":{"description":"Values of inputs, written as in the language: 25%, 2s, a text, or a list of them.","type":"object","additionalProperties":{"anyOf":[{"$ref":"#/definitions/scalar"},{"type":"array","items":{"$ref":"#/definitions/scalar"}}]}},"namespace":{"description":"Instead of the project's.","$ref":"#/definitions/namespace"},"targets":{"description":"Instead of the project's.","$ref":"#/definitions/targets"}}},"patch":{"type":"object","required":["kind","name"],"anyOf":[{"required":["patch"]},{"required":["external"]}],"additionalProperties":false,"properties":{"target":{"description":"Only for this target.","$ref":"#/definitions/target"},"apiVersion":{"type":"string"},"kind":{"description":"The object's kind, like VirtualService.","type":"string","pattern":"."},"namespace":{"$ref":"#/definitions/namespace"},"name":{"type":"string","pattern":"."},"patch":{"description":"A JSON merge patch (RFC 7386).","type":"object"},"external":{"description":"Instead of `patch`: the object stands in the cluster already. The program says what it is like, and it is not written.","const":true}}}}};
const schema12 = {"type":"string","pattern":"."};
const schema14 = {"type":"string","pattern":"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"};
const schema19 = {"type":"string","pattern":"^(envoy|linkerd)(@[0-9]+(\\.[0-9]+)*)?$"};
const schema20 = {"type":"string","pattern":"^(dns|fs:.+|kubernetes(://[^:/]+(:[0-9]+)?)?|consul://[^:/]+(:[0-9]+)?/[A-Za-z0-9_.-]+)$"};
const func2 = Object.prototype.hasOwnProperty;
const pattern0 = new RegExp(".", "u");
const pattern2 = new RegExp("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "u");
const pattern3 = new RegExp("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", "u");
const pattern7 = new RegExp("^(envoy|linkerd)(@[0-9]+(\\.[0-9]+)*)?$", "u");
const pattern8 = new RegExp("^(dns|fs:.+|kubernetes(://[^:/]+(:[0-9]+)?)?|consul://[^:/]+(:[0-9]+)?/[A-Za-z0-9_.-]+)$", "u");
const pattern9 = new RegExp("^[A-Za-z][-A-Za-z0-9_.]*$", "u");
const schema15 = {"type":"array","items":{"anyOf":[{"$ref":"#/definitions/target"},{"type":"object","required":["target"],"additionalProperties":false,"properties":{"target":{"description":"A platform at a version.","$ref":"#/definitions/target"},"output":{"description":"The folder that its files are written to, relative to this file.","$ref":"#/definitions/path"}}}]}};
const schema16 = {"type":"string","pattern":"^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"};
const pattern4 = new RegExp("^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$", "u");

function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
const _errs2 = errors;
let valid2 = false;
const _errs3 = errors;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err0 = {instancePath:instancePath+"/" + i0,schemaPath:"#/definitions/target/pattern",keyword:"pattern",params:{pattern: "^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"},message:"must match pattern \""+"^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"+"\""};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/definitions/target/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs3 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const _errs6 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.target === undefined){
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/1/required",keyword:"required",params:{missingProperty: "target"},message:"must have required property '"+"target"+"'"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data0){
if(!((key0 === "target") || (key0 === "output"))){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data0.target !== undefined){
let data1 = data0.target;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err4 = {instancePath:instancePath+"/" + i0+"/target",schemaPath:"#/definitions/target/pattern",keyword:"pattern",params:{pattern: "^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"},message:"must match pattern \""+"^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"+"\""};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/" + i0+"/target",schemaPath:"#/definitions/target/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data0.output !== undefined){
let data2 = data0.output;
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err6 = {instancePath:instancePath+"/" + i0+"/output",schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "."},message:"must match pattern \""+"."+"\""};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/" + i0+"/output",schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/1/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid2 = valid2 || _valid0;
}
if(!valid2){
const err9 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
else {
errors = _errs2;
if(vErrors !== null){
if(_errs2){
vErrors.length = _errs2;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err10 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
validate11.errors = vErrors;
return errors === 0;
}

const schema21 = {"type":"object","additionalProperties":false,"properties":{"inputs":{"description":"Values of inputs, written as in the language: 25%, 2s, a text, or a list of them.","type":"object","additionalProperties":{"anyOf":[{"$ref":"#/definitions/scalar"},{"type":"array","items":{"$ref":"#/definitions/scalar"}}]}},"namespace":{"description":"Instead of the project's.","$ref":"#/definitions/namespace"},"targets":{"description":"Instead of the project's.","$ref":"#/definitions/targets"}}};
const schema22 = {"type":["string","number","boolean"]};

function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "inputs") || (key0 === "namespace")) || (key0 === "targets"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.inputs !== undefined){
let data0 = data.inputs;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
let data1 = data0[key1];
const _errs6 = errors;
let valid2 = false;
const _errs7 = errors;
if(((typeof data1 !== "string") && (!((typeof data1 == "number") && (isFinite(data1))))) && (typeof data1 !== "boolean")){
const err1 = {instancePath:instancePath+"/inputs/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/definitions/scalar/type",keyword:"type",params:{type: schema22.type},message:"must be string,number,boolean"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs7 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const _errs10 = errors;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(((typeof data2 !== "string") && (!((typeof data2 == "number") && (isFinite(data2))))) && (typeof data2 !== "boolean")){
const err2 = {instancePath:instancePath+"/inputs/" + key1.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,schemaPath:"#/definitions/scalar/type",keyword:"type",params:{type: schema22.type},message:"must be string,number,boolean"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath:instancePath+"/inputs/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/inputs/additionalProperties/anyOf/1/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var _valid0 = _errs10 === errors;
valid2 = valid2 || _valid0;
}
if(!valid2){
const err4 = {instancePath:instancePath+"/inputs/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/inputs/additionalProperties/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
errors = _errs6;
if(vErrors !== null){
if(_errs6){
vErrors.length = _errs6;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err5 = {instancePath:instancePath+"/inputs",schemaPath:"#/properties/inputs/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.namespace !== undefined){
let data3 = data.namespace;
if(typeof data3 === "string"){
if(!pattern2.test(data3)){
const err6 = {instancePath:instancePath+"/namespace",schemaPath:"#/definitions/namespace/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"+"\""};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/namespace",schemaPath:"#/definitions/namespace/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.targets !== undefined){
if(!(validate11(data.targets, {instancePath:instancePath+"/targets",parentData:data,parentDataProperty:"targets",rootData}))){
vErrors = vErrors === null ? validate11.errors : withAll(vErrors, validate11.errors);
errors = vErrors.length;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate13.errors = vErrors;
return errors === 0;
}

const schema26 = {"type":"object","required":["kind","name"],"anyOf":[{"required":["patch"]},{"required":["external"]}],"additionalProperties":false,"properties":{"target":{"description":"Only for this target.","$ref":"#/definitions/target"},"apiVersion":{"type":"string"},"kind":{"description":"The object's kind, like VirtualService.","type":"string","pattern":"."},"namespace":{"$ref":"#/definitions/namespace"},"name":{"type":"string","pattern":"."},"patch":{"description":"A JSON merge patch (RFC 7386).","type":"object"},"external":{"description":"Instead of `patch`: the object stands in the cluster already. The program says what it is like, and it is not written.","const":true}}};

function validate16(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.patch === undefined){
const err0 = {instancePath,schemaPath:"#/anyOf/0/required",keyword:"required",params:{missingProperty: "patch"},message:"must have required property '"+"patch"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
if(!valid0){
const _errs3 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.external === undefined){
const err1 = {instancePath,schemaPath:"#/anyOf/1/required",keyword:"required",params:{missingProperty: "external"},message:"must have required property '"+"external"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
}
if(!valid0){
const err2 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.name === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "target") || (key0 === "apiVersion")) || (key0 === "kind")) || (key0 === "namespace")) || (key0 === "name")) || (key0 === "patch")) || (key0 === "external"))){
const err5 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.target !== undefined){
let data0 = data.target;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err6 = {instancePath:instancePath+"/target",schemaPath:"#/definitions/target/pattern",keyword:"pattern",params:{pattern: "^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"},message:"must match pattern \""+"^[a-z][-a-z0-9]*(@[0-9]+(\\.[0-9]+)*)?$"+"\""};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/target",schemaPath:"#/definitions/target/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if(typeof data.apiVersion !== "string"){
const err8 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.kind !== undefined){
let data2 = data.kind;
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err9 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/pattern",keyword:"pattern",params:{pattern: "."},message:"must match pattern \""+"."+"\""};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.namespace !== undefined){
let data3 = data.namespace;
if(typeof data3 === "string"){
if(!pattern2.test(data3)){
const err11 = {instancePath:instancePath+"/namespace",schemaPath:"#/definitions/namespace/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"+"\""};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/namespace",schemaPath:"#/definitions/namespace/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.name !== undefined){
let data4 = data.name;
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
const err13 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "."},message:"must match pattern \""+"."+"\""};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.patch !== undefined){
let data5 = data.patch;
if(!(data5 && typeof data5 == "object" && !Array.isArray(data5))){
const err15 = {instancePath:instancePath+"/patch",schemaPath:"#/properties/patch/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.external !== undefined){
if(true !== data.external){
const err16 = {instancePath:instancePath+"/external",schemaPath:"#/properties/external/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
validate16.errors = vErrors;
return errors === 0;
}


function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="mesh-yaml.schema.json" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.language === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "language"},message:"must have required property '"+"language"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema11.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.language !== undefined){
if(1 !== data.language){
const err2 = {instancePath:instancePath+"/language",schemaPath:"#/properties/language/const",keyword:"const",params:{allowedValue: 1},message:"must be equal to constant"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.sources !== undefined){
let data1 = data.sources;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err3 = {instancePath:instancePath+"/sources/" + i0,schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "."},message:"must match pattern \""+"."+"\""};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/sources/" + i0,schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.exclude !== undefined){
let data3 = data.exclude;
if(Array.isArray(data3)){
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
const err6 = {instancePath:instancePath+"/exclude/" + i1,schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "."},message:"must match pattern \""+"."+"\""};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/exclude/" + i1,schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.namespace !== undefined){
let data5 = data.namespace;
if(typeof data5 === "string"){
if(!pattern2.test(data5)){
const err9 = {instancePath:instancePath+"/namespace",schemaPath:"#/definitions/namespace/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"+"\""};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/namespace",schemaPath:"#/definitions/namespace/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.clusterDomain !== undefined){
let data6 = data.clusterDomain;
if(typeof data6 === "string"){
if(!pattern3.test(data6)){
const err11 = {instancePath:instancePath+"/clusterDomain",schemaPath:"#/properties/clusterDomain/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"},message:"must match pattern \""+"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"+"\""};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/clusterDomain",schemaPath:"#/properties/clusterDomain/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.targets !== undefined){
if(!(validate11(data.targets, {instancePath:instancePath+"/targets",parentData:data,parentDataProperty:"targets",rootData}))){
vErrors = vErrors === null ? validate11.errors : withAll(vErrors, validate11.errors);
errors = vErrors.length;
}
}
if(data.dataPlane !== undefined){
let data8 = data.dataPlane;
if(typeof data8 === "string"){
if(!pattern7.test(data8)){
const err13 = {instancePath:instancePath+"/dataPlane",schemaPath:"#/definitions/dataPlane/pattern",keyword:"pattern",params:{pattern: "^(envoy|linkerd)(@[0-9]+(\\.[0-9]+)*)?$"},message:"must match pattern \""+"^(envoy|linkerd)(@[0-9]+(\\.[0-9]+)*)?$"+"\""};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/dataPlane",schemaPath:"#/definitions/dataPlane/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.discovery !== undefined){
let data9 = data.discovery;
if(typeof data9 === "string"){
if(!pattern8.test(data9)){
const err15 = {instancePath:instancePath+"/discovery",schemaPath:"#/definitions/discovery/pattern",keyword:"pattern",params:{pattern: "^(dns|fs:.+|kubernetes(://[^:/]+(:[0-9]+)?)?|consul://[^:/]+(:[0-9]+)?/[A-Za-z0-9_.-]+)$"},message:"must match pattern \""+"^(dns|fs:.+|kubernetes(://[^:/]+(:[0-9]+)?)?|consul://[^:/]+(:[0-9]+)?/[A-Za-z0-9_.-]+)$"+"\""};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/discovery",schemaPath:"#/definitions/discovery/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.environments !== undefined){
let data10 = data.environments;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key1 in data10){
const _errs27 = errors;
if(typeof key1 === "string"){
if(!pattern9.test(key1)){
const err17 = {instancePath:instancePath+"/environments",schemaPath:"#/properties/environments/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][-A-Za-z0-9_.]*$"},message:"must match pattern \""+"^[A-Za-z][-A-Za-z0-9_.]*$"+"\"",propertyName:key1};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
var valid10 = _errs27 === errors;
if(!valid10){
const err18 = {instancePath:instancePath+"/environments",schemaPath:"#/properties/environments/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
for(const key2 in data10){
if(!(validate13(data10[key2], {instancePath:instancePath+"/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data10,parentDataProperty:key2,rootData}))){
vErrors = vErrors === null ? validate13.errors : withAll(vErrors, validate13.errors);
errors = vErrors.length;
}
}
}
else {
const err19 = {instancePath:instancePath+"/environments",schemaPath:"#/properties/environments/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.undeclared !== undefined){
let data12 = data.undeclared;
if(!((data12 === "allow") || (data12 === "deny"))){
const err20 = {instancePath:instancePath+"/undeclared",schemaPath:"#/properties/undeclared/enum",keyword:"enum",params:{allowedValues: schema11.properties.undeclared.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.include !== undefined){
let data13 = data.include;
if(Array.isArray(data13)){
const len2 = data13.length;
for(let i2=0; i2<len2; i2++){
let data14 = data13[i2];
if(typeof data14 === "string"){
if(!pattern0.test(data14)){
const err21 = {instancePath:instancePath+"/include/" + i2,schemaPath:"#/definitions/path/pattern",keyword:"pattern",params:{pattern: "."},message:"must match pattern \""+"."+"\""};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/include/" + i2,schemaPath:"#/definitions/path/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/include",schemaPath:"#/properties/include/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.patches !== undefined){
let data15 = data.patches;
if(Array.isArray(data15)){
const len3 = data15.length;
for(let i3=0; i3<len3; i3++){
if(!(validate16(data15[i3], {instancePath:instancePath+"/patches/" + i3,parentData:data15,parentDataProperty:i3,rootData}))){
vErrors = vErrors === null ? validate16.errors : withAll(vErrors, validate16.errors);
errors = vErrors.length;
}
}
}
else {
const err24 = {instancePath:instancePath+"/patches",schemaPath:"#/properties/patches/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
validate10.errors = vErrors;
return errors === 0;
}

