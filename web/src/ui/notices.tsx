// Where announcements are read out, and notices shown: on the page, and in each dialog, which keeps
// the rest of the page out of reach.
import { useEffect, useSyncExternalStore } from "react";
import { current, dismiss, subscribe } from "./announce";
import { Button, IconButton } from "./button";
import { CloseIcon } from "./icons";

const SHOWN_FOR = 12_000;

export function Notices() {
  const { notice, spoken } = useSyncExternalStore(subscribe, current);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(dismiss, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [notice]);
  const act = () => {
    dismiss();
    notice?.action?.run();
  };
  return (
    <>
      <p aria-live="assertive" className="sr-only">
        {spoken}
      </p>
      <div
        role="status"
        className="pointer-events-none fixed inset-x-0 bottom-0 flex justify-center p-4"
      >
        {notice && (
          <div className="pointer-events-auto flex max-w-xl flex-wrap items-center gap-2 rounded-xl border border-line bg-card py-2 pr-2 pl-4 text-sm shadow-raised">
            <p className="py-1.5">{notice.text}</p>
            {notice.action && <Button onClick={act}>{notice.action.label}</Button>}
            <IconButton label="Dismiss" onClick={dismiss} className="ml-auto">
              <CloseIcon />
            </IconButton>
          </div>
        )}
      </div>
    </>
  );
}
