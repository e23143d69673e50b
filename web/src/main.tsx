import { createRoot } from "react-dom/client";
import { httpApi } from "./api";
import { App } from "./app";
import { BoardStore } from "./store";
import { StoreContext } from "./use-board";
import { applyTheme } from "./use-theme";

applyTheme();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StoreContext value={new BoardStore(httpApi())}>
    <App />
  </StoreContext>,
);
