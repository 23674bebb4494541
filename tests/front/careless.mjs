// Rules that people do write: each with what it is in words, and what comes of it in the columns of the table
// in docs/deploy/cdn.md.

const KEEP = "proxy_cache all; proxy_cache_key $host$request_uri;";
const FORCED = `${KEEP} proxy_cache_valid any 1h; proxy_ignore_headers Cache-Control Expires Set-Cookie;`;

/** For nginx, what stands in the one `location`. */
export const NGINX = [
  ["keep what may be kept", KEEP],
  ["no query in the key", "proxy_cache all; proxy_cache_key $host$uri;"],
  ["cookies not passed on", `${KEEP} proxy_set_header Cookie "";`],
  ["`Set-Cookie` taken away", `${KEEP} proxy_hide_header Set-Cookie; proxy_ignore_headers Set-Cookie;`],
  ["a time to live of an hour", `${KEEP} proxy_cache_valid any 1h;`],
  [
    "stale answers for a day",
    `${KEEP} proxy_cache_use_stale error timeout updating http_500 http_503; proxy_cache_background_update on;`,
  ],
  ["`POST`, too", `${KEEP} proxy_cache_methods GET HEAD POST;`],
  ["`Vary` ignored", `${KEEP} proxy_ignore_headers Vary;`],
  ["`Cache-Control` and `Set-Cookie` ignored", FORCED],
  ["`Cache-Control` and `Set-Cookie` ignored, no query in the key", FORCED.replace("$request_uri", "$uri")],
  ["`Cache-Control` ignored, `Set-Cookie` taken away", `${FORCED} proxy_hide_header Set-Cookie;`],
  ["`Cache-Control`, `Set-Cookie` and `Vary` ignored", FORCED.replace("Set-Cookie;", "Set-Cookie Vary;")],
];

const hash = "sub vcl_recv { return (hash); }";
const forced = "sub vcl_backend_response { set beresp.ttl = 1h; return (deliver); }";
const byPath = 'sub vcl_hash { hash_data(regsub(req.url, "\\?.*", "")); return (lookup); }';

/** For Varnish, what stands below the backend. */
export const VARNISH = [
  ["its own rules", ""],
  ["cookies left out of account", hash],
  ["no query in the key", `${hash} ${byPath}`],
  ["cookies not passed on", "sub vcl_recv { unset req.http.Cookie; }"],
  ["`Set-Cookie` taken away", `${hash} sub vcl_backend_response { unset beresp.http.Set-Cookie; }`],
  ["a time to live of an hour", `${hash} sub vcl_backend_response { set beresp.ttl = 1h; }`],
  ["stale answers for a day", `${hash} sub vcl_backend_response { set beresp.grace = 24h; }`],
  [
    "as Fastly's own rules: by `private` and `Set-Cookie` alone",
    `${hash} sub vcl_backend_response {
      if (beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "private") { set beresp.uncacheable = true; }
      set beresp.ttl = 1h;
      unset beresp.http.Vary;
      return (deliver);
    }`,
  ],
  ["`Cache-Control` and `Set-Cookie` ignored", `${hash} ${forced}`],
  ["`Cache-Control` and `Set-Cookie` ignored, no query in the key", `${hash} ${byPath} ${forced}`],
  [
    "`Cache-Control` ignored, `Set-Cookie` taken away",
    `${hash} ${forced.replace("set", "unset beresp.http.Set-Cookie; set")}`,
  ],
  [
    "`Cache-Control`, `Set-Cookie` and `Vary` ignored",
    `${hash} ${forced.replace("set", "unset beresp.http.Vary; set")}`,
  ],
];

/** Keeps for an hour whatever looks like a file, as CDNs are told to: bait for web cache deception. */
export const BY_EXTENSION = {
  nginx: `if ($request_uri !~ "[.](css|js|svg)") { set $dynamic 1; } proxy_no_cache $dynamic; proxy_cache_bypass $dynamic; ${FORCED}`,
  Varnish: `sub vcl_recv { if (req.url ~ "[.](css|js|svg)") { return (hash); } return (pass); } ${forced}`,
};
