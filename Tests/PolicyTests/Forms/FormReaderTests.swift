import Diagnostics
import FormSamples
import JSON
import Policy
import Testing
import YAML

/// What a document of a kind is read by, and every finding about its form.
private func findings(_ sample: FormSample) -> [Diagnostic] {
  let bytes = Array(sample.document.compactText.utf8)
  let input = PolicyLoader.Input(file: "sample", path: "sample", bytes: bytes)
  guard sample.kind != .playbook else { return PlaybookBook.read([input], codes: []).diagnostics }
  let loader = PolicyLoader.load([input])
  var diagnostics = loader.diagnostics
  let lists =
    loader.tests.map(\.tests) + loader.vocabulary.bots.compactMap(\.tests)
  for list in lists { diagnostics += TestReader(list).diagnostics }
  return diagnostics
}

/// Findings that a document alone can cause; the others come from what other documents lack.
private let formCodes: Set<String> = [
  "PT0201", "PT0202", "PT0203", "PT0204", "PT0205", "PT0206", "PT0210", "PT0211", "PT0212",
  "PT0217", "PT0218", "PT0219", "PT0224", "PT0226", "PT0229", "PT0230", "PT0233", "PT0238",
  "PT0239", "PT0270", "PT1003", "PT1004", "PT1005",
]

/// The place of a fault in the text of its document.
private func place(of fault: FormSample.Fault, in document: JSONValue) -> Location? {
  let parsed = YAMLDocument.parse(Array(document.compactText.utf8), file: "sample")
  var node = parsed.root
  for step in fault.path {
    guard let current = node else { return nil }
    if let items = current.items {
      node = Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
    } else {
      node = current[step]
    }
  }
  guard let key = fault.key else { return node?.location }
  return node?.key(key)?.location
}

/// The kinds that are read here; those with signatures, and typed data, have their readers elsewhere.
private let kinds = DocumentKind.allCases.filter {
  ![.override, .revocation, .approvedPolicy, .proposal, .typedData].contains($0)
}

@Suite("the forms and the readers say the same")
struct FormReaderTests {
  @Test("a document with every key of its form is read without a finding", arguments: kinds)
  func whole(_ kind: DocumentKind) {
    for sample in FormSamples.whole(kind) {
      let wrong = findings(sample).filter { formCodes.contains($0.code) }
      #expect(wrong.isEmpty, "\(sample.document.compactText)")
    }
  }

  @Test("whatever a form does not allow is found at its place", arguments: kinds)
  func spoiled(_ kind: DocumentKind) throws {
    let samples = FormSamples.spoiled(kind)
    #expect(samples.count > 10)
    for sample in samples {
      guard let fault = sample.fault else { continue }
      let found = findings(sample).filter { $0.severity == .error }
      let marked = try #require(place(of: fault, in: sample.document), "\(sample.name)")
      // What must come out of a test is held against the bot, where that is known.
      guard !fault.path.contains("expect") || fault.kind != .wrongWord else { continue }
      guard !found.contains(where: { isAbout(fault, $0, at: marked) }) else { continue }
      let said = found.map { "\($0.location?.column ?? 0) \($0.code) \($0.message) \($0.help)" }
      Issue.record(
        "\(sample.name), column \(marked.column): \(said)\n\(sample.document.compactText)")
    }
  }

  /// Whether a finding says what is wrong, at its place, and not only that something is.
  private func isAbout(
    _ fault: FormSample.Fault, _ finding: Diagnostic, at place: Location
  ) -> Bool {
    let isHere = finding.location == place
    return switch fault.kind {
    case .missing(let key):
      isHere && finding.code == "PT0202" && finding.message.contains("'\(key)'")
    case .unknown(let known):
      isHere && ["PT0203", "PT0226"].contains(finding.code)
        && finding.help == ["known here: \(known.joined(separator: ", "))"]
    case .wrongKind: isHere && finding.code == "PT0201"
    case .wrongWord:
      isHere && ["PT0204", "PT0205", "PT0206", "PT0210", "PT0224"].contains(finding.code)
    case .badQuantity: isHere && finding.code == "PT0210"
    // Of two bounds that cross, the other one is marked.
    case .outOfBounds:
      finding.code == "PT0212" || isHere && ["PT0211", "PT0239", "PT1005"].contains(finding.code)
    // What a type needs is marked at the type.
    case .rule: isHere || ["PT1003"].contains(finding.code)
    case .empty: isHere || finding.code == "PT0202"
    case .badText, .badName: isHere
    }
  }
}
