import CssBaseline from '@mui/material/CssBaseline';
import { SCContextProvider } from '@selfcommunity/react-core';
import theme from '@selfcommunity/react-theme-default';
import { type ComponentType, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { AddressProvider, readAddress, useAddress } from './address.tsx';
import { SCREENS, type ScreenProps } from './screens.tsx';

const { portal, token } = readAddress();

/** Not called before a token ends, which none does while the app is looked at. */
const handleRefreshToken = () => Promise.reject(new Error('This app has no refresh token.'));

/** The settings that the vendor's documentation asks an app for. */
const conf = {
  portal,
  locale: { default: 'en' },
  theme,
  session: token === null ? { type: 'JWT' } : { type: 'JWT', authToken: { accessToken: token }, handleRefreshToken },
  notifications: { webSocket: { secure: false } },
  handleAnonymousAction: () => document.body.append('Please sign in.'),
};

function App() {
  const { screen, groupId, userId } = useAddress();
  const Screen: ComponentType<ScreenProps> | undefined = SCREENS[screen];
  if (Screen === undefined) return <p>There is no screen {screen}.</p>;
  return (
    <Suspense fallback={null}>
      <main key={`${screen} ${groupId}`} data-screen={`${screen} ${groupId}`} style={{ padding: 16 }}>
        <Screen groupId={groupId} userId={userId} />
      </main>
    </Suspense>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the app.');
createRoot(root).render(
  // @ts-expect-error: the vendor's own theme is what its provider takes, and not what the provider's type asks for.
  <SCContextProvider conf={conf}>
    <CssBaseline />
    <AddressProvider>
      <App />
    </AddressProvider>
  </SCContextProvider>,
);
