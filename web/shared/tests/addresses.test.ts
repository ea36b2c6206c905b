import { describe, expect, it } from "vitest";
import { piecesOf } from "../addresses";

describe("addresses in a text", () => {
  it("end where Chinese begins", () => {
    expect(piecesOf("请到这里办：https://pay.example.com/?token=gAAAA_b-c%3D\n三十分钟内有效")).toEqual([
      { text: "请到这里办：" },
      { href: "https://pay.example.com/?token=gAAAA_b-c%3D", host: "pay.example.com" },
      { text: "\n三十分钟内有效" },
    ]);
    expect(piecesOf("见 https://a.example/b。")[1]).toEqual({ href: "https://a.example/b", host: "a.example" });
  });

  it("do not take what closes the sentence", () => {
    const [, address, rest] = piecesOf("(see http://127.0.0.1:8080/x).");
    expect(address).toEqual({ href: "http://127.0.0.1:8080/x", host: "127.0.0.1:8080" });
    expect(rest).toEqual({ text: ")." });
  });

  it("name the host they lead to, not the one they pretend", () => {
    expect(piecesOf("https://pay.example.com@evil.example/")).toEqual([
      { href: "https://pay.example.com@evil.example/", host: "evil.example" },
    ]);
  });

  it("are not made of other schemes or of what no browser opens", () => {
    for (const text of ["javascript:alert(1)", "https://", "https://[oops/", "保单号 QHA01", ""])
      expect(piecesOf(text).every((piece) => "text" in piece)).toBe(true);
  });
});
