// Where the browser begins: look, words, routes.
import './older-browsers.ts';
import './quiet-zod.ts';
import './look/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startTheme } from './look/theme.ts';
import { startWords } from './words/setup.ts';

startTheme();
startWords();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with id "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
