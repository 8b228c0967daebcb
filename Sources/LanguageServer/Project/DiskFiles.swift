import Diagnostics
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
    for folder in ["overrides", "specs/playbooks"] where PolicyFiles.isFolder("\(root)/\(folder)") {
      add(.other) { () throws(DiagnosticError) in
        // A folder without documents is as good as none.
        guard let inputs = try? PolicyFiles.inputs(inFolder: "\(root)/\(folder)") else { return [] }
        return inputs.map { input in
          var input = input
          input.path = String(input.file.dropFirst(root.count + 1))
          return input
        }
      }
    }
    return files
  }
}
