import Governance
import Policy
import TestSupport
import Testing

/// The house's files as somebody left them, held against the house as it was approved.
struct DriftDesk {
  let approved: PolicyState
  private let inputs: [PolicyLoader.Input]

  init() throws {
    inputs = try PolicyFiles.inputs(ofRoot: Places.checkout).map { input in
      // Relative places, wherever the checkout lies.
      PolicyLoader.Input(file: input.path, path: input.path, bytes: input.bytes)
    }
    approved = try PolicyState.load(inputs)
  }

  /// A file with one text replaced by another; a text that is not there fails the test.
  struct Edit {
    var path: String
    var old: String
    var new: String

    init(_ path: String, _ old: String, _ new: String) {
      self.path = path
      self.old = old
      self.new = new
    }
  }

  /// The files of the house after these edits; of an empty new path the file is gone.
  func files(_ edits: [Edit], adding: [String: String] = [:]) throws -> [PolicyLoader.Input] {
    var texts: [String: String] = [:]
    for input in inputs { texts[input.path] = String(decoding: input.bytes, as: UTF8.self) }
    for edit in edits {
      let text = try #require(texts[edit.path], "\(edit.path)")
      if edit.old.isEmpty {
        texts[edit.path] = edit.new.isEmpty ? nil : edit.new
        continue
      }
      try #require(text.contains(edit.old), "\(edit.path) has no '\(edit.old)'")
      texts[edit.path] = text.replacing(edit.old, with: edit.new, maxReplacements: 1)
    }
    texts.merge(adding) { _, new in new }
    return texts.sorted { $0.key < $1.key }.map {
      PolicyLoader.Input(file: $0.key, path: $0.key, bytes: Array($0.value.utf8))
    }
  }

  func report(
    _ files: [PolicyLoader.Input], book: OverrideBook = OverrideBook(), effectiveAt: Int64 = 0,
    now: Int64 = 1000
  ) -> DriftReport {
    ConfigDrift.report(
      approved: .release(sequence: 1, approved, effectiveAt: effectiveAt),
      live: .init(files: files), overrides: book, now: now)
  }

  func findings(_ edits: Edit...) throws -> [DriftFinding] {
    report(try files(edits)).findings
  }
}

extension DriftFinding {
  /// State, field and scope in one line.
  var line: String {
    "\(state.rawValue) \(field)" + (scope.isEmpty || scope == "default" ? "" : " @\(scope)")
  }
}
