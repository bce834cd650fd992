import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  commands,
  contextKeys,
  itemWords,
  panelTypes,
  settings,
  viewContainer,
  views,
} from '../../../src/editor/ids';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly {
      command: string;
      title: string;
      category: string;
      icon?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly viewsContainers: Readonly<
      Record<string, readonly { id: string; title: string; icon: string }[]>
    >;
    readonly views: Readonly<Record<string, readonly { id: string; name: string; icon: string }[]>>;
    readonly viewsWelcome: readonly { view: string; contents: string; when: string }[];
    readonly configuration: {
      properties: Readonly<Record<string, { default: unknown; type: string }>>;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly image: Record<string, string>; readonly altText: string };
      }[];
    }[];
    readonly jsonValidation: readonly { fileMatch: readonly string[]; url: string }[];
    readonly languages: readonly { configuration: string }[];
    readonly grammars: readonly { path: string }[];
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;
const table = Object.values(commands);
const ids: readonly string[] = table.map(({ id }) => id);
const menuItems = Object.values(contributes.menus).flat();

describe('package.json', () => {
  it('contributes the commands of the table and no others', () => {
    const wanted = table.map((one) => ({
      ...{ command: one.id, title: one.title, category: 'Tilework' },
      ...('icon' in one ? { icon: one.icon } : {}),
    }));
    expect(contributes.commands).toEqual(wanted);
  });

  it('shows in the palette what the table says', () => {
    const wanted = table
      .filter(({ palette }) => palette !== 'always')
      .map(({ id, palette }) => ({
        command: id,
        when: typeof palette === 'object' ? palette.when : 'false',
      }));
    expect(contributes.menus['commandPalette']).toEqual(wanted);
  });

  it('has one container with the views of the table', () => {
    const [container, ...others] = contributes.viewsContainers['activitybar'] ?? [];
    expect(others).toEqual([]);
    expect(container).toMatchObject(viewContainer);
    const shown = contributes.views[viewContainer.id]?.map(({ id, name }) => ({ id, name }));
    expect(shown).toEqual(Object.values(views));
    expect(Object.keys(contributes.views)).toEqual([viewContainer.id]);
  });

  it('has the settings of the table with their defaults', () => {
    const stated = Object.entries(contributes.configuration.properties).map(([key, one]) => ({
      key,
      default: one.default,
    }));
    expect(stated).toEqual(Object.values(settings));
  });

  it('uses only commands, views, keys and words that there are', () => {
    expect(menuItems.map(({ command }) => command).filter((id) => !ids.includes(id))).toEqual([]);
    const links = contributes.viewsWelcome.flatMap(({ contents }) => [
      ...contents.matchAll(/command:([\w.]+)/g),
    ]);
    expect(links.map(([, id]) => id ?? '').filter((id) => !ids.includes(id))).toEqual([]);
    const keys: readonly string[] = [
      ...Object.values(contextKeys),
      ...Object.values(views).map(({ id }) => id),
    ];
    const whens = [...menuItems, ...contributes.viewsWelcome].map(({ when }) => when ?? '');
    const named = whens.flatMap((when) => when.match(/tilework\.\w+/g) ?? []);
    expect(named.filter((key) => !keys.includes(key))).toEqual([]);
    const words = whens.flatMap((when) => [...when.matchAll(/viewItem (?:== |=~ \/\\b)(\w+)/g)]);
    const known: readonly string[] = Object.values(itemWords);
    expect(words.map(([, word]) => word ?? '').filter((word) => !known.includes(word))).toEqual([]);
    expect(words.length).toBeGreaterThan(0);
  });

  it('shows at most three actions on a row of the tree', () => {
    const inline = (contributes.menus['view/item/context'] ?? []).filter(({ group }) =>
      group?.startsWith('inline'),
    );
    for (const context of ['exercise', 'paper pdf code', 'material moreLinks']) {
      const shown = inline.filter(({ when = '' }) => {
        const [, sign, word = ''] = /viewItem (==|=~) (?:\/\\b)?(\w+)/.exec(when) ?? [];
        return sign === '==' ? context === word : context.split(' ').includes(word);
      });
      expect(shown.length).toBeLessThanOrEqual(3);
      expect(shown.length).toBeGreaterThan(0);
    }
  });

  it('has everything in reach of the keyboard: what a row shows as a picture is in its menu too', () => {
    const rows = contributes.menus['view/item/context'] ?? [];
    const isInline = ({ group }: MenuItem): boolean => group?.startsWith('inline') ?? false;
    // The view of an action in the menu may be left out: then it is there in every view.
    const inMenu = rows.filter((one) => !isInline(one));
    const covers = (one: MenuItem, other: MenuItem): boolean =>
      one.command === other.command &&
      (one.when === other.when || other.when?.endsWith(` && ${one.when ?? ''}`) === true);
    const missing = rows
      .filter(isInline)
      .filter((one) => !inMenu.some((other) => covers(other, one)));
    expect(missing).toEqual([]);
  });

  it('has every command in the palette or in a menu that the keyboard opens', () => {
    const inMenu = new Set(
      (contributes.menus['view/item/context'] ?? [])
        .filter(({ group }) => group?.startsWith('inline') !== true)
        .map(({ command }) => command),
    );
    const lost = table.filter(({ id, palette }) => palette === 'never' && !inMenu.has(id));
    expect(lost).toEqual([]);
  });

  it('has a walkthrough of at most six steps, with pictures that say what they show', () => {
    const [walkthrough, ...others] = contributes.walkthroughs;
    expect(others).toEqual([]);
    const steps = walkthrough?.steps ?? [];
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(6);
    for (const { media, description } of steps) {
      expect(media.altText).not.toBe('');
      expect(Object.keys(media.image)).toEqual(['dark', 'light', 'hc', 'hcLight']);
      for (const picture of Object.values(media.image)) expect(existsSync(picture)).toBe(true);
      const named = [...description.matchAll(/command:([\w.]+)/g)].map(([, id = '']) => id);
      const known = (id: string): boolean =>
        ids.includes(id) || Object.values(views).some((view) => id === `${view.id}.focus`);
      expect(named.filter((id) => !known(id))).toEqual([]);
    }
  });

  it('has at most three views, each with an icon, since it can be moved', () => {
    const shown = contributes.views[viewContainer.id] ?? [];
    expect(shown.length).toBeLessThanOrEqual(3);
    expect(shown.filter(({ icon }) => !existsSync(icon))).toEqual([]);
  });

  it('wakes up for the panels that it revives, and for addresses', () => {
    for (const type of [panelTypes.exercise, panelTypes.paper])
      expect(manifest.activationEvents).toContain(`onWebviewPanel:${type}`);
    expect(manifest.activationEvents).toContain('onUri');
  });

  it('names files that are there', () => {
    const files = [
      manifest.icon,
      ...Object.values(contributes.viewsContainers)
        .flat()
        .map(({ icon }) => icon),
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map(({ path }) => path),
    ];
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('gives a learner’s plan the schema that completes it and underlines what is no key', () => {
    const plans = contributes.jsonValidation.find(({ fileMatch }) =>
      fileMatch.includes('**/tilework/*.plan.json'),
    );
    const schema = JSON.parse(readFileSync(plans?.url ?? '', 'utf8')) as {
      readonly additionalProperties: boolean;
      readonly properties: {
        readonly temps: { readonly items: { readonly properties: Record<string, unknown> } };
      };
    };
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties)).toEqual(['temps', 'passes', 'again', '$schema']);
    const { is } = schema.properties.temps.items.properties;
    expect(JSON.stringify(is)).toContain('The layer of the reference block');
  });

  it('has an icon of the size that the Marketplace wants', () => {
    const png = readFileSync(manifest.icon);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([128, 128]);
  });
});
