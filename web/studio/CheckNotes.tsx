import { type Findings, notesOf } from "./checks";

/** Room is kept for one line, so that what is below does not jump while typing. */
export function CheckNotes({ found }: { found: Findings | null }) {
  const notes = found ? notesOf(found) : [];
  return (
    <ul className="check-notes" aria-live="polite" data-testid="check-notes">
      {notes.map((note) => (
        <li key={note.text} className={`check-${note.tone}`}>
          {note.text}
        </li>
      ))}
    </ul>
  );
}
