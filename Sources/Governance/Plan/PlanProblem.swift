package import Diagnostics

/// Why there is nothing to plan with.
package enum PlanProblem: Error, Hashable, Sendable {
  /// A revision has no `bots/`.
  case noPolicies(revision: String)
  /// Neither an approved release nor a main branch to compare with.
  case noBase(root: String)
  /// Neither a folder nor, in a repository, a revision.
  case noSuchSide(String)

  package var diagnostic: Diagnostic {
    switch self {
    case .noPolicies(let revision):
      Diagnostic(
        "PT1810", .error, "revision '\(revision)' has no bots/", at: nil,
        help: ["name a revision in which the policies are there already"])
    case .noBase(let root):
      Diagnostic(
        "PT1811", .error,
        "'\(root)' has no approved release, and its repository no branch 'main' to compare with",
        at: nil,
        help: ["name what to compare with: --base REVISION or --base FOLDER"])
    case .noSuchSide(let text):
      Diagnostic(
        "PT1812", .error, "'\(text)' is no folder with bots/ and policies/ and no revision",
        at: nil, help: ["name a folder, a branch, a tag or a commit"])
    }
  }
}
