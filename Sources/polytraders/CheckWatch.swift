import Analysis
import CommandLine
import Diagnostics
import FoundationEssentials
import Glibc
import Graph
import Policy

/// `check --watch`: checks again whenever a document changes, and says what the change does to decisions. It looks at
/// sizes and times five times a second, which works on every file system, until Ctrl-C.
struct CheckWatch {
  private let paths: [String]
  private let policies: String?
  private let overlaps: Bool
  /// What the documents meant when they last had no error.
  private var good: CompiledGraph?

  init(_ paths: [String], policies: String?, overlaps: Bool) {
    self.paths = paths
    self.policies = policies
    self.overlaps = overlaps
  }

  /// What identifies one state of a file.
  private struct Stamp: Hashable {
    var seconds: Int
    var nanoseconds: Int
    var size: Int
    var inode: UInt
  }

  /// Returns only where standard output is closed.
  mutating func run() async throws -> ExitCode {
    var stamps = self.stamps()
    guard show(changed: []) else { return .inputOutput }
    while true {
      try await Task.sleep(for: .milliseconds(200))
      let now = self.stamps()
      guard now != stamps else { continue }
      let changed = Set(now.keys).union(stamps.keys).filter { now[$0] != stamps[$0] }.sorted()
      stamps = now
      guard show(changed: changed) else { return .inputOutput }
    }
  }

  /// Checks and prints; false where nobody takes the text.
  private mutating func show(changed: [String]) -> Bool {
    let isTerminal = StandardStream.output.isTerminal
    var text = isTerminal ? "\u{1B}[2J\u{1B}[H" : ""
    if !changed.isEmpty { text += "changed: \(changed.joined(separator: ", "))\n" }
    do throws(DiagnosticError) {
      let checks = try RootDocuments.find(paths, policies: policies).map {
        PolicyCheck($0, overlaps: overlaps)
      }
      text += checks.map { $0.text(withCost: false) }.joined()
      if let graph = checks.first?.graph, checks.count == 1 {
        if let good, good.digest != graph.digest {
          let word = PolicyComparison(good, graph).relation?.rawValue ?? "unknown"
          text += "against the last state without errors: \(word)\n"
        } else if good != nil {
          text += "against the last state without errors: equal\n"
        }
        good = graph
      }
    } catch {
      text += error.diagnostics.map(DiagnosticRenderer().render).joined()
    }
    return StandardStream.output.write(text)
  }

  /// Every document of the roots and paths that are watched.
  private func stamps() -> [String: Stamp] {
    guard let roots = try? RootDocuments.find(paths, policies: policies) else { return [:] }
    var stamps: [String: Stamp] = [:]
    for documents in roots {
      let inputs =
        documents.inputs + documents.replacing + documents.schemas + documents.playbooks
      for input in inputs {
        var status = stat()
        guard unsafe stat(input.file, &status) == 0 else { continue }
        stamps[input.file] = Stamp(
          seconds: Int(status.st_mtim.tv_sec), nanoseconds: Int(status.st_mtim.tv_nsec),
          size: Int(status.st_size), inode: UInt(status.st_ino))
      }
    }
    return stamps
  }
}
