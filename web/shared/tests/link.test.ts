import { expect, test } from "vitest";
import { takeLink } from "../link";

function at(hash: string): { found: string | null; address: string } {
  const seen = { address: `/${hash}` };
  const history = { state: null, replaceState: (_: unknown, __: string, url: string) => (seen.address = url) };
  const location = { hash, pathname: "/", search: "?from=wechat" };
  const found = takeLink(location as Location, history as unknown as History);
  return { found, address: seen.address };
}

test("the link is taken and leaves the address bar", () => {
  expect(at("#link=aB3_-x")).toEqual({ found: "aB3_-x", address: "/?from=wechat" });
});

test.each(["", "#", "#composer", "#link=", "#link=a b", "#link=a&x=1"])("%s is no link and stays", (hash) => {
  expect(at(hash)).toEqual({ found: null, address: `/${hash}` });
});
