import Diagnostics
import Policy
import TestSupport
import Testing

/// One thing wrong in otherwise good documents.
struct Spoiled: Sendable, CustomTestStringConvertible {
  var name: Documents.Name
  var old: String
  var new: String
  /// `line:column code`
  var finding: String
  var message: String
  var help: String?

  init(
    _ name: Documents.Name, _ old: String, _ new: String, _ finding: String, _ message: String,
    help: String? = nil
  ) {
    self.name = name
    self.old = old
    self.new = new
    self.finding = finding
    self.message = message
    self.help = help
  }

  var testDescription: String { "\(finding): \(new)" }

  /// Records an issue unless this is found, where and as it says, and leaves no set.
  func expectFound() {
    guard let documents = Documents().replacing(old, new, in: name) else {
      Issue.record("'\(old)' does not stand there once")
      return
    }
    let loader = documents.load()
    // A finding may stand in another document than the one that was changed.
    let wanted =
      finding.contains("/")
      ? finding : "\(name.rawValue):\(finding)"
    guard let found = loader.diagnostics.first(where: { Documents.line($0) == wanted }) else {
      Issue.record("not \(wanted) but \(loader.renderer.render(loader.diagnostics))")
      return
    }
    #expect(found.message.contains(message))
    if let help = help { #expect(found.help == [help]) }
    #expect(loader.set == nil)
  }
}

@Suite("what can be wrong with documents")
struct FindingTests {
  private static let values: [Spoiled] = [
    Spoiled(
      .policy, "value: 45s", "value: 11m", "12:25 PT0211",
      "ttl_s = 11m is outside its bounds 5s to 10m",
      help:
        "stay inside the bounds; they are declared with the param in bots/, and this value would be looser than they allow"
    ),
    Spoiled(
      .policy, "value: 45s", "value: 4999ms", "12:25 PT0211",
      "ttl_s = 4999ms is outside its bounds 5s to 10m",
      help: "stay inside the bounds; they are declared with the param in bots/"),
    Spoiled(
      .policy, "5 shares", "0.5 shares", "13:16 PT0211",
      "floor = 0.5 shares is outside its bounds 1 share to 100 shares",
      help:
        "stay inside the bounds; they are declared with the param in bots/, and this value would be looser than they allow"
    ),
    Spoiled(
      .policy, "value: 2s", "value: 61s", "6:20 PT0211",
      "staleness.book = 61s is outside its bounds 100ms to 1m"),
    Spoiled(
      .policy, "value: 45s", "value: 45", "12:25 PT0210",
      "param 'ttl_s' is duration, and '45' has no unit",
      help: "write a duration with its unit such as 45s, 1500ms, 10m or 24h"),
    Spoiled(
      .policy, "5 shares", "5 ticks", "13:16 PT0210",
      "param 'floor' is shares, and '5 ticks' has the unit 'ticks'",
      help: "write a number of shares such as 3 shares"),
    Spoiled(
      .policy, "5 shares", "1.0000001 shares", "13:16 PT0210",
      "param 'floor' is shares, and '1.0000001 shares' is finer than it can be"),
    Spoiled(
      .policy, "5 shares", "5x5 shares", "13:16 PT0210", "and '5x5 shares' has the unit 'x5 shares'"
    ),
    Spoiled(.policy, "5 shares", "many", "13:16 PT0210", "and 'many' cannot be read as one"),
    Spoiled(
      .policy, "5 shares", "99999999999999999999 shares", "13:16 PT0210",
      "and '99999999999999999999 shares' is too large"),
    Spoiled(
      .policy, "\"true\"", "yes", "14:17 PT0210",
      "param 'strict' is bool, and 'yes' cannot be read as one", help: "write true or false"),
    Spoiled(
      .policy, "value: 2s", "value: 2", "6:20 PT0210",
      "value of staleness.book is duration, and '2' has no unit"),
    Spoiled(
      .staleness, "min: 100ms", "min: 2m", "4:16 PT0212",
      "the minimum of staleness.book is above its maximum"),
    Spoiled(
      .policy, "book: { value: 2s", "boook: { value: 2s", "6:5 PT0226",
      "there is no staleness threshold 'boook'", help: "did you mean 'book'?"),
    Spoiled(
      .policy, "    model: { value: 24h }\n", "", "3:19 PT0227",
      "no policy gives staleness.model a value",
      help:
        "add 'model: { value: …, why: … }' under 'staleness' of a policy, with a duration with its unit such as 45s, 1500ms, 10m or 24h"
    ),
    Spoiled(
      .clock, "    recover_updates: { value: \"3\" }\n", "", "policies/live.yaml:3:19 PT0227",
      "no policy gives staleness.recover_updates a value"),
    Spoiled(
      .clock, "\"3\"", "\"0\"", "8:31 PT0211",
      "staleness.recover_updates = 0 is outside its bounds 1 to 1000",
      help:
        "stay inside the bounds; they are declared in specs/staleness.yaml, and this value would be looser than they allow"
    ),
    Spoiled(.clock, "\"3\"", "3s", "8:31 PT0210", "staleness.recover_updates is int, and '3s'"),
    Spoiled(
      .clock, "value: 1000ms", "value: -1ms", "6:33 PT0211",
      "staleness.skew_tolerance_ms = -1ms is outside its bounds 0s to 10s"),
    Spoiled(
      .policy, "value: 2s, why: w", "value: 2s, max: 1h", "6:29 PT0238",
      "'max' of staleness.book stands beside its value",
      help:
        "take it out; bounds are declared in specs/staleness.yaml, and policies give values only"
    ),
    Spoiled(
      .staleness, "  model: { min: 1m, max: 168h, loosens: up, meaning: m }\n", "",
      "policies/live.yaml:8:5 PT0237", "nothing declares the bounds of staleness.model"),
    Spoiled(
      .staleness, "max: 168h, ", "", "6:10 PT0202", "staleness.model has no 'max'",
      help: "add 'max:'"),
    Spoiled(
      .staleness, "min: 100ms, ", "", "4:9 PT0202", "staleness.book has no 'min'"),
    Spoiled(
      .staleness, "min: 0s, max: 10s", "min: -1s, max: 10s", "7:29 PT0239",
      "the minimum of staleness.skew_tolerance_ms is below zero"),
    Spoiled(
      .staleness, "recover_ms:", "recover_s:", "8:3 PT0226",
      "there is no staleness threshold 'recover_s'", help: "did you mean 'recover_ms'?"),
    Spoiled(
      .policy, "exec.warden:", "exec.wardne:", "10:5 PT0213", "there is no bot 'exec.wardne'",
      help: "did you mean 'exec.warden'?"),
    Spoiled(
      .policy, "ttl_s: {", "tll_s: {", "12:9 PT0214", "bot 'exec.warden' has no param 'tll_s'",
      help: "did you mean 'ttl_s'?"),
    Spoiled(
      .policy, "        floor: 5 shares\n", "", "10:5 PT0215",
      "no policy gives 'floor' of bot 'exec.warden' a value",
      help: "add 'floor: { value: …, why: … }' with a number of shares such as 3 shares"),
    Spoiled(
      .policy, "W_OLD: WARN", "W_STATE: WARN", "16:14 PT0228",
      "the severity of 'W_STATE' may not be lowered from HARD_REJECT to WARN",
      help: "the registry sets the floor; change specs/reason-codes.yaml instead"),
    Spoiled(
      .policy, "W_OLD: WARN", "W_OLDD: WARN", "16:5 PT0220",
      "reason code 'W_OLDD' is not in the registry", help: "did you mean 'W_OLD'?"),
    Spoiled(
      .policy, "W_OLD: WARN", "W_OLD: WARNING", "16:12 PT0204", "'WARNING' is no value of 'W_OLD'",
      help: "known here: HARD_REJECT, INFO, RESHAPE, WARN"),
  ]

