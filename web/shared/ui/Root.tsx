/** Ant Design in the colours of the theme, light and dark, with the page's own words; around every page for staff. */

import { App as AntApp, ConfigProvider, theme } from "antd";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, StrictMode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { type Words, WordsContext } from "./words";
import "@shared/theme.css";
import "./frame.css";

// `nonce` attributes are hidden from scripts, so the gateway writes it into a meta element for antd's style elements.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function useMedia(query: MediaQueryList): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => query.matches,
  );
}

interface Props {
  container: HTMLElement;
  words: Words;
  children: ReactNode;
}

function Root({ container, words, children }: Props) {
  const isDark = useMedia(dark);
  const isCalm = useMedia(calm);
  return (
    <ConfigProvider
      locale={zhCN}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      // Inside the root, antd needs no scroll lock: that would be a style element without the nonce.
      getPopupContainer={() => container}
      theme={{
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          colorPrimary: token("--brand"),
          colorInfo: token("--brand"),
          colorLink: token("--brand"),
          colorError: token("--danger"),
          colorErrorBg: token("--danger-soft"),
          colorErrorBorder: token("--danger-soft"),
          colorWarning: token("--warn"),
          colorWarningBg: token("--warn-soft"),
          colorWarningBorder: token("--warn-soft"),
          colorTextPlaceholder: token("--text-3"),
          colorText: token("--text"),
          colorTextSecondary: token("--text-2"),
          colorBgContainer: token("--surface"),
          colorBgElevated: token("--surface"),
          // The track of a segmented control: pitch black in the dark otherwise.
          colorBgLayout: token("--surface-3"),
          controlItemBgActive: token("--brand-soft"),
          controlItemBgActiveHover: token("--brand-soft"),
          colorTextLightSolid: token("--on-brand"),
          colorBorder: token("--line-strong"),
          fontFamily: token("--font"),
          fontSize: 14,
          borderRadius: 8,
          motion: !isCalm,
        },
      }}
    >
      <AntApp className="root" message={{ maxCount: 2, duration: 4 }}>
        <WordsContext.Provider value={words}>{children}</WordsContext.Provider>
      </AntApp>
    </ConfigProvider>
  );
}

/** Shows `page` in `container`, an element of the page's HTML. */
export function show(container: HTMLElement, words: Words, page: ReactNode): void {
  createRoot(container).render(
    <StrictMode>
      <Root container={container} words={words}>
        {page}
      </Root>
    </StrictMode>,
  );
}
