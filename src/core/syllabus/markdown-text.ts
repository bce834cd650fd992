/** Text that Markdown shows as it is, whatever is in it: on one line, and never as markup or HTML. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&');
}
