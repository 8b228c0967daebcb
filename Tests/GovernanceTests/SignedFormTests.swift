import Diagnostics
import FormSamples
import Governance
import JSON
import Policy
import Testing
import YAML

/// Every finding about a document that carries signatures, before anything of it is believed.
private func findings(_ sample: FormSample) -> [Diagnostic] {
  let bytes = Array(sample.document.compactText.utf8)
  switch sample.kind {
  case .override, .revocation:
    let input = PolicyLoader.Input(file: "sample", path: "overrides/sample.yaml", bytes: bytes)
    return OverrideFolder([input]).unreadable.flatMap(\.diagnostics)
  default: return ReleaseReader.read(bytes, file: "sample").diagnostics
  }
}

/// The place of a fault in the text of its document.
private func place(of fault: FormSample.Fault, in document: JSONValue) -> Location? {
  var node = YAMLDocument.parse(Array(document.compactText.utf8), file: "sample").root
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

@Suite("the forms of signed documents and their readers say the same")
struct SignedFormTests {
  private static let kinds: [DocumentKind] = [.override, .revocation, .approvedPolicy, .proposal]

  @Test("a document with every key of its form can be read", arguments: kinds)
  func whole(_ kind: DocumentKind) {
    for sample in FormSamples.whole(kind) {
      let found = findings(sample)
      #expect(found.isEmpty, "\(sample.document.compactText)\n\(found.map(\.message))")
    }
  }

  @Test("whatever a form does not allow is found at its place", arguments: kinds)
  func spoiled(_ kind: DocumentKind) throws {
    let samples = FormSamples.spoiled(kind)
    #expect(samples.count > 10)
    for sample in samples {
      // Of what a document says it is, the folder says at its beginning that it cannot be.
      guard let fault = sample.fault, fault.path != ["kind"], fault.path != ["apiVersion"] else {
        continue
      }
      let found = findings(sample)
      #expect(!found.isEmpty, "\(sample.name)\n\(sample.document.compactText)")
      guard fault.path != [] else { continue }
      let marked = try #require(place(of: fault, in: sample.document), "\(sample.name)")
      let said = found.map { "\($0.location?.column ?? 0) \($0.code) \($0.message)" }
      #expect(
        found.contains { $0.location == marked },
        "\(sample.name), column \(marked.column): \(said)\n\(sample.document.compactText)")
      guard case .unknown(let known) = fault.kind else { continue }
      #expect(found.contains { $0.help == ["known here: \(known.joined(separator: ", "))"] })
    }
  }
}
