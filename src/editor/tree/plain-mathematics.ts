const signs: Readonly<Record<string, string>> = {
  ...{
    alpha: 'α',
    beta: 'β',
    gamma: 'γ',
    delta: 'δ',
    epsilon: 'ε',
    varepsilon: 'ε',
    lambda: 'λ',
    mu: 'μ',
  },
  ...{
    rho: 'ρ',
    sigma: 'σ',
    phi: 'φ',
    tau: 'τ',
    theta: 'θ',
    pi: 'π',
    sum: '∑',
    prod: '∏',
    infty: '∞',
  },
  ...{
    times: '×',
    cdot: '·',
    le: '≤',
    leq: '≤',
    ge: '≥',
    geq: '≥',
    ne: '≠',
    approx: '≈',
    in: '∈',
    to: '→',
  },
  ...{
    ldots: '…',
    dots: '…',
    cdots: '⋯',
    lfloor: '⌊',
    rfloor: '⌋',
    lceil: '⌈',
    rceil: '⌉',
    mid: '|',
  },
};

const lowered = '₀₁₂₃₄₅₆₇₈₉';
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A Markdown text with its formulas in plain signs, for tooltips, which cannot typeset them. Only what short
 * formulas need; whatever is left over stays readable as it was written.
 */
export function plainMathematics(markdown: string): string {
  return markdown.replace(/\$([^$\n]+)\$/g, (_, formula: string) => plainFormula(formula));
}

function plainFormula(formula: string): string {
  return formula
    .replace(/\\(?:d|t)?frac\{([^{}]*)\}\{([^{}]*)\}/g, '($1)/($2)')
    .replace(/\\(?:text|mathrm|mathbf|operatorname)\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right|,|;|!|quad)/g, '')
    .replace(/\\([A-Za-z]+)/g, (whole, name: string) => signs[name] ?? whole)
    .replace(/_\{?(\d+)\}?/g, (_, digits: string) => digitsOf(lowered, digits))
    .replace(/\^\{?(\d+)\}?/g, (_, digits: string) => digitsOf(raised, digits))
    .replace(/_\{([^{}]*)\}/g, '_$1')
    .replace(/[_*]/g, '\\$&');
}

function digitsOf(alphabet: string, digits: string): string {
  return digits.replace(/\d/g, (digit) => alphabet[Number(digit)] ?? digit);
}
