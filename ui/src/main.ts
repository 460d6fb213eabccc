import { mount } from 'svelte';
import App from './app/App.svelte';
import { Desk } from './app/desk.svelte';
import { memoryIn } from './lib/memory';
import './tokens.css';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { desk: new Desk(memoryIn(localStorage)) } });
