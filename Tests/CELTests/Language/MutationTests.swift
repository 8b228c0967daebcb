import CEL
import TestSupport
import Testing

@Suite("texts that nobody would write")
struct MutationTests {
  private static let seeds = [
    "[1, 2, 3].map(x, x > 1, x * 2).exists(i, v, i == v)", "has({'a': {'b': 1}}.a.b) ? 'x' : \"y\"",
    "cel.bind(x, 'ab' + 'c', x.matches('a+') || size(x) > 2u)",
    "{1: [2.5, b'x'], 'k': null}.?k.orValue(7)",
    "'%s %.2f %x'.format(['a', 1.5, 255]) + string(timestamp(0) + duration('1h'))",
    "[?optional.of(1), 2][?0].optMap(y, y + 1).value() - math.greatest(1, 2u, 3.0)",
    "ip('::1').isLoopback() && cidr('10.0.0.0/8').containsIP('10.1.2.3')",
    "type(dyn([1]))==list&&!(-1<=.5e3)",
    "{'a': 1}.transformMapEntry(k, v, {v: k}).transformList(k, v, [k, v])",
    "'a\\u00e9\\x41\\101'.split('').join('-')",
    "'abc'.replace('b', 'xyz', 1).substring(1, 3).charAt(0).indexOf('x')",
    "a.b.`c d`[?1]{x: 1} in []",
  ]
  private static let pieces = [
    "(", ")", "[", "]", "{", "}", "?", ":", ".", ",", "'", "\"", "\\", "`", "||", "&&", "!", "-",
    "%", "in ",
    "1", "0x", "9223372036854775808", "1e999", "u", "x", "null", ".map(x, ", ".all(x, ",
    "cel.bind(x, ",
    "optional.none()", "dyn(", "'%s'.format(", "é", "\u{0}", "//", "\n", "[?", ".?", "_",
    "b'\\xff'",
  ]

  @Test("are refused, fail or have a value, and stay within the meter", arguments: 1...16)
  func mutations(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func below(_ count: Int) -> Int { Int(truncatingIfNeeded: generator.next() % UInt64(count)) }
    var (values, failures) = (0, 0)
    for _ in 0..<400 {
      var text = Array(Self.seeds[below(Self.seeds.count)].unicodeScalars)
      for _ in 0...below(3) {
        let place = below(text.count + 1)
        switch below(4) {
        case 0: text.removeSubrange(place..<min(text.count, place + 1 + below(4)))
        case 1:
          text.insert(contentsOf: Self.pieces[below(Self.pieces.count)].unicodeScalars, at: place)
        case 2:
          let other = Array(Self.seeds[below(Self.seeds.count)].unicodeScalars)
          text.replaceSubrange(place..., with: other[below(other.count)...])
        default:
          guard place < text.count else { continue }
          text[place] = text[below(text.count)]
        }
      }
      var scalars = String.UnicodeScalarView()
      scalars.append(contentsOf: text)
      for isChecked in [true, false] {
        let found = outcome(of: String(scalars), isChecked: isChecked, limit: 100_000)
        if found.hasPrefix("refused: ") || found.hasPrefix("error: ") {
          failures += 1
        } else {
          values += 1
        }
      }
    }
    // Both happen, or the mutations are too tame or too wild to tell anything.
    #expect(values > 5 && failures > 300, "\(values) values, \(failures) failures")
  }
}
