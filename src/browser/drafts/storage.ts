/** Where the browser keeps what is typed; where it denies storage to a frame, the form's address still lets Back bring it back. */
export const storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = (() => {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem() {}, removeItem() {} };
  }
})();
