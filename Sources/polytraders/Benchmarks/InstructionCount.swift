import Diagnostics
import Glibc

/// What one event costs in executed instructions and in calls of the heap and of reference counting, as callgrind
/// counts them: free of noise. This program runs itself twice under valgrind, with different numbers of passes over
/// the events; what stands before and behind the passes cancels out.
struct InstructionCount {
  let contest: String
  let way: DecisionWay
  /// An event.
  let instructions: Double
  /// Calls of malloc, calloc, realloc and of retain and release, an event. A dozen in all that differ between two
  /// starts of the program vanish in the rounding.
  let heapCalls: Double
  let countingCalls: Double

  /// Events of a pass.
  static let eventCount = 20_000
  private static let passes = (few: 1, many: 4)

  init(_ contest: String, _ way: DecisionWay, root: String?, folder: String) throws {
    self.contest = contest
    self.way = way
    let few = try Self.run(contest, way, Self.passes.few, root, folder)
    let many = try Self.run(contest, way, Self.passes.many, root, folder)
    let events = Double(Self.eventCount * (Self.passes.many - Self.passes.few))
    instructions = Double(many.total - few.total) / events
    func calls(_ functions: [String]) -> Double {
      let difference = many.calls(functions) - few.calls(functions)
      return abs((Double(difference) / events * 100).rounded()) / 100
    }
    heapCalls = calls(["malloc", "calloc", "realloc"])
    countingCalls = calls(["swift_retain", "swift_release"])
  }

  /// The text as one word of a shell, whatever is in it.
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }

  private static func run(
    _ contest: String, _ way: DecisionWay, _ passes: Int, _ root: String?, _ folder: String
  ) throws -> CallgrindProfile {
    let path = "\(folder)/callgrind"
    // Without its debug information, of which not every valgrind reads what this compiler writes.
    let program = "\(folder)/stripped"
    let command =
      "strip -g -o \(quoted(program)) /proc/\(getpid())/exe >/dev/null 2>&1 && "
      + "valgrind --tool=callgrind --callgrind-out-file=\(quoted(path)) \(quoted(program)) "
      + "bench graph --once \(contest)/\(way.rawValue) --passes \(passes)"
      + (root.map { " --policies \(quoted($0))" } ?? "") + " >/dev/null 2>&1"
    guard unsafe system(command) == 0, let profile = CallgrindProfile(path: path) else {
      throw DiagnosticError(
        Diagnostic(
          "PT0908", .error, "valgrind did not count the instructions of this program", at: nil,
          help: ["install it with 'apt-get install valgrind binutils', or leave --callgrind away"]))
    }
    unsafe unlink(path)
    return profile
  }
}

/// The totals and the calls in a file that callgrind wrote.
struct CallgrindProfile {
  private(set) var total = 0
  /// By name of the function that is called.
  private var calls: [String: Int] = [:]

  init?(path: String) {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var names: [Substring: String] = [:]
    var callee = ""
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { unsafe free(line) }
    while unsafe getline(&line, &capacity, file) > 0, let bytes = unsafe line {
      let text = unsafe String(cString: bytes).dropLast()
      if text.hasPrefix("totals: ") { total = Int(text.dropFirst(8)) ?? 0 }
      if text.hasPrefix("cfn=") || text.hasPrefix("fn=") {
        // `cfn=(12) name` the first time, `cfn=(12)` afterwards.
        let value = text.drop { $0 != "=" }.dropFirst()
        let parts = value.split(separator: " ", maxSplits: 1)
        guard let number = parts.first else { continue }
        if parts.count > 1 { names[number] = String(parts[1]) }
        if text.hasPrefix("c") { callee = names[number] ?? "" }
      }
      if text.hasPrefix("calls="), let count = text.dropFirst(6).split(separator: " ").first {
        calls[callee, default: 0] += Int(count) ?? 0
      }
    }
    guard total > 0 else { return nil }
  }

  func calls(_ functions: [String]) -> Int {
    calls.reduce(0) { $0 + (functions.contains($1.key) ? $1.value : 0) }
  }
}
