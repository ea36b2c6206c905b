import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Serves the pages under the addresses the gateway gives them: `/` is the chat, `/desk` the desk, `/studio` the studio, `/demo/wechat` the phone. */
function pages(): Plugin {
  return {
    name: "baowen-pages",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? "/").split("?")[0];
        if (path === "/") request.url = "/chat/index.html";
        else if (path === "/desk" || path === "/desk/") request.url = "/desk/index.html";
        else if (path === "/studio" || path === "/studio/") request.url = "/studio/index.html";
        else if (path === "/insights" || path === "/insights/") request.url = "/insights/index.html";
        else if (path === "/survey") request.url = "/survey/index.html";
        else if (path === "/demo/wechat") request.url = "/phone/index.html";
        next();
      });
    },
  };
}

const api = process.env.BAOWEN_API ?? "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [react(), pages()],
  appType: "mpa",
  resolve: { alias: { "@shared": here("./shared") } },
  server: { proxy: { "/api": { target: api, ws: true, changeOrigin: true } } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // An inlined asset would need `data:` beyond images in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    target: ["es2020", "chrome87", "safari14"],
    rollupOptions: {
      input: {
        chat: here("./chat/index.html"),
        desk: here("./desk/index.html"),
        studio: here("./studio/index.html"),
        insights: here("./insights/index.html"),
        survey: here("./survey/index.html"),
        phone: here("./phone/index.html"),
      },
    },
  },
});
