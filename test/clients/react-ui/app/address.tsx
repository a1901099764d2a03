import { LRUCache } from '@selfcommunity/utils';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

/** What the part of the address after `#` says: whom the app speaks for, and what it shows. */
export interface Address {
  readonly portal: string;
  /** Null for nobody. */
  readonly token: string | null;
  readonly screen: string;
  readonly groupId: number;
  readonly userId: number;
}

export function readAddress(): Address {
  const said = new URLSearchParams(location.hash.slice(1));
  return {
    portal: said.get('portal') ?? '',
    token: said.get('token'),
    screen: said.get('screen') ?? '',
    groupId: Number(said.get('group')),
    userId: Number(said.get('user')),
  };
}

/** Goes to another screen of the same caller, without loading the page again. */
export function goTo(screen: string, groupId = 0): void {
  const said = new URLSearchParams(location.hash.slice(1));
  said.set('screen', screen);
  said.set('group', String(groupId));
  location.hash = said.toString();
}

const AddressContext = createContext(readAddress());
export const useAddress = (): Address => useContext(AddressContext);

export function AddressProvider({ children }: { readonly children: ReactNode }) {
  const [address, setAddress] = useState(readAddress);
  useEffect(() => {
    const follow = () => {
      // Each screen asks for what it shows, whatever was shown before.
      LRUCache.clean();
      setAddress(readAddress());
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return <AddressContext.Provider value={address}>{children}</AddressContext.Provider>;
}
