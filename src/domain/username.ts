/** The username of a new user: what their token says, else `user-<id>`; numbered until it is free. */
export function freeUsername(given: string | null, id: number, isTaken: (username: string) => boolean): string {
  const wanted = given ?? `user-${id}`;
  let username = wanted;
  for (let attempt = 1; isTaken(username); attempt += 1) {
    username = attempt === 1 ? `${wanted}-${id}` : `${wanted}-${id}-${attempt}`;
  }
  return username;
}