  private static let forms: [Spoiled] = [
    Spoiled(
      .policy, "polytraders/v1", "polytraders/v2", "1:13 PT0206",
      "apiVersion 'polytraders/v2' is not known; this program reads polytraders/v1"),
    Spoiled(
      .policy, "kind: Policy", "kind: Polcy", "2:7 PT0205", "'Polcy' is no kind of document",
      help: "did you mean 'Policy'?"),
    Spoiled(
      .policy, "kind: Policy\n", "", "1:1 PT0202", "a document has no 'kind'", help: "add 'kind:'"),
    Spoiled(
      .policy, "owner: risk, ", "", "3:11 PT0202", "'metadata' has no 'owner'", help: "add 'owner:'"
    ),
    Spoiled(
      .policy, "severities:", "severity:", "15:3 PT0203", "policy 'live' has no key 'severity'",
      help: "did you mean 'severities'?"),
    Spoiled(
      .policy, "why: \"half", "whi: \"half", "12:30 PT0203", "param 'ttl_s' has no key 'whi'",
      help: "did you mean 'why'?"),
    Spoiled(
      .policy, "floor: 5 shares", "floor: [5 shares]", "13:16 PT0201",
      "param 'floor' must be a mapping, found a list"),
    Spoiled(
      .bot, "on: [resting_order]", "on: [resting_oder]", "6:8 PT0204",
      "'resting_oder' is no value of 'on'", help: "did you mean 'resting_order'?"),
    Spoiled(
      .bot, "name: exec.warden", "name: exec.Warden", "3:19 PT0230",
      "'exec.Warden' cannot be the name of a bot",
      help: "use lower-case letters, digits and '_', beginning with a letter"),
    Spoiled(
      .bot, "price: { type: price, min", "bid.price: { type: price, min", "12:9 PT0230",
      "'bid.price' cannot be the name of a field"),
    Spoiled(
      .bot, "type: shares", "type: share", "24:20 PT0224", "'share' is no type",
      help: "did you mean 'shares'?"),
    Spoiled(
      .bot, "min: 5s, max: 10m", "min: 10m, max: 5s", "23:35 PT0212",
      "the minimum of param 'ttl_s' is above its maximum"),
    Spoiled(.bot, "max: 10m, ", "", "23:12 PT0202", "param 'ttl_s' has no 'max'"),
    Spoiled(
      .bot, "type: duration, min: 5s, max: 10m", "type: ticks, min: 5 ticks, max: 10 ticks",
      "23:5 PT0225", "the name 'ttl_s' ends in '_s', and its type is ticks",
      help: "rename it, or give it the type that its name promises"),
    Spoiled(
      .bot, "loosens: up", "loosens: upp", "23:58 PT0204", "'upp' is no value of 'loosens'",
      help: "did you mean 'up'?"),
    Spoiled(
      .bot, "do: cancel }", "do: cancle }", "32:37 PT0204", "'cancle' is no value of 'do'",
      help: "did you mean 'cancel'?"),
    Spoiled(
      .bot, "do: cancel }", "do: halt }", "32:37 PT0222",
      "bot 'exec.warden' has no authority to 'halt'",
      help: "its authority is: cancel, cancel_replace"),
    Spoiled(
      .bot, "code: W_OLD,", "code: W_ODL,", "32:15 PT0220",
      "reason code 'W_ODL' is not in the registry", help: "did you mean 'W_OLD'?"),
    Spoiled(
      .bot, "require: [order]", "require: [odrer]", "31:19 PT0223", "there is no fact 'odrer'",
      help: "did you mean 'order'?"),
    Spoiled(
      .bot, "order.operations: {", "order.operation: {", "27:5 PT0223",
      "there is no fact 'order.operation'", help: "did you mean 'order.operations'?"),
    Spoiled(
      .bot, "max_age: staleness.book", "max_age: staleness.boook", "18:16 PT0226",
      "there is no staleness threshold 'boook'"),
    Spoiled(
      .bot, "max_age: staleness.book", "max_age: 5s", "18:16 PT0204",
      "'5s' is no value of 'max_age'"),
    Spoiled(.bot, "      age: book.age_ms\n", "", "16:7 PT0202", "fact 'book' has no 'age'"),
    Spoiled(.bot, "when: old, ", "", "32:7 PT0202", "a rule has no 'when'"),
    Spoiled(
      .bot, "when: old,", "wen: old,", "32:22 PT0203", "a rule has no key 'wen'",
      help: "did you mean 'when'?"),
    Spoiled(
      .bot, "  authority: [cancel, cancel_replace]", "  authority: { cancel: x }", "5:14 PT0201",
      "'authority' of bot 'exec.warden' must be a list, found a mapping"),
    Spoiled(
      .registry, "W_CAP: { family: W,", "W_CAP: { family: V,", "8:20 PT0221",
      "'W_CAP' is of the family 'V', which is not declared"),
    Spoiled(
      .registry, "severity: WARN", "severity: WRAN", "8:33 PT0204",
      "'WRAN' is no value of 'severity'", help: "did you mean 'WARN'?"),
  ]

