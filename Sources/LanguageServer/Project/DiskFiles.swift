import Authoring
import Diagnostics
import FoundationEssentials
import Policy

/// The disk of this machine.
package struct DiskFiles: ServerFiles {
  package init() {}

  package func root(above folder: String) -> String? { PolicyFiles.root(above: folder) }

  package func documents(ofRoot root: String) -> RootFiles {
    var files = RootFiles()
    func add(_ role: RootFiles.Role, _ read: () throws(DiagnosticError) -> [PolicyLoader.Input]) {
      do {
        files.documents += try read().map { (role, $0) }
      } catch {
        files.diagnostics += error.diagnostics
      }
    }
    add(.policy) { () throws(DiagnosticError) in try PolicyFiles.inputs(ofRoot: root) }
    add(.tests) { () throws(DiagnosticError) in try PolicyFiles.testInputs(ofRoot: root) }
    add(.typedData) { () throws(DiagnosticError) in try PolicyFiles.typedDataInputs(ofRoot: root) }
    add(.playbook) { () throws(DiagnosticError) in try PolicyFiles.playbookInputs(ofRoot: root) }
    if PolicyFiles.isFolder("\(root)/overrides") {
      add(.other) { () throws(DiagnosticError) in
        // A folder without documents is as good as none.
        guard let inputs = try? PolicyFiles.inputs(inFolder: "\(root)/overrides") else { return [] }
        return inputs.map { input in
          var input = input
          input.path = String(input.file.dropFirst(root.count + 1))
          return input
        }
      }
    }
    files.release = newestRelease(ofRoot: root)
    return files
  }

  /// Releases are numbered: the highest one holds.
  private func newestRelease(ofRoot root: String) -> PolicyLoader.Input? {
    let folder = "\(root)/specs/approved"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return nil
    }
    let numbered = names.filter { name in
      name.utf8.count == 11 && name.hasSuffix(".yaml")
        && name.utf8.prefix(6).allSatisfy { (48...57).contains($0) }
    }
    guard let name = numbered.max(),
      let content = FileManager.default.contents(atPath: "\(folder)/\(name)")
    else { return nil }
    return PolicyLoader.Input(
      file: "\(folder)/\(name)", path: "specs/approved/\(name)", bytes: Array(content))
  }

  /// Pages are written below the user's cache folder, since editors open files and nothing else.
  package func explanation(ofCode code: String) -> String? {
    guard let page = CodePages.page(code), let cache = Self.cacheFolder else { return nil }
    let path = "\(cache)/\(page.code).md"
    let text = Array(CodeExplanation.markdown(page).utf8)
    if FileManager.default.contents(atPath: path).map(Array.init) == text { return path }
    do {
      try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
      try Data(text).write(to: URL(filePath: path), options: .atomic)
      return path
    } catch {
      return nil
    }
  }

  private static let cacheFolder: String? = {
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_CACHE_HOME"] ?? environment["HOME"].map { "\($0)/.cache" }
    guard let base, base.hasPrefix("/") else { return nil }
    return "\(base)/polytraders/codes"
  }()
}
