// scimmy, a SCIM 2.0 server, over accounts and groups in memory. Reads config.json and writes its port to "port".
import crypto from "node:crypto";
import fs from "node:fs";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const config = JSON.parse(fs.readFileSync("config.json", "utf8"));
const stores = { User: new Map(), Group: new Map() };
const missing = (kind, id) => new SCIMMY.Types.Error(404, null, `${kind} ${id} not found`);

function handlers(kind, unique) {
  const store = stores[kind];
  return {
    ingress: (resource, data) => {
      const now = new Date().toISOString(), id = resource.id ?? crypto.randomUUID(), old = store.get(id);
      if (resource.id && !old) throw missing(kind, id);
      const key = String(data[unique] ?? "").toLowerCase();
      for (const other of store.values()) {
        if (other.id !== id && String(other[unique]).toLowerCase() === key) throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} already in use`);
      }
      const record = { ...JSON.parse(JSON.stringify(data)), id, meta: { created: old?.meta?.created ?? now, lastModified: now } };
      if (kind === "Group") {
        for (const member of record.members ?? []) {
          if (!stores.User.has(member.value) && !stores.Group.has(member.value)) throw new SCIMMY.Types.Error(400, "invalidValue", `no member ${member.value}`);
        }
      }
      store.set(id, record);
      return record;
    },
    egress: (resource) => {
      if (!resource.id) return [...store.values()];
      const record = store.get(resource.id);
      if (!record) throw missing(kind, resource.id);
      return record;
    },
    degress: (resource) => {
      if (!store.delete(resource.id)) throw missing(kind, resource.id);
      for (const group of stores.Group.values()) group.members = (group.members ?? []).filter((member) => member.value !== resource.id);
    },
  };
}

SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false), handlers("User", "userName"));
SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlers("Group", "displayName"));
SCIMMY.Config.set({
  patch: true, sort: true, etag: false,
  bulk: { supported: true, maxOperations: 100, maxPayloadSize: 1048576 },
  filter: { supported: true, maxResults: config.maxResults },
});

const requests = [];
const app = express();
app.use((request, response, next) => { requests.push(`${request.method} ${request.originalUrl}`); next(); });
app.use("/scim/v2", new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (request.header("Authorization") !== `Bearer ${config.token}`) throw new Error("Authorization missing or wrong");
    return "sync";
  },
}));
// What the tests ask and do behind the API's back.
app.get("/control/requests", (request, response) => response.json(requests.filter((line) => !line.includes("/control/"))));
app.delete("/control/requests", (request, response) => { requests.length = 0; response.json([]); });
app.get("/control/:kind", (request, response) => response.json([...stores[request.params.kind].values()]));
app.post("/control/seed", express.json({ limit: "100mb" }), (request, response) => {
  const meta = { created: new Date().toISOString(), lastModified: new Date().toISOString() };
  for (const kind of ["User", "Group"]) for (const record of request.body[kind] ?? []) stores[kind].set(record.id, { meta, ...record });
  response.json({});
});
const server = app.listen(0, "127.0.0.1", () => {
  fs.writeFileSync("port.tmp", String(server.address().port));
  fs.renameSync("port.tmp", "port");
});
