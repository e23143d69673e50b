// A modal dialog: the browser's own, which keeps the focus inside and the rest of the page out.
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
} from "react";
import { Notices } from "./notices";

interface DialogProps {
  label: string;
  /** Asked for by Escape, the back gesture or a click beside the dialog. */
  onClose: () => void;
  size: "small" | "medium" | "wide";
  children: ReactNode;
}

const SIZES = {
  small: "m-auto w-[min(28rem,calc(100vw-2rem))] rounded-xl",
  medium: "sm:w-[min(56rem,calc(100vw-3rem))]",
  wide: "sm:w-[min(76rem,calc(100vw-3rem))]",
};

/** A phone has no room beside a large dialog. */
const LARGE =
  "m-0 h-dvh max-h-none w-screen max-w-none sm:m-auto sm:h-fit sm:max-h-[calc(100dvh-3rem)] sm:rounded-xl";

export function Dialog({ label, onClose, size, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.target === ref.current) onClose();
  };
  return (
    <dialog
      ref={ref}
      aria-label={label}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onCancel={(event) => {
        if (event.target !== ref.current) return;
        event.preventDefault();
        onClose();
      }}
      className={`overflow-hidden bg-canvas text-ink shadow-raised ${SIZES[size]} ${size === "small" ? "" : LARGE}`}
    >
      <div className="flex h-full max-h-[inherit] flex-col">{children}</div>
      <Notices />
    </dialog>
  );
}
