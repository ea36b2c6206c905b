import "@shared/theme.css";

// The desk mounts itself on #root here.
export {};
