import CEL
package import Policy

/// What hostile input is given to, and what has to hold whatever it is: nothing crashes, every error is placed
/// and says what to do, and two ways to compute the same give the same. One for each thread.
package struct FuzzSubject {
  /// The ways into the program.
  package enum Door: UInt8, CaseIterable, Sendable {
    /// A condition of a policy: parse, check, plan, evaluate.
    case condition
    /// An expression of the whole language.
    case language
    /// A YAML document: read, and every text found in it again.
    case document
    /// A document among those of a desk: load, compile, plan, decide.
    case policies
  }

  /// A promise that an input broke.
  package struct Finding: Error, Equatable {
    package var door: Door
    package var broken: String
  }

  /// The documents that a fuzzed one joins.
  let documents: [PolicyLoader.Input]
  let environment: Environment
  let language: LanguageEnvironment

  package init(documents: [PolicyLoader.Input]) {
    self.documents = documents
    environment = Self.environment
    language = Self.language
  }

  /// Gives the input to one door.
  package func run(_ input: some Sequence<UInt8>, through door: Door) throws(Finding) {
    let bytes = Array(input)
    do throws(BrokenPromise) {
      switch door {
      case .condition: try condition(bytes)
      case .language: try languageExpression(bytes)
      case .document: try document(bytes)
      case .policies: try policies(bytes)
      }
    } catch {
      throw Finding(door: door, broken: error.text)
    }
  }

  /// As libFuzzer gives inputs: the first byte chooses the door.
  package func run(_ input: some Collection<UInt8>) throws(Finding) {
    guard let first = input.first else { return }
    let doors = Door.allCases
    try run(input.dropFirst(), through: doors[Int(first) % doors.count])
  }

  // MARK: Names

  /// One name of each type that conditions can see, some of them too large to compute with.
  static let names: [(name: String, type: Type, bound: Bound)] =
    [
      ("now", .timestamp, Bound()), ("order.placed_at", .timestamp, Bound()),
      ("age", .duration, Bound()), ("flag", .bool, Bound()), ("number", .int, Bound()),
      ("order.side", .enumeration(side), Bound()), ("title", .string, Bound(length: 64)),
      ("levels", .list(.quantity(.price)), Bound(items: 20)),
    ] + Unit.allCases.map { ("x.\(String(describing: $0).lowercased())", .quantity($0), Bound()) }

  private static let side = Enumeration(name: "side", cases: ["BUY", "SELL"])

  static let environment: Environment = {
    var environment = Environment()
    for (identity, entry) in names.enumerated() {
      environment.declare(entry.name, entry.type, .variable(identity), bound: entry.bound)
    }
    environment.declare("BUY", .enumeration(side), .constant(0))
    environment.declare("SELL", .enumeration(side), .constant(1))
    return environment
  }()

  private static let language: LanguageEnvironment = {
    var environment = LanguageEnvironment.standard
    for (identity, entry) in names.enumerated() {
      environment.declare(entry.name, entry.type, .variable(identity))
    }
    return environment
  }()
}

/// Why a finding is one.
struct BrokenPromise: Error {
  var text: String

  init(_ text: String) {
    self.text = text
  }
}
