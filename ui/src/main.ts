import { mount } from 'svelte';
import Root from './app/Root.svelte';
import './tokens.css';

const target = document.getElementById('app');
if (target) mount(Root, { target });
