// oidc-provider, a certified OpenID Connect server, with a small API that its tokens open. Reads config.json and writes its port to "port".
import fs from "node:fs";
import https from "node:https";
import Provider from "oidc-provider";

const config = JSON.parse(fs.readFileSync("config.json", "utf8"));
const server = https.createServer({
  key: fs.readFileSync("server.key"), cert: fs.readFileSync("server.pem"), ca: fs.readFileSync("ca.pem"),
  requestCert: true, rejectUnauthorized: false,
});
server.listen(0, "127.0.0.1", () => start(server.address().port));

function start(port) {
  const client = (id, method, more) => ({
    client_id: id, token_endpoint_auth_method: method, grant_types: ["client_credentials"], redirect_uris: [], response_types: [],
    scope: "people:read people:write", ...more,
  });
  const provider = new Provider(`https://localhost:${port}`, {
    clients: [
      client("sync:app", "client_secret_basic", { client_secret: config.secret }),
      client("post", "client_secret_post", { client_secret: config.secret }),
      client("mtls", "tls_client_auth", { tls_client_auth_subject_dn: "sync" }),
      ...config.keys.map((key) => client(`jwt-${key.alg}`, "private_key_jwt", {
        jwks: { keys: [key] }, token_endpoint_auth_signing_alg: key.alg,
      })),
    ],
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth"],
    enabledJWA: { clientAuthSigningAlgValues: ["RS256", "PS256", "ES256", "ES384"] },
    scopes: ["people:read", "people:write"],
    ttl: { ClientCredentials: config.lifetimeSeconds },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      mTLS: {
        enabled: true, tlsClientAuth: true,
        getCertificate: (ctx) => ctx.socket.getPeerX509Certificate(),
        certificateAuthorized: (ctx) => ctx.socket.authorized,
        certificateSubjectMatches: (ctx, property, expected) => ctx.socket.getPeerCertificate().subject.CN === expected,
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx, resource) => ({ scope: "people:read people:write", audience: resource, accessTokenFormat: "opaque" }),
      },
    },
  });

  const tokens = new Set();
  let issued = 0;
  provider.on("client_credentials.saved", (token) => { tokens.add(token.jti); issued++; });
  const handle = provider.callback();
  server.on("request", async (request, response) => {
    const answer = (status, body) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/control/issued") return answer(200, { issued });
    if (request.url === "/control/forget") {
      for (const token of tokens) await (await provider.ClientCredentials.find(token))?.destroy();
      return answer(200, {});
    }
    if (!request.url.startsWith("/api/")) return handle(request, response);

    const [, bearer] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    const token = bearer && await provider.ClientCredentials.find(bearer);
    if (!token || token.isExpired) return answer(401, { message: "no valid token" });
    return answer(200, { client: token.clientId, scope: token.scope ?? null, audience: token.aud ?? null });
  });
  fs.writeFileSync("port.new", String(port));
  fs.renameSync("port.new", "port");
}