  @Test("the documents of these tests agree with each other")
  func good() {
    #expect(Documents().findings == [])
    #expect(Documents().load().set != nil)
  }

  @Test("values against their declarations", arguments: values)
  func value(case spoiled: Spoiled) { spoiled.expectFound() }

  @Test("the form of documents, names and words", arguments: forms)
  func form(case spoiled: Spoiled) { spoiled.expectFound() }

  @Test("a folder without documents, a file that is not there")
  func nothing() throws {
    try Places.withTemporaryFolder { folder in
      #expect(
        codes { () throws(DiagnosticError) in try PolicyFiles.inputs(ofRoot: folder) } == ["PT0231"]
      )
      #expect(
        codes { () throws(DiagnosticError) in try PolicyFiles.inputs(inFolder: folder) } == [
          "PT0231"
        ])
      #expect(
        codes { () throws(DiagnosticError) in
          [try PolicyFiles.input(file: folder + "/none.yaml", path: "none.yaml")]
        } == ["PT0232"])
    }
  }

  /// The codes of the findings because of which there are no documents.
  private func codes(
    _ inputs: () throws(DiagnosticError) -> [PolicyLoader.Input]
  ) -> [String] {
    do {
      return try inputs().map(\.path)
    } catch {
      return error.diagnostics.map(\.code)
    }
  }
}
