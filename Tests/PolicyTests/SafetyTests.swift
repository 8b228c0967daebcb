import Diagnostics
import FoundationEssentials
import Policy
import TestSupport
import Testing

@Suite("documents that would do harm")
struct SafetyTests {
  /// Documents every word of which is known, and which would do harm.
  private static let unsafe: [Spoiled] = [
    Spoiled(
      .bot, "of: [cancel_replace]", "of: [cancel_replace, cancel]", "34:43 PT0250",
      "a gate may not delay 'cancel'"),
    Spoiled(.bot, "of: [cancel_replace], ", "", "34:7 PT0202", "a gate has no 'of'"),
    Spoiled(.bot, "of: [cancel_replace]", "of: []", "34:7 PT0202", "a gate has no 'of'"),
    Spoiled(
      .bot, "of: [cancel_replace]", "of: [pause_evaluation]", "34:27 PT0250",
      "a gate may not delay 'pause_evaluation'"),
    Spoiled(
      .bot, "max_age: staleness.book\n      on_missing: { code: W_STATE, do: pause_evaluation }",
      "max_age: staleness.book\n      on_missing: { code: W_STATE, do: hold }", "19:40 PT0251",
      "'hold' in 'on_missing' lets pass what could not be judged",
      help:
        "do one of: pause_evaluation, cancel, hold_signing, block_signing, pause_trading, halt"),
    Spoiled(
      .bot, "on_error: { code: W_STATE, do: pause_evaluation }",
      "on_error: { code: W_STATE, do: allow }", "36:34 PT0251", "'allow' in 'on_error'"),
    Spoiled(
      .bot, "on_error: { code: W_STATE, do: pause_evaluation }",
      "on_error: { code: W_STATE, do: cancel_replace }", "36:34 PT0251",
      "'cancel_replace' in 'on_error'"),
    Spoiled(
      .registry,
      "W_OLD: { family: W, severity: INFO, meaning: m, action: a, emitted_by: [exec.warden, ",
      "W_OLD: { family: W, severity: INFO, meaning: m, action: a, emitted_by: [exec.waden, ",
      "bots/warden.yaml:32:15 PT0252",
      "the registry does not have bot 'exec.warden' among those that give 'W_OLD'",
      help:
        "give another code, or add 'exec.warden' to 'emitted_by' of this one in specs/reason-codes.yaml, which has exec.twin, exec.waden, risk.warden"
    ),
    Spoiled(
      .registry,
      ", meaning: m, action: a, emitted_by: [exec.warden, exec.twin, risk.warden] }\n  W_OLD",
      ", meaning: m, action: a }\n  W_OLD", "6:11 PT0202", "code 'W_HOLD' has no 'emitted_by'"),
  ]

  private static let paths: [Spoiled] = [
    Spoiled(
      .bot, "age: { type: duration }", "age: { type: duration, path: 'order.\"age' }",
      "13:38 PT0233",
      "'order.\"age' in 'path' is no dotted name",
      help: "write names of letters, digits and '_' joined by points, as in order.placed_at_ms"),
    Spoiled(
      .bot, "age: book.age_ms", "age: book..age_ms", "17:12 PT0233", "'book..age_ms' in 'age'"),
    Spoiled(.bot, "age: book.age_ms", "age: book.2age", "17:12 PT0233", "'book.2age' in 'age'"),
    Spoiled(
      .bot, "from: registry", "from: the registry", "9:13 PT0233", "'the registry' in 'from'"),
    Spoiled(
      .bot, "from: clob.book", "from: clob.book\n      available: bücher", "17:18 PT0233",
      "'bücher' in 'available'"),
    Spoiled(
      .bot, "age: { type: duration }", "age: { type: duration, path: now_ms }", "13:38 PT0234",
      "'now_ms' is taken"),
    Spoiled(
      .bot, "age: { type: duration }", "age: { type: duration, path: now_ms.age }", "13:38 PT0234",
      "'now_ms.age' is taken: an event has at 'now_ms' the time of the event"),
    Spoiled(
      .bot, "age: { type: duration }", "age: { type: duration, path: order.market }",
      "13:38 PT0234",
      "'order.market' is taken"),
    Spoiled(
      .bot, "age: { type: duration }", "age: { type: duration, path: order.price.age }",
      "13:38 PT0235",
      "'order.price' is a value of the event, and cannot also hold 'order.price.age'",
      help: "give one of the two another path"),
    Spoiled(
      .bot, "age: { type: duration }", "age: { type: duration, path: order }", "13:38 PT0235",
      "'order' is a value of the event, and cannot also hold 'order.price'"),
    Spoiled(
      .bot, "age: { type: duration }", "age: { type: duration, path: order.price }", "13:38 PT0236",
      "'order.price' is a whole number here and a decimal elsewhere"),
    Spoiled(
      .bot, "from: clob.book", "from: clob.book\n      available: book.age_ms", "18:12 PT0236",
      "'book.age_ms' is an age here and an availability elsewhere"),
  ]

  @Test("paths of facts", arguments: paths)
  func path(case spoiled: Spoiled) { spoiled.expectFound() }

