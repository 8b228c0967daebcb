import FoundationEssentials
import Policy
import TestSupport
import Testing

@Suite("the schemas of this checkout")
struct HouseSchemaTests {
  @Test("specs/schema holds the forms of today", arguments: DocumentKind.allCases)
  func areOfToday(_ kind: DocumentKind) throws {
    let loader = PolicyLoader.load(try PolicyFiles.inputs(ofRoot: Places.checkout))
    try #require(loader.set != nil)
    let form = DocumentForm.form(for: kind, in: loader.vocabulary)
    let path = "\(Places.checkout)/specs/schema/\(kind.name).json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == FormSchema(form).text, "old: run 'polytraders schema --out specs/schema'")
  }

  @Test("documents of this checkout name their schema in their first line")
  func modelines() throws {
    let folders: [(String, DocumentKind)] = [
      ("bots", .bot), ("policies", .policy), ("tests", .tests), ("specs/playbooks", .playbook),
    ]
    for (folder, kind) in folders {
      let up = folder.contains("/") ? "" : "../specs/"
      let names = try FileManager.default.contentsOfDirectory(
        atPath: "\(Places.checkout)/\(folder)")
      #expect(!names.isEmpty)
      for name in names where name != "approvals.yaml" {
        let path = "\(Places.checkout)/\(folder)/\(name)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let prefix = folder.contains("/") ? "../schema" : "\(up)schema"
        #expect(
          text.hasPrefix("# yaml-language-server: $schema=\(prefix)/\(kind.name).json\n"), "\(path)"
        )
      }
    }
  }
}
