/*
 * Baowen widget: <script src="https://HOST/widget.js" async></script> on any site puts a button at the lower right that
 * opens the chat of HOST. Optional attributes: data-label (the button's name), data-side="left".
 * No dependency, no cookie, nothing read from the host page. Styles live in a shadow root; the chat in an iframe.
 */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || window.baowenWidget) return;
  window.baowenWidget = true;

  var origin = new URL(script.src).origin;
  var label = script.dataset.label || "在线客服";
  var side = script.dataset.side === "left" ? "left" : "right";
  var panelLabel = label + "窗口";

  var CSS =
    ":host{all:initial}" +
    "button{position:fixed;z-index:2147483000;bottom:calc(24px + env(safe-area-inset-bottom));" + side + ":24px;" +
    "display:flex;align-items:center;gap:8px;height:52px;padding:0 20px 0 16px;border:0;border-radius:26px;" +
    "background:#0f766e;color:#fff;font:500 16px/1 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif;" +
    "box-shadow:0 6px 24px rgba(11,60,55,.28);cursor:pointer;transition:background .16s}" +
    "button:hover{background:#0b5d57}" +
    "button:focus-visible{outline:3px solid #0f766e;outline-offset:3px}" +
    "svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}" +
    ".dot{position:absolute;top:2px;right:4px;width:12px;height:12px;border:2px solid #fff;border-radius:50%;background:#c2410c}" +
    "[hidden]{display:none!important}" +
    ".panel{position:fixed;z-index:2147483001;bottom:calc(88px + env(safe-area-inset-bottom));" + side + ":24px;" +
    "width:360px;height:min(680px,calc(100vh - 120px));overflow:hidden;border-radius:16px;background:#f3f5f5;" +
    "box-shadow:0 12px 48px rgba(10,40,36,.28)}" +
    "iframe{display:block;width:100%;height:100%;border:0}" +
    "@media (max-width:480px),(max-height:480px){.panel{inset:0;width:auto;height:auto;border-radius:0}" +
    ".open button{display:none}}" +
    "@media (prefers-color-scheme:dark){.panel{background:#0e1413}}" +
    "@media (prefers-reduced-motion:reduce){button{transition:none}}";

  function element(name, attributes) {
    var node = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      node.setAttribute(key, attributes[key]);
    });
    return node;
  }

  function icon() {
    var ns = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(ns, "svg");
    var path = document.createElementNS(ns, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-6l-4.5 3.5V16H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm3.5 5.5h.1m3.4 0h.1m3.4 0h.1");
    svg.appendChild(path);
    return svg;
  }

  // A constructed style sheet is not an inline style, so a strict policy of the host page lets it through.
  function style(root) {
    try {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } catch (error) {
      root.appendChild(element("style")).textContent = CSS;
    }
  }

  function start() {
    var host = element("div", { "data-baowen": "" });
    var root = host.attachShadow({ mode: "open" });
    style(root);
    var frame = null;
    var box = root.appendChild(element("div"));
    var panel = box.appendChild(element("div", { class: "panel", role: "dialog", "aria-label": panelLabel, hidden: "" }));
    var button = box.appendChild(element("button", { type: "button", "aria-expanded": "false", "aria-haspopup": "dialog" }));
    button.appendChild(icon());
    button.appendChild(document.createTextNode(label));
    var dot = button.appendChild(element("span", { class: "dot", role: "status", "aria-label": "有新消息", hidden: "" }));

    function toggle(open) {
      // Loaded on the first opening only: a visitor who never asks costs nothing.
      if (open && !frame) {
        frame = element("iframe", { src: origin + "/?embed=1", title: panelLabel, allow: "camera" });
        panel.appendChild(frame);
      }
      panel.hidden = !open;
      box.className = open ? "open" : "";
      button.setAttribute("aria-expanded", String(open));
      if (open) {
        dot.hidden = true;
        frame.focus();
      } else {
        button.focus();
      }
    }

    button.addEventListener("click", function () {
      toggle(panel.hidden);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && !panel.hidden) toggle(false);
    });
    window.addEventListener("message", function (event) {
      if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
      var type = event.data && event.data.type;
      if (type === "baowen:close") toggle(false);
      if (type === "baowen:message" && panel.hidden) dot.hidden = false;
    });
    document.body.appendChild(host);
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
