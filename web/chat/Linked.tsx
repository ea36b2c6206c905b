import { piecesOf } from "@shared/addresses";
import { zh } from "@shared/locale/zh";
import { Icon } from "./icons";

/** A text of ours whose web addresses can be pressed. The host is shown, which a reader can judge; the rest is for the page it leads to. */
export function Linked({ text }: { text: string }) {
  return (
    <>
      {piecesOf(text).map((piece, index) =>
        "text" in piece ? (
          piece.text
        ) : (
          <a key={index} className="address" href={piece.href} target="_blank" rel="noopener noreferrer">
            {zh.open(piece.host)}
            <Icon name="away" size="1rem" />
          </a>
        ),
      )}
    </>
  );
}