  @Test("two paths that cannot stand in one event are told of with both places, across bots too")
  func crossingPaths() throws {
    var documents = Documents()
    let twin = try #require(
      documents.replacing("exec.warden", "risk.warden2", in: .bot)?
        .replacing(
          "price: { type: price, min", "price: { type: bool, path: order.price, min", in: .bot))
    documents.more = [("bots/zwarden.yaml", twin.bot)]
    let found = documents.load().diagnostics.filter { $0.code == "PT0236" }
    #expect(found.map(Documents.line) == ["bots/zwarden.yaml:12:36 PT0236"])
    #expect(
      found.first?.related.map { "\($0.location.file):\($0.location.line)" } == [
        "bots/warden.yaml:12"
      ])
    // Bots of other events have an object of their own.
    let other = try #require(twin.replacing("on: [resting_order]", "on: [feed_check]", in: .bot))
    documents.more = [("bots/zwarden.yaml", other.bot)]
    #expect(documents.load().diagnostics.allSatisfy { $0.code != "PT0236" })
  }

  @Test("names that begin alike are not inside each other, and equal values may share a path")
  func freePaths() throws {
    for path in ["order.prices", "ordered", "order.operations", "_order.Age_2"] {
      let documents = try #require(
        Documents().replacing(
          "age: { type: duration }", "age: { type: duration, path: \(path) }", in: .bot))
      #expect(documents.findings == [], "\(path)")
    }
  }

  private static let details: [Spoiled] = [
    Spoiled(
      .bot, "capital_impact: direct", "capital_impact: protective", "5:23 PT0253",
      "'cancel_replace' in the authority of a bot whose capital_impact is 'protective'"),
    Spoiled(
      .bot, "capital_impact: direct", "capital_impact: none", "5:15 PT0253",
      "'cancel' in the authority of a bot whose capital_impact is 'none'"),
    Spoiled(
      .bot, "mode: shadow", "mode: generallive", "3:101 PT0204",
      "'generallive' is no value of 'mode'",
      help: "did you mean 'general_live'?"),
    Spoiled(
      .bot, "class: execution-utility", "class: execution", "3:39 PT0204",
      "'execution' is no value of 'class'"),
    Spoiled(
      .bot, "capital_impact: direct", "capital_impact: indirect", "3:87 PT0204",
      "'indirect' is no value of 'capital_impact'", help: "did you mean 'direct'?"),
    Spoiled(
      .policy, "version: 1", "version: 0", "3:47 PT0217", "version '0' is no whole number from 1"),
    Spoiled(.policy, "version: 1", "version: 1.0", "3:47 PT0217", "version '1.0'"),
    Spoiled(.policy, "version: 1", "version: +1", "3:47 PT0217", "version '+1'"),
    Spoiled(
      .policy, "version: 1", "version: 99999999999999999999", "3:47 PT0217", "is no whole number"),
    Spoiled(
      .policy, "version: 1", "version: 1, review_by: 2027-02-29", "3:61 PT0218",
      "'2027-02-29' is no date",
      help: "write a day that exists as YYYY-MM-DD, such as 2027-01-15"),
    Spoiled(.policy, "version: 1", "version: 1, review_by: 2027-1-15", "3:61 PT0218", "no date"),
    Spoiled(.policy, "version: 1", "version: 1, review_by: soon", "3:61 PT0218", "no date"),
  ]

  @Test("what would fail open, delay protection or hide who decides", arguments: unsafe)
  func harmful(case spoiled: Spoiled) { spoiled.expectFound() }

  @Test("what people need to know about documents", arguments: details)
  func detail(case spoiled: Spoiled) { spoiled.expectFound() }

  @Test(
    "days that exist",
    arguments: ["2027-01-15", "2028-02-29", "2000-02-29", "2027-12-31", "2027-04-30"])
  func dates(day: String) throws {
    let documents = try #require(
      Documents().replacing("version: 1", "version: 1, review_by: \(day)", in: .policy))
    #expect(documents.findings == [])
  }

  @Test(
    "days that do not",
    arguments: [
      "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-01", "2027-01-00", "2027-01-32",
      "2027/01/15", "27-01-15", "2027-01-15T00", "-027-01-15",
    ])
  func noDates(day: String) throws {
    let documents = try #require(
      Documents().replacing("version: 1", "version: 1, review_by: \"\(day)\"", in: .policy))
    #expect(documents.findings == ["policies/live.yaml:3:61 PT0218"])
  }

  @Test("documents are known by their ending in any case of letters; other files are left alone")
  func endings() throws {
    try Places.withTemporaryFolder { folder in
      for name in ["a.yaml", "B.YAML", "c.Yml", "d.YML", ".e.yaml", "f.yaml.bak", "README.md"] {
        try Data("x: y\n".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      let inputs = try PolicyFiles.inputs(inFolder: folder)
      #expect(
        inputs.map { $0.path.split(separator: "/").last.map(String.init) } == [
          "B.YAML", "a.yaml", "c.Yml", "d.YML",
        ])
    }
  }
}
