package import Policy

/// Good inputs for every door, and the words that inputs are made of.
package struct Corpus: Sendable {
  package let seeds: [FuzzSubject.Door: [[UInt8]]]
  package let tokens: [[UInt8]]

  /// The documents of a desk and the expressions in them, with expressions over all units and macros.
  package init(documents: [PolicyLoader.Input]) {
    let set = PolicyLoader.load(documents).set
    let own = (set?.bots ?? []).flatMap { bot in
      bot.lets.map(\.expression.text) + bot.exports.map(\.expression.text)
        + bot.gates.map(\.condition.text)
        + bot.rules.compactMap { rule in
          if case .decide(let rule) = rule { rule.condition.text } else { nil }
        }
    }
    let conditions = (own + Self.conditions).map { Array($0.utf8) }
    let texts = documents.map(\.bytes)
    seeds = [
      .condition: conditions, .language: conditions + Self.expressions.map { Array($0.utf8) },
      .document: texts + Self.layouts.map { Array($0.utf8) }, .policies: texts,
    ]
    tokens =
      (Self.words + Self.signs + FuzzSubject.names.map(\.name)).map { Array($0.utf8) }
      + [[0], [0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF]]
  }

  private static let conditions = [
    "x.shares * x.price > x.usdc && !flag", "x.usdc / x.price >= 3 || x.usdc / x.shares < x.price",
    "x.ops / age > x.opsperminute ? flag : order.side == BUY",
    "bps.covering(x.price, price(\"0.57\")) > bps(\"25 bps\")",
    "ticks.covering(x.price - price('0.01'), x.price) > 3 && now - order.placed_at > duration(\"45s\")",
    "math.least(x.count, 3) % 2 == 1 && math.abs(-number) < 9223372036854775807",
    "title.startsWith('0x') && title.substring(2) in ['a', 'b'] || size(levels) > number",
    "levels.filter(l, l > price('0.5')).map(l, string(number) + title).join(',') != title",
    "(flag ? title : 'a').upperAscii().contains(title) && levels[0] - x.price > price('0.1')",
    "levels.exists(l, l > x.price) || title.matches('a+') || number in [1, 2]",
  ]

  private static let expressions = [
    "[1, 2, 3].map(x, x * 2).filter(x, x > 2).exists(x, x == 4)",
    "{'a': 1, 'b': [2u, 3u]}.all(k, v, size(k) == 1)", "'é𝒳'.matches('^[a-z]+$') ? 1.5 : double(2)",
    "cel.bind(x, optional.of(3), x.orValue(4)) == 3",
    "timestamp('2026-01-01T00:00:00Z').getHours()",
    "'%s %d'.format(['a', 1]).split(' ')[0].charAt(0)", "ip('10.0.0.1').isLoopback()",
    "base64.encode(b'\\x00ab')", "{1: 2, 1u: 3}[1]", "has({'a': 1}.a) && dyn(1) == 1.0",
    "'abc'.replace('b', 'xx').reverse().substring(1, 3)", "math.greatest([1, 2u, 3.0])",
    "duration('1h2m3.004s') + timestamp(0)", "type(1) == int && string(b'a') == 'a'",
  ]

  private static let layouts = [
    "a: |2-\n    x\n  y\nb: >+\n  c\n\n   d\n", "a: 'x''y\n  z'\nb: \"q\\u00e9\\\n  w\"\n",
    "- {a: [1, 2, {b: c}], 'd': \"e\"}\r\n- f # g\r\n", "? a\n: b\n--- !t &x *y\n...\n%TAG ! !\n",
  ]

  private static let words = [
    "true", "false", "null", "in", "duration(", "price(", "rate(", "math.abs(", "ticks.covering(",
    "bps.covering(", "timestamp(", "matches(", "exists(", "map(", "all(", "has(", "dyn(", "size(",
    "format(", "optional.of(", "cel.bind(", "apiVersion: ", "kind: ", "Bot", "Policy", "Staleness",
    "ReasonCodes", "polytraders/v1", "metadata:", "spec:", "facts:", "fields:", "params:", "let:",
    "rules:", "gates:", "when: ", "do: ", "code: ", "otherwise:", "on_error:", "on_missing:",
    "exports:",
    "counters:", "budget: { per_event: 1 }", "type: ", "list(price)", "string", "max_items: ",
    "max_length: ", "optional: true", "absent: now", "staleness:", "severities:", "scopes:",
    "where:",
    "bots:", "cancel", "cancel_replace", "pause_evaluation", "resting_order", "loosens: up",
    "3 ticks",
    "45s", "30 ops/min", "5000 shares", "25 bps", "0.57", "9223372036854775807",
    "-9223372036854775808", "0x7fffffffffffffff", "1e308", "18446744073709551615u",
  ]

  private static let signs = [
    "(", ")", "[", "]", "{", "}", ",", ".", ":", ": ", "?", "?.", "[?", "!", "-", "+", "*", "/",
    "%",
    "<", "<=", ">", ">=", "==", "!=", "&&", "||", "\"", "'", "\"\"\"", "r'", "b\"", "\\", "\\u00e9",
    "\\U0001F600", "\\x41", "\\777", "`", "//", "#", " #", "\n", "\r\n", "\t", "  ", "- ", "|", ">",
    "|2-", ">+", "&a", "*a", "!t", "!!int", "---", "...", "%TAG", "<<: ", "~", "@", "\u{2028}",
    "\u{FEFF}", "\u{202E}", "\u{0}", "\u{7F}", "é", "𝒳",
  ]
}
