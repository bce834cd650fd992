/** Text on one line that Markdown shows as it is, whatever is in it. */
export function plainMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]#|<>~&$]/g, '\\$&');
}
