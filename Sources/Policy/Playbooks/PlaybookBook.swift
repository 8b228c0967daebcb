package import Diagnostics
import YAML

/// All playbooks of a root, held against each other and against the reason codes.
package struct PlaybookBook: Sendable {
  /// In the order of their files; also those with findings, as far as they could be read.
  package private(set) var playbooks: [Playbook] = []
  /// In the order of file and line.
  package private(set) var diagnostics: [Diagnostic] = []
  /// Quotes the lines that the findings are about.
  package private(set) var renderer = DiagnosticRenderer()

  /// Whether the playbooks may be followed.
  package var isSound: Bool { !diagnostics.contains { $0.severity == .error } }

  /// The playbook whose steps come first in every incident.
  package var prelude: Playbook? { playbooks.first(where: \.isPrelude) }

  /// The playbook that a reason code starts; nil where none does.
  package func playbook(for code: String) -> Playbook? {
    playbooks.first { $0.trigger?.codes.contains { $0.value == code } ?? false }
  }

  /// Reads the documents of `specs/playbooks`. `codes` are those of the registry; with none of them, as where the
  /// registry could not be read, no code is called unknown.
  package static func read(_ inputs: [PolicyLoader.Input], codes: [String]) -> PlaybookBook {
    var book = PlaybookBook()
    var bag = DiagnosticBag()
    for input in inputs { book.read(input, &bag) }
    book.link(codes, &bag)
    book.diagnostics = bag.sorted
    return book
  }

  private mutating func read(_ input: PolicyLoader.Input, _ bag: inout DiagnosticBag) {
    renderer.addSource(String(decoding: input.bytes, as: UTF8.self), file: input.file)
    let parsed = YAMLDocument.parse(input.bytes, file: input.file)
    bag.add(contentsOf: parsed.diagnostics)
    guard let root = parsed.root, var head = MappingReader(root, "a document", &bag),
      let version = head.text("apiVersion", &bag), let kind = head.text("kind", &bag)
    else { return }
    guard version.value == DocumentForm.version else {
      bag.add(PolicyProblem.wrongVersion(version.value).diagnostic(at: version.location))
      return
    }
    guard kind.value == DocumentKind.playbook.rawValue else {
      bag.add(
        PolicyProblem.unknownWord(kind.value, key: "kind", known: [DocumentKind.playbook.rawValue])
          .diagnostic(at: kind.location))
      return
    }
    guard let playbook = PlaybookReader.read(root, &bag) else { return }
    playbooks.append(playbook)
    bag.add(contentsOf: PlaybookLint(playbook).bag.diagnostics)
  }

  private func link(_ codes: [String], _ bag: inout DiagnosticBag) {
    var names: [String: Location] = [:]
    var preludes: [Location] = []
    var starts: [String: Location] = [:]
    for playbook in playbooks {
      let name = playbook.name
      if let first = names[name.value] {
        bag.add(
          PolicyProblem.declaredTwice(what: "playbook", name: name.value, first: first).diagnostic(
            at: name.location))
      }
      names[name.value] = names[name.value] ?? name.location
      if playbook.isPrelude {
        if let first = preludes.first {
          bag.add(PlaybookProblem.secondPrelude(first: first).diagnostic(at: name.location))
        }
        preludes.append(name.location)
      }
      for code in playbook.trigger?.codes ?? [] {
        if !codes.isEmpty, !codes.contains(code.value) {
          bag.add(
            PolicyProblem.unknownCode(code.value, known: codes.sorted()).diagnostic(
              at: code.location))
        }
        if let first = starts[code.value] {
          bag.add(
            PlaybookProblem.codeTwice(code.value, first: first).diagnostic(at: code.location))
        }
        starts[code.value] = starts[code.value] ?? code.location
      }
    }
    if preludes.isEmpty, !bag.hasErrors, let first = playbooks.first {
      bag.add(PlaybookProblem.noPrelude.diagnostic(at: first.name.location))
    }
  }
}
